"""Errors to Sentry, or whatever speaks its protocol, if SENTRY_DSN is set: where, in which release, and nothing of anyone."""

import tomllib
from importlib.metadata import version
from typing import Any

import sentry_sdk
from django.conf import settings

from newsroom.operations.json_log import about


def start(dsn: str) -> None:
    """Send errors to `dsn` from now on."""
    sentry_sdk.init(
        dsn,
        release=release(),
        send_default_pii=False,
        include_local_variables=False,  # they hold what people typed
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        before_send=without_persons,
    )


def without_persons(event: Any, _hint: Any) -> Any:
    """Remove everything of the request but its verb: addresses hold search words, and links that let somebody in."""
    if "request" in event:
        event["request"] = {"method": event["request"].get("method", "")}
    event.pop("user", None)
    event.pop("server_name", None)
    if request_id := about().get("request_id"):
        event["tags"] = {**event.get("tags", {}), "request_id": request_id}
    return event


def release() -> str:
    """Return the version: a checkout says it in pyproject.toml, a wheel in its metadata."""
    if settings.IS_CHECKOUT:
        project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
        return f"newsroom@{project['version']}"
    return f"newsroom@{version('newsroom')}"
