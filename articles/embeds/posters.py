"""The picture by which a source shows itself, stored as a photo of ours: readers load nothing of the source's."""

from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError

from articles.embeds.provider import Found
from newsroom.guarded_client import NotFetched, fetch
from newsroom.images import actions as picture_actions
from newsroom.images.duplicates import known
from newsroom.images.models import Picture
from newsroom.images.upload import take_in
from newsroom.publishing.exceptions import ActionRefused

TYPES = ("image/jpeg", "image/png", "image/webp")
LARGEST = 8 * 1024 * 1024  # bytes


def poster(address: str, source: Found, told: dict[str, str], url: str, actor: Any) -> Picture | None:
    """Return the picture at `address` as a photo of the library, uploaded for `actor` unless it is there already.

    None if there is none, if it is not at a host of the provider, or if it can't be used: a card works without.
    """
    if not address or not source.provider.posters:
        return None
    try:
        intake = take_in(BytesIO(fetch(address, TYPES, LARGEST, hosts=set(source.provider.posters)).body), "poster")
        if (here := known(intake)) and here.same:
            return here.picture
        title = f"Poster: {told.get('title') or source.provider.name}"
        credit = "/".join(filter(None, [told.get("author", ""), source.provider.name]))
        return picture_actions.upload(intake, actor, title=title[:200], credit=credit[:200], source=url[:200])
    except (NotFetched, ValidationError, ActionRefused):
        return None
