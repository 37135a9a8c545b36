"""Standing pages: their addresses, views, admin and footer links."""
