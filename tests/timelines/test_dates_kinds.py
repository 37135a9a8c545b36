"""Kinds of dates, and dates of other languages: what each is read as, and what readers see."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date

from tests.timelines.test_dates import TODAY, rows
from timelines.dates import DateError, DateValue, display, localized, parse
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


@pytest.mark.parametrize("row", rows("running_text.tsv"), ids=lambda row: f"{row['language']}: {row['text']}")
def test_dates_are_read_in_the_running_text_of_their_language(row: dict[str, str]) -> None:
    read = parse(row["text"], TODAY, language=row["language"])
    assert isinstance(read, DateValue)
    assert read.edtf == row["edtf"]


SHOWN = (
    *("2023", "early August 2023", "mid-2023", "late 2023", "spring 2023", "autumn 2023", "winter 2023", "about 1250"),
    *("since 2022", "since Aug. 6, 2023", "before 2020", "before Aug. 6, 2023", "after 2020", "until 2020"),
    *("between 2014 and 2016", "Aug. 6-9, 2023", "Aug. 6 to Sept. 9, 2023", "Dec. 6, 2022 to Jan. 3, 2023"),
    *("June to August 2023", "2014-16", "Aug. 6 or 7, 2023", "Aug. 6, 7 and 9, 2023", "possibly 1250"),
    *("possibly August 2023", "Aug. 6, 2023, 3:30 p.m.", "Aug. 6, 2023, midnight", "44 B.C.", "100-44 B.C."),
    *("D-Day (June 6, 1944)", "Aug. 6", "August"),
)


def shown_in(language: str, value: DateValue) -> str:
    return "".join(text for text, _ in localized(value, TODAY, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", SHOWN)
def test_what_a_language_shows_is_read_as_the_same_date(text: str, language: str) -> None:
    value = parse(text, TODAY)
    assert isinstance(value, DateValue)
    shown = shown_in(language, value)
    read = parse(shown, TODAY, language=language)
    assert isinstance(read, DateValue), shown
    assert (read.edtf, read.label) == (value.edtf, value.label), shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_of_a_year_is_shown_as_it_is_read(language: str) -> None:
    days = [DateValue((date(2023, 1, 1) + timedelta(past)).isoformat()) for past in range(365)]
    values = [parse(day.text, TODAY) for day in days]
    assert [parse(shown_in(language, value), TODAY, language=language) for value in values] == values  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("es", "Aug. 6", "6 ago"),
        ("es", "early August 2023", "a principios de agosto de 2023"),
        ("fr", "Aug. 6-9, 2023", "6–9 août 2023"),
        ("de", "since Aug. 6, 2023", "seit 6. Aug. 2023"),
        ("uk", "Aug. 6, 2023", "6 серп. 2023\u202fр."),
        ("ar", "between 2014 and 2016", "بين 2014 و 2016"),
        ("es", "the week of Aug. 5, 2024", "the week of Aug. 5, 2024"),  # as it was typed
        ("pl", "Aug. 6, 2023", "Aug. 6, 2023"),
    ],
)
def test_a_date_is_shown_in_the_language_of_its_timeline(language: str, text: str, shown: str) -> None:
    value = parse(text, TODAY)
    assert isinstance(value, DateValue)
    assert shown_in(language, value) == shown
