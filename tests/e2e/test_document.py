"""The document in which a story is written says what its body does: block by block, character by character, both ways."""

import json
from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from random import Random
from typing import Any
from uuid import UUID

import lxml.html
import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.blocks import BLOCKS
from articles.blocks.body import cleaned
from articles.models import Article
from newsroom.images.models import Picture
from newsroom.media.models import Kind
from tests.articles.factories import ArticleFactory, published, text
from tests.images.factories import PictureFactory
from tests.media.factories import MediaFileFactory
from tests.timelines.factories import TimelineFactory

SignIn = Callable[[Page, User], None]

BODIES = 50
ALL_BODIES = 200
WORDS = ["ferry", "The", "harbor,", "12", "é", "👩‍👩‍👧", "🇺🇦", "❤️", "مرحبا", "שלום", "می‌شود", "中文", "&", "<", ">", '"', "’s",
         "—", "…", "a\u00a0b", "x_y", "**", "H₂O", "𝒜", "‮x‬", "- ", "# ", "story:1", "{{ x }}", "co\u00adop", "e\u0301"]  # fmt: skip
MARKS = ["strong", "em", "sub", "sup", "a"]
HREFS = ["https://example.org/?a=1&amp;b=2#c", "mailto:ada@example.org", "story:{story}", "story:{story}#s-1", "/2024/",
         "http://xn--nxasmq6b/é"]  # fmt: skip
# A body that was stored, as a document and back; and with every block made anew from its node, as after a change in it.
ROUND_TRIP = """async bodies => {
  const {bodyOf, documentOf, rowOf} = await import("/static/js/writing/body.js");
  const {editor} = document.querySelector(".writing__text");
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const found = {lost: [], edited: [], anew: [], checks: 0};
  for (const [number, body] of bodies.entries()) {
    const doc = documentOf(editor.schema, body);
    doc.check();
    found.checks += body.length;
    if (!same(bodyOf(doc), body)) found.lost.push([number, body, bodyOf(doc)]);
    found.anew.push(doc.content.content.map((node) => rowOf(editor.schema, node.type.create(node.attrs, node.content, node.marks))));
    // Every fourth in the view too, which takes five times as long.
    let {state} = editor;
    const apply = (change) => {
      if (number % 4) {
        state = state.apply(change);
      } else {
        editor.view.dispatch(change);
        ({state} = editor);
      }
    };
    apply(state.tr.replaceWith(0, state.doc.content.size, doc.content));
    // An edit elsewhere: a paragraph at the end, then one between two blocks, both typed in.
    for (const at of [state.doc.content.size, state.doc.firstChild.nodeSize]) {
      apply(state.tr.insert(at, editor.schema.nodes.paragraph.create()));
      apply(state.tr.insertText("Typed", at + 1));
    }
    const others = bodyOf(state.doc).filter(({fields}) => fields.text !== "Typed");
    if (!same(others, body)) found.edited.push([number, body, others]);
    const keys = bodyOf(state.doc).map(({key}) => key);
    if (new Set(keys).size !== keys.length || keys.some((key) => !key)) found.edited.push([number, keys]);
  }
  return found;
}"""
LATENCY = """async times => {
  const {view} = document.querySelector(".writing__text").editor;
  const took = [];
  for (let number = 0; number < times; number += 1) {
    await new Promise((done) => setTimeout(done, 30));
    took.push(await new Promise((done) => {
      const began = performance.now();
      const event = new KeyboardEvent("keydown", {key: "x", bubbles: true, cancelable: true});
      view.dom.dispatchEvent(event);
      document.execCommand("insertText", false, number % 6 ? "x" : " ");
      requestAnimationFrame(() => {
        const channel = new MessageChannel(); // runs once the frame was drawn
        channel.port1.onmessage = () => done(performance.now() - began);
        channel.port2.postMessage(0);
      });
    }));
  }
  took.sort((one, other) => one - other);
  return {p50: took[Math.floor(took.length / 2)], p95: took[Math.floor(took.length * 0.95)]};
}"""


