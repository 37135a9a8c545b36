"""Copy of every kind in which it comes, a line each in copy_cases.jsonl, and what must be read in it.

What a line does not name is not judged, but: nothing is a related story or an event unless it says so.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from articles.copy_import.document import Reading, read_file, read_html, read_text
from articles.copy_import.limits import NotCopy

TODAY = date(2026, 11, 30)
CASES = [json.loads(line) for line in Path(__file__).with_name("copy_cases.jsonl").read_text("utf-8").splitlines()]
OVER = "headline standfirst byline dateline agency section tags written_on language direction credits".split()


def read(case: dict[str, Any]) -> Reading:
    if case["format"] in ("html", "text"):
        return (read_html if case["format"] == "html" else read_text)(case["input"], TODAY)
    return read_file(case["input"].encode(), case["format"], TODAY)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_copy_is_read_as_it_is_meant(case: dict[str, Any]) -> None:  # noqa: C901  a line for each thing that is named
    expect = case["expect"]
    if "refused" in expect:
        with pytest.raises(NotCopy, match=expect["refused"]):
            read(case)
        return
    told = read(case).as_json()
    blocks = told["blocks"]
    html = "".join(block["html"] for block in blocks)
    assert told["words_in"] == told["words_out"]
    for name in OVER:
        if name in expect:
            assert told[name] == expect[name], name
    assert [(event["label"], event["date"]) for event in told["events"]] == [*map(tuple, expect.get("events", []))]
    assert [link["title"] for link in told["related"]] == expect.get("related", [])
    for name, found in (
        ("types", [block["type"] for block in blocks]),
        ("headings", [block["heading"] for block in blocks if block["heading"]]),
        ("items", [item for block in blocks for item in block["items"]]),
        ("urls", [block["url"] for block in blocks if block["type"] == "embed"]),
        ("paragraphs", [text for block in blocks for text in block["text"].split("\n\n") if text]),
        ("offered", told["offered"]),
    ):
        if name in expect:
            assert found == expect[name], name
    for name in ("rows", "header_row", "header_column", "pull", "attribution"):
        if name in expect:
            assert next(block[name] for block in blocks if name in block) == expect[name]
    if "figure" in expect:
        figure = next(block for block in blocks if block["type"] == "figure")
        assert {name: figure[name] for name in expect["figure"]} == expect["figure"]
    for piece in expect.get("html", []):
        assert piece in html
    for piece in expect.get("absent", []):
        assert piece not in html
    if expect.get("losses") == []:
        assert told["losses"] == []
    for what, text in expect.get("losses", []):
        assert any(loss["what"] == what and text in loss["text"] for loss in told["losses"]), (what, told["losses"])
