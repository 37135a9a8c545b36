"""Settings, read from the environment. An invalid value stops startup with a message that says what to fix.

Variable             default              meaning
----------------------------------------  ---------------------------------------------------------------------
SECRET_KEY           required             50 or more random characters, kept secret
PUBLIC_URL           required             the site's address for readers, such as https://news.example;
                                          https also turns on secure cookies and HSTS
DATABASE_URL         SQLite in VAR_DIR    postgres://user:password@host:5432/name or sqlite:////path/to/file
DATABASE_WEB_URL     none                 only for `migrate`: the DATABASE_URL of the web and worker processes, if
                                          they use a separate role (newsroom/database/roles.py)
REDIS_URL            files in VAR_DIR     where web processes share readers' pages: redis://host:6379/0
OUTAGE_MINUTES       10                   how long cached pages are served while the database is down
PAGE_CACHE           yes, in DEBUG no     cache readers' pages until they may change; no is for measuring
NEWSROOM_NAME        The Newsroom         the name of the publication until one is set at the desk, and where the
                                          database isn't read: one-time codes, "the database is down"
NEWSROOM_TIME_ZONE   America/New_York     an IANA zone, used for all times at the desk
LANGUAGE_CODE        en-us                the language of readers' pages and their dates: en-us, es or ar, or another
                                          that has a catalog (docs/extending.md)
NEWSROOM_FISCAL_YEAR_START   10           the month (1 to 12) in which "fiscal 2024" began the year before
NEWSROOM_DATE_ORDER  mdy                  how numeric dates are read at the desk: mdy (12/11 is Dec. 11) or dmy
THEME_DIR            none                 a directory whose templates/ and static/ replace files of the same name
FEED_FULL_TEXT       no                   feeds have the full text of each story, not just its deck
EMBED_PROVIDERS      all                  whose videos, posts, maps and charts stories may show, comma-separated:
                                          youtube, vimeo … (docs/running.md names them)
MEDIA_MAX_MB         500                  the most megabytes that a video, a recording or a document may have
TYPOGRAPHY           no                   quotes and dashes are typeset while one writes: “ ” ’ — …
CHANGE_LOG           yes                  readers can see each story's versions and what changed between them
SECOND_READER        no                   nobody may approve their own story
REQUIRE_OTP          no                   everyone at the desk must use one-time codes after the password
EMAIL_URL            none                 the mail server: submission://user:password@mail.example (TLS on port 587),
                                          smtp://host:25 … Without one, nobody is invited or resets a password
EMAIL_FROM           newsroom@PUBLIC_URL's  the sender of mail: Newsroom <newsroom@news.example>
ALLOWED_HOSTS        PUBLIC_URL's         more host names of the site, comma-separated
CSRF_TRUSTED_ORIGINS PUBLIC_URL           more origins whose forms are accepted, comma-separated
PROXY_COUNT          0                    trusted proxies in front, each adding itself to X-Forwarded-For and
                                          the outermost setting X-Forwarded-Proto
S3_BUCKET            none                 the private bucket that holds uploads instead of VAR_DIR, for several machines;
                                          AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_DEFAULT_REGION open it
S3_ENDPOINT          Amazon's             the address of another service that speaks S3, such as https://s3.example
NGINX_SENDS_MEDIA    no                   nginx in front (deploy/nginx.conf) sends the photos
HSTS_SECONDS         3600                 how long browsers insist on https; raise it once https works
LOG_FORMAT           plain                json: one object a line, with the id of the request and of the user
SENTRY_DSN           none                 where errors are reported: https://key@sentry.example/1
CDN_PURGE            none                 a network in front that is told which pages changed, and keeps the others longer:
                                          fastly://SERVICE_ID?token=TOKEN
METRICS_TOKEN        none                 20 or more random characters; with them as the bearer token, /metrics
                                          answers Prometheus
ALERT_EMAILS         none                 who is told when an alert (docs/runbook.md) begins and is over, comma-separated
BACKUP_HOURS         26                   an alert begins if the last `manage.py backup` is older; 0: other backups are made
VAR_DIR              var/                 uploads, collected static files, the SQLite file, the cache
DEBUG                no                   for development only
NEWSROOM_DEMO        no                   set by `make run`: localhost on PORT, and a SECRET_KEY made in VAR_DIR
"""

