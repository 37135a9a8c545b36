"""Several editors with the same story open: what each typed, what became of it.

An `Edit` fills in the real change form as a browser would, remembers every text it typed and every one it took
out, and after its post knows whether it was accepted or handed back.
"""

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from threading import Barrier
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from lxml import html

from articles.blocks import PullQuote, Row, new
from articles.models import Article, Author, Tag
from newsroom.publishing import actions
from newsroom.publishing.models import canonical
from tests.articles.factories import ArticleFactory, AuthorFactory, TagFactory, edited, raw, text
from tests.people import editor

_tokens = count(1)


def token() -> str:
    """A text that nobody else has typed."""
    return f"Zq{next(_tokens)}z"


def typed_in(form: Any) -> dict[str, str]:
    """What a browser would send of that form, buttons and empty extra forms included as it does."""
    values = {}
    for control in form.inputs:
        name, kind = control.name, control.get("type", "")
        if not name or kind in ("submit", "file", "button") or control.get("disabled") is not None:
            continue
        if kind in ("checkbox", "radio"):
            if control.checked:
                values[name] = control.get("value", "on")
        elif control.tag == "textarea":
            values[name] = (control.value or "").removeprefix("\n")
        elif control.tag == "select" and control.multiple:
            continue
        else:
            values[name] = control.value or ""
    return values


def signed_in(user: User) -> Client:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    return client


def form_of(response: Any) -> dict[str, str]:
    """The change form of a page."""
    return typed_in(html.fromstring(response.content.decode()).get_element_by_id("article_form"))


@dataclass
class Edit:
    """One editor's work on the story as it was when the page was opened. A block goes by its number among its kind."""

    client: Client
    address: str
    form: dict[str, str]
    blocks: list[Row] = field(default_factory=list)  # the body as it was opened
    typed: set[str] = field(default_factory=set)
    taken_out: set[str] = field(default_factory=set)
    moved: bool = False
    response: Any = None

    @classmethod
    def opened(cls, article: Article, user: User) -> "Edit":
        client = signed_in(user)
        address = f"/admin/articles/article/{article.pk}/change/"
        form = form_of(client.get(address))
        return cls(client, address, form, json.loads(form["body"]))

    def beside(self, user: User) -> "Edit":
        """Somebody else with the same page open."""
        return Edit(signed_in(user), self.address, dict(self.form), self.blocks)

    @property
    def body(self) -> list[Row]:
        """The body in the form."""
        rows: list[Row] = json.loads(self.form["body"])
        return rows

    @body.setter
    def body(self, rows: list[Row]) -> None:
        self.form["body"] = json.dumps(rows)

    def block(self, number: int, kind: str = "paragraph") -> Row | None:
        """That block as it is in the form now; None if it was taken out."""
        key = self._key(number, kind)
        return next((row for row in self.body if row.get("key") == key), None)

    def _key(self, number: int, kind: str = "paragraph") -> str:
        return str([row["key"] for row in self.blocks if row["type"] == kind][number])

    def _place(self, number: int) -> int:
        """Where that paragraph is in the body, or, if it was taken out, where what was above it ends."""
        opened, now = [row["key"] for row in self.blocks], [row.get("key") for row in self.body]
        key = self._key(number)
        if key in now:
            return now.index(key)
        above = [now.index(each) for each in opened[: opened.index(key)] if each in now]
        return max(above, default=-1)

    # What an editor does to the page.

    def _say(self, instead_of: str = "") -> str:
        said = token()
        self.typed = {old for old in self.typed if old not in instead_of} | {said}
        return said

    def _say_in(self, name: str) -> None:
        self.form[name] = self._say(self.form.get(name, ""))

    def write(self, number: int, words: str, kind: str = "paragraph", name: str = "text") -> None:
        """Write `words` into a field of a block."""
        key = self._key(number, kind)
        rows = self.body
        for row in rows:
            if row.get("key") == key:
                row["fields"][name] = words
        self.body = rows

    def _say_in_block(self, number: int, kind: str = "paragraph") -> None:
        if row := self.block(number, kind):  # nobody writes in what they have taken out
            self.write(number, self._say(row["fields"]["text"]), kind)

    def headline(self, _number: int = 0) -> None:
        self._say_in("headline")

    def standfirst(self, _number: int = 0) -> None:
        self._say_in("standfirst")

    def rewrite(self, number: int) -> None:
        self._say_in_block(number)

    def heading(self, number: int) -> None:
        """Another heading above the first paragraph, or a new one above that paragraph."""
        if number == 0:
            self._say_in_block(0, "heading")
        elif self.block(number):
            self._insert(self._place(number), raw("heading", text=self._say(), level=2))

    def quote(self, _number: int = 0) -> None:
        self._say_in_block(0, "pull_quote")

    def take_out(self, number: int) -> None:
        if row := self.block(number):
            self.typed = {old for old in self.typed if old not in row["fields"]["text"]}
            self.body = [each for each in self.body if each != row]
        self.taken_out.add(f"block{number}")

    def add(self, number: int) -> None:
        """One more paragraph, after the one with that number."""
        self._insert(self._place(number) + 1, raw("paragraph", text=self._say()))

    def _insert(self, place: int, row: Row) -> None:
        """As the page does: a new block has no key yet."""
        self.body = [*self.body[:place], {"type": row["type"], "fields": row["fields"]}, *self.body[place:]]

    def swap(self, _number: int = 0) -> None:
        rows = self.body
        first, second = (next((row for row in rows if row.get("key") == self._key(number)), None) for number in (0, 1))
        if first and second:
            one, other = rows.index(first), rows.index(second)
            rows[one], rows[other] = second, first
            self.body, self.moved = rows, True

    def tag(self, _number: int = 0) -> None:
        text = token()
        self.typed.add(text)
        self.form["tags"] += f', "{text}"'

    def untag(self, _number: int = 0) -> None:
        self.form["tags"] = ", ".join(part for part in self.form["tags"].split(", ") if "tag0" not in part)
        self.taken_out.add("tag0")

    def byline(self, _number: int = 0) -> None:
        author = AuthorFactory(name=token())
        self.typed.add(author.name)
        self._add_row("bylines", author=author.pk)

    def unsign(self, _number: int = 0) -> None:
        self.form["bylines"] = json.dumps(json.loads(self.form["bylines"])[1:])
        self.taken_out.add("writer0")

    def link(self, _number: int = 0) -> None:
        self._add_row("related", url="https://example.org/", title=self._say())

    def _add_row(self, name: str, **fields: Any) -> None:
        """As the page does: it gives a new row its key."""
        self.form[name] = json.dumps([*json.loads(self.form[name]), {"key": str(uuid4()), **fields}])

    # What becomes of it.

    def post(self) -> None:
        self.response = self.client.post(self.address, self.form)

    def settle(self, side: str) -> None:
        """Answer the page that came back: the same side for every clash."""
        shown = html.fromstring(self.page).get_element_by_id("article_form")
        self.form = typed_in(shown) | {
            control.name: side for control in shown.inputs if (control.name or "").startswith("choose:")
        }
        self.post()

    @property
    def accepted(self) -> bool:
        return bool(self.response.status_code == 302)

    @property
    def page(self) -> str:
        return str(self.response.content.decode())

    @property
    def complaints(self) -> list[str]:
        """Why the page came back."""
        page = html.fromstring(self.page)
        said = page.xpath("//*[contains(@class, 'error') or contains(@class, 'clash')]")
        return [f"{element.get('id')}: {' '.join(element.text_content().split())}" for element in said]

    @property
    def handed_back(self) -> bool:
        """Whether the page that came back holds every text that was typed."""
        return all(text in unescape(self.page) for text in self.typed)


