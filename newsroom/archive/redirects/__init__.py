"""Old addresses, such as those of the system before this one, and where each leads."""
