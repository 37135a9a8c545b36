"""A newsroom that somebody hostile wrote: a payload in every field a person can type in, and through every import.

The payloads are those of the package brs-kb, which is installed to test with; none stands here.
"""

import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import docx
import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from lxml import etree
from lxml.html import fragment_fromstring
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Request

from articles.blocks import (
    BLOCKS,
    Audio,
    Block,
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
    Table,
    TimelineEmbed,
    Video,
    new,
)
from articles.copy_import import document
from articles.copy_import.saving import save_draft
from articles.error_reports import actions as report_actions
from articles.models import Article, RelatedLink, StandingPage, StyleRule, Tag
from articles.models.list_rows import ListRow
from articles.notes import actions as notes
from newsroom.fronts.models import Layout
from newsroom.images import actions as picture_actions
from newsroom.images.models import Picture
from newsroom.images.upload import take_in
from newsroom.media.models import Kind
from newsroom.publishing import actions, clock
from newsroom.publishing.admin import autosave
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Correction, Revision, Transition
from newsroom.search.models import Entry
from newsroom.text.ap_style import newsroom_day
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    desk,
    related,
)
from tests.fronts.factories import AlertFactory, on_the_front
from tests.images.factories import photo, with_iptc
from tests.media.factories import MediaFileFactory
from tests.timelines.factories import AGENCY, TimelineFactory
from timelines.exchange.importing import export_content, import_content, read_file
from timelines.models import Timeline, TimelineEra

ROOMS = ("articles", "timelines", "media", "images", "fronts")
# What is derived from what was typed, or written by nobody's hand.
# The lists in fields of blocks, and the texts of their items.
LISTS = {"related": ("items", ("title", "url")), "gallery": ("photos", ("alt", "caption"))}
SHAPES = {
    "list": "<ul><li>{}</li></ul>",
    "table": "<table><tbody><tr><th>x</th></tr><tr><td>{}</td></tr></tbody></table>",
}
DERIVED = {
    *("articles.address", "articles.headlineword", "articles.formertag", "articles.standingpageaddress"),
    *("timelines.timelineaddress", "images.picturefile", "images.pictureword"),
    *("articles.articlereference", "timelines.timelinereference", "fronts.containerreference", "fronts.pinend"),
}
IPTC_CAPTION, IPTC_CREDIT, IPTC_BYLINE, IPTC_TITLE = (2, 120), (2, 110), (2, 80), (2, 5)


@cache
def payloads() -> tuple[str, ...]:
    """Every payload of the corpus, once."""
    brs_kb = pytest.importorskip("brs_kb")
    return tuple(sorted({each["payload"].replace("\0", "") for each in brs_kb.get_all_payloads().values()} - {""}))


@dataclass
class Hostile:
    """What was made of the payloads: `written` counts them by field, `refused` those that a field did not take."""

    attacks: tuple[str, ...]
    story: Article
    timeline: Timeline
    page: StandingPage
    picture: Picture
    report: Any
    container: Any
    alert: Any
    tag: Tag
    kept: Any
    drafts: list[Article] = field(default_factory=list)
    timelines: list[Timeline] = field(default_factory=list)
    written: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


def typed_fields() -> Iterator[tuple[type[models.Model], Any]]:
    """Every text of every model that a person writes: a field that is added tomorrow is among them."""
    for model in apps.get_models():
        if model._meta.app_label in ROOMS and not _is_derived(model):
            yield from ((model, each) for each in model._meta.concrete_fields if _is_typed(each))


def asked() -> set[str]:
    """The names of all that is to be written: the texts of every model and of every type of block."""
    names = {f"{model._meta.label_lower}.{each.name}" for model, each in typed_fields()}
    names |= {f"block {kind}.{each.name}" for kind, block in BLOCKS.items() for each in _texts_of(block)}
    return names | {f"block {kind}.{name}" for kind, (name, _texts) in LISTS.items()}


def _texts_of(block: type[Block]) -> list[Any]:
    return [each for each in block._meta.concrete_fields if _is_typed(each)]


def _is_typed(each: Any) -> bool:
    return isinstance(each, (models.CharField, models.TextField)) and not each.choices and each.editable