MOVES: list[Callable[[Edit, int], None]] = [
    *(Edit.headline, Edit.standfirst, Edit.rewrite, Edit.rewrite, Edit.heading, Edit.quote),
    *(Edit.take_out, Edit.add, Edit.add, Edit.swap, Edit.tag, Edit.untag, Edit.byline, Edit.unsign, Edit.link),
]


def story() -> Article:
    """A heading, three paragraphs, a quote, two tags and two bylines, each with a name of its own."""
    tags = [Tag.objects.filter(name="tag0").first() or TagFactory(name="tag0", slug="tag0"), TagFactory()]
    authors = [Author.objects.filter(name="writer0").first() or AuthorFactory(name="writer0"), AuthorFactory()]
    rows = [
        *text("<p>block0</p>", heading="a heading"),
        *text("<p>block1</p><p>block2</p>"),
        new(PullQuote, text="a quote"),
    ]
    made: Article = ArticleFactory(body=rows, tagged_with=tags, authors=authors)
    return made


def paragraphs(article: Article) -> list[str]:
    """The paragraphs of the newest version, in their order."""
    return [row["fields"]["text"] for row in article.head.read()["body"] if row["type"] == "paragraph"]


def race(seed: int, editors: int, *, interfere: bool = False) -> list[Edit]:
    """`editors` open a story, change things at random and post at the same moment. Returns what they did, after the checks."""
    chance = random.Random(seed)
    article = story()
    first_open = Edit.opened(article, editor())
    edits = [first_open, *(first_open.beside(editor()) for _ in range(editors - 1))]
    for edit in edits:
        for move in chance.sample(MOVES, chance.randint(1, 4)):
            move(edit, chance.randrange(3))
    if interfere:  # a third hand takes out, and restores
        first = article.head
        edited(article, body=[row for row in article.body if row["fields"]["text"] != "block1"])
        actions.restore(Article.objects.get(pk=article.pk), article.owner, first)
    at_once(edits)
    check(article, edits)
    for edit in edits:
        if not edit.accepted:
            settled(article, edit, chance.choice(["mine", "theirs"]))
    return edits


