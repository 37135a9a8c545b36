"""The share images of a story: JPEGs of its lead photo, for link previews and feeds, and of the photo to share it with.

`write` makes the file before the transaction of a publication, so that no lock is held while a photo is decoded.
"""

from typing import Any

from django.db.models import F, QuerySet

from articles.models import Article, ArticleReference, ArticleRevision
from articles.models.revision import Role
from newsroom.images.models import PictureFile
from newsroom.images.renditions import has_share_image, record_share_image, write_share_image
from newsroom.publishing import clock


def write(article: Article, revision: ArticleRevision | None) -> None:
    """Write the share images that `revision` needs; None stands for the newest revision."""
    newest = article.revisions.filter(number__in=article.revisions.order_by("-number").values("number")[:1])
    for file in _lacking(article.revisions.filter(pk=revision.pk) if revision else newest):
        write_share_image(file)


def record(article: Article) -> None:
    """Record the share images of every live or scheduled revision. The caller bumps the site generation."""
    for file in _lacking(article.revisions.live_or_waiting(clock.now())):
        if shared := write_share_image(file):
            record_share_image(file, shared)


def _lacking(revisions: "QuerySet[ArticleRevision, Any]") -> list[PictureFile]:
    """Return the files of the photos with which links show these revisions that have no share image yet."""
    shown = PictureFile.objects.filter(picture__current=F("pk"), picture__taken_down_at=None)
    named = ArticleReference.objects.filter(
        role__in=(Role.LEAD, Role.SHARE), revision__in=revisions.order_by().values("pk")
    )
    found = shown.filter(picture__in=named.values("picture")).select_related("picture")
    return [file for file in found if not has_share_image(file)]
