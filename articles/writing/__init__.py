"""What the page on which a story is written asks while it is written."""
