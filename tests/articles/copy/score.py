"""How well copy is read: `python -m tests.articles.copy.score` prints precision and recall over thirty stories, each in
four formats, and over the copies that were written by hand."""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple, TextIO

import django

TODAY = date(2024, 11, 8)
DAY_BY_HAND = date(2026, 11, 22)
FINDS = ("headings", "list items", "events", "related", "quotes", "top")
TOP = ("headline", "standfirst", "byline", "dateline")
Scores = dict[tuple[str, str], tuple[float, float]]


class Sample(NamedTuple):
    """A copy as it was read; `pairs` are what was meant and what was read of each kind, as bags of texts in one spelling."""

    form: str
    name: str
    told: dict[str, Any]
    pairs: Iterable[tuple[str, Counter[str], Counter[str]]]


def scores(count: int = 30, out: TextIO | None = None) -> Scores:
    """(format, what is found) -> (precision, recall), over so many stories. With `out`, what was missed or invented is
    written there."""
    return _scored(_generated(count), out)


def scores_by_hand(out: TextIO | None = None) -> Scores:
    """The same over the copies written by hand, of whose headings the level counts, too."""
    return _scored(_by_hand(), out)


def _scored(samples: Iterable[Sample], out: TextIO | None) -> Scores:
    tally: Counter[tuple[str, str, str]] = Counter()
    lost: list[str] = []
    for form, name, told, pairs in samples:
        if told["words_in"] != told["words_out"]:
            lost.append(f"{form} {name}: words in {told['words_in']}, out {told['words_out']}")
        for what, wanted, found in pairs:
            right = wanted & found
            tally[form, what, "right"] += right.total()
            tally[form, what, "wanted"] += wanted.total()
            tally[form, what, "found"] += found.total()
            for said, few in (("missed", wanted - right), ("invented", found - right)):
                if few and out:
                    print(f"{form} {name}: {what} {said}: {list(few)}", file=out)
    if lost:
        raise AssertionError("\n".join(lost))

    def share(form: str, what: str, of: str) -> float:
        whole = tally[form, what, of]
        return tally[form, what, "right"] / whole if whole else 1.0

    forms = dict.fromkeys(form for form, _, _ in tally)
    return {(form, what): (share(form, what, "found"), share(form, what, "wanted")) for form in forms for what in FINDS}


def _generated(count: int) -> Iterator[Sample]:
    from articles.copy_import.document import read_file
    from tests.articles.copy.formats import FORMATS
    from tests.articles.copy.stories import stories

    for story in stories(count):
        for form, written in FORMATS.items():
            told = read_file(written(story), "story", TODAY).as_json()
            yield Sample(form, str(story.number), told, _pairs(story, told))


def _pairs(story: object, told: dict[str, Any]) -> Iterator[tuple[str, Counter[str], Counter[str]]]:
    from tests.articles.copy.stories import Story

    assert isinstance(story, Story)
    blocks = told["blocks"]
    yield "headings", _bag(story.of("heading")), _bag(block["heading"] for block in blocks if block["heading"])
    items = [item for block in blocks for item in block["items"]]
    yield "list items", _bag(story.of("items") + story.of("events")), _bag(items)
    events = [f"{label} = {edtf} = {text}" for label, edtf, text in story.events]
    read = [f"{event['label']} = {event['date']} = {event['text']}" for event in told["events"]]
    yield "events", _bag(events), _bag(read)
    yield "related", _bag(story.of("related")), _bag(link["title"] for link in told["related"])
    yield (
        "quotes",
        _bag(story.of("quote")),
        _bag(block["text"].split("\n\n—")[0] for block in blocks if block["type"] == "quote"),
    )
    top = {name: getattr(story, name) for name in TOP}
    yield (
        "top",
        _bag(f"{name} = {text}" for name, text in top.items() if text),
        _bag(f"{name} = {told[name]}" for name in top if told[name]),
    )


def _by_hand() -> Iterator[Sample]:
    from articles.copy_import.document import read_file
    from tests.articles.copy.by_hand import copies

    for copy in copies():
        told = read_file(copy.data, f"copy.{copy.form}", DAY_BY_HAND).as_json()
        yield Sample(copy.form, copy.name, told, _pairs_by_hand(copy.wanted, told))


def _pairs_by_hand(wanted: dict[str, Any], told: dict[str, Any]) -> Iterator[tuple[str, Counter[str], Counter[str]]]:
    """What `wanted` does not name is not judged."""
    blocks = told["blocks"]
    yield (
        "headings",
        _bag(f"{level} {text}" for level, text in wanted["headings"]),
        _bag(f"{block['level']} {block['heading']}" for block in blocks if block["heading"]),
    )
    quotes = [block["text"].lstrip("“\"'") for block in blocks if block["type"] == "quote"]
    for what, name, begun in (
        ("list items", "items", [item for block in blocks for item in block["items"]]),
        ("quotes", "quotes", quotes),
    ):
        if name in wanted:
            yield what, _bag(wanted[name]), _bag(_as_begun(text, wanted[name]) for text in begun)
    if "events" in wanted:
        ends = [end for _, end in wanted["events"] if end]
        read = [(event["date"], event["label"]) for event in told["events"]]
        days = [_as_ended(day, ends) if day else f"{label} = " for day, label in read]
        yield "events", _bag(f"{label} = {end}" for label, end in wanted["events"]), _bag(days)
    if "related" in wanted:
        yield "related", _bag(wanted["related"]), _bag(link["title"] for link in told["related"])
    top = {name: re.sub(r"^(?:by|author):? ", "", told[name], flags=re.IGNORECASE) for name in TOP if name in wanted}
    yield (
        "top",
        _bag(f"{name} = {wanted[name]}" for name in top if wanted[name]),
        _bag(f"{name} = {text}" for name, text in top.items() if text),
    )


def _as_begun(text: str, wanted: list[str]) -> str:
    return next((begun for begun in wanted if text.startswith(begun)), text)


def _as_ended(day: str, wanted: list[str]) -> str:
    return " = " + next((end for end in wanted if day.endswith(end)), day)


def _bag(texts: Iterable[str]) -> Counter[str]:
    straight = str.maketrans("“”’", '""\'')
    return Counter(text.translate(straight).strip() for text in texts)


def table(found: Scores, name: str) -> str:
    """The scores as a table in Markdown: precision / recall."""
    forms = list(dict.fromkeys(form for form, _ in found))
    rows = [f"| {name:18} | " + " | ".join(f"{form:16}" for form in forms) + " |"]
    rows.append("|" + "|".join("---" for _ in range(len(forms) + 1)) + "|")
    for what in FINDS:
        cells = (
            f"{precision:.3f} / {recall:.3f}".ljust(16) for precision, recall in (found[form, what] for form in forms)
        )
        rows.append(f"| {what:18} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    out = sys.stdout if "-v" in sys.argv else None
    print(table(scores(out=out), "generated") + "\n")  # noqa: T201
    print(table(scores_by_hand(out=out), "written by hand"))  # noqa: T201
