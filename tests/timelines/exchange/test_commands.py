"""import_timeline and export_timeline, and what they store."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client

from tests.images.factories import PictureFactory
from tests.people import journalist
from tests.timelines.factories import DEMO, TimelineFactory
from timelines import exchange
from timelines.exchange import importing
from timelines.exchange.content import LONGEST
from timelines.models import Event, Timeline, TimelineEra, TimelineLane

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.once]
FILES = Path(__file__).parent / "files"


def run_import(path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_timeline", str(path), *options, stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def run_export(slug: str, form: str) -> str:
    out = StringIO()
    call_command("export_timeline", slug, "--format", form, stdout=out)
    return out.getvalue()


def test_a_file_becomes_a_draft_and_its_losses_are_printed() -> None:
    told = run_import(FILES / "impossible_dates.json")
    assert (told["slug"], told["events"], told["undated"]) == ("impossible-dates", 9, 8)
    assert {"event": "Hour 25", "what": told["losses"][2]["what"]} == told["losses"][2]
    timeline = Timeline.objects.get()
    assert timeline.owner.username == "import"
    assert not timeline.owner.has_usable_password()
    assert timeline.live(timeline.created_at) is None
    assert timeline.head.note == "Imported"


def test_a_file_can_be_published_at_once(client: Client) -> None:
    told = run_import(FILES / "timelinejs_3.json", "--publish")
    page = client.get(f"/timelines/{told['slug']}/")
    assert page.status_code == 200
    assert "Incursion" in page.content.decode()


def test_what_cannot_be_published_is_not_imported(tmp_path: Path) -> None:
    path = tmp_path / "bare.json"
    path.write_text('{"events": [{"start_date": {"year": 2024}}]}')
    with pytest.raises(CommandError, match="doesn't say what happened"):
        run_import(path, "--publish")
    assert not Timeline.objects.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "hello"])
def test_a_refusal_is_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(CommandError) as refused:
        run_import(path)
    assert "\n" not in str(refused.value)
    assert refused.value.returncode == 1
    with pytest.raises(CommandError, match="No such file"):
        run_import(tmp_path / "none.json")


def test_the_same_file_twice_makes_two_timelines(tmp_path: Path) -> None:
    timeline = TimelineFactory(slug="kursk", title="Kursk")
    path = tmp_path / "kursk.json"
    path.write_text(run_export("kursk", "json"))
    assert run_import(path)["slug"] == "kursk-2"
    assert timeline.events.count() == len(DEMO)
    assert Timeline.objects.get(slug="kursk-2").events.count() == len(DEMO)


@pytest.mark.parametrize("form", list(exchange.FORMATS))
def test_every_format_keeps_every_event(form: str, tmp_path: Path) -> None:
    timeline = TimelineFactory(slug="kursk", title="Kursk")
    path = tmp_path / "kursk"
    path.write_text(run_export("kursk", form), newline="")
    told = run_import(path)
    assert (told["events"], told["undated"], told["losses"]) == (4, 2, [])
    back, was = Timeline.objects.get(slug=told["slug"]).head.read(), timeline.head.read()
    for name in ("headline", "body", *(["is_key"] if form in ("json", "csv") else [])):
        assert [event[name] for event in back["events"]] == [event[name] for event in was["events"]]
    assert [event["date"]["text"] for event in back["events"]] == [event["date"]["text"] for event in was["events"]]


def test_undated_events_carry_their_anchors_date_to_timelinejs() -> None:
    TimelineFactory(slug="kursk")
    slides = json.loads(run_export("kursk", "timelinejs"))["events"]
    assert [slide["display_date"] for slide in slides] == [
        *("Aug. 6, 2024", "Putin’s reaction", "The reinforcements", "Nov. 7, 2024"),
    ]
    assert slides[2]["start_date"] == {"year": "2024", "month": "8", "day": "6"}


def test_our_picture_is_kept_here_and_becomes_a_link_elsewhere(tmp_path: Path) -> None:
    picture = PictureFactory(credit="AP", alt="A post")
    timeline = TimelineFactory(slug="kursk", events=[{"date_text": "2024", "headline": "A", "picture": picture}])
    for form in ("json", "timelinejs", "ics"):
        path = tmp_path / form
        path.write_text(run_export("kursk", form), newline="")
        read = importing.read_file(path.read_bytes(), form)
        assert read.content["events"][0]["picture"] == picture.pk, form
        elsewhere = path.read_text().replace("\n ", "").replace(str(picture.key), str(uuid4()))
        elsewhere = elsewhere.replace(picture.key.hex, uuid4().hex)
        read = importing.read_file(elsewhere.encode(), form)
        event = read.content["events"][0]
        assert (event["picture"], event["media"]["credit"]) == (None, "" if form == "ics" else "AP"), form
        assert form != "json" or "not in this library" in read.losses[-1].what
    assert timeline.head.read()["events"][0]["picture"] == picture.pk


def test_an_unknown_slug_is_one_line() -> None:
    with pytest.raises(CommandError, match="There is no timeline “none”"):
        run_export("none", "json")


def test_texts_are_cut_as_the_columns_are() -> None:
    def longest(model: type[models.Model], name: str) -> int | None:
        found: int | None = model._meta.get_field(name).max_length  # type: ignore[union-attr]
        return found

    assert LONGEST["title"] == longest(Timeline, "title")
    assert LONGEST["date"] == longest(Event, "date_text") == longest(TimelineEra, "date_text")
    assert LONGEST["headline"] == longest(Event, "headline")
    assert LONGEST["place"] == longest(Event, "place")
    assert LONGEST["alt"] == longest(Event, "picture_alt")
    assert LONGEST["group"] == longest(TimelineLane, "name")
    assert LONGEST["era"] == longest(TimelineEra, "title")
    assert exchange.content.SCHEMA == Timeline.SCHEMA


# --- At the desk

IMPORT = "/admin/timelines/timeline/import/"


def test_an_import_is_reviewed_before_it_is_saved(client: Client, now: time_machine.Traveller) -> None:
    writer = journalist()
    client.force_login(writer)
    with (FILES / "impossible_dates.json").open("rb") as file:
        review = client.post(IMPORT, {"file": file})
    html = review.content.decode()
    assert "There is no hour 25" in html
    assert not Timeline.objects.exists()
    saved = client.post(IMPORT, {"review": "1", "reviewed": review.context["ways"][0].signed})
    timeline = Timeline.objects.get()
    assert saved["Location"] == f"/admin/timelines/timeline/{timeline.pk}/change/"
    assert timeline.owner == writer
    assert timeline.events.count() == 9
    assert timeline.events.filter(sources_waived=True).count() == 0


SHEET = "Date,Headline\n9/11/2001,It begins\n13/11/2015,It goes on\n"


def test_the_review_shows_how_doubtful_dates_were_read(client: Client) -> None:
    client.force_login(journalist())
    review = client.post(IMPORT, {"file": StringIO(SHEET)})
    html = review.content.decode()
    assert "Dates to check" in html
    assert "“13/11/2015” can only be day first" in html
    assert "<td>13/11/2015</td><td>Nov. 13, 2015</td>" in html
    client.post(IMPORT, {"review": "1", "reviewed": review.context["ways"][0].signed})
    assert [event.date["start"] for event in Timeline.objects.get().events.all() if event.date] == [
        "2001-11-09",
        "2015-11-13",
    ]


OPEN = "Date,Headline\n9/11/2001,It begins\n"


@pytest.mark.once
@pytest.mark.parametrize(("which", "start"), [(0, "2001-09-11"), (1, "2001-11-09")])
def test_the_review_asks_for_the_order_that_nothing_settles(client: Client, which: int, start: str) -> None:
    client.force_login(journalist())
    review = client.post(IMPORT, {"file": StringIO(OPEN)})
    html = review.content.decode()
    assert "Which date is 9/11/2001?" in html
    assert "Sept. 11, 2001</label>" in html
    assert "Nov. 9, 2001</label>" in html
    client.post(IMPORT, {"review": "1"})
    assert not Timeline.objects.exists()
    client.post(IMPORT, {"review": "1", "reviewed": review.context["ways"][which].signed})
    assert [event.date["start"] for event in Timeline.objects.get().events.all() if event.date] == [start]


@pytest.mark.once
def test_a_newsroom_that_writes_the_day_first_is_offered_that_first(client: Client, settings: Any) -> None:
    settings.NEWSROOM_DATE_ORDER = "dmy"
    client.force_login(journalist())
    review = client.post(IMPORT, {"file": StringIO(OPEN)})
    assert [way.is_date for way in review.context["ways"]] == ["Nov. 9, 2001", "Sept. 11, 2001"]


def test_the_command_prints_how_doubtful_dates_were_read(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(SHEET)
    (warning,) = run_import(path)["date_warnings"]
    assert "all numeric dates were read day first" in warning["what"]


def test_what_was_reviewed_cannot_be_exchanged(client: Client) -> None:
    client.force_login(journalist())
    assert client.post(IMPORT, {"review": "1", "reviewed": "forged"})["Location"] == IMPORT
    assert not Timeline.objects.exists()


def test_a_refused_file_has_an_error_at_its_field(client: Client) -> None:
    client.force_login(journalist())
    response = client.post(IMPORT, {"file": StringIO("{")})
    assert "not JSON" in response.content.decode()


@pytest.mark.parametrize("form", list(exchange.FORMATS))
def test_a_timeline_is_exported_from_its_page(form: str, client: Client, desk: User) -> None:
    timeline = TimelineFactory(slug="kursk")
    client.force_login(desk)
    url = f"/admin/timelines/timeline/{timeline.pk}/export/{form}/"
    assert url in client.get(f"/admin/timelines/timeline/{timeline.pk}/change/").content.decode()
    response = client.get(url)
    assert response["Content-Disposition"].startswith('attachment; filename="kursk.')
    assert len(exchange.read(response.content, "x", date(2024, 11, 8)).content["events"]) == len(DEMO)


def test_somebody_elses_draft_is_not_exported(client: Client) -> None:
    timeline = TimelineFactory(slug="kursk")
    client.force_login(journalist())
    assert client.get(f"/admin/timelines/timeline/{timeline.pk}/export/json/").status_code in (403, 404)
    client.logout()
    assert client.get(f"/admin/timelines/timeline/{timeline.pk}/export/json/").status_code == 302


def test_the_list_leads_to_the_import(client: Client) -> None:
    client.force_login(journalist())
    assert IMPORT in client.get("/admin/timelines/timeline/").content.decode()
    assert client.get(IMPORT).status_code == 200
