"""What fronts add to readers' templates: breaking news, on every page."""

from newsroom.fronts.alerts import alerts_of

GLOBALS = {"breaking_news": alerts_of}
