"""Tags: by every name they ever had, and at the desk."""
