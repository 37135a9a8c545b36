"""An archive of any size, to measure on: invented stories, filled in bulk by `manage.py fill_archive`."""
