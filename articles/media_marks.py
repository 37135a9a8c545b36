"""Which media marks of lists are right at an instant: a mark ends with the rights in what it stands for."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from articles.models import ArticleReference
from articles.models.revision import Media, Role
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.images.models import RightsWindow

MOST = 10_000  # versions whose files a process keeps

Files = Mapping[int, Collection[tuple[str, RightsWindow]]]  # by version: the mark that each file earns


def kept_files(request: TimedRequest, revisions: Collection[int]) -> Files:
    """Return the photos, videos and recordings in the text of at least these versions, whatever their rights.

    One query for those that no page has shown since the site last changed, or none.
    """
    kept: dict[int, list[tuple[str, RightsWindow]]] = remember(request, "marked files", dict)
    missing = {pk for pk in revisions if pk not in kept}
    if not missing:
        return kept
    found: dict[int, list[tuple[str, RightsWindow]]] = defaultdict(list, {pk: [] for pk in missing})
    uses = ArticleReference.objects.filter(revision__in=missing, role__in=(Role.FIGURE, Role.FILE)).order_by()
    for use in uses.select_related("picture", "file"):
        if use.picture:
            found[use.revision_id].append((Media.GALLERY, use.picture))
        elif use.file:
            found[use.revision_id].append((use.file.kind, use.file))
    if len(kept) + len(found) > MOST:
        return found | {pk: kept[pk] for pk in revisions if pk in kept}
    kept.update(found)
    return kept


def mark_at(media: str, revision: int, files: Files, now: datetime) -> str:
    """Return the mark if readers may see a file of that kind. Embedded videos aren’t our files and always keep it."""
    own = [file for kind, file in files.get(revision, ()) if kind == media]
    return media if not own or any(file.usable_at(now) for file in own) else ""
