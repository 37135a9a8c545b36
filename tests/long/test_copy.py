"""Thirty copies of known truth, each in four formats."""

from tests.articles.copy.test_scores import found_as_they_were_meant


def test_what_thirty_copies_say_is_found_and_nothing_is_made_up() -> None:
    found_as_they_were_meant(30)
