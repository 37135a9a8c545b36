"""Invitations: a link that is signed, works once and for three days, and gives no more than its sender may give."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.core import mail as outbox
from django.core import signing
from django.test import Client
from pytest_django.fixtures import Settings

from newsroom.people import invitations
from newsroom.people.actions import role_of
from newsroom.people.models import SALT, Invitation
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import AuditEntry
from newsroom.roles import ADMINISTRATOR, EDITOR, JOURNALIST
from tests.people import administrator, editor, journalist
from tests.work import work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LIST, ADD, FORM = "/admin/people/invitation/", "/admin/people/invitation/add/", "/admin/invitation/"
PASSWORD = "a long and quiet passphrase"
TYPED = {"email": "maria@example.org", "first_name": "Maria", "last_name": "Ruiz", "role": JOURNALIST}
CHOSEN = {
    "username": "maria",
    "first_name": "María",
    "last_name": "Ruiz",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def invited(by: User, **words: str) -> Invitation:
    return invitations.invite(Invitation(**TYPED | words), by)


def mailed_link() -> str:
    """Let the worker send what waits, and return the path of the link in the last mail."""
    work()
    found = re.search(r"^http://testserver(/\S+)$", str(outbox.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def audited() -> list[tuple[str, str]]:
    return [(row.verb, row.actor.username) for row in AuditEntry.objects.order_by("id")]


def test_an_invited_person_chooses_a_password_that_nobody_else_knows(chief: User, client: Client, now: Any) -> None:
    response = signed_in(chief).post(ADD, TYPED, follow=True)
    assert "An invitation is on its way to Maria Ruiz, maria@example.org." in response.text
    link = mailed_link()
    opened = client.get(link, follow=True)
    assert opened.redirect_chain == [(FORM, 302)]
    assert link not in opened.text  # no address, and nothing that is sent from this page, has the token
    assert "Welcome, Maria" in opened.text
    assert "at least 8 characters" in opened.text
    assert client.post(FORM, CHOSEN).headers["Location"] == "/admin/"
    maria = User.objects.get(username="maria")
    assert maria.check_password(PASSWORD)
    assert (maria.email, maria.is_superuser, role_of(maria)) == ("maria@example.org", False, JOURNALIST)
    assert client.get("/admin/").context["user"] == maria
    assert audited() == [("invite", "chief"), ("add_user", "chief")]


def test_what_was_typed_wrong_is_said_and_the_invitation_is_not_used_up(chief: User, client: Client, now: Any) -> None:
    invited(chief)
    client.get(mailed_link())
    for wrong in ({"password2": "another"}, {"username": "chief"}, {"password1": "maria", "password2": "maria"}):
        response = client.post(FORM, CHOSEN | wrong)
        assert response.status_code == 200
        assert "errorlist" in response.text
    assert client.post(FORM, CHOSEN).status_code == 302


def test_a_used_link_is_refused_with_a_cure(chief: User, client: Client, now: Any) -> None:
    invited(chief)
    link = mailed_link()
    client.get(link)
    client.post(FORM, CHOSEN)
    response = Client().get(link)
    assert response.status_code == 410
    assert "Sign in, or choose a new password" in response.text
    assert User.objects.filter(email="maria@example.org").count() == 1


def test_two_tabs_make_one_account(chief: User, client: Client, now: Any) -> None:
    invited(chief)
    link, other = mailed_link(), Client()
    client.get(link)
    other.get(link)
    assert client.post(FORM, CHOSEN).status_code == 302
    assert other.post(FORM, CHOSEN | {"username": "maria2"}).status_code == 410
    assert User.objects.filter(email="maria@example.org").count() == 1


def test_a_link_works_for_three_days(chief: User, client: Client, now: time_machine.Traveller) -> None:
    invited(chief)
    link = mailed_link()
    now.shift(timedelta(days=3, microseconds=-1))
    assert client.get(link).status_code == 302
    now.shift(timedelta(microseconds=1))
    for response in (client.post(FORM, CHOSEN), Client().get(link)):
        assert response.status_code == 410
        assert "expired" in response.text
        assert "Ask chief for a new one" in response.text


@pytest.mark.parametrize("change", ["cut", "forged", "other"])
def test_an_altered_link_is_refused_with_a_cure(change: str, chief: User, client: Client, now: Any) -> None:
    invitation = invited(chief)
    link = mailed_link()
    forged = signing.dumps([invitation.pk, invitation.nonce], key="guessed", salt=SALT)
    other = signing.dumps([invitation.pk, "another"], salt=SALT)
    token = {"cut": invitation.token()[:-1], "forged": forged, "other": other}[change]
    response = client.get(f"{FORM}{token}/")
    assert response.status_code == 404
    assert "Open the link in the newest mail again" in response.text
    assert client.get(link).status_code == 302


def test_somebody_else_who_is_signed_in_is_told_to_sign_out(chief: User, writer: User, now: Any) -> None:
    invited(chief)
    link, client = mailed_link(), signed_in(writer)
    response = client.get(link, follow=True)
    assert response.status_code == 409
    assert "You’re signed in as writer, and this invitation is for Maria Ruiz." in response.text
    assert client.post(FORM, CHOSEN).status_code == 409
    assert not User.objects.filter(email="maria@example.org").exists()
    client.post("/admin/logout/")
    client.get(link)
    assert client.post(FORM, CHOSEN).status_code == 302


def test_a_withdrawn_invitation_is_refused_and_can_be_sent_again(chief: User, client: Client, now: Any) -> None:
    invitation = invited(chief)
    link, desk = mailed_link(), signed_in(chief)
    selected = {"_selected_action": [invitation.pk]}
    assert "1 invitation withdrawn" in desk.post(LIST, selected | {"action": "revoke"}, follow=True).text
    assert "withdrawn" in client.get(link).text
    assert "1 invitation sent again" in desk.post(LIST, selected | {"action": "resend"}, follow=True).text
    assert client.get(link).status_code == 404
    assert client.get(mailed_link()).status_code == 302
    assert audited() == [("invite", "chief"), ("revoke_invitation", "chief"), ("resend_invitation", "chief")]


def test_mail_that_was_queued_before_the_withdrawal_is_not_sent(chief: User, now: Any) -> None:
    invitations.revoke(invited(chief), chief)
    work()
    assert outbox.outbox == []


def test_an_accepted_invitation_is_neither_sent_again_nor_withdrawn(chief: User, client: Client, now: Any) -> None:
    invitation = invited(chief)
    client.get(mailed_link())
    client.post(FORM, CHOSEN)
    for action in (invitations.resend, invitations.revoke):
        with pytest.raises(ActionRefused, match="has accepted"):
            action(invitation, chief)


def test_nobody_invites_above_themselves(chief: User, now: Any) -> None:
    clerk = journalist("clerk", permission="people.add_invitation")
    assert "is not one of the available choices" in signed_in(clerk).post(ADD, TYPED | {"role": EDITOR}).text
    with pytest.raises(PermissionRefused):
        invited(clerk, role=ADMINISTRATOR)
    with pytest.raises(PermissionRefused):
        invited(editor())
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("change", ["left", "demoted"])
def test_an_invitation_of_somebody_who_may_no_longer_invite_is_refused(change: str, client: Client, now: Any) -> None:
    boss = administrator("boss")
    invited(boss)
    client.get(mailed_link())
    if change == "left":
        User.objects.filter(pk=boss.pk).update(is_active=False)
    else:
        boss.groups.set([Group.objects.get(name=EDITOR)])
    response = client.post(FORM, CHOSEN)
    assert response.status_code == 410
    assert "boss can no longer add people" in response.text
    assert not User.objects.filter(username="maria").exists()


@pytest.mark.parametrize("email", ["maria@example.org", "MARIA@example.org"])
def test_an_address_that_is_known_is_not_invited_twice(email: str, chief: User, now: Any) -> None:
    client = signed_in(chief)
    invited(chief)
    assert "has an invitation already" in client.post(ADD, TYPED | {"email": email}).text
    User.objects.create_user("ada", email="ada@example.org", first_name="Ada")
    assert "Ada has an account with this address" in client.post(ADD, TYPED | {"email": "ada@example.org"}).text
    assert Invitation.objects.count() == 1


def test_without_a_mail_server_the_form_names_the_cure(chief: User, settings: Settings) -> None:
    settings.EMAIL_URL = ""
    assert "set EMAIL_URL" in signed_in(chief).post(ADD, TYPED).text
    assert not Invitation.objects.exists()


def test_the_link_leads_to_the_public_address_whatever_host_was_asked(
    chief: User, settings: Settings, now: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = signed_in(chief)
    client.post(ADD, TYPED, headers={"host": "evil.example"})
    mailed_link()
    message = outbox.outbox[-1]
    assert "evil.example" not in message.message().as_string()


def test_pages_with_a_token_are_kept_by_nothing_and_tell_no_other_site(chief: User, client: Client, now: Any) -> None:
    invited(chief)
    link = mailed_link()
    for response in (client.get(link), client.get(FORM)):
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_form_from_another_site_is_refused(chief: User, now: Any) -> None:
    invited(chief)
    client = Client(enforce_csrf_checks=True)
    client.get(mailed_link())
    assert client.post(FORM, CHOSEN).status_code == 403
    assert not User.objects.filter(username="maria").exists()


def test_a_suggested_name_is_free(chief: User, client: Client, now: Any) -> None:
    User.objects.create_user("Maria")
    User.objects.create_user("maria2")
    invited(chief)
    assert 'value="maria3"' in client.get(mailed_link(), follow=True).text


def test_an_address_that_got_an_account_in_the_meantime_gets_no_second(chief: User, client: Client, now: Any) -> None:
    invited(chief)
    client.get(mailed_link())
    User.objects.create_user("other", email="Maria@example.org")
    response = client.post(FORM, CHOSEN)
    assert response.status_code == 410
    assert "There is an account with this address" in response.text
    assert not User.objects.filter(username="maria").exists()


def test_where_codes_are_required_an_invited_person_sets_them_up_first(
    chief: User, client: Client, settings: Settings, now: Any
) -> None:
    settings.REQUIRE_OTP = True
    invited(chief)
    client.get(mailed_link())
    assert client.post(FORM, CHOSEN).headers["Location"] == "/admin/profile/codes/first/"
    assert "_auth_user_id" not in client.session
    assert "Set up one-time codes" in client.get("/admin/profile/codes/first/").text
