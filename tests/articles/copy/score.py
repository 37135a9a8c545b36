"""How well copy is read: `python -m tests.articles.copy.score` prints precision and recall over thirty stories."""

import os
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TextIO

import django

TODAY = date(2024, 11, 8)
FINDS = ("headings", "list items", "events", "related", "quotes", "top")


def scores(count: int = 30, out: TextIO | None = None) -> dict[tuple[str, str], tuple[float, float]]:
    """(format, what is found) -> (precision, recall), over so many stories. With `out`, what was missed or invented is written there."""
    from articles.copy.reading import read_file
    from tests.articles.copy.formats import FORMATS
    from tests.articles.copy.stories import stories

    tally: Counter[tuple[str, str, str]] = Counter()
    for story in stories(count):
        for form, written in FORMATS.items():
            reading = read_file(written(story), "story", TODAY)
            told = reading.as_json()
            lost = abs(told["words_in"] - told["words_out"])
            tally[form, "words", "lost"] += lost
            if lost and out:
                print(f"{form} {story.number}: words in {told['words_in']}, out {told['words_out']}", file=out)
            for what, wanted, found in _pairs(story, told):
                right = wanted & found
                tally[form, what, "right"] += right.total()
                tally[form, what, "wanted"] += wanted.total()
                tally[form, what, "found"] += found.total()
                for name, few in (("missed", wanted - right), ("invented", found - right)):
                    if few and out:
                        print(f"{form} {story.number}: {what} {name}: {list(few)}", file=out)
    lost = sum(number for (_, _, kind), number in tally.items() if kind == "lost")
    if lost:
        raise AssertionError(f"{lost} words were lost or made up")
    return {
        (form, what): (
            tally[form, what, "right"] / max(1, tally[form, what, "found"]),
            tally[form, what, "right"] / max(1, tally[form, what, "wanted"]),
        )
        for form in FORMATS
        for what in FINDS
    }


def _pairs(story: object, told: dict[str, object]) -> Iterable[tuple[str, Counter[str], Counter[str]]]:
    """What was meant and what was read, as bags of texts in one spelling."""
    from tests.articles.copy.stories import Story

    assert isinstance(story, Story)
    blocks = told["blocks"]
    assert isinstance(blocks, list)
    yield "headings", _bag(story.of("heading")), _bag(block["heading"] for block in blocks if block["heading"])
    items = [item for block in blocks for item in block["items"]]
    yield "list items", _bag(story.of("items") + story.of("events")), _bag(items)
    events = [f"{label} = {edtf} = {text}" for label, edtf, text in story.events]
    read = [f"{event['label']} = {event['date']} = {event['text']}" for event in told["events"]]  # type: ignore[attr-defined]
    yield "events", _bag(events), _bag(read)
    yield "related", _bag(story.of("related")), _bag(link["title"] for link in told["related"])  # type: ignore[attr-defined]
    yield (
        "quotes",
        _bag(story.of("quote")),
        _bag(block["text"].split("\n\n—")[0] for block in blocks if block["type"] == "quote"),
    )
    top = {name: getattr(story, name) for name in ("headline", "standfirst", "byline", "dateline")}
    yield (
        "top",
        _bag(f"{name} = {text}" for name, text in top.items() if text),
        _bag(f"{name} = {told[name]}" for name in top if told[name]),
    )


def _bag(texts: Iterable[str]) -> Counter[str]:
    straight = str.maketrans("“”’", '""\'')
    return Counter(text.translate(straight).strip() for text in texts)


def table(found: dict[tuple[str, str], tuple[float, float]]) -> str:
    """The scores as a table in Markdown: precision / recall."""
    forms = list(dict.fromkeys(form for form, _ in found))
    rows = [f"| {'precision / recall':18} | " + " | ".join(f"{form:16}" for form in forms) + " |"]
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
    print(table(scores(out=sys.stdout if "-v" in sys.argv else None)))  # noqa: T201
