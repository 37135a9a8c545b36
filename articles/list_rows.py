"""The rows that pages of tags, authors and timelines read: one for each scheduled revision and what it refers to."""

from articles.models import Article, ArticleReference, BylineListing, TagListing, TimelineListing
from articles.models.list_rows import ListRow
from articles.models.revision import Role

CARRIED = ("first_published_at", "live_from", "live_until")
LISTINGS: dict[Role, type[ListRow]] = {
    Role.TAG: TagListing,
    Role.BYLINE: BylineListing,
    Role.TIMELINE: TimelineListing,
}


def derive(article: Article) -> None:
    """Bring the rows of every revision in line with its interval. A sealed revision has none."""
    scheduled = article.revisions.exclude(live_from=None).filter(sealed_at=None)
    intervals = {row.pop("id"): row for row in scheduled.values("id", *CARRIED)}
    references = ArticleReference.objects.filter(revision__in=intervals, role__in=LISTINGS).order_by()
    found = list(references.values("revision_id", "role", *(f"{listing.of}_id" for listing in LISTINGS.values())))
    for role, listing in LISTINGS.items():
        target = f"{listing.of}_id"
        pairs = {(row["revision_id"], row[target]) for row in found if row["role"] == role}
        wanted = {pair: intervals[pair[0]] for pair in pairs}
        rows = listing.objects.filter(revision__subject=article)
        stored = {
            (row.pop("revision_id"), row.pop(target)): row for row in rows.values("revision_id", target, *CARRIED)
        }
        gone = {revision for revision, _ in stored.keys() - wanted.keys()}
        rows.filter(revision__in=gone).delete()  # what a revision refers to never changes: all of its rows go, or none
        listing.objects.bulk_create(
            (
                listing(**{"revision_id": revision, target: referred}, **interval)
                for (revision, referred), interval in sorted(wanted.items())
                if interval != stored.get((revision, referred))
            ),
            update_conflicts=True,
            unique_fields=["revision", listing.of],
            update_fields=CARRIED,
        )
