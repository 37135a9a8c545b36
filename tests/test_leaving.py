"""Leaving: the account is closed, drafts find another owner, and a person can be forgotten."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.error_reports.actions import send
from articles.models import Author, ErrorReport
from newsroom.mail.models import Mail
from newsroom.people import invitations, leaving
from newsroom.people.models import DeskSession, Invitation, Preferences
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import ArticleFactory, AuthorFactory
from tests.people import administrator, editor, journalist
from tests.timelines.factories import TimelineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def zofia(db: None) -> User:
    user = journalist("zofia")
    user.first_name, user.last_name, user.email = "Zofia", "Nowak", "zofia@example.org"
    user.save()
    return user


def of(user: User) -> str:
    return f"/admin/auth/user/{user.pk}/leave/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- closing an account


def test_an_administrator_closes_an_account_and_hands_over_the_drafts(zofia: User, chief: User, now: Any) -> None:
    story, timeline = ArticleFactory(owner=zofia, headline="Half a story"), TimelineFactory(owner=zofia)
    live = ArticleFactory(owner=zofia)
    actions.publish(live, editor())
    binned = ArticleFactory(owner=zofia)
    actions.bin(binned, zofia)
    ada, phone, desk = journalist("ada"), signed_in(zofia), signed_in(chief)
    page = desk.get(of(zofia)).text
    assert "2 drafts that readers haven’t seen" in page
    assert "Half a story" in page
    said = desk.post(of(zofia), {"to": ada.pk}, follow=True).text
    assert "The account of Zofia Nowak is closed. ada has 2 drafts now." in said
    for each in (story, timeline, live, binned):
        each.refresh_from_db()
    assert [each.owner for each in (story, timeline, live, binned)] == [ada, ada, zofia, zofia]
    assert phone.get("/admin/").status_code == 302
    assert not DeskSession.objects.filter(user=zofia).exists()
    assert signed_in(ada).get(f"/admin/articles/article/{story.pk}/change/").status_code == 200
    rows = AuditEntry.objects.filter(verb__in=("leave", "hand_over")).order_by("id")
    assert [(row.verb, row.subject_id, row.reason) for row in rows] == [
        ("leave", zofia.pk, ""),
        ("hand_over", story.pk, f"From user {zofia.pk} to user {ada.pk}"),
        ("hand_over", timeline.pk, f"From user {zofia.pk} to user {ada.pk}"),
    ]


def test_drafts_without_a_taker_keep_the_account_open(zofia: User, chief: User) -> None:
    ArticleFactory(owner=zofia)
    response = signed_in(chief).post(of(zofia), {"to": ""})
    assert "This field is required." in response.text
    with pytest.raises(ActionRefused):
        leaving.leave(zofia, chief)
    assert User.objects.get(pk=zofia.pk).is_active


def test_without_drafts_nobody_has_to_be_chosen(zofia: User, chief: User) -> None:
    response = signed_in(chief).post(of(zofia), {"leaves": "yes"}, follow=True)
    assert "The account of Zofia Nowak is closed." in response.text
    assert not User.objects.get(pk=zofia.pk).is_active


def test_nobody_closes_the_account_of_somebody_above_or_their_own(chief: User) -> None:
    root = User.objects.create_superuser("root")
    client = signed_in(chief)
    for user in (root, chief):
        assert client.post(of(user), {"leaves": "yes"}).status_code == 403
        with pytest.raises(ActionRefused):
            leaving.leave(user, chief)
    with pytest.raises(PermissionRefused):
        leaving.leave(root, editor())


def test_a_taker_must_be_able_to_sign_in(zofia: User, chief: User) -> None:
    ArticleFactory(owner=zofia)
    User.objects.filter(pk=(gone := journalist("gone")).pk).update(is_active=False)
    gone.refresh_from_db()
    with pytest.raises(ActionRefused, match="can’t sign in"):
        leaving.leave(zofia, chief, to=gone)
    assert User.objects.get(pk=zofia.pk).is_active


# --- being forgotten


def forget(username: str = "zofia") -> str:
    said = io.StringIO()
    call_command("forget_person", username, by="chief", stdout=said)
    return said.getvalue()


def everything_kept() -> str:
    """Return all rows of all tables that are about people, as text."""
    models = (User, Invitation, Mail, Preferences, Author, AuditEntry, AccessAttempt, DeskSession, TOTPDevice)
    return "\n".join(str(row) for model in models for row in model._base_manager.values())


def test_name_address_and_sign_in_go_and_the_id_stays(zofia: User, chief: User, now: Any) -> None:
    AuthorFactory(user=zofia, name="Zofia Nowak", email="zofia@example.org", bio="Zofia writes.")
    story = ArticleFactory(owner=zofia)
    invited = invitations.invite(
        Invitation(email="zofia@example.net", first_name="Zofia", last_name="Nowak", role="Journalist"), chief
    )
    Invitation.objects.filter(pk=invited.pk).update(user=zofia, email="zofia@example.org")
    Mail.objects.update(to="zofia@example.org")
    TOTPDevice.objects.create(user=zofia, name="phone")
    AccessAttempt.objects.create(
        username="zofia", ip_address="192.0.2.1", attempt_time=clock.now(), failures_since_start=1
    )
    client = signed_in(chief)
    changed = {"username": "zofia", "first_name": "Zofia", "last_name": "Kowalska", "email": "zofia@example.org"}
    client.post(f"/admin/auth/user/{zofia.pk}/change/", changed | {"role": "Journalist", "is_active": "on"})
    leaving.leave(zofia, chief, to=journalist("ada"))
    before = list(AuditEntry.objects.order_by("id").values())
    version = story.revisions.values().get()
    assert "Backups made before" in forget()
    user = User.objects.get(pk=zofia.pk)
    assert (user.username, user.get_full_name(), user.email) == (f"former-{user.pk}", "Former colleague", "")
    assert (user.has_usable_password(), user.is_staff, user.groups.count()) == (False, False, 0)
    kept = everything_kept().casefold()
    assert not [word for word in ("zofia", "nowak", "kowalska") if word in kept]
    assert list(AuditEntry.objects.order_by("id").values())[: len(before)] == before
    assert story.revisions.values().get() == version
    assert "Former colleague" in client.get("/admin/publishing/auditentry/").text


def test_a_byline_that_readers_have_seen_stays_without_the_address(zofia: User, chief: User, now: Any) -> None:
    author = AuthorFactory(user=zofia, name="Zofia Nowak", email="zofia@example.org", bio="Zofia writes.")
    story = ArticleFactory(owner=zofia, authors=[author])
    actions.publish(story, editor())
    now.shift(timedelta(minutes=1))
    page = Client().get(author.get_absolute_url()).text
    assert "zofia@example.org" in page
    leaving.leave(zofia, chief)
    assert "Stays: The byline Zofia Nowak" in forget()
    page = Client().get(author.get_absolute_url()).text
    assert "Zofia writes." in page
    assert "zofia@example.org" not in page
    assert "Zofia Nowak" in Client().get(story.live(clock.now()).get_absolute_url()).text


def test_an_open_account_is_not_forgotten(zofia: User, chief: User) -> None:
    with pytest.raises(CommandError, match="Close it first"):
        forget()
    with pytest.raises(CommandError, match="There is no user nobody"):
        forget("nobody")
    assert User.objects.get(pk=zofia.pk).username == "zofia"


def test_nobody_forgets_somebody_above(chief: User) -> None:
    root = User.objects.create_superuser("root", is_active=False)
    with pytest.raises(CommandError, match="more permissions"):
        forget("root")
    assert User.objects.get(pk=root.pk).username == "root"


# --- addresses that nobody needs anymore


def test_addresses_of_readers_and_of_people_who_never_came_go_in_time(chief: User, now: time_machine.Traveller) -> None:
    story = ArticleFactory(owner=chief)
    actions.publish(story, administrator())
    send(story.live(clock.now()), what="Wrong", email="reader@example.org", address="192.0.2.1")
    invitations.invite(Invitation(email="maria@example.org", first_name="Maria", role="Journalist"), chief)
    signed_in(chief)
    now.shift(timedelta(days=32))
    call_command("sweep", stdout=(said := io.StringIO()))
    assert "1 old message deleted." in said.getvalue()
    assert "invitation" not in said.getvalue()
    now.shift(timedelta(days=2))
    call_command("sweep", stdout=io.StringIO())
    assert not Invitation.objects.exists()
    assert not DeskSession.objects.exists()
    assert ErrorReport.objects.get().email == "reader@example.org"
    now.shift(timedelta(days=57))
    call_command("sweep", stdout=io.StringIO())
    report = ErrorReport.objects.get()
    assert (report.email, report.sender, report.what) == ("", "", "Wrong")
