"""“Report an error”: readers report errors in a story, without an account and without a cookie."""
