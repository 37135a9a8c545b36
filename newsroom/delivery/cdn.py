"""Content delivery networks that can forget pages by their surrogate keys. `CDN_PURGE` names one, by the scheme of its URL."""

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from newsroom.guarded_client import post_json


class Cdn:
    """One network. `address` is the setting CDN_PURGE; __init__ raises ValueError with the cure if it can't be used."""

    lifetime_header = (
        "Surrogate-Control"  # the header that tells this network, and nobody else, how long to keep a page
    )
    most = 256  # keys of one call

    def __init__(self, address: SplitResult) -> None:
        self.address = address

    def purge(self, keys: Sequence[str]) -> None:
        """Make the network forget the pages that have any of these keys. Raises any exception if it may not have."""
        raise NotImplementedError


class Fastly(Cdn):
    """fastly://SERVICE_ID?token=TOKEN. See "Purge multiple surrogate key tags" in Fastly's API reference."""

    api = "https://api.fastly.com"

    def __init__(self, address: SplitResult) -> None:
        super().__init__(address)
        [self.token] = parse_qs(address.query).get("token", [""])
        if not self.token or address.path or not address.netloc.isalnum():
            raise ValueError("write fastly://SERVICE_ID?token=TOKEN; the token needs the scope purge_select.")

    def purge(self, keys: Sequence[str]) -> None:
        url = f"{self.api}/service/{self.address.netloc}/purge"
        post_json(url, {"surrogate_keys": list(keys)}, {"Fastly-Key": self.token})


ADAPTERS: dict[str, type[Cdn]] = {"fastly": Fastly}
"""By scheme. An app adds its own in `ready()`."""


def cdn() -> Cdn | None:
    """Return the network of the setting CDN_PURGE; None if there is none. Raises ImproperlyConfigured."""
    try:
        return _cdn(settings.CDN_PURGE) if settings.CDN_PURGE else None
    except ValueError as error:
        raise ImproperlyConfigured(f"CDN_PURGE is not usable: {error}") from error


@lru_cache(maxsize=1)
def _cdn(url: str) -> Cdn:
    address = urlsplit(url)
    if address.scheme not in ADAPTERS:
        raise ValueError(f"write the URL of a network that is known: {', '.join(f'{name}://…' for name in ADAPTERS)}.")
    return ADAPTERS[address.scheme](address)
