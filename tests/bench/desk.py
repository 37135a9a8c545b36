"""What the desk's pages take in this one process, seen by an editor: milliseconds by the clock and of CPU, and queries.

The goal of each is 300 ms at 100,000 stories and 20,000 pictures:
STORIES=100000 PICTURES=20000 python -m tests.bench --desk
"""

import gc
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from statistics import median
from typing import Any

import lxml.html
from django.db import transaction
from django.test import Client

from tests import people
from tests.bench.database import HOST
from tests.bench.in_process import count_queries

GOAL = 300  # ms


def pages() -> dict[str, str]:
    """The desk's pages by name; those of one thing are of the measured story and of the picture used most."""
    from articles.models import Article, Author, Section, Tag
    from newsroom.images.models import Picture
    from tests.bench.archive.stories import REFERENCE_SLUG

    story = f"/admin/articles/article/{Article.objects.get(slug=REFERENCE_SLUG).pk}"
    models: tuple[Any, ...] = (Section, Tag, Author)
    section, tag, author = (model.objects.order_by("pk")[0].pk for model in models)
    picture = f"/admin/images/picture/{Picture.objects.order_by('pk')[0].pk}"
    return {
        "home": "/admin/",
        "list of stories": "/admin/articles/article/",
        "list of stories, half way": f"/admin/articles/article/?before={_half_way()}",
        "list of stories, by headline": "/admin/articles/article/?order=title",
        "list of stories, searched": "/admin/articles/article/?q=harbor+budget",
        "new story": "/admin/articles/article/add/",
        "list, searched by headline": "/admin/articles/article/?q=harbor+budget&order=title",
        "list, rare word": "/admin/articles/article/?q=kursk+zeppelin",
        "list, section and kind": f"/admin/articles/article/?section={section}&kind=opinion&state=live",
        "list, tag and author": f"/admin/articles/article/?tag={tag}&author={author}",
        "list, waiting for review": "/admin/articles/article/?state=submitted",
        "list, scheduled": "/admin/articles/article/?state=scheduled",
        "palette": "/admin/find/",
        "palette, a beginning": "/admin/find/?q=harb",
        "palette, rare words": "/admin/find/?q=kursk+zeppelin",
        "list, mine": "/admin/articles/article/?mine=1&order=published",
        "story": f"{story}/change/",
        "history of a story": f"{story}/history/",
        "publish page of a story": f"{story}/verb/publish/",
        "calendar, week": "/admin/calendar/",
        "calendar, month": "/admin/calendar/?view=month",
        "calendar, day": "/admin/calendar/?view=day",
        "picture library": "/admin/images/picture/",
        "library, searched": "/admin/images/picture/?q=harbor",
        "library, page 100": "/admin/images/picture/?p=100",
        "picture": f"{picture}/change/",
        "picture, replace": f"{picture}/replace/",
        "rights that run out": "/admin/images/picture/rights/",
    }


def _half_way() -> str:
    """The place in the list of stories, by last change, that half of them are above."""
    from articles.models import Article
    from newsroom.search.desk_search import _following
    from newsroom.search.models import DeskEntry

    rows = DeskEntry.objects.filter(source="articles.article").order_by("-changed_at", "-pk")
    return _following(rows[Article.objects.count() // 2], "changed")


def measure(times: int) -> None:
    """Print a line a page: the median and the slowest of `times` requests after a first, and its queries."""
    gc.freeze()  # as newsroom/wsgi.py does
    with transaction.atomic():  # and rolled back: the archive keeps no account of ours
        client = Client(SERVER_NAME=HOST)
        client.force_login(people.administrator("bench-chief"))
        print(f"{'':28}{'median ms':>11}{'slowest ms':>12}{'CPU ms':>8}{'queries':>9}   goal {GOAL} ms")
        known = pages()
        asks: dict[str, Callable[[], Any]] = {name: partial(client.get, path) for name, path in known.items()}
        asks["story, saved"] = _saving(client, known["story"])
        for name, ask in asks.items():
            response = ask()
            if response.status_code != 200:
                print(f"{name:28}answered {response.status_code}")
                continue
            rows = [_milliseconds(ask) for _ in range(times)]
            took, cpu = sorted(clock for clock, _ in rows), min(cpu for _, cpu in rows)
            verdict = "met" if took[-1] <= GOAL else "missed"
            line = f"{median(took):11.0f}{took[-1]:12.0f}{cpu:8.0f}{count_queries(ask):9}   {verdict}"
            print(f"{name:28}{line}", flush=True)
        transaction.set_rollback(True)


def _saving(client: Client, path: str) -> Callable[[], Any]:
    """Return a function that saves the story with another headline, as the script of its page does."""
    page = lxml.html.fromstring(client.get(path).content.decode())
    [form] = [form for form in page.forms if "headline" in form.fields]
    typed = {name: value for name, value in form.form_values() if not name.startswith("new_picture")}
    numbers = count(1)

    def save() -> Any:
        fields = typed | {"headline": f"Saved {next(numbers)} times", "_continue": "Save"}
        response = client.post(path, fields, headers={"accept": "application/json"})
        typed["_base"] = str(response.json()["base"])
        return response

    return save


def _milliseconds(work: Callable[[], Any]) -> tuple[float, float]:
    """Return what it takes by the clock, and in this process."""
    began = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began[0]) * 1e3, (time.process_time() - began[1]) * 1e3
