"""Differing stories in four formats, read and scored. tests/long reads thirty; `python -m tests.articles.copy.score` tells."""

from tests.articles.copy.score import FINDS, scores


def found_as_they_were_meant(count: int) -> None:
    """What so many copies say is found, and nothing is made up: nine of ten in plain text, where nothing is marked."""
    found = scores(count)
    assert len(found) == 4 * len(FINDS)
    for (form, what), (precision, recall) in found.items():
        least = 0.9 if form == "txt" else 0.97
        assert precision >= least, f"{form}: of the {what} found, {precision:.3f} are right"
        assert recall >= least, f"{form}: of the {what} there are, {recall:.3f} were found"


def test_what_copies_say_is_found_and_nothing_is_made_up() -> None:
    found_as_they_were_meant(6)
