"""Every type of block on every surface."""

from base64 import b64encode
from collections.abc import Callable
from gzip import compress
from typing import Any

import pytest

from articles.blocks import (
    BLOCKS,
    Audio,
    Divider,
    Document,
    Embed,
    FactBox,
    Figure,
    Gallery,
    Heading,
    List,
    Paragraph,
    PullQuote,
    Quote,
    Related,
    Table,
    TimelineEmbed,
    Video,
    new,
)
from articles.blocks.width import Width
from newsroom.media.models import Kind
from tests.articles.block_surfaces import (
    SURFACES,
    Case,
    address,
    is_found_by_search,
    is_on_the_page,
    is_restored,
    page,
    published,
)
from tests.articles.test_article_detail import timeline
from tests.images.factories import PictureFactory, photo
from tests.media.factories import MediaFileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TABLE = "<table><tbody><tr><th>Quayside berths</th><th>Length</th></tr><tr><td>North</td><td>1,234</td></tr></tbody></table>"
CASES: dict[str, Callable[[], Case]] = {
    "paragraph": lambda: Case(
        Paragraph, {"text": "Quayside <em>berths</em> reopened"}, "Quayside", "text", counted=3,
        copy="Quayside berths reopened after dawn.", copied={"text": "Quayside berths reopened after dawn."},
    ),
    "heading": lambda: Case(
        Heading, {"text": "Quayside berths", "level": 2}, "Quayside berths", "text", counted=2,
        copy="## Quayside berths\n\nThey opened.", copied={"text": "Quayside berths", "level": 2},
    ),
    "list": lambda: Case(
        List, {"text": "<ul><li><p>Quayside berths</p></li></ul>"}, "Quayside berths", "text", counted=2,
        copy="- Quayside berths\n- Cranes", copied={"text": "<ul><li><p>Quayside berths</p></li><li><p>Cranes</p></li></ul>"},
    ),
    "quote": lambda: Case(
        Quote, {"text": "<p>Quayside berths</p>", "attribution": "The captain", "cite": "https://port.example/"},
        "Quayside berths", "text", counted=2,
        copy="> Quayside berths\n>\n> — The captain",
        copied={"text": "<p>Quayside berths</p>", "attribution": "The captain"},
    ),
    "divider": lambda: Case(
        Divider, {}, '<hr class="divider">', in_feeds=False, in_search=False, in_log="* * *", copy="::divider\n\n::",
    ),
    "figure": lambda: Case(
        Figure, {"picture": PictureFactory(alt="A crane"), "caption": "Quayside berths"}, "Quayside berths", "caption",
        in_search=False, copy=f'<img alt="A quay" src="data:image/jpeg;base64,{b64encode(photo()).decode()}">',
        copied={"alt": "A quay"},
    ),
    "gallery": lambda: Case(
        Gallery,
        {"title": "Quayside berths", "photos": [{"picture": PictureFactory(alt="A crane").pk, "caption": "One"}]},
        "Quayside berths", "title", copy="::gallery Quayside berths\n\n::", copied={"title": "Quayside berths"},
    ),
    "pull_quote": lambda: Case(
        PullQuote, {"text": "Quayside berths", "attribution": "The captain"}, "Quayside berths", "text", counted=2,
        copy="::pull_quote Quayside berths\n\nThe captain, he said.\n\n::", copied={"attribution": "The captain, he said."},
    ),
    "fact_box": lambda: Case(
        FactBox, {"title": "In figures", "text": "<p>Quayside berths</p>"}, "Quayside berths", "text", counted=4,
        copy="::fact_box In figures\n\nQuayside berths opened at dawn, he said.\n\n::",
        copied={"title": "In figures", "text": "<p>Quayside berths opened at dawn, he said.</p>"},
    ),
    "embed": lambda: Case(
        Embed,
        {"url": "https://youtu.be/dQw4w9WgXcQ", "title": "Quayside berths", "author": "Port TV", "alt": "A crane"},
        "Quayside berths", "title",
        copy="::embed https://youtu.be/dQw4w9WgXcQ\n\nQuayside berths opened at dawn, he said.\n\n::",
        copied={"url": "https://youtu.be/dQw4w9WgXcQ", "title": "Quayside berths opened at dawn, he said."},
    ),
    "video": lambda: Case(
        Video, {"file": MediaFileFactory(title="The ferry leaves"), "title": "Quayside berths", "caption": "One"},
        "Quayside berths", "title",
        copy="::video the ferry leaves\n\nThe ferry left at dawn, he said.\n\n::", copied={"caption": "The ferry left at dawn, he said."},
    ),
    "audio": lambda: Case(
        Audio, {"file": MediaFileFactory(kind=Kind.AUDIO, title="A horn"), "title": "Quayside berths"}, "Quayside berths", "title",
        copy="::audio A horn\n\nIt sounded at dawn, he said.\n\n::", copied={"caption": "It sounded at dawn, he said."},
    ),
    "document": lambda: Case(
        Document, {"file": MediaFileFactory(kind=Kind.DOCUMENT, title="The ruling"), "caption": "Quayside berths"},
        "Quayside berths", "caption",
        copy="::document The ruling\n\nIt has two pages, he said.\n\n::", copied={"caption": "It has two pages, he said."},
    ),
    "table": lambda: Case(
        Table, {"caption": "Ships", "text": TABLE, "source": "The port"}, "Quayside berths", "text", counted=6,
        copy="::table Ships\n\nBerths opened at dawn, he said. | Four people agreed.\n\nCranes came later. | Nobody agreed.\n\n::",
        copied={"caption": "Ships"},
    ),
    "timeline": lambda: Case(
        TimelineEmbed, {"timeline": timeline("Quayside berths")}, "Quayside berths", in_search=False, in_log="A timeline",
        copy="- Aug. 6: Ukraine begins\n- Putin’s reaction: he says\n- Aug. 9: the quay opens", copied={"show": "all"},
    ),
    "related": lambda: Case(
        Related, {"items": [{"title": "Quayside berths"}]}, "Quayside berths", in_feeds=False, in_search=False,
        copy="Read also: Quayside berths", copied={"title": "Read also"},
    ),
}  # fmt: skip


def test_every_registered_type_is_tested() -> None:
    assert CASES.keys() == BLOCKS.keys()


def test_a_story_with_one_of_every_block_is_light() -> None:
    cases = [make() for make in CASES.values()]
    html = page(address(published(*(new(case.block, **case.fields) for case in cases))))
    assert all(case.seen in html for case in cases)
    assert len(compress(html.encode(), 6)) <= 45 * 1024


# What asks the database for more than what it was given; the others ask only what is made of it.
ASKS_THE_DATABASE = (is_found_by_search, is_on_the_page, is_restored)


@pytest.mark.parametrize(
    "surface",
    [s if s in ASKS_THE_DATABASE else pytest.param(s, marks=pytest.mark.once) for s in SURFACES],
    ids=lambda surface: str(surface.__name__),
)
@pytest.mark.parametrize("name", CASES)
def test_a_block(name: str, surface: Callable[[Case], Any], settings: Any) -> None:
    settings.FEED_FULL_TEXT = True
    surface(CASES[name]())


@pytest.mark.once
@pytest.mark.parametrize("name", ["figure", "gallery", "table", "embed", "video"])
def test_a_block_is_as_wide_as_it_is_to_be(name: str) -> None:
    case = CASES[name]()
    for width in Width.values:
        html = page(address(published(new(case.block, **case.fields, width=width))))
        assert ("width--" in html) == bool(width)
        assert f"width--{width}" in html or not width
