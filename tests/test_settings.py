"""Settings refuse every invalid value by name, and never print a secret."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

GOOD = {"SECRET_KEY": "k" * 50, "PUBLIC_URL": "https://news.example"}
VARIABLES = """SECRET_KEY PUBLIC_URL DATABASE_URL REDIS_URL PAGE_CACHE NEWSROOM_NAME NEWSROOM_TIME_ZONE LANGUAGE_CODE
    FEED_FULL_TEXT TYPOGRAPHY CHANGE_LOG SECOND_READER REQUIRE_OTP ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS PROXY_COUNT
    NGINX_SENDS_MEDIA S3_BUCKET S3_ENDPOINT THEME_DIR DATABASE_WEB_URL HSTS_SECONDS EMAIL_URL EMAIL_FROM VAR_DIR DEBUG
    NEWSROOM_DEMO PORT CDN_PURGE LOG_FORMAT SENTRY_DSN METRICS_TOKEN ALERT_EMAILS BACKUP_HOURS""".split()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """`read(NAME="value", …)` reads the settings file again, from an environment with these variables only."""

    def read(**environment: str) -> dict[str, Any]:
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"VAR_DIR": str(tmp_path)} | environment).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(settings.BASE_DIR / "newsroom" / "settings.py"))

    return read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "news.example"),
        ("PUBLIC_URL", "ftp://news.example"),
        ("PUBLIC_URL", "https://news.example/blog"),
        ("PUBLIC_URL", "https://news.example:http"),
        ("PUBLIC_URL", "https://"),
        ("DATABASE_URL", "mysql://root@localhost/news"),
        ("DATABASE_URL", "postgres://localhost"),
        ("DATABASE_URL", "postgres://localhost:port/news"),
        ("DATABASE_URL", "news.sqlite3"),
        ("DATABASE_WEB_URL", "sqlite:////news.sqlite3"),
        ("DATABASE_WEB_URL", "postgres://localhost/news"),
        ("DATABASE_WEB_URL", "postgres://web@localhost:port/news"),
        ("NGINX_SENDS_MEDIA", "perhaps"),
        ("S3_ENDPOINT", "s3.example"),
        ("REDIS_URL", "localhost:6379"),
        ("NEWSROOM_TIME_ZONE", "Kyiv"),
        ("NEWSROOM_TIME_ZONE", "UTC+3"),
        ("LANGUAGE_CODE", "Spanish"),
        ("THEME_DIR", "/no/such/theme"),
        ("FEED_FULL_TEXT", "half"),
        ("TYPOGRAPHY", "curly"),
        ("CHANGE_LOG", "some"),
        ("SECOND_READER", "maybe"),
        ("REQUIRE_OTP", "perhaps"),
        ("LOG_FORMAT", "xml"),
        ("SENTRY_DSN", "sentry.example"),
        ("METRICS_TOKEN", "short"),
        ("ALERT_EMAILS", "the-desk"),
        ("BACKUP_HOURS", "daily"),
        ("DEBUG", "2"),
        ("NEWSROOM_DEMO", "demo"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("PROXY_COUNT", "one"),
        ("PROXY_COUNT", "-1"),
        ("HSTS_SECONDS", "a year"),
        ("HSTS_SECONDS", "-1"),
        ("EMAIL_URL", "mail.example"),
        ("EMAIL_URL", "smtp://mail.example:port"),
        ("EMAIL_FROM", "The desk"),
        ("EMAIL_FROM", "desk@news.example\nBcc: all@news.example"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "https://news.example"),
        ("CSRF_TRUSTED_ORIGINS", "news.example"),
    ],
)
def test_bad_value_is_refused_by_name_with_a_cure(read: Any, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} is not usable: \S.+"):
        read(**GOOD | {name: value})


def test_refusal_does_not_print_a_password(read: Any) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(**GOOD, DATABASE_URL="postgres://desk:hunter2@localhost:port/news")
    assert "hunter2" not in str(refusal.value)


def test_nothing_but_a_key_and_an_address_is_required(read: Any) -> None:
    values = read(**GOOD)
    assert values["DEBUG"] is False
    assert values["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert values["ALLOWED_HOSTS"] == ["news.example", "localhost"]


def test_https_address_makes_cookies_secure_and_sends_hsts(read: Any) -> None:
    values = read(**GOOD)
    assert values["SESSION_COOKIE_SECURE"]
    assert values["CSRF_COOKIE_SECURE"]
    assert values["SECURE_SSL_REDIRECT"]
    assert values["SECURE_HSTS_SECONDS"] == 3600


def test_forwarded_scheme_is_believed_only_behind_a_named_proxy(read: Any) -> None:
    assert read(**GOOD)["SECURE_PROXY_SSL_HEADER"] is None
    assert read(**GOOD, PROXY_COUNT="1")["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_files_of_a_theme_come_before_those_of_the_site(read: Any, tmp_path: Path) -> None:
    assert read(**GOOD, THEME_DIR=str(tmp_path))["STATICFILES_DIRS"] == [settings.BASE_DIR / "static"]
    (tmp_path / "static").mkdir()
    values = read(**GOOD, THEME_DIR=str(tmp_path))
    assert values["STATICFILES_DIRS"] == [tmp_path / "static", settings.BASE_DIR / "static"]
    assert values["TEMPLATES"][0]["DIRS"] == [tmp_path / "templates", settings.BASE_DIR / "templates"]


def test_demo_makes_a_key_once_and_keeps_it_to_its_owner(read: Any, tmp_path: Path) -> None:
    first = read(NEWSROOM_DEMO="1")["SECRET_KEY"]
    assert read(NEWSROOM_DEMO="1")["SECRET_KEY"] == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_demo_answers_on_this_machine_at_its_port(read: Any) -> None:
    values = read(NEWSROOM_DEMO="1", PORT="8765")
    assert values["PUBLIC_URL"] == "http://127.0.0.1:8765"
    assert {"127.0.0.1", "localhost", "[::1]"} <= set(values["ALLOWED_HOSTS"])


def test_uploads_and_restricted_files_are_in_a_bucket_under_names_of_their_own(read: Any) -> None:
    storages = read(**GOOD, S3_BUCKET="paper", S3_ENDPOINT="https://s3.example")["STORAGES"]
    assert [storages[name]["OPTIONS"]["location"] for name in ("default", "sealed")] == ["media", "sealed"]
    with pytest.raises(ImproperlyConfigured, match=r"^NGINX_SENDS_MEDIA is not usable: write no"):
        read(**GOOD, S3_BUCKET="paper", NGINX_SENDS_MEDIA="yes")


def test_postgresql_is_read_from_its_url(read: Any) -> None:
    database = read(**GOOD, DATABASE_URL="postgres://desk:p%40ss@db:5433/news")["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["PASSWORD"], database["HOST"], database["PORT"]) == ("desk", "p@ss", "db", 5433)


def test_redis_is_the_cache_when_it_is_named(read: Any) -> None:
    cache = read(**GOOD, REDIS_URL="redis://cache:6379/0")["CACHES"]["default"]
    assert cache["BACKEND"] == "django.core.cache.backends.redis.RedisCache"


@pytest.mark.parametrize("document", ["newsroom/settings.py", "docs/running.md"])
def test_every_setting_is_documented(document: str) -> None:
    source = (settings.BASE_DIR / "newsroom" / "settings.py").read_text()
    names = set(re.findall(r"(?:env\.str\(|read\(\"\w+\", )\"(\w+)\"", source)) - {"PORT", "NEWSROOM_DEMO"}
    assert len(names) >= 14  # the pattern still finds them
    described = (
        source.split('"""')[1] if document.endswith("settings.py") else (settings.BASE_DIR / document).read_text()
    )
    assert not [name for name in names if name not in described]
