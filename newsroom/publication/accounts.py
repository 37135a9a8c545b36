"""Accounts on social networks, of the publication and of its writers: the web address of each, one a line."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

NETWORKS = {
    "bsky.app": "Bluesky",
    "facebook.com": "Facebook",
    "instagram.com": "Instagram",
    "linkedin.com": "LinkedIn",
    "t.me": "Telegram",
    "threads.net": "Threads",
    "tiktok.com": "TikTok",
    "whatsapp.com": "WhatsApp",
    "x.com": "X",
    "youtube.com": "YouTube",
}


def cleaned(typed: str) -> str:
    """Return the addresses, each once, one a line. Raises ValidationError."""
    lines = typed.split()
    for line in lines:
        if not is_web_address(line):
            raise ValidationError(f"“{line}” isn’t a web address. Enter one such as https://bsky.app/profile/you.")
    return "\n".join(dict.fromkeys(lines))


def named(addresses: str) -> list[tuple[str, str]]:
    """Return the name of the network of each account, and its address."""
    return [(_network(url), url) for url in addresses.split()]


def is_web_address(typed: str) -> bool:
    """Whether this is an absolute address of the web, without spaces."""
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", typed)


def _network(url: str) -> str:
    """Return the name of a network; Mastodon has many hosts."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return NETWORKS.get(host) or ("Mastodon" if parts.path.startswith("/@") else host)
