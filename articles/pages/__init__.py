"""Standing pages: the addresses they own, where the footer finds them, how readers and editors meet them."""
