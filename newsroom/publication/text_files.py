"""Checks of ads.txt, trust.txt, security.txt and added lines of robots.txt. The IAB, journallist.net and RFC 9116 define them."""

import re
from datetime import datetime

from django.core.exceptions import ValidationError

from newsroom.publishing import clock
from newsroom.text.plain_text import clean

LONGEST = 100_000  # characters
ADS = re.compile(
    r"[\w.-]+\s*,\s*[^,]+,\s*(?:DIRECT|RESELLER)\s*(?:,\s*[\w-]+\s*)?(?:[;#].*)?|[A-Za-z]+\s*=.+", re.IGNORECASE
)
TRUST = re.compile(r"[a-z]+\s*=\s*\S.*", re.IGNORECASE)
ROBOTS = re.compile(r"[A-Za-z-]+\s*:.*")
SECURITY = re.compile(r"(?P<name>[A-Za-z-]+):\s*(?P<value>\S.*)")


def cleaned(typed: str, line: re.Pattern[str]) -> str:
    """Return the file's text. Raises ValidationError, with its number, for a line that isn't one of that file."""
    text = clean(typed.replace("\r\n", "\n")).strip()
    if len(text) > LONGEST:
        raise ValidationError(f"This is longer than {LONGEST:,} characters.")
    for number, each in enumerate(text.splitlines(), 1):
        if each.strip() and not each.lstrip().startswith("#") and not line.fullmatch(each.strip()):
            raise ValidationError(f"Line {number}, “{each[:60]}”, isn’t a line of this file.")
    return text


def cleaned_security(typed: str) -> str:
    """Return security.txt. Raises ValidationError unless it says whom to contact and when it expires."""
    text = cleaned(typed, SECURITY)
    if not text:
        return ""
    found = {match["name"].lower(): match["value"] for match in SECURITY.finditer(text)}
    if "contact" not in found:
        raise ValidationError("Add a line such as “Contact: mailto:security@news.example”.")
    try:
        expires = datetime.fromisoformat(found.get("expires", ""))
    except ValueError:
        raise ValidationError("Add a line such as “Expires: 2030-01-01T00:00:00Z”.") from None
    if expires.tzinfo is None or expires <= clock.now():
        raise ValidationError("The time after “Expires:” must be in the future and end with Z.")
    return text