def _is_derived(model: Any) -> bool:
    return model._meta.label_lower in DERIVED or issubclass(model, (Revision, Transition, Correction, ListRow))


def newsroom(attacks: tuple[str, ...], blocks: int) -> Hostile:
    """A newsroom of one of each kind of thing, with the attacks in every field, saved and published by the verbs.

    The story has so many blocks. Imports have made drafts of the same attacks.
    """
    editor, attack = desk(), cycle(attacks)
    picture = picture_actions.upload(take_in(io.BytesIO(_photo(attack)), "photo.jpg"), editor, alt="A ship")
    files = [MediaFileFactory(kind=kind) for kind in Kind]
    author, tag = AuthorFactory(portrait=picture), TagFactory()
    section = SectionFactory(description="All of it")
    timeline = TimelineFactory(events=[{"date_text": f"Aug. {day}, 2024", "headline": "x"} for day in range(1, 5)])
    timeline.lanes.create(name="x")
    era = TimelineEra(timeline=timeline, title="x", date_text="since 2022")
    era.full_clean()
    era.save()
    one_each = (
        new(Paragraph, text="x"),
        new(Heading, text="x"),
        new(List, text="<ul><li>x</li></ul>"),
        new(Quote, text="<p>x</p>"),
        new(FactBox, title="x", text="<p>x</p>"),
        new(PullQuote, text="x"),
    )
    rows = [{**row, "key": str(uuid4())} for row in islice(cycle(one_each), blocks)]
    rows += [
        new(Figure, picture=picture),
        new(Gallery, photos=[{"picture": picture.pk}]),
        new(Table, text="<table><tbody><tr><th>x</th></tr><tr><td>x</td></tr></tbody></table>"),
        new(Embed, url="https://youtu.be/dQw4w9WgXcQ", title="x"),
        new(Divider),
        *(new(block, file=file) for block, file in zip((Video, Audio, Document), files, strict=True)),
        new(TimelineEmbed, timeline=timeline),
        related({"title": "x"}, {"title": "x"}),
    ]
    story = ArticleFactory(section=section, lead_picture=picture, authors=[author], tagged_with=[tag], rows=rows)
    RelatedLink.objects.create(article=story, url="https://example.org/", title="x", order=1)
    page = StandingPageFactory()
    actions.publish(story, editor)
    report = report_actions.send(story.live(clock.now()), what="x", email="a@example.org", address=None)
    slot: Any = {"story": story, "headline": "x", "kicker": "x"}
    container = on_the_front(slot, layout=Layout.LEAD, title="x")
    alert = AlertFactory(story=story)
    StyleRule.objects.create(words="x")
    notes.write(story, editor, next(attack))
    kept = autosave.keep(
        editor,
        "articles.article",
        story.pk,
        key=uuid4(),
        serial=1,
        typed=[("headline", next(attack)), ("standfirst", next(attack)), ("tags", next(attack))],
    )
    made_of = Hostile(attacks, story, timeline, page, picture, report, container, alert, tag, kept)
    _write(made_of, attack)
    _write_body(made_of, attack)
    for event in timeline.events.all():
        event.sources = [{**AGENCY, "text": next(attack)}]
        event.save()
    timeline.put_in_order()
    for subject in (timeline, page, alert, container, story):
        fresh = type(subject)._default_manager.get(pk=subject.pk)
        actions.save(fresh, editor)
        with suppress(ActionRefused):
            actions.publish(fresh, editor, change="substantive")
    actions.correct(story, editor, text=next(attack))
    _import(made_of, attack)
    return made_of


def _write(made: Hostile, attack: Iterator[str]) -> None:
    """An attack into each field of each row, as far as the field takes it."""
    for model, each in typed_fields():
        name = f"{model._meta.label_lower}.{each.name}"
        for row in model._base_manager.all():
            for text in (next(attack) for _ in range(5)):
                text = text[: each.max_length] if each.max_length else text
                try:
                    setattr(row, each.name, each.clean(text, row))
                    row.full_clean(validate_unique=False)
                except ValidationError:
                    row.refresh_from_db()
                    made.refused[name] += 1
                    continue
                row.save()
                made.written[name] += 1
                break


