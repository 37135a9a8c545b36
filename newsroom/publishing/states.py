"""The states by which lists at the desk filter, for every kind of publishable."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from newsroom.publishing import clock
from newsroom.publishing.models import Review

MINE, TRASH = "mine", "bin"
TEMPLATES = {Review.TEMPLATE.value: "Template"}  # of kinds that have some
STATES = {
    "live": "Live",
    "changed": "Changed since publication",
    "scheduled": "Scheduled",
    **{value: words for value, words in Review.choices if value not in TEMPLATES},
    "embargo": "Under embargo",
    TRASH: "In the trash",
}


def in_state(model: Any, state: str, user: Any, now: datetime) -> Q:
    """Return the condition for subjects of `model` in that state, fetched `with_schedule`.

    "": neither in the trash nor a template.
    """
    kept = Q(binned_at=None)
    drafted = kept & ~Q(review=Review.TEMPLATE)
    published = Q(first_published_at__lte=now)
    coming = model._meta.get_field("transitions").related_model.objects.filter(at__gt=now)
    conditions = {
        MINE: Q(owner=user) & drafted,
        "live": Q(live_number__isnull=False),
        "scheduled": Q(pk__in=coming.values("subject")),
        "embargo": Q(embargo_until__gt=now),
        TRASH: Q(binned_at__isnull=False),
        **{review: Q(review=review) & kept for review in Review.values},
        Review.DRAFT: Q(review=Review.DRAFT) & kept & ~published,
        "changed": Q(review=Review.DRAFT, head_sealed=None) & kept & published,
    }
    return conditions.get(state, drafted)


def list_state(obj: Any) -> tuple[str, str]:
    """Return the badge and the words for the state of one row, fetched `with_schedule`."""
    if obj.head_sealed:
        return "sealed", "Taken down"
    if obj.binned_at:
        return "bin", "In the trash"
    review = obj.get_review_display()
    if obj.live_number:
        behind = obj.head_number > obj.live_number
        return (
            "live",
            f"Live · {review.lower() if obj.review != Review.DRAFT else 'unpublished changes'}" if behind else "Live",
        )
    if obj.next_at:
        return "scheduled", "Scheduled"
    if obj.first_published_at and obj.first_published_at <= clock.now():
        return "unpublished", "Unpublished"
    return obj.review, review
