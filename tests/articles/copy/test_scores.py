"""Thirty differing stories in four formats, read and scored."""

from tests.articles.copy.score import FINDS, scores


def test_what_thirty_copies_say_is_found_and_nothing_is_made_up() -> None:
    found = scores()
    for (form, what), (precision, recall) in found.items():
        least = 0.9 if form == "txt" else 0.97
        assert precision >= least, f"{form}: of the {what} found, {precision:.3f} are right"
        assert recall >= least, f"{form}: of the {what} there are, {recall:.3f} were found"
    assert len(found) == 4 * len(FINDS)
