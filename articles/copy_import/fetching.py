"""Photos at outside addresses, fetched because a person asked for them, through the guarded client."""

from io import BytesIO

from django.core.exceptions import ValidationError

from articles.copy_import.lines import Picture
from newsroom.guarded_client import NotFetched, fetch
from newsroom.images.upload import MAX_BYTES, Intake, take_in

TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/avif", "image/tiff")


def fetched(picture: Picture, name: str) -> Intake | str:
    """The photo made safe, or why it isn't here. Takes seconds: not to be done within a transaction."""
    try:
        return take_in(BytesIO(fetch(picture.src, TYPES, MAX_BYTES).body), name)
    except NotFetched as refusal:
        return f"{refusal} It is at {picture.src}."
    except ValidationError as refusal:
        return f"{' '.join(refusal.messages)} It is at {picture.src}."
