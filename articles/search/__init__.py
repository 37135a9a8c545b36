"""The search page, and what completes the words typed into it."""
