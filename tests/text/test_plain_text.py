"""Control characters are dropped wherever text is written, and invisible text counts as empty."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import models
from django.test import Client

from articles.copy_import.document import read_text
from articles.copy_import.saving import save_draft
from articles.models import Article, Author, Section
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text import plain_text, rich_text
from newsroom.text.plain_text import slug_of
from tests.articles.factories import ArticleFactory, SectionFactory, published
from tests.articles.test_article_admin import typed
from tests.people import administrator
from tests.timelines.factories import TimelineFactory, add_event
from timelines.models import Timeline

pytestmark = pytest.mark.django_db

NOTHING = [
    "",
    " \t\n",
    "\u00a0\u2003\u3000",
    "\0\x01\x1f\x7f\x80\x9f",
    "\u200b\u200c\u200d\u2060",
    "\u200e\u200f\u061c\u202a\u202e\u202c\u2066\u2069",
    "\U000e0041\U000e007f",
    "\u00ad",
    "\ufe0f\U000e0100\u180b",
    "\ufeff",
    "\u2800",
    "\u115f\u1160\u3164\uffa0",
    "\u034f\u17b4",
    "\ufffc\ufff9\ufffb",
    "\ud800",
    "\ufffe\U0010ffff",
]
KEPT = [
    "می\u200cشود",
    "क\u094d\u200dष",
    "👩\u200d🚀 flies",
    "\u200fשלום\u200f (abc)",
    "❤\ufe0f",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "co\u00adoperate",
    "line\r\nline\ttab",
    "\u2067עברית\u2069",
]
INVISIBLE = "\u200b\u2800\x1f"
# Text that no person types: digests, kinds, ids, what is read from other fields or made by the program.
COMPUTED = re.compile(
    r"\.(sha256|verb|subject_type|subject_title|query|rendered|source|url|path|slug|kind|language|change|role|relation"
    r"|review|status|sender|layout|fill|show|shape|crop|lead_shape|number|image|filename|lexemes|words|range_from|range_to|region|ppoi|nonce|session_key|session_data)$"
)
COPIES = {
    "articles.FormerTag",
    "articles.ArticleRevision",
    "articles.StandingPageRevision",
    "timelines.TimelineRevision",
    "search.Entry",
    "search.DeskEntry",
    "operations.Mark",  # these two the site writes itself
    "operations.OpenAlert",
}


@pytest.mark.parametrize("text", NOTHING)
def test_what_nobody_can_see_is_empty(text: str) -> None:
    assert plain_text.clean(text) == ""


@pytest.mark.parametrize("text", KEPT)
def test_marks_inside_a_text_stay(text: str) -> None:
    assert plain_text.clean(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Fer\0ry\x08 \x9bsails", "Ferry sails"),
        ("one\vtwo\x0cthree\x85four\u2028five", "one two three\nfour\nfive"),
        ("\ufeffFerry", "Ferry"),
        ("Fer\udc80ry", "Ferry"),
    ],
)
def test_control_characters_are_dropped_and_breaks_stay_breaks(text: str, cleaned: str) -> None:
    assert plain_text.clean(text) == cleaned
    assert plain_text.clean(cleaned) == cleaned


@pytest.mark.parametrize("text", [*NOTHING[:-2], "&#8203;", "&shy;&nbsp;", "<b>\u2800</b>"])
def test_rich_text_of_nothing_that_is_seen_is_empty(text: str) -> None:
    assert rich_text.sanitize(f"<p>{text}</p>") == ""


def test_rich_text_has_no_control_characters_however_they_are_written() -> None:
    assert rich_text.sanitize("<p>Fer\x01ry&#2; sai\x7fls</p>") == "<p>Ferry sails</p>"


def test_every_text_that_people_type_is_cleaned() -> None:
    """Return the kind of field: a new text field is one of `plain_text`, or is named above."""
    careless = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("newsroom", "articles", "timelines")
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, plain_text.CharField | plain_text.TextField | rich_text.RichTextField)
        and not isinstance(field, models.SlugField | models.URLField | models.EmailField)
        and model._meta.label not in COPIES
        and not COMPUTED.search(f".{field.name}")
    ]
    assert careless == []


@pytest.fixture
def chief_client(chief: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(chief)
    return client


def test_a_headline_of_nothing_that_is_seen_is_none_and_cannot_be_published(chief_client: Client) -> None:
    chief_client.post("/admin/articles/article/add/", typed() | {"headline": INVISIBLE, "standfirst": "The ship left."})
    story = Article.objects.get()
    assert story.headline == ""
    with pytest.raises(ActionRefused, match="headline"):
        actions.publish(story, administrator())


@pytest.mark.parametrize(
    ("page", "sent", "model"),
    [
        ("articles/section", {"name": INVISIBLE, "slug": "world", "order": "0"}, Section),
        ("articles/author", {"name": INVISIBLE, "slug": "ann"}, Author),
    ],
)
def test_a_name_of_nothing_that_is_seen_is_refused(
    chief: User, chief_client: Client, page: str, sent: dict[str, str], model: Any
) -> None:
    chief.is_superuser = True
    chief.save()
    response = chief_client.post(f"/admin/{page}/add/", sent)
    assert "This field is required." in response.content.decode()
    assert not model.objects.exists()


def test_a_timeline_without_a_title_that_is_seen_cannot_be_published(now: Any) -> None:
    timeline = TimelineFactory(title=INVISIBLE)
    assert Timeline.objects.get().title == ""
    with pytest.raises(ActionRefused, match="title"):
        actions.publish(timeline, administrator())


def test_a_correction_of_nothing_that_is_seen_is_refused(now: Any) -> None:
    story = published()
    for text in (INVISIBLE, "\u200b "):
        with pytest.raises(ActionRefused, match="Write what was wrong"):
            actions.correct(story, administrator(), text=text)


def test_rows_written_at_once_are_cleaned_and_say_so_themselves(db: None) -> None:
    [made] = Section.objects.bulk_create([Section(name="Wor\x01ld", slug="world", path="world")])
    assert made.name == Section.objects.get().name == "World"
    Section.objects.update(name="Spo\x02rt")
    assert Section.objects.get().name == "Sport"


def test_what_is_imported_is_cleaned(writer: User, now: Any) -> None:
    reading = read_text("The fer\x01ry sails\n\nIt left at da\x9fwn.\n\nIt is said to be fast.", clock.now().date())
    story = save_draft(reading, writer).story
    assert story.headline == "The ferry sails"
    assert "dawn" in story.head.content["body"][0]["fields"]["text"] or "dawn" in story.standfirst


def test_an_event_and_its_sources_are_cleaned(now: Any) -> None:
    timeline = TimelineFactory()
    sources = [{"text": "The Sta\x01r", "url": "https://star.example/"}]
    add_event(timeline, date_text="Aug. 6, 2024", headline="Fer\x02ry", sources=sources)
    event = timeline.events.get(headline="Ferry")
    assert event.sources == [{"text": "The Star", "url": "https://star.example/"}]


def test_no_control_character_that_is_typed_reaches_a_readers_page(client: Client, now: Any) -> None:
    dirty = "Fer\x01ry\x9b"
    published(
        headline=dirty, kicker=dirty, standfirst=dirty, dateline=dirty, slug="ferry", text=f"<p>{dirty}</p>",
        section=SectionFactory(name=dirty, slug="world", description=dirty),
    )  # fmt: skip
    for address in ("/2024/11/08/ferry/", "/", "/world/", "/feed/", "/search/?q=Fer%01ry%C2%9B"):
        assert not re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", client.get(address).content.decode()), address


def test_a_draft_that_was_cleaned_is_saved_once(now: Any) -> None:
    story = ArticleFactory(headline="Fer\x01ry")
    actions.save(story, story.owner)
    assert (story.head.number, story.head.content["headline"]) == (1, "Ferry")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("0", 0),
        (7, 7),
        ("", None),
        (None, None),
        ("-1", None),
        ("²", None),
        ("1.5", None),
        ("9" * 5_000, None),
    ],
)
def test_only_figures_no_longer_than_an_id_are_a_number(typed: object, number: int | None) -> None:
    assert plain_text.whole_number(typed) == number


def test_a_slug_is_cut_between_words() -> None:
    assert slug_of("The council’s vote", 40) == "the-councils-vote"
    assert slug_of("The council votes again", 15) == "the-council"
    assert slug_of("The council votes again", 17) == "the-council-votes"
    assert slug_of("港口墙倒塌了", 4, allow_unicode=True) == "港口墙倒"
