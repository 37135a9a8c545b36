"""The search page, and completions of what readers type."""
