"""Kinds of dates, and dates of other languages: what each is read as, and what readers see."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date

from tests.timelines.test_dates import TODAY, rows
from timelines.dates import DateError, DateValue, display, parse
from timelines.dates.languages import LANGUAGES

ROWS = rows("more_kinds.tsv")


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
@pytest.mark.parametrize("is_told", [True, False], ids=["its language", "no language"])
def test_row_of_the_table(row: dict[str, str], is_told: bool) -> None:
    read = parse(row["text"], TODAY, language=row["language"] if is_told else "")
    if row["start"] == "refused":
        assert isinstance(read, DateError)
        assert row["end"] in read.message
        return
    assert isinstance(read, DateValue)
    shown = display(read, TODAY)
    assert (str(read.start), str(read.end), shown, read.label) == (row["start"], row["end"], row["shown"], row["label"])
    assert parse(shown, TODAY) == read
    assert DateValue.from_json(read.to_json()) == read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", ["full", "long", "medium", "short"])
def test_every_day_of_a_year_is_read_as_its_language_writes_it(language: str, width: str) -> None:
    days = [date(2024, 1, 1) + timedelta(past) for past in range(366)]
    written = {format_date(day, width, locale=language): day.isoformat() for day in days}
    read = {text: parse(text, TODAY, language=language) for text in written}
    assert {text: value.start if isinstance(value, DateValue) else "" for text, value in read.items()} == written


def test_a_text_that_is_another_date_in_another_language_is_not_read_without_one() -> None:
    read = parse("1. 2. 24", TODAY)
    assert isinstance(read, DateError) or read.undated


@pytest.mark.parametrize("text", ["not in any language 2024", "the D-Day of 1944", "Agust 6, 2024 and Aug. 9"])
def test_words_that_no_date_uses_are_still_a_label_with_a_warning(text: str) -> None:
    read = parse(text, TODAY)
    assert isinstance(read, DateValue)
    assert read.undated
    assert read.warnings
