"""Mail: queued with the action that asks for it, sent by the worker, tried again, and visible when it fails."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from pytest_django.fixtures import Settings

from newsroom.mail import actions
from newsroom.mail.kinds import KINDS, Message
from newsroom.mail.models import Mail
from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused
from tests.mail.smtp import Sink, listening
from tests.work import work

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = "/admin/mail/mail/"


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Sink, int]]:
    with listening() as found:
        yield found


@pytest.fixture
def sink(server: tuple[Sink, int], settings: Settings) -> Sink:
    """Return the mail server that the settings name, empty."""
    found, port = server
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "The Desk <desk@news.example>"
    found.received.clear()
    found.senders.clear()
    found.answer = ""
    return found


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register "password_reset" with a message of no account, so that mail is asked here and accounts elsewhere."""
    context = {"accounts": [{"user": User(username="žofia"), "link": "http://testserver/x?a=1&b=2"}], "hours": 3}
    monkeypatch.setitem(KINDS, "password_reset", lambda mail: Message("A <new> password – žofia", context))


def one() -> Mail:
    return Mail.objects.get()


def test_a_mail_arrives_with_text_and_html(sink: Sink, now: Any) -> None:
    actions.queue("password_reset", "zofia@example.org")
    assert sink.received == []  # no page waits for it
    work()
    [mail] = sink.received
    assert (mail["Subject"], mail["To"], mail["From"]) == (
        "A <new> password – žofia",
        "zofia@example.org",
        "The Desk <desk@news.example>",
    )
    text, html = (mail.get_body(kind).get_content() for kind in (("plain",), ("html",)))  # type: ignore[union-attr]
    assert "You sign in as žofia." in text
    assert "http://testserver/x?a=1&b=2" in text
    assert 'href="http://testserver/x?a=1&amp;b=2"' in html
    assert "If you didn’t ask for it" in html
    assert "<title>A &lt;new&gt; password" in html
    assert (one().sent_at, one().error) == (clock.now(), "")


def test_mail_goes_if_the_transaction_does(sink: Sink) -> None:
    with transaction.atomic():
        actions.queue("password_reset", "zofia@example.org")
        transaction.set_rollback(True)
    work()
    assert not Mail.objects.exists()
    assert sink.received == []


def test_mail_is_tried_again_until_the_server_takes_it(sink: Sink, now: time_machine.Traveller) -> None:
    sink.answer = "451 4.3.0 Try later"
    actions.queue("password_reset", "zofia@example.org")
    work()
    assert (one().tries, one().error) == (1, "The mail server said: 451 4.3.0 Try later")
    sink.answer = ""
    work()
    assert sink.received == []  # not before its time
    now.shift(timedelta(minutes=1, seconds=1))
    work()
    assert len(sink.received) == 1
    assert (one().tries, one().error, one().next_try_at) == (2, "", None)
    work()
    assert len(sink.received) == 1


def test_a_mail_server_that_is_down_is_noted_and_asked_again(settings: Settings, now: time_machine.Traveller) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    actions.queue("password_reset", "zofia@example.org")
    for wait in actions.WAITS:
        work()
        assert not one().given_up
        now.shift(wait + timedelta(seconds=1))
    work()
    assert one().given_up
    assert one().error.startswith("ConnectionRefusedError")
    now.shift(timedelta(days=2))
    work()
    assert one().tries == len(actions.WAITS) + 1


def test_an_address_that_does_not_exist_is_not_tried_again(sink: Sink) -> None:
    sink.answer = "550 5.1.1 No such user"
    actions.queue("password_reset", "nobody@example.org")
    work()
    assert (one().given_up, one().tries, one().error) == (True, 1, "The mail server said: 550 5.1.1 No such user")


def test_an_administrator_sees_why_and_sends_it_again(sink: Sink, chief: User) -> None:
    sink.answer = "550 5.1.1 No such user"
    actions.queue("password_reset", "zofia@example.org")
    work()
    client = Client()
    client.force_login(chief)
    page = client.get(LIST, {"state": "unsent"}).text
    assert "No such user" in page
    assert "Not sent, after 1 attempt" in page
    assert "Mail that could not be sent" in client.get("/admin/").text
    sink.answer = ""
    client.post(LIST, {"action": "send_again", "_selected_action": [one().pk]})
    work()
    assert len(sink.received) == 1
    assert "could not be sent" not in client.get("/admin/").text


def test_mail_that_is_not_needed_anymore_is_not_sent(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.queue("password_reset", "zofia@example.org")
    monkeypatch.setitem(KINDS, "password_reset", lambda mail: None)
    work()
    assert sink.received == []
    assert not Mail.objects.exists()


def test_a_mail_in_other_hands_is_left_alone(sink: Sink) -> None:
    mail = actions.queue("password_reset", "zofia@example.org")
    Mail.objects.filter(pk=mail.pk).update(tries=1)
    actions.send(mail)
    assert sink.received == []


def test_addresses_are_forgotten_after_a_month(now: time_machine.Traveller) -> None:
    actions.queue("password_reset", "zofia@example.org")
    now.shift(timedelta(days=29))
    assert actions.forget_old(clock.now()) == 0
    now.shift(timedelta(days=2))
    assert actions.forget_old(clock.now()) == 1


def test_without_a_mail_server_nothing_is_queued_and_the_cure_is_named(settings: Settings) -> None:
    settings.EMAIL_URL = ""
    with pytest.raises(ActionRefused, match="EMAIL_URL"):
        actions.queue("password_reset", "zofia@example.org")
    assert not Mail.objects.exists()
