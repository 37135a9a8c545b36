"""A content delivery network in front, under random verbs: what it keeps is what the site would answer, at every instant.

The network is a model of one: it keeps an answer for as long as the site says, under its surrogate keys, and forgets what
the site purges by HTTP. So a page that an action changes without purging it is found here, whatever it is.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
import time_machine
from django.test import Client

from articles.models import Article, RelatedLink
from articles.models.links import Relation
from newsroom.delivery import cdn
from newsroom.publishing import actions, clock
from tests.articles.factories import text as paragraph
from tests.articles.factories import written
from tests.front import FrontClient
from tests.outside import Outside, answer, serving
from tests.site.random_newsroom import MOMENT, START
from tests.site.stale_never import MORE, PAUSES, BusyNewsroom
from tests.work import work

pytestmark = [pytest.mark.long, pytest.mark.django_db]

STORIES = 4


class Seen(NamedTuple):
    """An answer, as far as a reader sees it."""

    status: int
    location: str
    body: bytes


class Edge:
    """The network."""

    def __init__(self, client: Client, recorder: Outside) -> None:
        self.client, self.recorder = client, recorder
        self.kept: dict[str, tuple[Seen, datetime, set[str]]] = {}
        self.hits = self.purged = 0

    def get(self, address: str) -> Seen:
        """Answer from what is kept, or ask the site and keep its answer for as long as it allows."""
        self._forget()
        seen, until, _ = self.kept.get(address, (None, clock.now(), set()))
        if seen and clock.now() < until:
            self.hits += 1
            return seen
        response = self.client.get(address)
        seen = _seen(response)
        seconds = int(response.headers.get("Surrogate-Control", "max-age=0").removeprefix("max-age="))
        keys = set(response.headers.get("Surrogate-Key", "").split())
        self.kept[address] = seen, clock.now() + timedelta(seconds=seconds), keys
        return seen

    def _forget(self) -> None:
        for body in self.recorder.posted:
            keys = set(json.loads(body)["surrogate_keys"])
            gone = [address for address, (_, _, named) in self.kept.items() if named & keys]
            self.purged += len(gone)
            for address in gone:
                del self.kept[address]
        self.recorder.posted.clear()


class Linked(BusyNewsroom):
    """Its stories name each other: below the text, as what they follow up, and in the text itself."""

    def __init__(self, seed: int, traveller: Any) -> None:
        super().__init__(seed, traveller, stories=STORIES)
        first, second, third, _ = Article.objects.filter(pk__in=[each.stored.pk for each in self.stories]).order_by(
            "pk"
        )
        RelatedLink.objects.create(article=first, story=second, order=1, relation=Relation.BACKGROUND)
        RelatedLink.objects.create(article=third, story=first, order=1, relation=Relation.FOLLOW_UP)
        for story in (first, third):
            actions.save(story, self.writer)
        written(second, *paragraph(f'<p>See <a href="story:{third.pk}">there</a>.</p>'))
        for subject in self.stories[:3]:
            subject.stored.refresh_from_db()
            self._read(subject)


def _seen(response: Any) -> Seen:
    body = b"".join(response) if response.streaming else response.content
    return Seen(response.status_code, response.headers.get("Location", ""), body)


@pytest.fixture
def edge(settings: Any, monkeypatch: pytest.MonkeyPatch, client: FrontClient) -> Iterator[Edge]:
    monkeypatch.setattr(cdn.Fastly, "api", "http://api.fastly.com")
    settings.CDN_PURGE, settings.PAGE_CACHE = "fastly://Paper1?token=s3cret", True
    with serving({"/service/Paper1/purge": answer("{}", "application/json")}) as recorder:
        settings.OUTSIDE_NETWORK = recorder.network
        yield Edge(client, recorder)


def prove(seed: int, edge: Edge, *, verbs: int) -> list[str]:
    """Act until so many verbs are done; ask after each, and at what then passes. Return what was answered wrongly."""
    wrong: list[str] = []
    with time_machine.travel(START, tick=False) as traveller:
        newsroom = Linked(seed, traveller)
        while newsroom.done < verbs:
            newsroom.act()
            work()
            following = newsroom.now + newsroom.random.choice(PAUSES)
            due = [at for at in newsroom.instants() if newsroom.now < at <= following]
            probes = {newsroom.now, *(at + step for at in due[:3] for step in (-MOMENT, timedelta(0)))}
            for instant in sorted(probes):
                newsroom.move_to(max(instant, newsroom.now))
                addresses = [*dict.fromkeys([*(page.address for page in newsroom.pages()), *MORE])]
                differ = (address for address in addresses if edge.get(address) != _seen(edge.client.get(address)))
                wrong += [f"{clock.now()}: {address} {edge.kept[address][2]}" for address in differ]
            newsroom.move_to(max(following, newsroom.now))
    return wrong


@pytest.mark.parametrize("seed", [1, 2])
def test_what_the_network_keeps_is_what_the_site_answers(edge: Edge, seed: int) -> None:
    assert prove(seed, edge, verbs=15) == []
    assert edge.hits > 75
    assert edge.purged > 75
