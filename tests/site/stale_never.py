"""Random verbs, and after each commit every address asked of every worker: what comes from a cache is what is made now.

Two judges: the slow reading of random_newsroom.py, and one more web process that keeps nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import override_settings

from articles import taxonomy
from newsroom.fronts.actions import put_on_front
from newsroom.publishing import actions as publishing
from newsroom.publishing.exceptions import ActionRefused
from tests.articles.factories import StandingPageFactory
from tests.fronts.factories import AlertFactory, ContainerFactory
from tests.site.random_newsroom import Newsroom, Page
from tests.site.serving import HOST, Server

# Addresses of which only the second judge knows what they show.
MORE = """/ /world/ /world/europe/ /arts/ /about/ /feed.json /feed.atom /sitemap-news.xml /sitemap-news-1.xml /sitemap-lists.xml /robots.txt
    /corrections/ /archive/ /2024/ /2024/11/ /2024/11/08/ /2024/11/09/ /tags/kursk/feed.json /authors/ann/feed/
    /share.jpg /world.jpg /world/europe.jpg /about.jpg /tags/kursk.jpg /authors/ann.jpg /archive.jpg /2024/11/09.jpg
    /world/europe/feed.json /arts/?before=20241109T000000.000000-9 /?utm_source=mail""".split()
PAUSES = [
    timedelta(0),
    timedelta(seconds=1),
    timedelta(minutes=10),
    timedelta(hours=5),
]  # midnight is among what passes
AROUND = 12
FRONTS = {"/", "/world/", "/world/europe/", "/arts/"}


class BusyNewsroom(Newsroom):
    """It also makes up its fronts, breaks news, has a page about itself, and gives its tags and sections other names.

    Of these the slow reading knows nothing; what it says is left out for the pages that fronts are on.
    """

    def __init__(self, *words: Any, **more: Any) -> None:
        super().__init__(*words, **more)
        self.names: dict[Any, str] = {}
        self.front = ContainerFactory(owner=self.desk)
        section = ContainerFactory(owner=self.desk, section=self.sections[1])
        alert = AlertFactory(owner=self.desk)
        about = StandingPageFactory(title="About", slug="about", owner=self.desk)
        self.others: list[tuple[Any, str]] = [
            (self.front, "title"),
            (section, "title"),
            (alert, "text"),
            (about, "title"),
        ]

    def act(self) -> None:
        """One verb, of those that the slow reading knows or of the others."""
        if self.random.random() < 0.7:
            super().act()
            return
        other = self.random.choice([self._rename, self._onto_front, *[self._other] * 6])
        try:
            other()
        except ActionRefused:
            self.refused += 1
        else:
            self.done += 1

    def _rename(self) -> None:
        entry: Any = self.random.choice([*self.tags, *self.authors, *self.sections])
        self.names[entry] = self.token()
        taxonomy.edit(entry, self.chief, name=self.names[entry])

    def _onto_front(self) -> None:
        put_on_front(self.front, self.random.choice(self.stories).stored, self.desk)  # type: ignore[arg-type]

    def _other(self) -> None:
        """Publish a container, an alert or the page with other words, now or later; or unpublish or unschedule it."""
        stored, words = self.random.choice(self.others)
        at = self.random.choice([None, self.soon()])
        verb = self.random.choice([publishing.publish] * 3 + [publishing.unpublish, publishing.unschedule])
        if verb is publishing.unpublish:
            publishing.unpublish(stored, self.desk, at=at, drop_scheduled=self.random.choice([True, False]))
        elif verb is publishing.unschedule:
            publishing.unschedule(stored, self.desk, at=at or self.now)
        else:
            stored.refresh_from_db()
            setattr(stored, words, self.token().lower())
            stored.save()
            publishing.save(stored, self.desk)
            publishing.publish(stored, self.desk, at=at, change="minor")

    def instants(self) -> list[datetime]:
        found = {at for stored, _ in self.others for at in stored.transitions.values_list("at", flat=True)}
        return sorted(found | set(super().instants()))

    def pages(self) -> Iterator[Page]:
        return (page for page in super().pages() if page.address not in FRONTS)

    def _public(self) -> set[str]:
        return super()._public() | set(self.names.values())


@dataclass
class Figures:
    """What was done, and what it came to."""

    verbs: int = 0
    instants: int = 0
    answers: int = 0
    made: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.verbs} verbs ({self.refused} more refused), {self.instants} instants, "
            f"{self.answers} answers of which {self.made} were made anew: {len(self.wrong)} stale or early"
        )


def prove(
    newsroom: BusyNewsroom, workers: list[Server], judge: Server, *, verbs: int, most: int | None = None
) -> Figures:
    """Act until so many verbs are done; after each ask everything of everybody, and around what then passes AROUND of it.

    `most` is how many addresses are asked after each verb, drawn at random; None for all.
    """
    figures = Figures()
    with override_settings(PUBLIC_URL=f"http://{HOST}"):  # the servers' own
        _prove(newsroom, workers, judge, verbs, most, figures)
    return figures


def _prove(
    newsroom: BusyNewsroom, workers: list[Server], judge: Server, verbs: int, most: int | None, figures: Figures
) -> None:
    while newsroom.done < verbs:
        newsroom.act()
        following = newsroom.now + newsroom.random.choice(PAUSES)
        due = [*newsroom.around(newsroom.now, following)]
        _ask(newsroom, workers, judge, newsroom.now, figures, most)
        for instant in sorted(newsroom.random.sample(due, min(3, len(due)))):
            _ask(newsroom, workers, judge, instant, figures, AROUND)
        newsroom.move_to(following)
    figures.verbs, figures.refused = newsroom.done, newsroom.refused


def _ask(
    newsroom: BusyNewsroom,
    workers: list[Server],
    judge: Server,
    instant: datetime,
    figures: Figures,
    most: int | None,
) -> None:
    """Every address of every worker at `instant`; of some, each worker by a clock that is up to two seconds off."""
    standing, newsroom.now = newsroom.now, instant
    figures.instants += 1
    pages = {page.address: page for page in newsroom.pages()}
    addresses = [*pages, *MORE]
    for address in newsroom.random.sample(addresses, min(most or len(addresses), len(addresses))):
        skewed = newsroom.random.random() < 0.1
        made = judge.get(address, at=instant)
        if address in pages and (complaint := newsroom.judge(pages[address], *made[:3])):
            figures.wrong.append(f"{instant.isoformat()} {address} itself: {complaint}")
        for number, worker in enumerate(newsroom.random.sample(workers, len(workers))):
            at, wanted = instant, made
            if skewed and number:
                at += timedelta(seconds=newsroom.random.uniform(-2, 2))
                wanted = judge.get(address, at=at)
            answer = worker.get(address, at=at)
            figures.answers += 1
            figures.made += answer.made
            if answer[:3] != wanted[:3]:
                figures.wrong.append(
                    f"{at.isoformat()} {address} of worker {worker.port}: {answer.status} {made.status}"
                )
    newsroom.now = standing
