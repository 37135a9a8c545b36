"""“Report an error”: the form of a story, and the queue of the desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.error_reports import actions as report_actions
from articles.models import ArticleRevision, ErrorReport
from articles.models.error_report import Status
from newsroom.publishing import actions
from newsroom.publishing.exceptions import PermissionRefused
from newsroom.publishing.models import AuditEntry, Change
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import desk, edited, published
from tests.people import administrator, editor, journalist

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FORM = "/2024/11/08/ferry/report/"
THANKS = f"{FORM}thanks/"
WORDS = "The ferry has 12 cabins, not 21."
OURS = {"sec-fetch-site": "same-origin", "origin": "http://testserver"}


@pytest.fixture
def story(now: Any) -> Any:
    return published(headline="Ferry sails", slug="ferry")


@pytest.fixture
def reader() -> Client:
    """Somebody without an account, whose browser says where a form comes from."""
    return Client(headers=OURS, enforce_csrf_checks=True)


def sent(client: Client, **fields: Any) -> Any:
    return client.post(FORM, {"what": WORDS} | fields)


def test_a_report_reaches_the_queue_with_the_version_that_was_live(reader: Client, story: Any) -> None:
    form = reader.get(FORM)
    assert "Ferry sails" in form.content.decode()
    assert not form.cookies
    response = sent(reader, passage="21 cabins", email="ann@example.org")
    assert (response.status_code, response["Location"]) == (302, THANKS)
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    report = ErrorReport.objects.get()
    assert (report.what, report.passage, report.email) == (WORDS, "21 cabins", "ann@example.org")
    assert (report.article, report.revision) == (story, story.live(NINE))
    assert (report.status, report.sent_at) == (Status.NEW, NINE)
    thanks = reader.get(THANKS)
    assert "Our editors have your report" in thanks.content.decode()
    assert not thanks.cookies


def test_a_report_without_words_is_handed_back_as_it_was_typed(reader: Client, story: Any) -> None:
    response = sent(reader, what=" ", passage="21 <cabins>", email="ann at example")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Tell us what’s wrong, then send it again." in html
    assert "Enter a valid email address, or leave this blank." in html
    assert "21 &lt;cabins&gt;" in html
    assert "ann at example" in html
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "http://evil.testserver"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
        ({"origin": "http://testserver"}, 302),  # a browser that sends no Fetch Metadata
        ({"sec-fetch-site": "same-origin"}, 302),
    ],
)
def test_a_form_is_taken_from_our_own_page_only(headers: dict[str, str], status: int, story: Any) -> None:
    response = Client(headers=headers).post(FORM, {"what": WORDS})
    assert response.status_code == status
    assert ErrorReport.objects.exists() is (status == 302)
    if status == 403:
        assert WORDS in response.content.decode()


def test_a_program_that_fills_in_everything_is_thanked_and_not_heard(reader: Client, story: Any) -> None:
    assert sent(reader, website="https://spam.example")["Location"] == THANKS
    assert not ErrorReport.objects.exists()


def test_five_reports_an_hour_are_taken_from_one_address(reader: Client, story: Any, now: Any) -> None:
    for _ in range(5):
        assert sent(reader).status_code == 302
    sixth = sent(reader)
    assert sixth.status_code == 429
    assert WORDS in sixth.content.decode()
    assert ErrorReport.objects.count() == 5
    assert Client(headers=OURS, REMOTE_ADDR="10.0.0.9").post(FORM, {"what": WORDS}).status_code == 302
    now.move_to(NINE + HOUR - SECOND)
    assert sent(reader).status_code == 429
    now.move_to(NINE + HOUR)
    assert sent(reader).status_code == 302


def test_a_header_that_the_reader_wrote_does_not_make_them_somebody_else(story: Any, settings: LazySettings) -> None:
    def forged(number: int) -> Client:
        return Client(headers={**OURS, "x-forwarded-for": f"10.0.0.{number}, 192.0.2.7"})

    settings.PROXY_COUNT = 1  # ours wrote the last part only
    codes = [sent(forged(number)).status_code for number in range(6)]
    assert codes == [302] * 5 + [429]


def test_the_network_address_is_stored_nowhere(reader: Client, story: Any) -> None:
    Client(headers=OURS, REMOTE_ADDR="192.0.2.77").post(FORM, {"what": WORDS})
    row = str(ErrorReport.objects.values().get())
    assert "192.0.2.77" not in row
    assert "network address" in reader.get(FORM).content.decode()


def test_a_household_of_ipv6_is_one_sender() -> None:
    assert report_actions.hashed("2001:db8:1:2::1") == report_actions.hashed("2001:db8:1:2:ffff::2")
    assert report_actions.hashed("2001:db8:1:2::1") != report_actions.hashed("2001:db8:1:3::1")
    assert report_actions.hashed("192.0.2.1") != report_actions.hashed("192.0.2.2")


def test_more_than_anybody_types_is_not_read(reader: Client, story: Any) -> None:
    response = sent(reader, what="x" * 60_000)
    assert response.status_code == 413
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize("address", [FORM, THANKS])
def test_the_form_is_there_as_long_as_the_story_is(address: str, reader: Client, story: Any, now: Any) -> None:
    actions.unpublish(story, desk(), at=NINE + HOUR)
    now.move_to(NINE + HOUR - SECOND)
    assert reader.get(address).status_code == 200
    now.move_to(NINE + HOUR)
    assert reader.get(address).status_code == 404
    assert sent(reader).status_code == 404


def test_a_scheduled_story_has_no_form_yet(reader: Client, now: Any) -> None:
    published(slug="ferry", at=NINE + HOUR)
    assert reader.get(FORM).status_code == 404
    assert reader.get("/2024/02/30/ferry/report/").status_code == 404


def test_the_form_of_an_old_address_leads_to_the_new(reader: Client, story: Any, now: Any) -> None:
    now.shift(HOUR)
    actions.publish(story, desk(), revision=edited(story, slug="boat"), change=Change.MINOR)
    now.shift(SECOND)
    assert reader.get(FORM)["Location"] == "/2024/11/08/boat/report/"
    assert sent(reader)["Location"] == "/2024/11/08/boat/report/thanks/"
    assert ErrorReport.objects.get().revision.slug == "boat"


def test_form_and_thanks_need_few_queries(reader: Client, story: Any, django_assert_max_num_queries: Any) -> None:
    reader.get("/")  # what every page has is kept for a generation
    for address in (FORM, THANKS):
        with django_assert_max_num_queries(5):
            assert reader.get(address).status_code == 200


# --- the queue --------------------------------------------------------------------------------------


@pytest.fixture
def report(story: Any) -> ErrorReport:
    revision: ArticleRevision = story.live(NINE)
    return report_actions.send(revision, what=WORDS, passage="21 cabins", email="ann@example.org", address="192.0.2.1")


def change(report: ErrorReport) -> str:
    return reverse("admin:articles_errorreport_change", args=[report.pk])


def signed_in(user: User) -> Client:
    client = Client(headers=OURS)
    client.force_login(user)
    return client


def test_an_editor_takes_a_report_up_and_settles_it(report: ErrorReport) -> None:
    person = editor("grace")
    client = signed_in(person)
    assert WORDS in client.get(reverse("admin:articles_errorreport_changelist")).content.decode()
    page = client.get(change(report)).content.decode()
    for words in (
        WORDS,
        "21 cabins",
        "ann@example.org",
        reverse("admin:articles_article_verb", args=[1, "correct"])[:24],
    ):
        assert words in page
    client.post(change(report), {"_status": "looking", "note": ""})
    report.refresh_from_db()
    assert (report.status, report.assigned_to, report.email) == (Status.LOOKING, person, "ann@example.org")
    client.post(change(report), {"_status": "corrected", "note": "12 it is.", "assigned_to": person.pk})
    report.refresh_from_db()
    assert (report.status, report.note) == (Status.CORRECTED, "12 it is.")
    assert (report.email, report.sender) == ("", "")  # nothing is kept that tells who sent it
    assert WORDS not in client.get(reverse("admin:articles_errorreport_changelist")).content.decode()
    done = AuditEntry.objects.filter(subject_type="articles.errorreport").order_by("id")
    assert [(entry.verb, entry.actor) for entry in done] == [
        ("take_up_report", person),
        ("settle_report_as_corrected", person),
    ]


def test_a_report_is_given_to_a_colleague_and_reopened(report: ErrorReport) -> None:
    person, colleague = editor("grace"), editor("samuel")
    report_actions.handle(report, person, status=Status.LOOKING, assigned_to=colleague)
    assert ErrorReport.objects.get().assigned_to == colleague
    mine = f"{reverse('admin:articles_errorreport_changelist')}?state=mine"
    assert WORDS in signed_in(colleague).get(mine).content.decode()
    assert WORDS not in signed_in(person).get(mine).content.decode()
    report_actions.handle(report, person, status=Status.NO_ERROR, note="21 is right.")
    report_actions.handle(report, person, status=Status.NEW)
    assert ErrorReport.objects.get().status == Status.NEW
    assert ErrorReport.objects.get().assigned_to is None


def test_a_journalist_may_not_handle_reports(report: ErrorReport) -> None:
    with pytest.raises(PermissionRefused):
        report_actions.handle(report, journalist(), status=Status.CORRECTED)
    with pytest.raises(PermissionRefused):
        report_actions.throw_away(report, editor())


def test_an_administrator_deletes_abuse_on_record(report: ErrorReport) -> None:
    chief = administrator("chief")
    address = reverse("admin:articles_errorreport_delete", args=[report.pk])
    assert signed_in(chief).post(address, {"post": "yes"}).status_code == 302
    assert not ErrorReport.objects.exists()
    assert AuditEntry.objects.filter(verb="throw_away_report", actor=chief).exists()


def test_what_quotes_text_that_was_taken_down_is_for_administrators(report: ErrorReport, story: Any, now: Any) -> None:
    now.shift(timedelta(minutes=1))
    chief = administrator("chief")
    actions.take_down(story, chief, reason="Court order")
    queue = reverse("admin:articles_errorreport_changelist")
    assert WORDS not in signed_in(editor()).get(queue).content.decode()
    assert signed_in(editor()).get(change(report)).status_code in (302, 404)
    assert WORDS in signed_in(chief).get(queue).content.decode()


def test_the_home_of_an_editor_names_the_reports_that_wait(report: ErrorReport) -> None:
    person = editor()
    assert WORDS in signed_in(person).get("/admin/").content.decode()
    assert WORDS not in signed_in(journalist()).get("/admin/").content.decode()
    report_actions.handle(report, person, status=Status.NO_ERROR)
    assert WORDS not in signed_in(person).get("/admin/").content.decode()
