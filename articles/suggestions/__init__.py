"""Which stories an editor may want to link from this one, and why."""
