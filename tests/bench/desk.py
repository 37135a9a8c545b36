"""What the desk's pages take in this one process, seen by an editor: milliseconds by the clock and of CPU, and queries.

The CPU is that of Python and of PostgreSQL, at the quietest request; on a busy machine the clock says more than the page takes.

The goal of each is 300 ms at 100,000 stories and 20,000 pictures:
STORIES=100000 PICTURES=20000 python -m tests.bench --desk
"""

import gc
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from statistics import median
from typing import Any
from urllib.parse import quote

import lxml.html
from django.db import transaction
from django.test import Client

from tests import people
from tests.bench.database import HOST
from tests.bench.in_process import cost, count_queries

GOAL = 300  # ms
DEEP = 2_000  # a page of the list of stories


def pages() -> dict[str, str]:
    """The desk's pages by name; those of one thing are of the measured story and of the picture used most."""
    from articles.models import Article, Author, Section, Tag
    from newsroom.images.models import Picture
    from tests.bench.archive.stories import REFERENCE_SLUG

    story = f"/admin/articles/article/{Article.objects.get(slug=REFERENCE_SLUG).pk}"
    models: tuple[Any, ...] = (Section, Tag, Author)
    section, tag, author = (model.objects.order_by("pk")[0].pk for model in models)
    other_tag = Tag.objects.order_by("pk")[1].pk
    picture = f"/admin/images/picture/{Picture.objects.order_by('pk')[0].pk}"
    return {
        "home": "/admin/",
        "list of stories": "/admin/articles/article/",
        f"list of stories, page {DEEP:,}": f"/admin/articles/article/?before={_below_stories(DEEP * 50)}",
        "list of stories, by headline": "/admin/articles/article/?order=title",
        "list of stories, searched": "/admin/articles/article/?q=harbor+budget",
        "new story": "/admin/articles/article/add/",
        "list, searched by headline": "/admin/articles/article/?q=harbor+budget&order=title",
        "list, rare word": "/admin/articles/article/?q=kursk+zeppelin",
        "list, section and kind": f"/admin/articles/article/?section={section}&kind=opinion&state=live",
        "list, section": f"/admin/articles/article/?section={section}",
        "list, author": f"/admin/articles/article/?author={author}",
        "list, tag": f"/admin/articles/article/?tag={tag}",
        "list, tag and author": f"/admin/articles/article/?tag={tag}&author={author}",
        "list, live": "/admin/articles/article/?state=live",
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
        "library, page 400": f"/admin/images/picture/?before={quote(_below_pictures(400 * 48))}",
        "picture": f"{picture}/change/",
        "picture, replace": f"{picture}/replace/",
        "rights that run out": "/admin/images/picture/rights/",
        "tags": "/admin/articles/tag/",
        "tags, page 2": f"/admin/articles/tag/?before={Tag.objects.order_by('name')[49].pk}",
        "tags, two to merge": f"/admin/articles/tag/merge/?tag={tag}&tag={other_tag}",
        "authors": "/admin/articles/author/",
    }


def _below_stories(number: int) -> str:
    """The place in the list of stories, by last change, that so many are above; or the last one."""
    from newsroom.search.desk_search import _following
    from newsroom.search.models import DeskEntry

    rows = DeskEntry.objects.filter(source="articles.article").order_by("-changed_at", "-pk")
    return _following(rows[min(number, rows.count()) - 1], "changed")


def _below_pictures(number: int) -> str:
    """The place in the library that so many pictures are above; or the last one."""
    from newsroom.images.models import Picture

    rows = Picture.objects.order_by("-uploaded_at", "-pk")
    last = rows[min(number, rows.count()) - 1]
    return f"{last.uploaded_at.isoformat()}_{last.pk}"


def measure(times: int, names: Sequence[str] = ()) -> None:
    """Print a line a page: the median and the slowest of `times` requests after a first, and its queries.

    Of the pages whose names begin with one of `names`, or of all.
    """
    gc.freeze()  # as newsroom/wsgi.py does
    with transaction.atomic():  # and rolled back: the archive keeps no account of ours
        client = Client(SERVER_NAME=HOST)
        client.force_login(people.administrator("bench-chief"))
        print(f"{'':28}{'median ms':>11}{'slowest ms':>12}{'CPU ms':>8}{'database':>10}{'queries':>9}   goal {GOAL} ms")
        known = pages()
        asks: dict[str, Callable[[], Any]] = {name: partial(client.get, path) for name, path in known.items()}
        asks["story, saved"] = _saving(client, known["story"])
        for name, ask in asks.items():
            if names and not name.startswith(tuple(names)):
                continue
            response = ask()
            if response.status_code != 200:
                print(f"{name:28}answered {response.status_code}")
                continue
            rows = [_milliseconds(ask) for _ in range(times)]
            took, cpu, database = (
                sorted(row[0] for row in rows),
                min(row[1] for row in rows),
                min(row[2] for row in rows),
            )
            verdict = "met" if took[-1] <= GOAL else "missed"
            line = f"{median(took):11.0f}{took[-1]:12.0f}{cpu:8.0f}{database:10.0f}{count_queries(ask):9}   {verdict}"
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


def _milliseconds(work: Callable[[], Any]) -> tuple[float, float, float]:
    """Return what it takes by the clock, and of CPU here and in the database."""
    began = time.perf_counter()
    here, database = cost(work, 1)
    return (time.perf_counter() - began) * 1e3, here, database
