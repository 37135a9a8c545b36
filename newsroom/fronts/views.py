"""The home page and the pages of sections. Both read `request.now`."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.cards import Card
from articles.models import ArticleRevision
from articles.pages.views import standing_page
from articles.pagination import before, page_of, page_of_sections
from articles.rail import Rail, rail_of
from articles.sections import section_tree
from newsroom.delivery import surrogate_keys
from newsroom.delivery.request_clock import TimedRequest
from newsroom.fronts.front_page import Front, front_of, lead_of

LEAD, ROW = 4, 4  # stories at the top of a section's page without containers, and in the row below them


@require_safe
def home(request: TimedRequest) -> HttpResponse:
    """Show the home page; with `?before=`, every story, newest first."""
    if before(request):
        page = page_of(request, ArticleRevision.objects.live(request.now))
        return render(request, "fronts/every_story.html", {"cards": page.cards, "following": page.following})
    return home_front(request)


def home_front(request: TimedRequest) -> HttpResponse:
    """Render the home page at `request.now`: for readers, and to preview a container on it."""
    surrogate_keys.tag(request, "front")
    return render(request, "fronts/home.html", {"front": front_of(request, None)})


@require_safe
def section_detail(request: TimedRequest, path: str) -> HttpResponse:
    """Show a section: its front, then the newest stories in it and its subsections. Else a standing page: /about/."""
    section = section_tree(request).at(path)
    return section_front(request, section) if section else standing_page(request, path)


def section_front(request: TimedRequest, section: Any) -> HttpResponse:
    """Render a section's page at `request.now`: for readers, and to preview a container on it."""
    surrogate_keys.tag(request, f"section-{section.pk}", "front", "list")
    first = not before(request)
    front = front_of(request, section.pk) if first else Front()
    page = page_of_sections(request, section_tree(request).under(section.pk), without=front.stories)
    cards = page.cards
    if first and not front and cards:
        top, cards = top_of(cards)
        front = lead_of(top)
    rail = rail_of(request, f"section {section.pk}", [*front.cards, *cards], last=page.last) if first else Rail()
    context = {"section": section, "front": front, "cards": cards, "following": page.following, "rail": rail}
    return render(request, "fronts/section_detail.html", context)


def top_of(cards: Sequence[Card]) -> tuple[list[Card], list[Card]]:
    """Split the newest stories of a section into those at the top of its page, and the rest.

    The first of them with a photo leads. No row has a gap: it is full, or its stories are in the list.
    """
    lead = next((card for card in cards[:LEAD] if card.picture), cards[0])
    ordered = [lead, *(card for card in cards if card is not lead)]
    top = LEAD + next((row for row in (ROW, ROW - 1) if len(cards) >= LEAD + row), 0)
    return ordered[:top], ordered[top:]
