"""The archive by the day in stories' addresses (/archive/, /2024/, /2024/11/, /2024/11/08/), and the corrections page."""
