"""The settings of an installation, with plain names of static files: nothing has to be collected before it serves."""

from newsroom.settings import *  # noqa: F403
from newsroom.settings import MIDDLEWARE, STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [*MIDDLEWARE, "tests.site.at_an_instant.note_what_is_made"]
