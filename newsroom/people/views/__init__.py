"""Pages of people: the doors of the desk, and what everybody sets for themselves."""
