"""The rows that tag and author pages read: one for each scheduled revision and tag or author."""

from typing import Any

from articles.models import Article, ArticleReference, BylineListing, TagListing
from articles.models.revision import Role

CARRIED = ("first_published_at", "live_from", "live_until")


def derive(article: Article) -> None:
    """Bring the rows of every revision in line with its interval. A sealed revision has none."""
    scheduled = article.revisions.exclude(live_from=None).filter(sealed_at=None)
    intervals = {row.pop("id"): row for row in scheduled.values("id", *CARRIED)}
    listing: Any
    for listing, role, name in ((TagListing, Role.TAG, "tag_id"), (BylineListing, Role.BYLINE, "author_id")):
        targets = ArticleReference.objects.filter(revision__in=intervals, role=role)
        wanted = {pair: intervals[pair[0]] for pair in targets.order_by().values_list("revision_id", name).distinct()}
        rows = listing.objects.filter(revision__subject=article)
        stored = {(row.pop("revision_id"), row.pop(name)): row for row in rows.values("revision_id", name, *CARRIED)}
        gone = {revision for revision, _ in stored.keys() - wanted.keys()}
        rows.filter(revision__in=gone).delete()  # a revision's tags never change: all of its rows go, or none
        listing.objects.bulk_create(
            (
                listing(**{"revision_id": revision, name: target}, **interval)
                for (revision, target), interval in wanted.items()
                if stored.get((revision, target)) != interval
            ),
            update_conflicts=True,
            unique_fields=["revision", name.removesuffix("_id")],
            update_fields=CARRIED,
        )