class Bodies:
    """Random bodies that a save accepts, of blocks of every type."""

    def __init__(self, chance: Random, picture: Picture, timeline: Any, story: Article) -> None:
        self.chance, self.picture, self.timeline, self.story = chance, picture, timeline, story
        self.files = {kind.value: MediaFileFactory(kind=kind).pk for kind in Kind}

    def body(self) -> list[dict[str, Any]]:
        rows, unknown = [], []
        for _ in range(self.chance.randint(1, 8)):
            kind = self.chance.choice([*BLOCKS, "recipe", "paragraph", "list"])
            row = {"key": self.key(), "type": kind, "fields": self.fields(kind)}
            rows.append(row)
            if kind not in BLOCKS:  # of an app that is gone; it must be as it was
                unknown.append(row)
        return cleaned(rows, unknown)

    def key(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def fields(self, kind: str) -> dict[str, Any]:
        chance = self.chance
        made: dict[str, Callable[[], dict[str, Any]]] = {
            "paragraph": lambda: {"text": "Words " + self.inline()},
            "heading": lambda: {"text": f"x {self.words()} x"[:200].rstrip(), "level": chance.choice([2, 3])},
            "list": lambda: {"text": self.list()},
            "quote": lambda: {
                "text": "".join(f"<p>We {self.inline()}</p>" for _ in range(chance.randint(1, 3))),
                "attribution": chance.choice(["", "Ann “A” Lee"]),
                "cite": chance.choice(["", "https://example.org/?a=1&b=2"]),
            },
            "divider": dict,
            "embed": lambda: {"url": "https://youtu.be/dQw4w9WgXcQ", "title": self.words(), "text": self.words()},
            "pull_quote": lambda: {"text": f"x\n{self.words()}", "attribution": self.words()[:200]},
            "fact_box": lambda: {
                "title": f"x {self.words()}"[:200],
                "text": f"<h3>x</h3><p>{self.inline()}</p>{self.list()}",
            },
            "figure": lambda: {
                "picture": self.picture.pk,
                "alt": self.words()[:300],
                "shape": chance.choice(["", "16:9"]),
                "width": chance.choice(["", "wide", "left"]),
            },
            "table": lambda: {
                "caption": self.words(),
                "text": f"<table><tr><th>x {self.inline()}<td>{self.inline()}<tr><td>x",
            },
            "gallery": lambda: {
                "title": self.words()[:200],
                "photos": [{"key": self.key(), "picture": self.picture.pk, "alt": self.words()[:300], "caption": "x"}],
            },
            "video": lambda: self.file("video") | {"width": chance.choice(["", "wide"])},
            "audio": lambda: self.file("audio"),
            "document": lambda: self.file("document"),
            "timeline": lambda: {"timeline": self.timeline.pk, "show": chance.choice(["all", "key"])},
            "related": lambda: {"title": "More", "items": [{"key": self.key(), "story": self.story.pk}]},
            "recipe": lambda: {"a": self.words(), "b": [1, None, {"c": True}], "<i>": 1.5, "text": "<p>x</p>"},
        }
        return made[kind]()

    def file(self, kind: str) -> dict[str, Any]:
        return {"file": self.files[kind], "title": self.words()[:200], "caption": self.words()}

    def words(self) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, 8)))

    def inline(self, depth: int = 0) -> str:
        """Text with marks within marks, breaks, and spaces that are easily lost."""
        parts = []
        for _ in range(self.chance.randint(1, 4)):
            words = self.words().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            mark = self.chance.choice([*MARKS, *([] if depth else ["footnote"]), "", ""])
            if mark and depth < 3:
                href = self.chance.choice(HREFS).format(story=self.story.pk)
                opened = f'a href="{href}"' if mark == "a" else mark
                inner = self.inline(depth + 1) if mark != "a" else words
                parts.append(f"<{opened}>{inner}</{mark}>")
            else:
                parts.append(words)
            parts.append(self.chance.choice(["", " ", "  ", "<br>", "<br><br>"]))
        return "".join(parts)

    def list(self, depth: int = 0) -> str:
        kind = self.chance.choice(["ul", "ol"])
        numbers = self.chance.choice(["", "", ' start="3"', ' type="a"', ' start="0" type="I"']) if kind == "ol" else ""
        items = ""
        for _ in range(self.chance.randint(1, 3)):
            below = self.list(depth + 1) if depth < 2 and self.chance.random() < 0.3 else ""
            more = f"<p>{self.words_escaped()}</p>" if self.chance.random() < 0.2 else ""
            items += f"<li><p>x {self.inline()}</p>{more}{below}</li>"
        return f"<{kind}{numbers}>{items}</{kind}>"

    def words_escaped(self) -> str:
        return self.words().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.fixture
