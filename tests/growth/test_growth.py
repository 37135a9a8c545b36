"""No text that people type, paste or send in costs more than its length. All pairs are in tests/long/test_growth.py."""

from collections.abc import Iterator

import pytest

from tests.growth.measuring import Worker, too_dear
from tests.growth.parsers import PARSERS

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("growth")]

# By which texts each has stopped the site, or may.
SAMPLE = {
    "copy_text": ("---\n", "Aug. 6, 2024\n", "::fact_box x\n\n"),
    "copy_html": ("<a ", "<i></b>", "«"),
    "copy_markdown": ("---\n",),
    "copy_front_matter": ("  key: value\n",),
    "paste_markup": ("<a ", "<i></b>", "«", "<td>x</td>"),
    "paste_table": ("<p>", "<br>"),
    "paste_plain": ("---\n", "• x\n"),
    "list_to_timeline": ("<li>x", "Aug. 6: x\n"),
    "timeline_file": ("<a ", '"a",'),
    "timeline_csv_rows": ("<a ", "[a]: b\n"),
    "calendar_lines": ("<a ",),
    "pasted_list": ("• x\n",),
    "event_sources": ("x|http://", " "),
    "typed_date": ("1",),
    "rich_text_markup": ("<blockquote>x", "«"),
    "blocks_of_text": ("<a ", "<i></b>", "«", "<p>x</p>"),
    "inline_text": ("<a ", "<i></b>", "«", "<br>"),
    "comparison": ("a b a c ", "<footnote>"),
    "table_markup": ("<table><tr><td>", "<tr><td rowspan=9>x", "<td>x</td>", "<b>", "<p>"),
    "table_text": ("a\tb\n", '"a",', "1,", "|"),
    "merged_tables": ("<td>x", "<tr><td>x"),
    "merged_texts": ("ab ba ", "**x** "),
    "search_query": ('"',),
    "search_words": ("A.B",),
    "search_excerpts": ("e\u0301",),
    "photo_notes": ("a",),
    "form_fields": ("a@b.",),
    "captions": ("x\n\n",),
    "footnotes": ("<footnote>", "<footnote>x</footnote>"),
}


def test_what_has_stopped_the_site_costs_no_more_than_its_length() -> None:
    assert SAMPLE.keys() <= PARSERS.keys()
    dear = list(too_dear((parser, unit) for parser, units in SAMPLE.items() for unit in units))
    assert not dear, "\n".join(map(str, dear))


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One process for all of these: it takes seconds to start."""
    with Worker(deadline=1) as worker:
        yield worker


@pytest.mark.parametrize("parser", ["raising", "square", "endless"])  # the last of which ends the process
def test_a_parser_that_is_too_dear_is_found_out(parser: str, worker: Worker) -> None:
    cost = worker.measure(parser, "a")
    assert not cost.fits, str(cost)