@dataclass(frozen=True)
class WordEdit:
    """Words `start` to `end` of a paragraph, replaced by others."""

    start: int
    end: int
    words: list[str]

    @classmethod
    def at_random(cls, chance: random.Random, length: int) -> "WordEdit":
        """One to five words taken out, put in, or both."""
        start = chance.randrange(length)
        end = min(start + chance.randint(0, 5), length)
        return cls(start, end, [token() for _ in range(chance.randint(end == start, 5))])

    def of(self, words: list[str]) -> list[str]:
        return [*words[: self.start], *self.words, *words[self.end :]]

    def touches(self, other: "WordEdit") -> bool:
        """Whether no unchanged word lies between the two; the same words taken out by both are one change."""
        if not self.words and not other.words and (self.start, self.end) == (other.start, other.end):
            return False
        return max(self.start, other.start) <= min(self.end, other.end)


def word_race(seed: int) -> bool:
    """Two editors change words of one paragraph of 60 and post at the same moment. Returns whether one was asked.

    Asked is who touches the other's words, and nobody else; and no word is gone.
    """
    chance = random.Random(seed)
    words = [f"w{number:02}" for number in range(60)]
    article: Article = ArticleFactory(text=f"<p>{' '.join(words)}</p>")
    first_open = Edit.opened(article, editor())
    edits = [first_open, first_open.beside(editor())]
    one, other = changes = [WordEdit.at_random(chance, len(words)) for _ in edits]
    for edit, change in zip(edits, changes, strict=True):
        edit.write(0, " ".join(change.of(words)))
        edit.typed = set(change.words)
    at_once(edits)
    asked = [edit for edit in edits if not edit.accepted]
    assert len(asked) == one.touches(other), (seed, changes)
    assert all(edit.handed_back for edit in asked), seed
    if asked:
        settled(article, asked[0], chance.choice(["mine", "theirs"]))
        first, last = min(one.start, other.start), max(one.end, other.end)
        assert set(words[:first] + words[last:]) <= set(paragraph_of(article)), seed  # what nobody touched
        return True
    both = sorted(changes, key=lambda change: (change.start, change.end), reverse=True)
    expected = words
    for change in both if both[0] != both[1] else both[:1]:
        expected = change.of(expected)
    assert paragraph_of(article) == expected, seed
    return False


def paragraph_of(article: Article) -> list[str]:
    """The words of the first paragraph of the newest version."""
    return paragraphs(article)[0].split()


def at_once(edits: list[Edit]) -> None:
    """Post all of them in the same moment, each from a thread with a connection of its own."""
    barrier = Barrier(len(edits))

    def post(edit: Edit) -> None:
        barrier.wait()
        try:
            edit.post()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(edits)) as threads:
        list(threads.map(post, edits))


def words_of(article: Article) -> str:
    """Everything the newest version says, names of writers and tags included."""
    content = article.head.read()
    names = Author.objects.filter(pk__in=[line["author"] for line in content["bylines"]]).values_list("name", flat=True)
    tags = Tag.objects.filter(pk__in=[line["tag"] for line in content["tags"]]).values_list("name", flat=True)
    return " ".join([canonical(content), *names, *tags])


def check(article: Article, edits: list[Edit]) -> None:
    """Nobody's words are gone: accepted, they are in the newest version; refused, they are in the page that came back."""
    assert any(edit.accepted for edit in edits), [edit.response.status_code for edit in edits]
    article = Article.objects.get(pk=article.pk)
    assert article.snapshot() == article.head.read(), "the working copy and the newest version differ"
    accepted, words = [edit for edit in edits if edit.accepted], words_of(article)
    for edit in edits:
        assert edit.accepted or edit.handed_back, (edit.response.status_code, edit.typed)
    for edit in accepted:
        assert all(text in words for text in edit.typed), (edit.typed, words)
        assert not any(text in words for text in edit.taken_out), (edit.taken_out, words)
    _check_untouched(article, accepted, words)


def _check_untouched(article: Article, accepted: list[Edit], words: str) -> None:
    """What nobody touched is still there, and blocks that somebody moved stay moved."""
    numbers = [0, 1, 2]
    taken_out = set().union(*(edit.taken_out for edit in accepted))
    for number in numbers:
        rewritten = any(row["fields"]["text"] != f"block{number}" for edit in accepted if (row := edit.block(number)))
        if f"block{number}" not in taken_out and not rewritten:
            assert f"block{number}" in words
    for name in {"tag0", "writer0"} - taken_out:
        assert name in words
    texts = paragraphs(article)
    places = [texts.index(f"block{number}") for number in (0, 1) if f"block{number}" in texts]
    if len(places) == 2:
        assert (places[0] > places[1]) == any(edit.moved for edit in accepted), texts


def settled(article: Article, edit: Edit, side: str) -> None:
    """The editor chooses; then it is stored. With "mine", every word of theirs is in the story."""
    for _ in range(3):  # a choice made before yet another save does not count, and is asked for again
        edit.settle(side)
        if edit.accepted:
            break
    assert edit.accepted, edit.complaints
    assert side == "theirs" or all(text in words_of(article) for text in edit.typed)
