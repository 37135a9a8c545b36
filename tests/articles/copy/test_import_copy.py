"""`manage.py import_copy`: a file in, the reading as JSON out."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.copy_import.matching import alike
from tests.articles.copy import kursk
from tests.articles.factories import ArticleFactory, published

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def imported(file: Path, *options: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_copy", str(file), *options, stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(kursk.PLAIN)
    return file


def test_the_reading_has_these_keys_and_no_others(copy: Path, now: object) -> None:
    told = imported(copy)
    over = (
        "headline standfirst kicker byline dateline agency section tags written_on dates_read_as_of language direction"
    )
    assert list(told) == f"{over} blocks events related offered credits losses words_in words_out".split()
    assert set(told["blocks"][0]) == {"type", "heading", "level", "text", "items", "html"}
    assert set(told["events"][0]) == {"label", "date", "text"}
    assert set(told["related"][0]) == {"title", "label", "match", "score"}
    assert told["words_in"] == told["words_out"]


def test_related_headlines_are_matched_to_stories_by_their_titles(copy: Path, now: object) -> None:
    live = published(
        ArticleFactory.create(headline="Russia says battlefield does not favor Kyiv, and the West faces a choice")
    )
    draft = ArticleFactory.create(headline="NATO member wants to shoot down Russian missiles over Ukraine")
    ArticleFactory.create(headline="A plan for the Kyiv metro")
    known, choice, missiles = imported(copy)["related"]
    assert known["match"] is None
    assert choice["match"] == {"id": live.pk, "headline": live.headline}
    assert missiles["match"] == {"id": draft.pk, "headline": draft.headline}
    assert 0.72 <= missiles["score"] < 1


def test_the_same_headline_with_other_accents_and_case_is_a_full_match() -> None:
    assert alike("Café Müller closes in Kraków", "CAFE MULLER CLOSES IN KRAKOW") == 1


def test_what_cannot_be_read_is_one_line_and_exit_status_1(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"No such file"):
        imported(tmp_path / "none.txt")
    (tmp_path / "story.docx").write_bytes(b"PK\3\4 nothing")
    with pytest.raises(CommandError, match=r"isn’t a \.docx"):
        imported(tmp_path / "story.docx")
