"""Copies written by hand, as people paste them, are read as a reader would read them."""

import pytest

from articles.copy_import.document import read_file
from tests.articles.copy.by_hand import ByHand, copies
from tests.articles.copy.score import DAY_BY_HAND, FINDS, scores_by_hand

# What is left: a run of three bare headlines above a paragraph, with nothing to tell whether the last heads it; the first
# entry of a live page, which stands where a standfirst does; and the name of whom to ask, above an address.
LEAST = {("txt", "headings"): 0.98, ("txt", "related"): 0.97}


def test_what_was_written_by_hand_is_found_and_nothing_is_made_up() -> None:
    found = scores_by_hand()
    assert {what for _, what in found} == set(FINDS)
    assert len(found) == 4 * len(FINDS)
    for (form, what), shares in found.items():
        assert min(shares) >= LEAST.get((form, what), 1), f"{what} in {form}: precision and recall {shares}"


@pytest.mark.parametrize(
    "copy",
    [copy for copy in copies() if {"paragraphs", "links", "figures"} & copy.wanted.keys()],
    ids=lambda copy: copy.name,
)
def test_paragraphs_are_whole_and_links_and_pictures_are_kept(copy: ByHand) -> None:
    blocks = read_file(copy.data, f"copy.{copy.form}", DAY_BY_HAND).as_json()["blocks"]
    paragraphs = [each for block in blocks for each in block["text"].split("\n\n")]
    for paragraph in copy.wanted.get("paragraphs", []):
        assert paragraph in paragraphs
    for link in copy.wanted.get("links", []):
        assert f"]({link})" in "".join(paragraphs)
    if "figures" in copy.wanted:
        assert sum(block["type"] == "figure" for block in blocks) == copy.wanted["figures"]
