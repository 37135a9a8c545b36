"""The project's settings, taking only DATABASE_URL from the developer's machine."""

import os
import tempfile
from pathlib import Path

# Every test process keeps its own files; the directory goes when the process ends.
_var_dir = tempfile.TemporaryDirectory(prefix="newsroom-tests-", ignore_cleanup_errors=True)

for _name in """DEBUG NEWSROOM_DEMO PORT REDIS_URL REQUIRE_OTP FEED_FULL_TEXT EMBED_PROVIDERS CHANGE_LOG SECOND_READER
    ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS PROXY_COUNT NGINX_SENDS_MEDIA S3_BUCKET S3_ENDPOINT THEME_DIR
    DATABASE_WEB_URL HSTS_SECONDS NEWSROOM_NAME LANGUAGE_CODE EMAIL_URL EMAIL_FROM
    CDN_PURGE LOG_FORMAT SENTRY_DSN METRICS_TOKEN ALERT_EMAILS BACKUP_HOURS""".split():
    os.environ.pop(_name, None)
os.environ.update(
    SECRET_KEY="for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    PUBLIC_URL="http://testserver",
    NEWSROOM_TIME_ZONE="America/New_York",
    VAR_DIR=_var_dir.name,
    EMAIL_URL="memory://",  # nothing leaves the tests
    PAGE_CACHE="no",  # so that each test sees pages made; the tests of the cache turn it on
)

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES, INSTALLED_APPS, STORAGES  # noqa: E402

# The smallest publishable, on which the engine is proved without articles.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.publishing.notes"]

# A connection kept open would hold the test database when it is to be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0

# Tables are made straight from the models, which is quick; test_migrations.py holds the migrations to be the same.
DATABASES["default"]["TEST"] = {"MIGRATE": False}

# A file, not memory: live servers and threads then hold connections of their own, as they do in production.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"]["NAME"] = f"{_var_dir.name}/tests.sqlite3"

# Plain names: nothing has to be collected before a page renders.
Path(_var_dir.name, "static").mkdir()
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
