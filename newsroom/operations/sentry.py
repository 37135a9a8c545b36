"""Errors to Sentry, or whatever speaks its protocol, if SENTRY_DSN is set: where, in which release, and nothing of anyone."""

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.argv import ArgvIntegration

from newsroom import __version__
from newsroom.operations.json_log import about


def start(dsn: str) -> None:
    """Send errors to `dsn` from now on."""
    sentry_sdk.init(
        dsn,
        release=f"newsroom@{__version__}",
        send_default_pii=False,
        include_local_variables=False,  # they hold what people typed
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        disabled_integrations=[ArgvIntegration()],  # commands are given names and addresses
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
