"""“Report an error”: readers tell the desk what is wrong in a story, without an account and without a cookie."""
