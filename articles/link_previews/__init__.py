"""What links to our pages show on other sites."""