def _write_body(made: Hostile, attack: Iterator[str]) -> None:
    """An attack into each text of each block, and into the items of related stories, as far as they take it."""
    story = Article.objects.get(pk=made.story.pk)
    for row in story.body:
        for each in _texts_of(BLOCKS[row["type"]]):
            # A list is refused that is none, and so is a table: there the attack is an item, and a cell.
            shape = SHAPES.get(row["type"], "{}") if each.name == "text" else "{}"
            attacks = (shape.format(next(attack)[: each.max_length]) for _ in range(5))
            _try(made, row, each.name, attacks)
        list_name, texts = LISTS.get(row["type"], ("", ()))
        for number in range(len(row["fields"].get(list_name, ()))):
            for name in texts:
                lists = (_with_item(row, list_name, number, name, next(attack)[:200]) for _ in range(5))
                _try(made, row, list_name, lists)
    assert {row["type"] for row in story.body} == BLOCKS.keys()
    story.save()


def _try(made: Hostile, row: Any, name: str, values: Iterator[Any]) -> None:
    """Write the first of the values that the field takes."""
    for value in values:
        try:
            row["fields"] = BLOCKS[row["type"]].cleaned(row["key"], row["fields"] | {name: value}).row["fields"]
        except ValidationError:
            made.refused[f"block {row['type']}.{name}"] += 1
            continue
        made.written[f"block {row['type']}.{name}"] += 1
        break


def _with_item(row: Any, list_name: str, number: int, name: str, text: str) -> list[Any]:
    """The items of related stories or the photos of a gallery, with an attack in a field of one of them."""
    items = [dict(item) for item in row["fields"][list_name]]
    items[number][name] = text
    return items


def _photo(attack: Iterator[str]) -> bytes:
    datasets = (IPTC_CAPTION, IPTC_CREDIT, IPTC_BYLINE, IPTC_TITLE)
    return with_iptc(photo(), {each: next(attack)[:200].encode() for each in datasets})


