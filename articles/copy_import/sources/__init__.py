"""One module for each way in which copy comes: each makes a `Copy` of it."""
