"""The project's settings, with nothing taken from the developer's machine but DATABASE_URL."""

import os
import tempfile

# Every test process keeps its own files; the directory goes when the process ends.
_var_dir = tempfile.TemporaryDirectory(prefix="newsroom-tests-", ignore_cleanup_errors=True)

for _name in (
    "DEBUG",
    "NEWSROOM_DEMO",
    "REDIS_URL",
    "REQUIRE_OTP",
    "SECOND_READER",
    "HTTPS",
    "HSTS_SECONDS",
    "PROXY_COUNT",
):
    os.environ.pop(_name, None)
os.environ.update(
    SECRET_KEY="for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    VAR_DIR=_var_dir.name,
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    CSRF_TRUSTED_ORIGINS="",
    PUBLIC_URL="http://testserver",
    NEWSROOM_NAME="The Newsroom",
    NEWSROOM_TIME_ZONE="America/New_York",
)

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES, STORAGES  # noqa: E402

# A file, not memory: live servers and threads then hold connections of their own, as they do in production.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": f"{_var_dir.name}/tests.sqlite3"}

# Plain names: nothing has to be collected before a page renders.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
