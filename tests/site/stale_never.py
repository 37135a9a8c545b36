"""Random verbs, and after each commit every address asked of every worker: what comes from a cache is what is made now.

Two judges: the slow reading of random_newsroom.py, and one more web process that keeps nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from articles import directory
from tests.site.random_newsroom import Newsroom
from tests.site.serving import Server

# Addresses of which only the second judge knows what they show.
MORE = """/feed.json /feed.atom /archive/ /sitemap-news.xml /sitemap-lists.xml /robots.txt /corrections/ /2024/ /2024/11/ /2024/11/08/
    /tags/kursk/feed.json /authors/ann/feed/ /europe/feed.json /arts/?before=20241109T000000.000000-9
    /?utm_source=mail""".split()


class RenamingNewsroom(Newsroom):
    """It also gives its tags, authors and sections other names."""

    def __init__(self, *words: Any, **more: Any) -> None:
        self.names: dict[Any, str] = {}
        super().__init__(*words, **more)

    def rename(self) -> None:
        """Give a tag, an author or a section another name."""
        entry: Any = self.random.choice([*self.tags, *self.authors, *self.sections])
        self.names[entry] = self.token()
        directory.edit(entry, self.chief, name=self.names[entry])
        self.done += 1

    def _public(self) -> set[str]:
        return super()._public() | set(self.names.values())


@dataclass
class Figures:
    """What was done, and what it came to."""

    verbs: int = 0
    instants: int = 0
    answers: int = 0
    made: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.verbs} verbs, {self.instants} instants, {self.answers} answers of which {self.made} were made anew: "
            f"{len(self.wrong)} stale or early"
        )


def prove(
    newsroom: RenamingNewsroom, workers: list[Server], judge: Server, *, verbs: int, most: int | None = None
) -> Figures:
    """Act until so many verbs are done; after each, and around each instant that passes, ask everything of everybody.

    `most` is how many addresses are asked at each instant, drawn at random; None for all.
    """
    figures = Figures()
    while newsroom.done < verbs:
        if newsroom.random.random() < 0.07:
            newsroom.rename()
        else:
            newsroom.act()
        following = newsroom.now + newsroom.random.choice([timedelta(0), timedelta(seconds=1), timedelta(minutes=10)])
        due = [*newsroom.around(newsroom.now, following)]
        for instant in [newsroom.now, *newsroom.random.sample(due, min(3, len(due)))]:
            _ask(newsroom, workers, judge, instant, figures, most)
        newsroom.move_to(following)
    figures.verbs = newsroom.done
    return figures


def _ask(
    newsroom: RenamingNewsroom,
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
