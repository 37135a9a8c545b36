"""TimelineJS: a file for every trap, and what is exported again."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.timelines.exchange.every_kind import as_shown, whole
from timelines import exchange
from timelines.exchange import NotATimeline, Reading, content, untrusted

TODAY = date(2024, 11, 8)
Trap = Callable[[str], Reading]
FILES = ("timelinejs_3", "version_1", "slides_form", "list_title", "number_and_text_years", "blank_dates", "bad_end")
ALL = (*FILES, "before_christ", "media_markup", "repeated_ids", "display_dates", "unknown_keys", "impossible_dates")


def dates(read: Reading) -> dict[str, str]:
    """Headline → EDTF, "" for an undated event."""
    return {event["headline"]: (event["date"] or {}).get("edtf", "") for event in read.content["events"]}


def texts(read: Reading) -> dict[str, str]:
    return {event["headline"]: (event["date"] or {}).get("text", "") for event in read.content["events"]}


def told(read: Reading, event: str) -> str:
    return " ".join(loss.what for loss in read.losses if loss.event == event)


def exported(read: Reading) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(exchange.write("timelinejs", read.content, today=TODAY))
    return found


def test_the_third_form_is_read_whole(trap: Trap) -> None:
    read = trap("timelinejs_3.json")
    assert read.content["title"] == "Kursk"
    assert dates(read) == {"Incursion": "2024-08-06T00:30:00-04:00", "Talks": "2024-09/2024-10"}
    assert [lane["name"] for lane in read.content["lanes"]] == ["On the ground", "Diplomacy"]
    assert [(era["title"], era["date"]["edtf"]) for era in read.content["eras"]] == [("The war", "2022/2025")]
    assert read.content["events"][0]["media"]["alt"] == "A border post"


def test_the_first_form_is_read(trap: Trap) -> None:
    read = trap("version_1.json")
    assert read.content["title"] == "Old"
    assert dates(read) == {"Third": "-0043", "First": "2011-12-10/2011-12-11", "Second": "2012-12-10"}
    assert read.content["events"][1]["media"]["url"] == "http://example.org/1.jpg"
    assert read.content["eras"][0]["date"]["edtf"] == "2011/2012"


def test_slides_below_timeline_are_read(trap: Trap) -> None:
    read = trap("slides_form.json")
    assert (read.content["title"], dates(read), len(read.content["eras"])) == ("Slides", {"One": "2020"}, 1)


def test_of_a_list_of_titles_the_first_is_the_title_and_the_rest_are_kept(trap: Trap) -> None:
    read = trap("list_title.json")
    assert read.content["title"] == "First title"
    assert dates(read) == {"Second title": "", "One": "2020"}


def test_years_may_be_numbers_or_texts(trap: Trap) -> None:
    assert dates(trap("number_and_text_years.json")) == {"Number": "2020", "Text": "2021", "Float": "2022"}


def test_an_event_with_a_blank_date_is_kept_undated(trap: Trap) -> None:
    read = trap("blank_dates.json")
    assert read.undated == 5
    assert not read.losses
    assert texts(read)["Label"] == "Putin’s reaction"


def test_nothing_rolls_over(trap: Trap) -> None:
    read = trap("impossible_dates.json")
    assert [name for name, edtf in dates(read).items() if edtf] == ["Good"]
    assert "There is no month 13" in told(read, "Month 13")
    assert "29 days: there is no 30" in told(read, "Feb. 30")
    assert "There is no hour 25" in told(read, "Hour 25")
    assert texts(read)["Feb. 30"] == "2024-2-30"
    assert len(read.losses) == 8


def test_an_end_that_cannot_be_costs_the_end_only(trap: Trap) -> None:
    read = trap("bad_end.json")
    assert dates(read) == {"Backwards": "2024", "Null end": "2024", "Bad end": "2024-08-06"}
    assert {loss.event for loss in read.losses} == {"Bad end", "Backwards"}
    assert all("end_date" not in slide for slide in exported(read)["events"])


def test_minus_44_is_44_bc_both_ways(trap: Trap) -> None:
    read = trap("before_christ.json")
    assert dates(read) == {"Span": "-0752/0476", "Caesar": "-0043-03-15", "One B.C.": "0000"}
    years = [slide["start_date"]["year"] for slide in exported(read)["events"]]
    assert years == ["-753", "-44", "-1"]


def test_a_display_text_is_trusted_if_it_does_not_contradict_the_figures(trap: Trap) -> None:
    read = trap("display_dates.json")
    assert dates(read) == {
        "circa": "1250~",
        "summer": "1969-22",
        "decade": "199X",
        "other": "2024",
        "early": "2024-08-~01/2024-08-~10",
        "words": "2024-08-06",
        "zone": "2024-11-08T15:30:00+02:00",
    }
    assert {loss.event for loss in read.losses} == {"other"}


def test_words_shown_in_place_of_a_date_stand_beside_it_and_go_out_again(slides: Callable[..., Reading]) -> None:
    start = {"year": 1944, "month": 6, "day": 6}
    read = slides({"start_date": start, "display_date": "D-Day", "text": {"headline": "Landings"}})
    date = read.content["events"][0]["date"]
    assert (date["text"], date["label"]) == ("D-Day (June 6, 1944)", "D-Day")
    assert exported(read)["events"][0]["display_date"] == "D-Day (June 6, 1944)"


def test_scripts_are_dropped_and_reported(trap: Trap) -> None:
    read = trap("hostile_markup.json")
    out = json.dumps([read.content, exported(read)]).lower()
    assert not [word for word in ("javascript:", "onerror", "onclick", "alert(", "data:text", "<script") if word in out]
    assert "javascript: address" in told(read, "Media")
    assert "javascript: address" in told(read, "Text")
    assert "data: address" in told(read, "Data")
    assert "<script>" in told(read, "Title")
    assert len(read.content["events"]) == 4


def test_markup_in_media_becomes_the_address_that_it_shows(trap: Trap) -> None:
    read = trap("media_markup.json")
    media = {event["headline"]: (event["media"] or {}).get("url") for event in read.content["events"]}
    assert media == {
        "Relative": None,
        "Without scheme": "https://example.org/a.jpg",
        "Quotation": "https://twitter.com/a/status/1",
        "Frame": "https://www.youtube.com/embed/x",
    }
    assert "images/a.jpg" in told(read, "Relative")
    slides = {slide["text"]["headline"]: slide.get("media", {}).get("url") for slide in exported(read)["events"]}
    assert slides == media


def test_what_has_no_place_here_is_reported(trap: Trap) -> None:
    read = trap("unknown_keys.json")
    assert told(read, "") == "Left out: options, version."
    assert told(read, "One") == "Left out: colour, nested, start_date.format."
    assert "Left out: autolink, background, media.link, media.link_target." in told(
        trap("timelinejs_3.json"), "Incursion"
    )


def test_ids_are_always_there_and_never_twice(trap: Trap) -> None:
    read = trap("repeated_ids.json")
    ids = [slide["unique_id"] for slide in exported(read)["events"]]
    assert ids == [event["key"] for event in read.content["events"]]
    assert len(set(ids)) == 2
    assert read.content["events"][0]["foreign"] == {"timelinejs": {"unique_id": "same"}}
    assert "is already in use" in told(read, "Two")


NAMES = ("key", "body", "media")


@pytest.mark.parametrize("name", ALL)
def test_no_event_and_nothing_shown_is_lost_on_the_way_through(name: str, trap: Trap) -> None:
    read = trap(f"{name}.json")
    out = exported(read)
    assert len(out["events"]) == len(read.content["events"])
    assert all(slide["start_date"]["year"] and slide["unique_id"] for slide in out["events"])
    again = exchange.read(json.dumps(out), name, TODAY)
    assert not again.losses
    assert as_shown(again.content, *NAMES) == as_shown(read.content, *NAMES)
    for part in ("title", "introduction"):
        assert again.content[part] == read.content[part]
    eras = [[(era["title"], era["date"]["edtf"]) for era in each.content["eras"]] for each in (read, again)]
    assert eras[0] == eras[1]
    assert exported(again) == out


def test_a_round_trip_keeps_what_timelinejs_shows() -> None:
    content = whole()
    out = exchange.write("timelinejs", content, today=TODAY)
    assert "newsroom" not in out
    read = exchange.read(out, "x", TODAY)
    assert not read.losses
    assert as_shown(read.content, *NAMES) == as_shown(content, *NAMES)
    assert {(event["place"], *event["sources"]) for event in read.content["events"]} == {("",)}
    assert (read.content["title"], read.content["introduction"]) == (content["title"], content["introduction"])


def test_the_copy_of_an_event_in_an_older_file_of_ours_is_passed_over(slides: Callable[..., Reading]) -> None:
    copy = {"key": "00000000-0000-4000-8000-000000000001", "place": "Sudzha", "date": {"text": "1999"}}
    read = slides({"start_date": {"year": 2024}, "text": {"headline": "A"}, "newsroom": copy}, newsroom={"lanes": []})
    assert dates(read) == {"A": "2024"}
    assert (read.content["events"][0]["place"], read.losses) == ("", [])


def test_a_slide_has_every_field_that_timelinejs_shows(trap: Trap) -> None:
    read = trap("timelinejs_3.json")
    slide = next(slide for slide in exported(read)["events"] if slide["text"]["headline"] == "Incursion")
    assert slide == {
        "unique_id": read.content["events"][0]["key"],
        "start_date": {"year": "2024", "month": "8", "day": "6", "hour": "0", "minute": "30"},
        "display_date": "Aug. 6, 2024, 12:30 a.m. EDT",
        "text": {"headline": "Incursion", "text": ""},
        "media": {
            "url": "https://example.org/a.jpg",
            "caption": "The border",
            "credit": "AP",
            "alt": "A border post",
            "thumbnail": "https://example.org/a-s.jpg",
        },
        "group": "On the ground",
    }


def test_a_headline_that_is_too_long_is_kept_in_the_text(slides: Callable[..., Reading]) -> None:
    read = slides({"start_date": {"year": 2024}, "text": {"headline": "word " * 100, "text": "<p>More</p>"}})
    event = read.content["events"][0]
    assert len(event["headline"]) <= 200
    assert event["body"].startswith(f"<p>{('word ' * 100).strip()}</p>")
    assert "the text has all of it" in read.losses[0].what


def test_an_edited_figure_outweighs_the_date_we_wrote(slides: Callable[..., Reading]) -> None:
    out = exported(slides({"start_date": {"year": 2024, "month": 8}, "text": {"headline": "One"}}))
    out["events"][0]["start_date"]["day"] = "9"
    out["events"][0]["display_date"] = ""
    assert dates(exchange.read(json.dumps(out), "x", TODAY)) == {"One": "2024-08-09"}


def test_an_undated_event_that_was_given_a_date_elsewhere_has_it(slides: Callable[..., Reading]) -> None:
    out = exported(slides({"start_date": {"year": 2024}, "text": {"headline": "A"}}, {"text": {"headline": "B"}}))
    assert out["events"][1]["start_date"] == {"year": "2024"}
    assert out["events"][1]["display_date"] == "Undated"
    out["events"][1] |= {"start_date": {"year": "2023"}, "display_date": ""}
    assert dates(exchange.read(json.dumps(out), "x", TODAY)) == {"B": "2023", "A": "2024"}


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("", "empty"),
        ("{", "not JSON"),
        ("[]", "no list of events"),
        ('"x"', "first line doesn't have columns"),
        ('{"events": {}}', "no list of events"),
        ("[" * 100_000, "MAX_DEPTH"),
        ('{"events": [' + "[" * 40 + "]" * 40 + "]}", "MAX_DEPTH"),
        ('{"events": [NaN]}', "NaN"),
        (json.dumps({"events": [{}] * (content.MAX_EVENTS + 1)}).replace("{}", '{"text":"x"}'), "MAX_EVENTS"),
        ("a" * (untrusted.MAX_BYTES + 1), "MAX_BYTES"),
        (json.dumps({"events": [], "eras": [{"start_date": {"year": 2000}}] * 201}), "MAX_ERAS"),
    ],
)
def test_an_invalid_file_is_refused_in_one_line(text: str, cure: str) -> None:
    with pytest.raises(NotATimeline, match=cure) as refused:
        exchange.read(text, "x.json", TODAY)
    assert "\n" not in str(refused.value)


def test_halves_of_characters_and_zeros_go(slides: Callable[..., Reading]) -> None:
    read = slides({"start_date": {"year": 2024}, "text": {"headline": "a\ud800b\x00c", "text": "x"}, "k": "\ud800\x00"})
    assert read.content["events"][0]["headline"] == "abc"
    json.dumps(read.content, ensure_ascii=False).encode()
    assert "Control characters" in read.losses[0].what


def test_an_era_without_an_end_gets_one_that_timelinejs_takes(slides: Callable[..., Reading]) -> None:
    era = {"start_date": {"year": 2022}, "text": {"headline": "The war"}}
    read = slides({"start_date": {"year": 2024}, "text": {"headline": "A"}}, eras=[era])
    assert read.content["eras"][0]["date"]["edtf"] == "2022"
    read.content["eras"][0]["date"] = exchange.Setting(TODAY).parse("since 2022").to_json()  # type: ignore[union-attr]
    out = exported(read)
    assert out["eras"][0]["end_date"] == {"year": "2024"}
    [era] = exchange.read(json.dumps(out), "x", TODAY).content["eras"]
    assert (era["title"], era["date"]) == ("The war", read.content["eras"][0]["date"])
