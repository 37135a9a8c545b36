"""Pictures remembered between requests."""

from collections.abc import Collection, Mapping

from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.models import Picture

MOST = 2_000  # about ten megabytes of rows, so that crawling the archive does not fill the memory


def kept_pictures(request: TimedRequest, ids: Collection[int]) -> Mapping[int, Picture]:
    """Return at least the pictures with those ids, ready to render, whatever their rights.

    One query for those that no page has shown since the site last changed. All requests share them: never change one.
    """
    pictures: dict[int, Picture] = remember(request, "pictures", dict)
    missing = {pk for pk in ids if pk not in pictures}
    if not missing:
        return pictures
    found = Picture.objects.to_render().in_bulk(missing)
    if len(pictures) + len(found) > MOST:
        return found | {pk: pictures[pk] for pk in ids if pk in pictures}
    pictures.update(found)
    return pictures
