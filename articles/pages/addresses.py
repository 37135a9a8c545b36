"""The addresses of standing pages, derived from the schedule. An address that readers have seen stays the page's."""

from django.db import IntegrityError, transaction
from django.db.models import Min

from articles.models import StandingPage, StandingPageAddress
from articles.models.standing_page import refused_slug
from newsroom.publishing.exceptions import ActionRefused


def derive(page: StandingPage) -> None:
    """Reserve the addresses of all scheduled revisions. Raises ActionRefused if another page or a section has one."""
    scheduled = page.revisions.exclude(live_from=None).order_by()
    wanted = dict(scheduled.values_list("slug").annotate(since=Min("live_from")))
    held = dict(page.addresses.values_list("slug", "since"))
    page.addresses.filter(slug__in=[slug for slug, since in held.items() if wanted.get(slug) != since]).delete()
    new = {slug: since for slug, since in wanted.items() if held.get(slug) != since}
    try:
        with transaction.atomic():
            page.addresses.bulk_create(
                StandingPageAddress(page=page, slug=slug, since=since) for slug, since in new.items()
            )
    except IntegrityError:
        taken = StandingPageAddress.objects.select_related("page").filter(slug__in=new).exclude(page=page)[0]
        raise ActionRefused(
            f"The page “{taken.page}” has the address /{taken.slug}/. "
            "Give this page another slug and save, then publish."
        ) from None
    for slug in new:  # the action holds the site generation, so no section takes the address meanwhile
        if reason := refused_slug(slug):
            raise ActionRefused(reason)
