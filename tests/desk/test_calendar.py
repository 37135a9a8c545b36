"""The calendar: everything that is due, for those who may know of it, with its conflicts."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles.blocks import Figure, Video, new
from articles.models import Article, RelatedLink
from newsroom.delivery.request_clock import AS_OF
from newsroom.desk.calendar.conflicts import conflicts
from newsroom.desk.calendar.days import hour_name, hours, midnight, period
from newsroom.desk.calendar.lines import Line, Shown, lines
from newsroom.desk.calendar.views import soon
from newsroom.fronts.models import Layout
from newsroom.publishing import actions, clock
from tests.articles.factories import ArticleFactory, SectionFactory, edited, published
from tests.fronts.factories import AlertFactory, on_the_front
from tests.images.factories import PictureFactory
from tests.media.factories import MediaFileFactory
from tests.people import journalist
from tests.publishing.conftest import written
from tests.publishing.notes.models import Note
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
AT_SIGN_IN = 5  # queries of every page of the desk: the generation, the session, the user, the permissions
ZONES = ("America/New_York", "Europe/Kyiv", "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo", "Pacific/Apia")


@pytest.fixture(autouse=True)
def _nine(now: Any) -> None:
    """9 a.m. on Nov. 8, 2024, a Friday, in New York."""


def at(hours: float) -> datetime:
    return clock.now() + timedelta(hours=hours)


def due(user: User, since: float = 0, until: float = 100, **shown: Any) -> list[Line]:
    return lines(user, clock.now(), at(since), at(until), Shown(**shown))


def told(user: User, since: float = 0, until: float = 100, **shown: Any) -> list[tuple[str, str]]:
    return [(line.happens(clock.now()), line.title) for line in due(user, since, until, **shown)]


def wrong(user: User) -> dict[str, list[str]]:
    return {line.title: words for line, words in conflicts(user, due(user), clock.now()).items()}


def page(user: User, **query: str) -> Any:
    client = Client()
    client.force_login(user)
    response = client.get(reverse("calendar"), query)
    assert response.status_code == 200
    return lxml.html.fromstring(response.content)


def by_day(html: Any) -> dict[str, list[str]]:
    return {
        day.get("aria-labelledby").removeprefix("day-"): [
            " ".join(line.text_content().split()) for line in day.xpath(".//li[@data-line]")
        ]
        for day in html.xpath("//section[@data-day]")
    }


# --- days --------------------------------------------------------------------------------------------


@given(
    zone=st.sampled_from(ZONES),
    view=st.sampled_from(["day", "week", "month"]),
    on=st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    seconds=st.lists(st.integers(-3 * 86_400, 45 * 86_400), max_size=20),
)
def test_every_instant_of_a_period_is_on_exactly_one_of_its_days(
    zone: str, view: str, on: date, seconds: list[int]
) -> None:
    with override_settings(TIME_ZONE=zone):
        shown = period(view, on)
        assert on in shown.days
        moments = [_At(shown.since + timedelta(seconds=number)) for number in seconds]
        placed = shown.by_day(moments)
        inside = [each for each in moments if shown.since <= each.at < shown.until]
        assert sorted(id(each) for of_day in placed.values() for each in of_day) == sorted(map(id, inside))
        for day, of_day in placed.items():
            assert all(midnight(day) <= each.at < midnight(day + A_DAY) for each in of_day)


class _At:
    def __init__(self, at: datetime) -> None:
        self.at = at


@pytest.mark.once
@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("America/New_York", date(2024, 3, 10), 23),
        ("America/New_York", date(2024, 11, 3), 25),
        ("America/New_York", date(2024, 11, 8), 24),
        ("Africa/Cairo", date(2024, 4, 26), 23),  # there is no midnight
    ],
)
def test_a_day_has_as_many_hours_as_the_clock_shows(settings: Any, zone: str, day: date, length: int) -> None:
    settings.TIME_ZONE = zone
    assert len(hours(day)) == length
    assert {instant.astimezone(ZoneInfo(zone)).date() for instant in hours(day)} == {day}


@pytest.mark.once
def test_an_hour_that_is_there_twice_says_which_it_is() -> None:
    day = date(2024, 11, 3)
    names = [hour_name(instant, day) for instant in hours(day)]
    assert names[:4] == ["midnight EDT", "1 a.m. EDT", "1 a.m. EST", "2 a.m. EST"]
    assert len(set(names)) == 25


@pytest.mark.once
def test_weeks_and_months_follow_each_other_without_a_gap() -> None:
    week, month = period("week", date(2024, 11, 8)), period("month", date(2024, 11, 8))
    assert (week.first, week.last) == (date(2024, 11, 3), date(2024, 11, 9))
    assert period("week", week.later).first == week.last + A_DAY
    assert period("week", week.earlier).last == week.first - A_DAY
    assert (month.first, month.last) == (date(2024, 10, 27), date(2024, 11, 30))
    assert (month.earlier, month.later) == (date(2024, 10, 31), date(2024, 12, 1))


# --- what is shown, and to whom ----------------------------------------------------------------------


def test_everything_that_changes_by_itself_is_in_it(desk: User) -> None:
    story = published(headline="Ferry", at=at(1))
    actions.unpublish(story, desk, at=at(2))
    running = published(headline="Harbor")
    edited(running, headline="Harbor again")
    actions.publish(running, desk, at=at(3), change="minor")
    actions.set_embargo(ArticleFactory(headline="Survey"), desk, until=at(4), reason="Agreed", source="The office")
    on_the_front({"story": running, "until": at(5)}, title="Top")
    actions.publish(AlertFactory(text="The bridge is closed"), desk, at=at(6))
    actions.publish(TimelineFactory(title="Kursk"), desk, at=at(7))
    PictureFactory(title="The bridge", usable_from=at(8), usable_until=at(9))
    assert told(desk, 0.5) == [
        ("Goes live", "Ferry"),
        ("Unpublishes", "Ferry"),
        ("New version", "Harbor again"),
        ("Embargo lifts", "Survey"),
        ("Pin ends", "Home: Top"),
        ("Goes live", "The bridge is closed"),
        ("Goes live", "Kursk"),
        ("Rights begin", "The bridge"),
        ("Rights end", "The bridge"),
    ]


def test_a_publishable_of_another_app_is_in_it(desk: User) -> None:
    actions.publish(written("A note", desk), desk, at=at(1))
    assert told(desk) == [("Goes live", "A note")]
    [line] = due(desk, kind="notes.note")
    assert (line.thing, line.url) == ("Note", reverse("admin:notes_note_change", args=[line.subject]))
    assert any("A note" in line for of_day in by_day(page(desk, kind="notes.note")).values() for line in of_day)
    assert move(desk, Note.objects.get(), line.at.isoformat()).status_code == 200


def test_past_days_say_what_went_live_under_the_headline_it_had(desk: User) -> None:
    story = published(headline="What it said", at=at(-30))
    edited(story, headline="What the draft says")
    alert = AlertFactory(text="What it warned of")
    with clock.pretending(at(-20)):
        actions.publish(alert, desk)
    type(alert).objects.update(text="What it is to warn of")
    assert told(desk, -40, 0) == [("Went live", "What it said"), ("Went live", "What it warned of")]


def test_plans_of_others_are_hidden_from_who_may_not_see_them(writer: User, desk: User) -> None:
    published(headline="Theirs, not out yet", at=at(1))
    published(ArticleFactory(headline="My own", owner=writer), at=at(2))
    shared = ArticleFactory(headline="Shared with me")
    shared.shared_with.add(writer)
    published(shared, at=at(3))
    on_the_front(title="A front", at=at(4))
    actions.set_embargo(ArticleFactory(headline="Secret"), desk, until=at(5), reason="Agreed", source="The office")
    assert told(writer) == [("Goes live", "My own"), ("Goes live", "Shared with me")]
    assert [title for _, title in told(desk)] == [
        "Theirs, not out yet",
        "My own",
        "Shared with me",
        "Home: A front",
        "Secret",
    ]
    assert "Theirs, not out yet" not in lxml.html.tostring(page(writer)).decode()


def test_what_was_taken_down_is_named_no_more(desk: User, chief: User) -> None:
    story = published(headline="Libel", at=at(-2))
    actions.take_down(story, chief, reason="Court order")
    Article.objects.filter(pk=story.pk).update(headline="")
    assert told(desk, -3, 1)[0] == ("Went live", "Taken down")
    assert "Libel" not in lxml.html.tostring(page(desk)).decode()


def test_filters_by_kind_section_and_person(writer: User, desk: User) -> None:
    world = SectionFactory(name="World")
    published(ArticleFactory(headline="Mine", owner=writer, section=world), at=at(1))
    published(headline="Elsewhere", at=at(2))
    on_the_front(section=world, title="Top", at=at(3))
    actions.publish(AlertFactory(text="Breaking"), desk, at=at(4))
    assert [title for _, title in told(desk, section=world.pk)] == ["Mine", "World: Top"]
    assert [title for _, title in told(desk, kind="fronts.alert")] == ["Breaking"]
    assert [title for _, title in told(writer, mine=True)] == ["Mine"]
    assert [title for _, title in told(desk, mine=True)] == []


@pytest.mark.once
def test_what_cannot_be_read_of_the_address_counts_as_not_asked_for(desk: User) -> None:
    published(headline="Ferry", at=at(1))
    query = {"view": "year", "on": "9999-12-31", "kind": "nothing", "section": "x"}
    assert any("Ferry" in line for of_day in by_day(page(desk, **query)).values() for line in of_day)


@pytest.mark.once
def test_a_week_shows_seven_days_with_each_line_on_its_own(desk: User) -> None:
    published(headline="Tonight", at=at(14.5))
    published(headline="After midnight", at=at(15.5))
    found = by_day(page(desk))
    assert list(found) == [f"2024-11-0{day}" for day in range(3, 10)]
    assert "11:30 p.m. Goes live Tonight" in found["2024-11-08"][0]
    assert "12:30 a.m. Goes live After midnight" in found["2024-11-09"][0]


@pytest.mark.once
def test_a_crowded_day_shows_what_is_to_come_and_counts_the_rest(desk: User) -> None:
    for number in range(12):
        published(headline=f"Early {number}", at=at(-5) + timedelta(minutes=number))
    published(headline="To come", at=at(1))
    html = page(desk)
    assert any("To come" in line for line in by_day(html)["2024-11-08"])
    assert html.xpath("//p[@class='calendar__more']/a/text()") == ["and 5 more"]
    assert len(by_day(page(desk, view="day", on="2024-11-08"))["2024-11-08"]) == 13


def test_the_next_hour_has_what_goes_live_and_nothing_else(desk: User) -> None:
    story = published(headline="Soon", at=at(0.5))
    published(headline="Later", at=at(1))
    actions.unpublish(story, desk, at=at(0.75))
    assert [line.title for line in soon(desk, clock.now())] == ["Soon"]


def test_the_calendar_asks_the_same_few_questions_whatever_is_in_it(
    desk: User, django_assert_max_num_queries: Any
) -> None:
    story = published(headline="Base")
    for number in range(6):
        linked = ArticleFactory(rows=[RelatedLink(story=story), new(Figure, picture=PictureFactory(alt="Alt"))])
        published(linked, at=at(1 + number))
        on_the_front({"story": story, "until": at(20 + number)}, at=at(number + 1), title=f"Top {number}")
    client = Client()
    client.force_login(desk)
    client.get("/")  # the name of the publication is kept for a generation
    with django_assert_max_num_queries(AT_SIGN_IN + 8):
        client.get(reverse("calendar"))
    with django_assert_max_num_queries(AT_SIGN_IN + 8):
        client.get(reverse("calendar"), {"view": "month"})


# --- conflicts ---------------------------------------------------------------------------------------


def test_two_leads_of_one_page_are_a_conflict_from_when_the_second_begins(desk: User) -> None:
    first = on_the_front(layout=Layout.LEAD, title="Top")
    actions.unpublish(first, desk, at=at(10))
    on_the_front(layout=Layout.LEAD, title="Election", at=at(5))
    on_the_front(layout=Layout.LEAD, title="After that", at=at(10), section=SectionFactory(name="World"))
    [[words]] = wrong(desk).values()
    assert words == "“Home: Top” also leads this page until Nov. 8, 2024, 7 p.m., so the page would have two leads."


def test_two_stories_of_a_section_in_one_minute_are_a_conflict_unless_its_lead_is_chosen(desk: User) -> None:
    world = SectionFactory(name="World")
    published(headline="One", section=world, at=at(1))
    two = published(headline="Two", section=world, at=at(1) + timedelta(seconds=20))
    published(headline="Elsewhere", at=at(1))
    assert set(wrong(desk)) == {"One", "Two"}
    on_the_front(two, section=world, layout=Layout.LEAD)
    assert wrong(desk) == {}


@pytest.mark.once
def test_a_version_before_its_embargo_ends_is_a_conflict(desk: User, chief: User) -> None:
    story = ArticleFactory(headline="Survey")
    actions.set_embargo(story, desk, until=at(5), reason="Agreed", source="The office")
    actions.publish(story, chief, at=at(2), break_embargo=True)
    assert wrong(desk)["Survey"] == ["Goes live before its embargo lifts, Nov. 8, 2024, 2 p.m."]


def test_rights_end_with_the_day_not_a_second_before(desk: User) -> None:
    PictureFactory(title="The bridge", usable_until=datetime(2024, 11, 9, 4, 59, 59, tzinfo=UTC))
    PictureFactory(title="The harbor", usable_until=at(1))
    assert [(line.title, line.clock) for line in due(desk)] == [("The harbor", "10 a.m."), ("The bridge", "End of day")]


def test_the_rights_to_videos_and_recordings_are_shown_too(desk: User) -> None:
    media = MediaFileFactory(title="The ferry", usable_from=at(1), usable_until=at(2))
    found = [(line.title, line.thing, line.happens(at(0)), line.url) for line in due(desk)]
    url = f"/admin/media/mediafile/{media.pk}/change/"
    assert found == [("The ferry", "Media file", what, url) for what in ("Rights begin", "Rights end")]


def test_a_picture_whose_rights_have_ended_by_then_is_a_conflict(desk: User) -> None:
    gone = PictureFactory(title="The bridge", alt="A bridge", usable_until=at(1))
    kept = PictureFactory(title="The harbor", alt="A harbor", usable_until=at(50))
    published(headline="Ferry", rows=[new(Figure, picture=gone), new(Figure, picture=kept)], at=at(2))
    [words] = wrong(desk)["Ferry"]
    assert words == "Readers won’t see the photo “The bridge”: its rights end Nov. 8, 2024, 10 a.m."


def test_a_video_whose_rights_have_ended_by_then_is_a_conflict(desk: User) -> None:
    gone, kept = MediaFileFactory(title="The ferry", usable_until=at(1)), MediaFileFactory(title="The quay")
    published(headline="Ferry", rows=[new(Video, file=gone), new(Video, file=kept)], at=at(2))
    [words] = wrong(desk)["Ferry"]
    assert words == "Readers won’t see the video “The ferry”: its rights end Nov. 8, 2024, 10 a.m."


@pytest.mark.once
def test_a_related_story_that_is_not_live_then_is_a_conflict(desk: User, writer: User) -> None:
    live, draft = published(headline="Live"), ArticleFactory(headline="Draft of another")
    before, after = published(headline="Before", at=at(1)), published(headline="After", at=at(3))
    links = [RelatedLink(story=target) for target in (live, draft, before, after)]
    published(ArticleFactory(headline="Ferry", owner=writer, rows=links), at=at(2))
    assert wrong(desk)["Ferry"] == [
        "The linked story “Draft of another” isn’t live then, so readers won’t see the link.",
        "The linked story “After” isn’t live then, so readers won’t see the link.",
    ]
    assert wrong(writer)["Ferry"] == ["A linked story isn’t live then, so readers won’t see the link."] * 2


def test_a_pin_whose_story_comes_down_before_is_a_conflict(desk: User) -> None:
    story = published(headline="Ferry")
    on_the_front({"story": story, "until": at(10)}, title="Top")
    actions.unpublish(story, desk, at=at(5))
    assert wrong(desk) == {
        "Ferry": ["Pinned in “Home: Top” until Nov. 8, 2024, 7 p.m., so another story will take its place there."],
        "Home: Top": ["“Ferry” is unpublished before its pin ends, Nov. 8, 2024, 2 p.m."],
    }


def test_what_goes_together_is_no_conflict(desk: User) -> None:
    story = published(headline="Live")
    picture = PictureFactory(alt="A bridge")
    published(headline="Ferry", rows=[RelatedLink(story=story), new(Figure, picture=picture)], at=at(1))
    on_the_front({"story": story, "until": at(10)}, layout=Layout.LEAD)
    assert wrong(desk) == {}


# --- moving ------------------------------------------------------------------------------------------


def move(user: User, subject: Any, due: str, **typed: str) -> Any:
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(user)
    address = reverse("calendar_move", args=[subject._meta.label_lower, subject.pk], query={"due": due})
    return client.post(address, {"due": due, **typed}) if typed else client.get(address)


@pytest.mark.once
def test_a_version_is_moved_and_the_calendar_opens_where_it_now_stands(desk: User) -> None:
    story = published(headline="Ferry", at=at(1))
    response = move(desk, story, at(1).isoformat(), at_0="2024-11-12", at_1="18:30:00")
    assert response["Location"] == "/admin/calendar/?on=2024-11-12"
    [line] = story.transitions.all()
    assert line.at == datetime(2024, 11, 12, 23, 30, tzinfo=UTC)


@pytest.mark.once
def test_an_unpublishing_is_moved_earlier_and_later(desk: User) -> None:
    story = published(headline="Ferry")
    actions.unpublish(story, desk, at=at(5))
    for hour, instant in (("12:00", at(3)), ("20:00", at(11))):
        [line] = story.transitions.filter(revision=None)
        assert move(desk, story, line.at.isoformat(), at_0="2024-11-08", at_1=hour).status_code == 302
        assert [line.at for line in story.transitions.filter(revision=None)] == [instant]


@pytest.mark.once
def test_an_embargo_is_moved_with_its_reason_kept(desk: User) -> None:
    story = ArticleFactory(headline="Survey")
    actions.set_embargo(story, desk, until=at(5), reason="Agreed", source="The office")
    typed = {"until_0": "2024-11-09", "until_1": "08:00", "reason": "Agreed", "source": "The office"}
    assert move(desk, story, "embargo", **typed)["Location"] == "/admin/calendar/?on=2024-11-09"
    story.refresh_from_db()
    assert story.embargo_until == datetime(2024, 11, 9, 13, tzinfo=UTC)
    assert 'value="Agreed"' in move(desk, story, "embargo").content.decode()


@pytest.mark.once
def test_an_hour_that_does_not_exist_or_is_there_twice_comes_back_with_the_cure(desk: User) -> None:
    story = published(headline="Ferry", at=at(1))
    response = move(desk, story, at(1).isoformat(), at_0="2025-03-09", at_1="02:30")
    assert "clocks go forward then" in response.content.decode()
    response = move(desk, story, at(1).isoformat(), at_0="2025-11-02", at_1="01:30")
    assert "happens twice" in response.content.decode()
    assert move(desk, story, at(1).isoformat(), at_0="2025-11-02", at_1="01:30", at_2="1").status_code == 302
    assert story.transitions.get().at == datetime(2025, 11, 2, 6, 30, tzinfo=UTC)


@pytest.mark.once
def test_a_time_that_has_passed_is_refused_and_what_was_typed_stays(desk: User) -> None:
    story = published(headline="Ferry", at=at(1))
    html = move(desk, story, at(1).isoformat(), at_0="2024-11-01", at_1="10:00").content.decode()
    assert "has passed" in html
    assert 'value="2024-11-01"' in html
    assert story.transitions.get().at == at(1)


@pytest.mark.once
def test_who_may_not_publish_moves_nothing_and_is_not_offered_to(writer: User, desk: User) -> None:
    story = published(ArticleFactory(headline="Mine", owner=writer), at=at(1))
    theirs = published(headline="Theirs", at=at(1))
    assert move(writer, story, at(1).isoformat(), at_0="2024-11-12", at_1="18:30").status_code == 403
    assert move(writer, theirs, at(1).isoformat()).status_code == 403
    assert page(writer).xpath("//*[@data-move or @data-drag]") == []
    assert page(desk).xpath("//li/@data-drag") == page(desk).xpath("//a[@data-move]/@href")
    assert len(page(desk, view="month").xpath("//li[@data-drag]")) == 2


# --- the site as of a slot ---------------------------------------------------------------------------


@pytest.mark.once
def test_a_slot_shows_the_site_as_of_its_instant(desk: User, writer: User) -> None:
    story = published(headline="Ferry", at=at(1))
    [button] = page(desk).xpath("//button[@data-look]")
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(desk)
    assert client.post(reverse("look_as_of"), {"instant": button.get("value")})["Location"] == "/"
    assert client.session[AS_OF] == at(1).isoformat()
    assert "Ferry" in client.get("/").content.decode()
    assert page(writer).xpath("//button[@name='instant']") == []
    assert story.live(clock.now()) is None


@pytest.mark.once
def test_what_is_approved_waits_in_the_calendar_until_it_is_given_a_time(desk: User, writer: User) -> None:
    story = ArticleFactory(headline="The ferry sails", owner=writer)
    actions.submit(story, writer)
    actions.approve(story, desk)
    (link,) = page(desk).xpath("//section[@aria-labelledby='approved']//a[contains(@href, '?on=')]/@href")
    client = Client()
    client.force_login(desk)
    form = lxml.html.fromstring(client.get(link).content).forms[-1]
    assert form.fields["at_0"] == "2024-11-08"
    typed = dict(form.form_values()) | {"at_0": "2024-11-09", "at_1": "18:30:00"}
    response = client.post(link, typed)
    assert response["Location"] == f"{reverse('calendar')}?on=2024-11-09"
    assert told(desk) == [("Goes live", "The ferry sails")]
    assert not page(desk).xpath("//*[@id='approved']")
    client.force_login(writer)
    assert client.get(link).status_code == 403


@pytest.mark.once
def test_a_writer_sees_what_was_approved_and_has_no_time_but_cannot_give_it_one(desk: User, writer: User) -> None:
    story = ArticleFactory(headline="The ferry sails", owner=writer)
    actions.approve(story, desk)
    listed = "//section[@aria-labelledby='approved']"
    assert page(writer).xpath(f"{listed}//h3/text()") == ["Approved, no time yet"]
    assert page(writer).xpath(f"{listed}//a/text()") == ["The ferry sails"]
    assert not page(journalist("stranger")).xpath(listed)
