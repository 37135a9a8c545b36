"""Staff accounts, roles and passwords: nobody gains permissions, and each change is audited."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import DatabaseError
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsroom.people import actions
from newsroom.people.models import DeskSession
from newsroom.publishing.models import AuditEntry
from newsroom.roles import ADMINISTRATOR, EDITOR, JOURNALIST
from tests.people import administrator, editor, journalist, person

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADD, LIST = "/admin/auth/user/add/", "/admin/auth/user/"
PASSWORD = "a long and quiet passphrase"
FORGED = {
    "is_superuser": "on",
    "is_staff": "on",
    "groups": ["1", "2", "3"],
    "user_permissions": [str(number) for number in range(1, 400)],
    "password": "md5$$d41d8cd98f00b204e9800998ecf8427e",
    "last_login_0": "2001-01-01",
    "date_joined_0": "2001-01-01",
}


def page(user: User, *more: str) -> str:
    return "/".join([LIST.rstrip("/"), str(user.pk), *(more or ["change"]), ""])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(user: User, **changes: Any) -> dict[str, Any]:
    """Return what the form of `user` posts, with `changes`; None removes a field."""
    fields = {
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "role": actions.role_of(user),
        "is_active": "on" if user.is_active else None,
        "own_breaking": "on" if actions.may_publish_own(user) else None,
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


def audited() -> list[tuple[str, str, str, str]]:
    rows = AuditEntry.objects.filter(subject_type="auth.user").order_by("id")
    names = {f"User {user.pk}": user.username for user in User.objects.all()}
    return [(row.verb, row.actor.username, names[row.subject_title], row.reason) for row in rows]


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root", password=PASSWORD)


@pytest.fixture
def chief_client(chief: User) -> Client:
    return signed_in(chief)


def test_the_form_says_what_it_means_to_have_no_role(chief_client: Client) -> None:
    assert "Without a role, nothing." in chief_client.get(ADD).content.decode()


def test_no_forged_field_makes_a_superuser(chief: User, chief_client: Client, writer: User) -> None:
    before = User.objects.filter(pk__in=(chief.pk, writer.pk)).order_by("pk").values_list("password", "date_joined")
    kept = list(before)
    for target in (chief, writer):
        assert chief_client.post(page(target), typed(target) | FORGED).status_code == 302
        target = User.objects.get(pk=target.pk)
        assert not target.is_superuser
        assert not target.user_permissions.exists()
        assert target.groups.count() == 1
    assert list(before.all()) == kept
    assert audited() == []


def test_no_forged_field_makes_a_new_superuser(chief_client: Client) -> None:
    new = {
        "username": "eve",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "role": ADMINISTRATOR,
    }
    assert chief_client.post(ADD, new | FORGED).status_code == 302
    eve = User.objects.get(username="eve")
    assert (eve.is_superuser, eve.is_staff, eve.user_permissions.count()) == (False, True, 0)
    assert [group.name for group in eve.groups.all()] == [ADMINISTRATOR]
    assert eve.check_password(PASSWORD)
    assert audited() == [("add_user", "chief", "eve", "Role: none → Administrator")]


@pytest.mark.parametrize("field", ["is_superuser", "user_permissions", "groups", "is_staff"])
def test_the_form_has_no_such_field(field: str, chief_client: Client, writer: User) -> None:
    for address in (ADD, page(writer)):
        assert f'name="{field}"' not in chief_client.get(address).text


def test_root_is_not_changed_by_an_administrator(chief_client: Client, root: User) -> None:
    before = User.objects.filter(pk=root.pk).values().get()
    assert chief_client.post(page(root), typed(root, username="toor", is_active=None)).status_code == 403
    new = {"usable_password": "true", "password1": "another passphrase", "password2": "another passphrase"}
    assert chief_client.post(page(root, "password"), new).status_code == 403
    assert (
        chief_client.post(page(root, "password"), {"usable_password": "false", "unset-password": "1"}).status_code
        == 403
    )
    assert User.objects.filter(pk=root.pk).values().get() == before
    assert audited() == []


def test_those_who_may_change_users_do_not_change_those_who_may_do_more(chief: User) -> None:
    clerk = journalist("clerk", permission="auth.change_user")
    client = signed_in(clerk)
    assert client.post(page(chief), typed(chief, role=JOURNALIST)).status_code == 403
    colleague = journalist("colleague")
    assert client.post(page(colleague), typed(colleague, last_name="Lovelace")).status_code == 302
    chief.refresh_from_db()
    assert actions.role_of(chief) == ADMINISTRATOR


def test_somebody_inactive_is_not_below_for_that(chief: User) -> None:
    User.objects.filter(pk=chief.pk).update(is_active=False)
    clerk = journalist("clerk", permission="auth.change_user")
    assert signed_in(clerk).post(page(chief), typed(chief, is_active="on")).status_code == 403


@pytest.mark.parametrize("role", [EDITOR, ADMINISTRATOR])
def test_nobody_gives_a_role_above_their_own(role: str, db: None) -> None:
    clerk, colleague = journalist("clerk", permission="auth.change_user"), journalist("colleague")
    clerk.user_permissions.add(Permission.objects.get(codename="add_user"))
    client = signed_in(clerk)
    response = client.post(page(colleague), typed(colleague, role=role))
    assert response.status_code == 200
    assert "is not one of the available choices" in response.text
    assert client.post(page(colleague), typed(colleague, own_breaking="on")).status_code == 302
    new = {"username": "eve", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD, "role": role}
    assert client.post(ADD, new).status_code == 200
    assert not User.objects.filter(username="eve").exists()
    assert actions.role_of(colleague) == JOURNALIST
    assert not actions.may_publish_own(colleague)


def test_an_administrator_gives_roles_and_leave_to_publish_and_both_are_on_record(
    chief_client: Client, writer: User
) -> None:
    assert chief_client.post(page(writer), typed(writer, role=EDITOR, own_breaking="on")).status_code == 302
    assert User.objects.get(pk=writer.pk).has_perm("publishing.publish_own_breaking")
    assert chief_client.post(page(writer), typed(writer, role="", own_breaking=None)).status_code == 302
    assert not User.objects.get(pk=writer.pk).has_perm("publishing.publish")
    assert audited() == [
        ("change_user", "chief", "writer", "Role: Journalist → Editor; Publishes own breaking stories: yes"),
        ("change_user", "chief", "writer", "Role: Editor → none; Publishes own breaking stories: no"),
    ]


def test_names_and_deactivation_are_on_record(chief_client: Client, writer: User) -> None:
    chief_client.post(page(writer), typed(writer, last_name="Lovelace", email="ada@example.org"))
    writer.refresh_from_db()
    chief_client.post(page(writer), typed(writer, is_active=None))
    assert not User.objects.get(pk=writer.pk).is_active
    assert [row[3] for row in audited()] == [
        "Last name changed; Email changed",  # the log can't forget a name, so it holds none
        "Active: yes → no",
    ]


def test_deactivation_ends_what_that_person_has_open(chief_client: Client, writer: User) -> None:
    client = signed_in(writer)
    assert client.get("/admin/").status_code == 200
    chief_client.post(page(writer), typed(writer, is_active=None))
    assert not DeskSession.objects.filter(user=writer).exists()
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("changes", [{"role": JOURNALIST}, {"is_active": None}, {"role": ""}])
def test_nobody_lowers_or_deactivates_themselves(changes: dict[str, Any], chief: User, chief_client: Client) -> None:
    response = chief_client.post(page(chief), typed(chief, **changes))
    assert response.status_code == 200
    assert "Ask another administrator" in response.text
    chief.refresh_from_db()
    assert (chief.is_active, actions.role_of(chief)) == (True, ADMINISTRATOR)


def test_a_password_set_by_an_administrator_is_on_record_without_the_password(
    chief_client: Client, writer: User
) -> None:
    signed_in(writer)
    new = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD, "set-password": "1"}
    assert chief_client.post(page(writer, "password"), new).status_code == 302
    assert User.objects.get(pk=writer.pk).check_password(PASSWORD)
    assert audited() == [("change_password", "chief", "writer", "")]
    assert not DeskSession.objects.filter(user=writer).exists()


def test_a_refused_password_leaves_no_row(chief_client: Client, writer: User) -> None:
    new = {"usable_password": "true", "password1": PASSWORD, "password2": "another", "set-password": "1"}
    assert chief_client.post(page(writer, "password"), new).status_code == 200
    assert audited() == []


@pytest.mark.parametrize("make", [journalist, editor, administrator])
def test_ones_own_password_is_on_record(make: Any, db: None) -> None:
    user = make("ada")
    user.set_password("an older passphrase")
    user.save()
    client = signed_in(user)
    new = {"old_password": "an older passphrase", "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/admin/password_change/", new | {"old_password": "wrong"}).status_code == 200
    assert audited() == []
    assert client.post("/admin/password_change/", new).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert client.get("/admin/").status_code == 200
    assert audited() == [("change_own_password", "ada", "ada", "")]


def test_a_change_that_cannot_be_recorded_is_not_made(
    chief_client: Client, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(rows: Any) -> None:
        raise DatabaseError("full")

    monkeypatch.setattr(AuditEntry.objects, "bulk_create", fail)
    new = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD, "set-password": "1"}
    for address, fields in [(page(writer), typed(writer, role=EDITOR)), (page(writer, "password"), new)]:
        with pytest.raises(DatabaseError):
            chief_client.post(address, fields)
    stored = User.objects.get(pk=writer.pk)
    assert actions.role_of(stored) == JOURNALIST
    assert not stored.check_password(PASSWORD)


@pytest.mark.parametrize("who", ["chief", "root"])
def test_nobody_is_deleted_not_even_many_at_once(who: str, chief: User, root: User, writer: User) -> None:
    client = signed_in({"chief": chief, "root": root}[who])
    assert client.post(page(writer, "delete"), {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [writer.pk], "post": "yes"})
    assert User.objects.filter(pk=writer.pk).exists()
    assert "delete_selected" not in client.get(LIST).text


@pytest.mark.parametrize("who", ["chief", "root"])
def test_roles_are_not_edited(who: str, chief: User, root: User) -> None:
    client, group = signed_in({"chief": chief, "root": root}[who]), Group.objects.get(name=JOURNALIST)
    before = set(group.permissions.values_list("pk", flat=True))
    everything = [str(pk) for pk in Permission.objects.values_list("pk", flat=True)]
    for address in (f"/admin/auth/group/{group.pk}/change/", "/admin/auth/group/add/"):
        assert client.post(address, {"name": "Journalist", "permissions": everything}).status_code == 403
    client.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"})
    client.post("/admin/auth/group/", {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"})
    assert set(group.permissions.values_list("pk", flat=True)) == before


def test_a_journalist_comes_near_nobody(writer: User, chief: User) -> None:
    client = signed_in(writer)
    for address in (LIST, ADD, page(chief), page(writer), page(chief, "password"), "/admin/auth/group/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"username": "x"}).status_code == 403


def device_fields(user: User) -> dict[str, Any]:
    none = {f"token_set-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    return {"user": user.pk, "name": "phone", "confirmed": "on"} | none


def test_devices_of_one_time_codes_are_on_record(root: User, writer: User) -> None:
    client = signed_in(root)
    assert client.post("/admin/otp_static/staticdevice/add/", device_fields(writer)).status_code == 302
    device = StaticDevice.objects.get()
    change = f"/admin/otp_static/staticdevice/{device.pk}/change/"
    assert client.post(change, device_fields(writer) | {"name": "paper"}).status_code == 302
    selected = {"action": "delete_selected", "_selected_action": [device.pk], "post": "yes"}
    assert client.post("/admin/otp_static/staticdevice/", selected).status_code == 302
    assert not StaticDevice.objects.exists()
    assert audited() == [
        ("add_device", "root", "writer", "static device: phone"),
        ("change_device", "root", "writer", "static device: paper"),
        ("remove_device", "root", "writer", "static device: paper"),
    ]


def test_devices_of_those_above_are_neither_seen_nor_given(root: User, writer: User) -> None:
    clerk = person(ADMINISTRATOR, "clerk")
    clerk.user_permissions.add(*Permission.objects.filter(content_type__app_label__in=("otp_totp", "otp_static")))
    client, device = signed_in(clerk), TOTPDevice.objects.create(user=root, name="phone")
    for part in ("change", "config", "qrcode"):
        address = f"/admin/otp_totp/totpdevice/{device.pk}/{part}/"
        assert client.get(address).status_code in (403, 404), part
    client.post(f"/admin/otp_totp/totpdevice/{device.pk}/delete/", {"post": "yes"})
    client.post(
        "/admin/otp_totp/totpdevice/", {"action": "delete_selected", "_selected_action": [device.pk], "post": "yes"}
    )
    assert client.post("/admin/otp_static/staticdevice/add/", device_fields(root)).status_code == 403
    assert TOTPDevice.objects.filter(pk=device.pk).exists()
    assert not StaticDevice.objects.exists()
    assert audited() == []


@pytest.mark.parametrize("page", ["config", "qrcode"])
def test_a_device_that_does_not_exist_is_not_found(page: str, root: User) -> None:
    assert signed_in(root).get(f"/admin/otp_totp/totpdevice/1/{page}/").status_code == 404
