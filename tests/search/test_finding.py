"""What is found, when, and in which order."""

from typing import Any

import pytest

from newsroom.publishing import clock
from newsroom.search.finding import search
from tests.articles.factories import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def headlines(words: str, **options: Any) -> list[str]:
    return [hit.entry.headline for hit in search(words, clock.now(), **options).hits]


def test_words_of_headline_standfirst_and_text_are_found() -> None:
    published(headline="Ferries sail again", standfirst="The harbor opened at dawn.", text="<p>A <b>quay</b>side</p>")
    for words in ("ferry", "harbors", "quayside", "ferry quayside"):
        assert headlines(words) == ["Ferries sail again"], words
    assert headlines("ferry balloon") == []