import re
import secrets
import zoneinfo
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_email_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.conf.global_settings import LANGUAGES as KNOWN_LANGUAGES
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_noop
from django_prose_editor.config import html_tags
from environs import Env, EnvError
from js_asset import static_lazy

django_stubs_ext.monkeypatch()  # allows ModelAdmin[Article] at runtime

BASE_DIR = Path(__file__).resolve().parent.parent
# A checkout has templates/ and static/ beside the packages; a wheel has them inside this one.
IS_CHECKOUT = (BASE_DIR / "templates").is_dir()
SITE_FILES = BASE_DIR if IS_CHECKOUT else Path(__file__).resolve().parent / "site_files"
env = Env()


def read(kind: str, name: str, default: Any, cure: str, valid: Callable[[Any], bool] = lambda value: True) -> Any:
    """Return the value of the variable `name`, parsed as the environs type `kind` ("bool", "int", "list").

    Raises ImproperlyConfigured, with the name and the cure, if it doesn't parse or isn't `valid`.
    """
    try:
        value = getattr(env, kind)(name, default)
    except EnvError as error:
        raise ImproperlyConfigured(f"{name} is not usable: {cure}") from error
    refuse_unless(valid(value), name, cure)
    return value


def refuse_unless(usable: bool, name: str, cure: str) -> None:
    """Raise ImproperlyConfigured, with the name and the cure, unless the value is usable."""
    if not usable:
        raise ImproperlyConfigured(f"{name} is not usable: {cure}")


YES_OR_NO = "write yes or no."
DEBUG: bool = read("bool", "DEBUG", False, YES_OR_NO)
NEWSROOM_DEMO: bool = read("bool", "NEWSROOM_DEMO", False, YES_OR_NO)
VAR_DIR = Path(env.str("VAR_DIR", "") or (BASE_DIR if IS_CHECKOUT else Path.cwd()) / "var").resolve()


# --- The key


