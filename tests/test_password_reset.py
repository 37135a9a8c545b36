"""A forgotten password: a link by mail, which tells nobody who has an account and ends what others have open."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from newsroom import rate_limits
from newsroom.mail.models import Mail
from newsroom.publishing.models import AuditEntry
from tests.work import work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ASK, LOGIN = "/admin/password_reset/", "/admin/login/"
OLD, NEW = "an older passphrase", "a long and quiet passphrase"
TYPED = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada", "ada@example.org", OLD, is_staff=True)


def ask(client: Client, email: str = "ada@example.org", address: str = "192.0.2.1") -> Any:
    return client.post(ASK, {"email": email}, REMOTE_ADDR=address)


def mailed_link() -> str:
    work()
    found = re.search(r"^http://testserver(/\S+)$", str(outbox.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def test_a_link_leads_to_a_new_password_once(ada: User, client: Client, now: Any) -> None:
    assert "link is on its way" in ask(client, "ADA@example.org").client.get(ASK + "sent/").text
    link = mailed_link()
    assert outbox.outbox[-1].to == ["ada@example.org"]
    form = client.get(link).headers["Location"]
    assert form.endswith("/set-password/")  # the token is in the session now
    assert "Choose a new password" in client.get(form).text
    assert client.post(form, TYPED).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert "Send me another link" in Client().get(link).text
    assert [(row.verb, row.actor) for row in AuditEntry.objects.all()] == [("reset_own_password", ada)]


def test_a_reset_ends_every_session_of_that_user_and_of_nobody_else(ada: User, writer: User, now: Any) -> None:
    phone, office, other = Client(), Client(), Client()
    for client, user in ((phone, ada), (office, ada), (other, writer)):
        client.force_login(user)
    ask(office)
    form = office.get(mailed_link()).headers["Location"]
    assert office.post(form, TYPED).status_code == 302
    assert [client.get("/admin/").status_code for client in (phone, office, other)] == [302, 302, 200]


def test_the_answer_is_the_same_without_such_an_account(ada: User, client: Client) -> None:
    answers = []
    for email in ("ada@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as asked:
            response = ask(client, email)
        answers.append((response.status_code, response.headers["Location"], response.content, len(asked)))
    assert answers[0] == answers[1]
    work()
    assert [message.to for message in outbox.outbox] == [["ada@example.org"]]
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_who_may_not_sign_in_gets_no_link(change: dict[str, bool], ada: User, client: Client) -> None:
    User.objects.filter(pk=ada.pk).update(**change)
    ask(client)
    work()
    assert outbox.outbox == []


def test_a_link_ends_with_the_account(ada: User, client: Client, now: Any) -> None:
    ask(client)
    link = mailed_link()
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert "Send me another link" in client.get(link).text


def test_a_link_works_for_three_hours(ada: User, client: Client, now: time_machine.Traveller) -> None:
    ask(client)
    link = mailed_link()
    now.shift(timedelta(hours=3, seconds=2))
    assert "Send me another link" in client.get(link).text


def test_a_lookalike_address_gets_nothing(ada: User, client: Client) -> None:
    User.objects.filter(pk=ada.pk).update(email="mike@example.org")
    ask(client, "mıke@example.org")
    work()
    assert outbox.outbox == []


def test_one_mailbox_is_not_flooded_and_nobody_is_told(ada: User, client: Client, now: Any) -> None:
    assert {ask(client, address=f"192.0.2.{number}").status_code for number in range(6)} == {302}
    assert Mail.objects.count() == rate_limits.PASSWORD_RESET_MAIL.times


def test_one_network_does_not_ask_for_everybody(ada: User, client: Client, now: Any) -> None:
    statuses = [ask(client, f"reporter{number}@example.org").status_code for number in range(11)]
    assert statuses == [302] * 10 + [429]
    assert ask(client, address="192.0.2.2").status_code == 302


def test_a_reset_lifts_the_lockout_by_wrong_passwords(ada: User, client: Client, now: Any) -> None:
    for _ in range(5):
        client.post(LOGIN, {"username": "ada", "password": "wrong"})
    ask(client)
    client.post(client.get(mailed_link()).headers["Location"], TYPED)
    assert client.post(LOGIN, {"username": "ada", "password": NEW, "next": "/admin/"}).status_code == 302


def test_the_link_leads_to_the_public_address(ada: User, client: Client, settings: Settings, now: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client.post(ASK, {"email": "ada@example.org"}, headers={"host": "evil.example"})
    mailed_link()
    assert "evil.example" not in outbox.outbox[-1].message().as_string()


def test_without_a_mail_server_the_form_names_the_cure(client: Client, settings: Settings, db: None) -> None:
    settings.EMAIL_URL = ""
    assert "set EMAIL_URL" in ask(client).text