def _import(made: Hostile, attack: Iterator[str]) -> None:
    today, editor = newsroom_day(clock.now()), desk()
    texts = [next(attack) for _ in range(12)]
    word = docx.Document()
    for text in texts:
        word.add_paragraph("".join(char for char in text if char.isprintable()))
    file = io.BytesIO()
    word.save(file)
    html = "".join(f"<h2>{text}</h2><p>{text}</p><ul><li>Aug. 6: {text}</li></ul>" for text in texts)
    markdown = "\n\n".join(f"## {text}\n\n{text}\n\n- Aug. 6: {text}" for text in texts)
    for data, name in (
        ("\n\n".join(texts).encode(), "copy.txt"),
        (html.encode(), "copy.html"),
        (markdown.encode(), "copy.md"),
        (file.getvalue(), "copy.docx"),
    ):
        with suppress(ActionRefused):
            made.drafts.append(save_draft(document.read_file(data, name, today), editor).story)
    events = [
        {
            "start_date": {"year": "2024", "month": "8", "day": "6"},
            "text": {"headline": text, "text": text},
            "media": {"url": "https://example.org/x.jpg", "caption": text, "credit": text},
        }
        for text in texts
    ]
    table = "Year,Month,Day,Headline,Text\n" + "".join(
        f'2024,8,6,"{quoted}","{quoted}"\n' for text in texts if (quoted := " ".join(text.split()).replace('"', '""'))
    )
    calendar = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART;VALUE=DATE:20240806\r\nSUMMARY:{said}\r\nDESCRIPTION:{said}\r\nEND:VEVENT\r\n"
        for number, text in enumerate(texts)
        if (said := " ".join(text.split()).replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;"))
    )
    own = json.loads(export_content(made.timeline, "json"))
    for written, name in (
        (json.dumps({"title": {"text": {"headline": texts[0], "text": texts[1]}}, "events": events}), "timeline.json"),
        (table, "timeline.csv"),
        (f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{calendar}END:VCALENDAR\r\n", "timeline.ics"),
        (json.dumps(_with(own, attack)), "own.json"),
    ):
        content = read_file(written.encode(), name).content
        try:
            made.timelines.append(import_content(content, editor, publish=True))
        except ActionRefused:  # of some events nothing was left: they are for the desk alone
            made.timelines.append(import_content(content, editor))


def _with(data: Any, attack: Iterator[str]) -> Any:
    """Our own file with an attack in the place of every "headline", "body" and "introduction"."""
    if isinstance(data, dict):
        hostile = ("headline", "body", "introduction", "title", "place")
        return {key: next(attack)[:150] if key in hostile else _with(value, attack) for key, value in data.items()}
    return [_with(each, attack) for each in data] if isinstance(data, list) else data


def places(made: Hostile) -> tuple[list[str], list[str]]:
    """The addresses of pages for readers, and of those at the desk."""
    now = clock.now()
    live = Article.objects.get(pk=made.story.pk).live(now)
    url = live.get_absolute_url()
    words = sorted(
        {word for entry in Entry.objects.all() for word in ("alert", "script") if word in entry.text.lower()}
    )
    public = [
        "/",
        url,
        f"{url}changes/",
        f"{url}changes/1/2/",
        f"{url}report/",
        "/corrections/",
        "/authors/",
        "/timelines/",
    ]
    public += [live.section.get_absolute_url(), *(tag.get_absolute_url() for tag in made.story.tags.all())]
    public += [byline.author.get_absolute_url() for byline in made.story.bylines.select_related("author")]
    public += [f"/search/?q={word}" for word in words]
    public += [f"/search/?{urlencode({'q': payload, 'tag': payload})}" for payload in made.attacks[:5]]
    versions = [timeline.live(now) for timeline in (made.timeline, *made.timelines)]
    public += [version.get_absolute_url() for version in versions if version]
    page = made.page.live(now)
    public += [page.get_absolute_url()] if page else []
    story = f"/admin/articles/article/{made.story.pk}"
    at_desk = [
        f"{story}/{name}/"
        for name in ("change", "history", "preview", "suggestions", "notes", "verb/publish", "verb/fix_live")
    ]
    at_desk += [f"{story}/compare/?old=1&new=2", f"{story}/change/kept/{made.kept.pk}/", "/admin/", "/admin/calendar/"]
    for thing in (made.timeline, made.page, made.picture, made.report, made.container, made.alert, made.tag):
        kind = f"/admin/{thing._meta.app_label}/{thing._meta.model_name}"
        at_desk += [f"{kind}/", f"{kind}/{thing.pk}/change/"]
    stories = "/admin/articles/article/"
    at_desk += [f"{path}?q={word}" for word in words for path in (stories, "/admin/find/")]
    searched = [urlencode(dict.fromkeys(("q", "tag", "author"), payload)) for payload in made.attacks[:3]]
    at_desk += [f"{path}?{query}" for query in searched for path in (stories, "/admin/find/")]
    at_desk += [
        f"/admin/articles/tag/merge/?tag={made.tag.pk}",
        "/admin/articles/article/",
        "/admin/articles/stylerule/",
        "/admin/publishing/auditentry/",
    ]
    at_desk += [
        f"/admin/articles/article/{draft.pk}/{name}/" for draft in made.drafts for name in ("change", "preview")
    ]
    at_desk += [f"/admin/timelines/timeline/{each.pk}/change/" for each in made.timelines]
    return public, at_desk


# --- the browser ------------------------------------------------------------------------------

WATCH = """
for (const name of ["alert", "confirm", "prompt", "print"]) {
  window[name] = (...said) => { window.ran(`${name}(${said})`) }
}
Object.defineProperty(window, "__xss", { set: (value) => window.ran(`__xss = ${value}`) })
"""
# What must not stand in a page of ours, whatever was typed: in the document itself and in the editors on it.
FOUND = """() => [...document.querySelectorAll("*")].flatMap((element) => {
  const found = []
  const name = element.localName
  if (["iframe", "frame", "object", "embed", "applet", "base", "portal"].includes(name)) found.push(name)
  if (element.closest("svg") && name === "script") found.push("script in svg")
  if (name === "script" && !element.src && !/json|importmap/.test(element.type)) found.push("script")
  if (name === "script" && element.src && new URL(element.src).origin !== location.origin) found.push(element.src)
  for (const { name: attribute, value } of element.attributes) {
    if (attribute.startsWith("on") || attribute === "srcdoc") found.push(`${name} ${attribute}`)
    if (/^(href|xlink:href|action|formaction|src|data|poster|background)$/.test(attribute) &&
        /^[\\s\\x00-\\x20]*(javascript|vbscript|data:text)/i.test(value)) found.push(`${name} ${attribute}=${value}`)
  }
  return found
})"""


def run_in(browser: Browser, origin: str, user: Any, made: Hostile, *, bypass_csp: bool) -> dict[str, list[str]]:
    """Open every page; what ran, stood or was asked for on each that never should. Empty: nothing did.

    With `bypass_csp` our policy is off, so that only what escapes and sanitizes stands between a payload and the reader.
    """
    context = browser.new_context(base_url=origin, bypass_csp=bypass_csp)
    context.set_default_timeout(30_000)
    caught: list[str] = []
    context.expose_function("ran", lambda said: caught.append(said))
    context.add_init_script(WATCH)

    def dismiss(dialog: Dialog) -> None:
        caught.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def listen(said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            caught.append(said.text)

    context.on("dialog", dismiss)
    context.on("console", listen)
    context.on("weberror", lambda error: caught.append(str(error.error)))

    def watch(request: Request) -> None:
        if not request.url.startswith((origin, "data:", "blob:")):
            caught.append(f"asked for {request.url}")

    context.on("request", watch)  # a route would be without a cache: each page would ask for all its scripts again
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page, complaints = context.new_page(), {}
    public, at_desk = places(made)
    for addresses in (public, at_desk):
        if addresses is at_desk:
            context.add_cookies([{"name": session.key, "value": session.value, "url": origin}])
        for address in addresses:
            response = page.goto(address)
            status = response.status if response else 0
            assert status in (200, 404), f"{address}: {status}"
            if "ProseMirror" in page.content() or page.locator("prose-editor, .prose-editor").count():
                page.locator(".ProseMirror").first.wait_for(state="attached")
            complaints[address] = [*caught, *page.evaluate(FOUND)]
            caught.clear()
    context.close()
    return {address: each for address, each in complaints.items() if each}


def in_feeds(client: Client, made: Hostile) -> list[str]:
    """What a reader's program that takes the feeds' texts for HTML would run."""
    section = Article.objects.get(pk=made.story.pk).section
    found = []
    for place in ("/feed/", "/feed.atom", f"{section.get_absolute_url() if section else '/'}feed/"):
        for element in etree.fromstring(client.get(place).content).iter():
            kind = element.get("type", "html" if element.tag in ("description", ENCODED) else "text")
            if kind == "html":
                found += dangers(element.text or "")
    for item in client.get("/feed.json").json()["items"]:
        found += dangers(item.get("content_html", ""))
    url = Article.objects.get(pk=made.story.pk).live(clock.now()).get_absolute_url()
    story = client.get(f"{url.rstrip('/')}.json")
    assert story.headers["Content-Type"].startswith("application/json")
    return found + dangers(story.json().get("body_xhtml", ""))


ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
RUNS = {"script", "iframe", "object", "embed", "svg", "math", "style", "link", "meta", "base", "form", "input"}


def dangers(html: str) -> list[str]:
    """What in a piece of HTML could run or load something: elements, handlers, links."""
    if not html.strip():
        return []
    found = []
    for element in fragment_fromstring(html, create_parent="div").iter(etree.Element):
        if element.tag in RUNS:
            found.append(f"{element.tag} in {html[:80]}")
        for name, value in element.attrib.items():
            if name.startswith("on") or unsafe_link(name, value):
                found.append(f"{name}={value}")
    return found


def unsafe_link(name: str, value: str) -> bool:
    """Whether the attribute leads to anything but a page or a letter."""
    scheme = "".join(char for char in value if char > " ").lower().partition(":")[0]
    return name in ("href", "src", "action") and scheme in ("javascript", "vbscript", "data")