def page(browser_page: Page, sign_in: SignIn, writer: User, story: Article) -> Page:
    sign_in(browser_page, writer)
    browser_page.goto(f"/admin/articles/article/{story.pk}/change/")
    expect(browser_page.locator(".writing__text")).to_be_visible()
    return browser_page


@pytest.mark.parametrize("count", [BODIES, pytest.param(ALL_BODIES, marks=pytest.mark.long)])
def test_a_body_is_the_same_as_a_document_and_back(page: Page, writer: User, count: int) -> None:
    bodies = Bodies(Random(4), PictureFactory(), TimelineFactory(owner=writer), published(headline="Other"))
    sent = [bodies.body() for _ in range(count)]
    assert {row["type"] for body in sent for row in body} == {*BLOCKS, "recipe"}
    found = page.evaluate(ROUND_TRIP, sent)
    assert found["checks"] == sum(map(len, sent))
    assert found["lost"] == []
    assert found["edited"] == []
    # A block in which something was changed says the rest of it as it did: the same words under the same marks.
    for body, anew in zip(sent, found["anew"], strict=True):
        before = [row for row in body if row["type"] not in BLOCKS]
        stored = cleaned(anew, before)
        assert [(row["key"], row["type"]) for row in stored] == [(row["key"], row["type"]) for row in body]
        for row, was in zip(stored, body, strict=True):
            assert told(row) == told(was), was


def told(row: dict[str, Any]) -> Any:
    """What a block says: its words, each with its marks and in its item or paragraph; other fields as they are."""
    if row["type"] not in ("paragraph", "list", "quote"):
        return row["fields"]
    pieces: list[tuple[str, frozenset[str]]] = []

    def walk(element: Any, marks: frozenset[str]) -> None:
        if element.tag in ("p", "li", "ul", "ol", "br"):
            pieces.append((f"<{element.tag}>", marks if element.tag == "br" else frozenset()))
        elif element.tag != "div":
            marks |= {f"{element.tag} {element.get('href', '')}"}
        pieces.append((element.text or "", marks))
        for child in element:
            walk(child, marks)
            pieces.append((child.tail or "", marks))

    walk(lxml.html.fragment_fromstring(row["fields"]["text"], create_parent="div"), frozenset())
    return [
        (marks, "".join(text for text, _ in group))
        for marks, group in groupby(filter(itemgetter(0), pieces), itemgetter(1))
    ]


@pytest.mark.long
def test_items_of_two_lists_in_one_block_and_the_first_number_of_a_list_stay(page: Page) -> None:
    both = "<ul><li><p>One</p></li></ul><ol><li><p>Two</p></li></ol>"
    counted = '<ol start="3"><li><p>Three</p></li></ol>'
    rows = [
        {"key": str(UUID(int=number)), "type": "list", "fields": {"text": html}}
        for number, html in enumerate((both, counted), 1)
    ]
    found = page.evaluate(ROUND_TRIP, [cleaned(rows)])
    assert (found["lost"], found["edited"]) == ([], [])
    assert [row["fields"]["text"] for row in cleaned(found["anew"][0])] == [
        "<ul><li><p>One</p></li><li><p>Two</p></li></ul>",
        counted,
    ]


@pytest.mark.long
def test_typing_in_a_story_of_20_000_words_is_not_slower_than_in_a_short_one(page: Page, writer: User) -> None:
    short = latency(page, story_of(writer, 200))
    long = latency(page, story_of(writer, 20_000))
    assert long["p95"] <= max(5 * short["p95"], 150)


def story_of(writer: User, words: int) -> Article:
    paragraph = "<p>" + " ".join(["harbor"] * 50) + "</p>"
    made: Article = ArticleFactory(owner=writer, body=text(paragraph * (words // 50)))
    return made


def latency(page: Page, story: Article) -> dict[str, float]:
    """Milliseconds from a key to the frame that shows it, in the middle of the story."""
    page.goto(f"/admin/articles/article/{story.pk}/change/")
    middle = page.locator(".writing__text > p").nth(len(story.body) // 2)
    middle.click()
    page.keyboard.press("End")
    found: dict[str, float] = page.evaluate(LATENCY, 100)
    body = json.loads(page.locator("textarea[data-blocks]").input_value())
    assert len(body) == len(story.body)
    assert "xxxxx" in body[len(body) // 2]["fields"]["text"]
    return {name: round(value, 1) for name, value in found.items()}
