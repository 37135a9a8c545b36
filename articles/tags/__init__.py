"""Tags: their former names, and their admin."""
