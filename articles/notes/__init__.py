"""Notes that colleagues write to each other on a story."""
