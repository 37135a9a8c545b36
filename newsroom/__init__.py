"""The newsroom. Its version is written here and nowhere else; pyproject.toml reads it from this file."""

__version__ = "1.0.0"