def demo_secret_key() -> str:
    """Return a key for this installation, created on first use in VAR_DIR."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY: str = env.str("SECRET_KEY", "") or (demo_secret_key() if NEWSROOM_DEMO else "")
refuse_unless(
    len(SECRET_KEY) >= 50,
    "SECRET_KEY",
    "it must hold at least 50 random characters. Make one with "
    "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`, or set NEWSROOM_DEMO=1 for a demo on this machine.",
)

# --- The address

PORT: int = read("int", "PORT", 8000, "write a port number from 1 to 65535.", lambda port: 0 < port < 65536)

PUBLIC_URL: str = (env.str("PUBLIC_URL", "") or (f"http://127.0.0.1:{PORT}" if NEWSROOM_DEMO else "")).rstrip("/")
try:
    _address = urlsplit(PUBLIC_URL)
    _host, _port = _address.hostname, _address.port  # reading a bad port raises
except ValueError:
    _address, _host = urlsplit(""), None
refuse_unless(
    _address.scheme in {"http", "https"} and bool(_host) and f"{_address.scheme}://{_address.netloc}" == PUBLIC_URL,
    "PUBLIC_URL",
    "write the site's address with its scheme and without a path, such as https://news.example.",
)
HTTPS = _address.scheme == "https"

# localhost is for the health check inside a container.
ALLOWED_HOSTS: list[str] = [
    str(_host),
    "localhost",
    *(["127.0.0.1", "[::1]"] if NEWSROOM_DEMO else []),
    *read("list", "ALLOWED_HOSTS", [], "write host names, comma-separated."),
]
refuse_unless("*" not in ALLOWED_HOSTS, "ALLOWED_HOSTS", "name each host: * would let anyone choose the address.")
refuse_unless(
    not any("/" in host for host in ALLOWED_HOSTS),
    "ALLOWED_HOSTS",
    "write host names only, comma-separated, such as news.example (no https://, no path).",
)
CSRF_TRUSTED_ORIGINS: list[str] = [
    PUBLIC_URL,
    *read("list", "CSRF_TRUSTED_ORIGINS", [], "write origins, comma-separated."),
]
refuse_unless(
    all(origin.startswith(("https://", "http://")) for origin in CSRF_TRUSTED_ORIGINS),
    "CSRF_TRUSTED_ORIGINS",
    "write each origin with its scheme, such as https://desk.example.",
)

# --- The newsroom

NEWSROOM_NAME: str = env.str("NEWSROOM_NAME", "The Newsroom")
TIME_ZONE: str = env.str("NEWSROOM_TIME_ZONE", "America/New_York")
refuse_unless(
    TIME_ZONE in zoneinfo.available_timezones(),
    "NEWSROOM_TIME_ZONE",
    f"{TIME_ZONE!r} is not an IANA time zone; write one such as Europe/Kyiv or America/New_York.",
)
NEWSROOM_FISCAL_YEAR_START: int = read(
    "int", "NEWSROOM_FISCAL_YEAR_START", 10, "write a month, 1 to 12.", lambda month: 1 <= month <= 12
)
NEWSROOM_DATE_ORDER: str = env.str("NEWSROOM_DATE_ORDER", "mdy")
refuse_unless(
    NEWSROOM_DATE_ORDER in ("mdy", "dmy"),
    "NEWSROOM_DATE_ORDER",
    f"{NEWSROOM_DATE_ORDER!r} is not an order of dates; write mdy (12/11 is Dec. 11) or dmy (12/11 is Nov. 12).",
)
THEME_DIR: Path | None = Path(_theme).resolve() if (_theme := env.str("THEME_DIR", "")) else None
refuse_unless(
    THEME_DIR is None or THEME_DIR.is_dir(),
    "THEME_DIR",
    f"{THEME_DIR} is not a directory. Name the directory that holds the theme's templates/, or leave it out.",
)
FEED_FULL_TEXT: bool = read("bool", "FEED_FULL_TEXT", False, YES_OR_NO)
# articles/apps.py refuses names that nobody has registered.
EMBED_PROVIDERS: list[str] = read("list", "EMBED_PROVIDERS", ["all"], "write names of providers, comma-separated.")
MEDIA_MAX_MB: int = read(
    "int", "MEDIA_MAX_MB", 500, "write a number of megabytes, 1 to 10000.", lambda size: 1 <= size <= 10_000
)
# What readers are told of a story that somebody paid for or helped with; a site's own settings may name others. The
# labels that articles/disclosure.py knows also tell search engines.
DISCLOSURES: dict[str, tuple[str, str]] = {
    "sponsored": (
        gettext_noop("Sponsored"),
        gettext_noop("An advertiser paid for this. Our newsroom did not write it."),
    ),
    "paid": (
        gettext_noop("Paid post"),
        gettext_noop("An advertiser wrote this and paid for it."),
    ),
    "supported": (
        gettext_noop("Supported"),
        gettext_noop("Somebody supports this coverage and has no say in it."),
    ),
    "trip": (
        gettext_noop("Press trip"),
        gettext_noop("The host paid for travel or lodging and has no say in this story."),
    ),
    "machine": (
        gettext_noop("Machine-assisted"),
        gettext_noop("Software wrote or translated parts of this. An editor checked them."),
    ),
}
TYPOGRAPHY: bool = read("bool", "TYPOGRAPHY", False, YES_OR_NO)
CHANGE_LOG: bool = read("bool", "CHANGE_LOG", True, YES_OR_NO)
SECOND_READER: bool = read("bool", "SECOND_READER", False, YES_OR_NO)
REQUIRE_OTP: bool = read("bool", "REQUIRE_OTP", False, YES_OR_NO)

# --- Django

INSTALLED_APPS = [
    "newsroom.archive",
    "newsroom.desk",
    "newsroom.demo",
    "newsroom.people",
    "newsroom.operations",
    "newsroom.fronts",
    "articles",
    "timelines",
    "newsroom.mail",
    "newsroom.media",
    "newsroom.publication",
    "newsroom.images",
    "newsroom.search",
    "newsroom.delivery",
    "newsroom.publishing",
    "newsroom.database",
    "django_prose_editor",
    "js_asset",
    "imagefield",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "newsroom.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "newsroom.operations.json_log.request_of_log",  # only with LOG_FORMAT=json
    "newsroom.operations.metrics.count_requests",
    "newsroom.sign_in.limit_sign_ins",  # before all others, so that a refused attempt costs nothing
    "newsroom.delivery.page_cache.page_cache",  # a cached page skips the rest
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.content_security.content_security",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "newsroom.desk.language.desk_in_english",
    "newsroom.delivery.request_clock.request_clock",
    "newsroom.people.sessions.last_seen",
    "newsroom.people.own_zone.desk_in_own_zone",
    "newsroom.publication.middleware.publication_of_request",
    "newsroom.archive.redirects.middleware.old_addresses",
    "newsroom.delivery.wrong_case.wrong_case",
    "newsroom.publishing.admin.form_recovery.keep_typed",
    "newsroom.delivery.unavailable.database_trouble",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last, as axes requires
]

FORM_RENDERER = "newsroom.jinja2.DeskFormRenderer"
CSRF_FAILURE_VIEW = "newsroom.publishing.admin.form_recovery.csrf_failure"
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    # Readers' pages; templates of the theme come first.
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [*([THEME_DIR / "templates"] if THEME_DIR else []), SITE_FILES / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "newsroom.jinja2.environment",
            "context_processors": ["articles.navigation.site"],
        },
    },
    # The desk.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_FILES / "templates" / "desk"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"ap_style": "newsroom.text.ap_style_tags"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.navigation.site",
            ],
        },
    },
]

LANGUAGE_CODE: str = read(
    "str",
    "LANGUAGE_CODE",
    "en-us",
    "write the code of a language that Django knows, such as en-us, es or ar.",
    lambda code: code in {"en-us", *dict(KNOWN_LANGUAGES)},
)
LOCALE_PATHS = [*([THEME_DIR / "locale"] if THEME_DIR else []), SITE_FILES / "locale"]
USE_TZ = True
FORMS_URLFIELD_ASSUME_HTTPS = True  # the default of Django 6
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database, cache, tasks

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # a writer waits at BEGIN, where SQLite can wait
    "timeout": 20,  # seconds
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
DATABASE_URL_CURE = "write postgres://user:password@host:5432/name, or sqlite:////absolute/path/to/file."
_database_url = env.str("DATABASE_URL", "") or f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}"
refuse_unless(
    _database_url.startswith(("postgres://", "postgresql://", "sqlite:///")), "DATABASE_URL", DATABASE_URL_CURE
)
_database: dict[str, Any] = read("dj_db_url", "DATABASE_URL", _database_url, DATABASE_URL_CURE)
refuse_unless(_database["NAME"] not in {"", ":memory:"}, "DATABASE_URL", f"it names no database; {DATABASE_URL_CURE}")
_database |= {"CONN_MAX_AGE": 60}  # newsroom/delivery/current_generation.py replaces a dead connection
if _database["ENGINE"] == "django.db.backends.sqlite3":
    Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    _database["OPTIONS"] = SQLITE_OPTIONS
else:
    _database["OPTIONS"] = {
        # Web processes wait less: newsroom/database/__init__.py.
        "options": "-c lock_timeout=60000 -c idle_in_transaction_session_timeout=600000",  # milliseconds
        "connect_timeout": 3,  # seconds; a server that vanished is noticed within ten:
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,  # milliseconds
        **_database.get("OPTIONS", {}),
    }
DATABASES = {"default": _database}
DATABASE_WEB_URL: str = env.str("DATABASE_WEB_URL", "")
DATABASE_WEB_URL_CURE = "write the DATABASE_URL of the web processes, with the name of their role, or leave it out."
if DATABASE_WEB_URL:
    refuse_unless(
        DATABASE_WEB_URL.startswith(("postgres://", "postgresql://"))
        and bool(read("dj_db_url", "DATABASE_WEB_URL", "", DATABASE_WEB_URL_CURE)["USER"]),
        "DATABASE_WEB_URL",
        DATABASE_WEB_URL_CURE,
    )

# Cached pages are keyed by the site generation in the database, so a lost cache does no harm. Its values are pickled:
# nobody else may write there.
PAGE_CACHE: bool = read("bool", "PAGE_CACHE", not DEBUG, YES_OR_NO)
REDIS_URL: str = env.str("REDIS_URL", "")
_redis = not REDIS_URL or REDIS_URL.startswith(("redis://", "rediss://", "unix://"))
refuse_unless(_redis, "REDIS_URL", "write redis://host:6379/0, or leave it out.")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},  # seconds; making a page takes less
    }
    if REDIS_URL
    else {
        "BACKEND": "newsroom.delivery.file_cache.PageFiles",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    }
}
# The rate limits: newsroom/rate_limits.py.
CACHES["limits"] = CACHES["default"] | {"KEY_PREFIX": "limits", "TIMEOUT": 900}
if not REDIS_URL:
    CACHES["limits"] |= {
        "BACKEND": "newsroom.delivery.file_cache.CounterFiles",
        "LOCATION": VAR_DIR / "limits",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
# Which pages may be served while the database is down (newsroom/delivery/outage.py): a cache that evicts nothing.
OUTAGE_MINUTES: int = read(
    "int", "OUTAGE_MINUTES", 10, "write a number of minutes, 0 or more.", lambda number: number >= 0
)
CACHES["outage"] = dict(CACHES["default"])
if not REDIS_URL:
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    CACHES["outage"] |= {"BACKEND": backend, "LOCATION": VAR_DIR / "outage"}
CDN_PURGE: str = env.str("CDN_PURGE", "")  # checked in newsroom/delivery, once apps have added their networks
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [static_lazy("js/footnote_mark.js")], "extensions": {"Footnote": html_tags(["footnote"])}}
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Mail

EMAIL_URL: str = env.str("EMAIL_URL", "") or (f"file:///{VAR_DIR / 'mail'}" if NEWSROOM_DEMO else "")
EMAIL_CURE = "write submission://user:password@host (TLS on port 587) or smtp://host:25; %40 is an @ in the name."
refuse_unless(
    not EMAIL_URL or EMAIL_URL.startswith(("smtp://", "submission://", "file:///", "console://", "memory://")),
    "EMAIL_URL",
    EMAIL_CURE,
)
try:
    _email: dict[str, Any] = dj_email_url.parse(EMAIL_URL or "dummy://")
except ValueError as error:  # such as a bad port
    raise ImproperlyConfigured(f"EMAIL_URL is not usable: {EMAIL_CURE}") from error
EMAIL_BACKEND: str = _email["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"] or "", _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _email["EMAIL_USE_TLS"], _email["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = _email["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 20  # seconds; the worker waits, nobody else
DEFAULT_FROM_EMAIL: str = env.str("EMAIL_FROM", "") or f"newsroom@{_host}"
refuse_unless(
    bool(re.fullmatch(r"[^\s<>@]+@[^\s<>@]+|[^<>@\r\n]+<[^\s<>@]+@[^\s<>@]+>", DEFAULT_FROM_EMAIL)),
    "EMAIL_FROM",
    "write an address, such as newsroom@news.example, or Newsroom <newsroom@news.example>.",
)

# --- Files

STATIC_URL = "/static/"
STATICFILES_DIRS = [SITE_FILES / "static"]
if THEME_DIR and (THEME_DIR / "static").is_dir():
    STATICFILES_DIRS.insert(0, THEME_DIR / "static")
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "newsroom.images.storage.WholeFiles"},
    # Files that were taken down; no address leads there.
    "sealed": {"BACKEND": "newsroom.images.storage.WholeFiles", "OPTIONS": {"location": VAR_DIR / "sealed"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
S3_BUCKET: str = env.str("S3_BUCKET", "")
S3_ENDPOINT: str = env.str("S3_ENDPOINT", "")
refuse_unless(
    not S3_ENDPOINT or S3_ENDPOINT.startswith(("https://", "http://")),
    "S3_ENDPOINT",
    "write the service's address with its scheme, such as https://s3.example.",
)
if S3_BUCKET:
    refuse_unless(
        find_spec("storages") is not None, "S3_BUCKET", "install the library for it: pip install newsroom[s3]"
    )
    _bucket = {"bucket_name": S3_BUCKET, "endpoint_url": S3_ENDPOINT or None, "default_acl": None}
    STORAGES |= {
        name: {"BACKEND": "newsroom.images.s3_storage.S3Files", "OPTIONS": _bucket | {"location": place}}
        for name, place in (("default", "media"), ("sealed", "sealed"))
    }
# django-imagefield: newsroom.images checks uploads and makes renditions.
IMAGEFIELD_AUTOGENERATE = False
IMAGEFIELD_VALIDATE_ON_SAVE = False
IMAGEFIELD_BIN_DEPTH = 2
# A long story posts ten fields for each block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# --- Safety

SESSION_ENGINE = "newsroom.people.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|metrics)$"]
SECURE_HSTS_SECONDS: int = (
    read("int", "HSTS_SECONDS", 3600, "write a number of seconds, 0 or more.", lambda number: number >= 0)
    if HTTPS
    else 0
)
# HSTS for subdomains and the preload list are the operator's decision.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
X_FRAME_OPTIONS = "DENY"

PROXY_COUNT: int = read(
    "int", "PROXY_COUNT", 0, "write the number of trusted proxies in front: 0, 1, 2 …", lambda number: number >= 0
)
NGINX_SENDS_MEDIA: bool = read("bool", "NGINX_SENDS_MEDIA", False, YES_OR_NO)
refuse_unless(
    not (NGINX_SENDS_MEDIA and S3_BUCKET), "NGINX_SENDS_MEDIA", "write no: with S3_BUCKET, nginx has no files to send."
)
FORCE_SCRIPT_NAME = ""  # the site is at the root of its host, whatever a header says
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None

# Nothing inline and nothing from another host; newsroom/content_security.py has the desk's policy.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Signing in

LOGIN_URL = "admin:login"
PASSWORD_RESET_TIMEOUT = 3 * 60 * 60  # seconds
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "newsroom.sign_in.Accounts"]
# The first hashes new passwords, one at a time in each process; the other verifies older ones.
PASSWORD_HASHERS = [
    "newsroom.password_hashing.OneAtATimePasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# Five wrong passwords lock one name from one address out for a quarter of an hour, so nobody can lock out a colleague
# from elsewhere, and one reporter doesn't lock out the whole office.
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "newsroom.rate_limits.client_address"
AXES_LOCKOUT_CALLABLE = "newsroom.sign_in.locked_out"
OTP_TOTP_ISSUER = NEWSROOM_NAME

# --- Operations: logs to the console, which gunicorn, systemd and containers capture; what /metrics and alerts tell

RUNBOOK = (BASE_DIR / "docs" if IS_CHECKOUT else SITE_FILES) / "runbook.md"
LOG_FORMAT: str = env.str("LOG_FORMAT", "plain")
refuse_unless(LOG_FORMAT in ("plain", "json"), "LOG_FORMAT", "write plain or json.")
SENTRY_DSN: str = env.str("SENTRY_DSN", "")
refuse_unless(
    not SENTRY_DSN or bool(re.fullmatch(r"https?://\w+(:\w+)?@[\w.:\[\]-]+(/[\w-]+)*/\d+", SENTRY_DSN)),
    "SENTRY_DSN",
    "write what Sentry calls the DSN of the project, such as https://key@sentry.example/1, or leave it out.",
)
METRICS_TOKEN: str = env.str("METRICS_TOKEN", "")
refuse_unless(
    not METRICS_TOKEN or (len(METRICS_TOKEN) >= 20 and METRICS_TOKEN.isascii()),
    "METRICS_TOKEN",
    "it must hold at least 20 random characters; leave it out to have no /metrics.",
)
ALERT_EMAILS: list[str] = read("list", "ALERT_EMAILS", [], "write e-mail addresses, comma-separated.")
refuse_unless(
    all(re.fullmatch(r"[^@\s]+@[^@\s]+", address) for address in ALERT_EMAILS),
    "ALERT_EMAILS",
    "write e-mail addresses, comma-separated.",
)
BACKUP_HOURS: int = read("int", "BACKUP_HOURS", 26, "write a number of hours, 0 or more.", lambda number: number >= 0)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "newsroom.operations.json_log.Formatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "axes": {"level": "WARNING"},
        "imagefield": {"level": "WARNING"},  # it logs every rendition
        "gunicorn.http.wsgi": {"level": "ERROR"},  # it warns of every HEAD request
    },
}
