"""Old addresses in the one form in which they are stored and looked up."""

import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from newsroom.delivery.look_up import CAMPAIGNS
from newsroom.text.plain_text import clean

LONGEST = 500
OURS = re.compile(r"/(?:admin|media|static|healthz)(?:/|\Z)")  # never asked of redirects


def normal(path: str, query: str = "") -> str:
    """Return an address in the stored form: "/archive/über uns", "/index.php?id=5&lang=en".

    `path` is decoded, `query` isn't. Case, doubled and final slashes, the order of the parameters and what campaigns add
    don't matter.
    """
    path = re.sub("/+", "/", unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).lower()))
    path = path.rstrip("/") or "/"
    pairs = parse_qsl("&".join(each for each in query.split("&") if not CAMPAIGNS.match(each)), keep_blank_values=True)
    asked = urlencode(sorted((name.lower(), value.lower()) for name, value in pairs))
    return f"{path}?{asked}" if asked else path


def forms(path: str, query: str) -> list[str]:
    """Return the stored forms that a request may mean, the closest first: with its query, then without."""
    with_query, without = normal(path, query), normal(path)
    found = [with_query] if with_query == without else [with_query, without]
    return [each for each in found if len(each) <= LONGEST and "\x00" not in each and not OURS.match(each)]


def typed(text: str) -> str:
    """Return the stored form of an old address that a person or a file gives. Raises ValidationError with the cure."""
    text = clean(text).strip()
    if not text:
        raise ValidationError("The old address is missing. Write its path, such as /2019/05/old-story.html.")
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ValidationError(f"“{text}” isn’t an address. Write its path, such as /2019/05/old-story.html.") from None
    if parts.netloc and not is_own(parts.netloc):
        raise ValidationError(
            f"{parts.netloc} isn’t a host of this site. Write only what follows the host: {parts.path or '/'}"
        )
    if not parts.path.startswith("/") and not parts.netloc:
        raise ValidationError(f"Begin the old address with a slash: /{text}")
    if parts.fragment:
        raise ValidationError("Browsers don’t send what follows #. Leave it out.")
    found = normal(unquote(parts.path), parts.query)
    if len(found) > LONGEST:
        raise ValidationError(f"An old address has at most {LONGEST} characters; this one has {len(found)}.")
    if OURS.match(found):
        raise ValidationError(f"{found} is an address of this system and can’t be redirected. Leave this line out.")
    if found == "/":
        raise ValidationError("The home page can’t be redirected; an address such as /?p=12 can.")
    return found


def is_own(host: str) -> bool:
    """Return whether an address with that host, and perhaps port, is at this site."""
    name = host.rpartition("@")[2].lower()
    return name == urlsplit(settings.PUBLIC_URL).netloc or name.partition(":")[0] in settings.ALLOWED_HOSTS
