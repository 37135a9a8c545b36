"""What everybody sets for themselves: name and byline, one-time codes, and where they are signed in."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import path
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django.fixtures import Settings

from articles.models import Author
from newsroom import urls
from newsroom.people import devices
from newsroom.people.models import DeskSession, Preferences
from newsroom.people.sessions import device
from newsroom.publishing import clock
from newsroom.publishing.models import AuditEntry
from newsroom.sign_in import OneTimeCodeSite
from tests.articles.factories import AuthorFactory
from tests.images.factories import PictureFactory
from tests.people import journalist

pytestmark = [pytest.mark.django_db, pytest.mark.once]

desk = OneTimeCodeSite()
desk._registry.update(admin.site._registry)  # the same pages, behind another door
patterns: list[Any] = urls.urlpatterns
urlpatterns = [path("admin/", desk.urls) if str(each.pattern) == "admin/" else each for each in patterns]

PROFILE, CODES, LOGIN = "/admin/profile/", "/admin/profile/codes/", "/admin/login/"
PASSWORD = "a long and quiet passphrase"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def ada(db: None) -> User:
    user = journalist("ada")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, code: str = "", password: str = PASSWORD) -> Any:
    typed = {"username": "ada", "password": password, "otp_token": code, "next": "/admin/"}
    return client.post(LOGIN, typed, headers={"user-agent": FIREFOX})


def code_of(key: str) -> str:
    return f"{totp(bytes.fromhex(key)):06d}"


def set_up(client: Client) -> list[str]:
    """Set up an app as a person does; return the recovery codes shown."""
    client.get(CODES)
    shown = client.post(CODES, {"code": code_of(client.session["one_time_key"])}).text
    return re.findall(r"<li>([a-z2-7]{8})</li>", shown)


def audited() -> list[str]:
    return [row.verb for row in AuditEntry.objects.order_by("id")]


# --- one-time codes


def test_a_user_turns_codes_on_and_is_asked_for_one_from_then_on(ada: User, client: Client, now: Any) -> None:
    sign_in(client)
    page = str(client.get(CODES).text)
    assert "data:image/svg+xml;base64," in page
    assert devices.by_hand(client.session["one_time_key"]) in page
    codes = set_up(client)
    assert len(set(codes)) == devices.CODES
    assert client.get("/admin/").status_code == 200
    assert audited() == ["add_own_device"]
    now.shift(timedelta(minutes=1))
    key, other = TOTPDevice.objects.get().key, Client()
    asked = sign_in(other)
    assert asked.status_code == 200
    assert "Now enter the code that your authenticator app shows" in asked.text
    assert sign_in(other, code_of(key)).status_code == 302
    assert sign_in(Client(), code_of(key)).status_code == 200  # each code once


def test_a_wrong_first_code_turns_nothing_on(ada: User, client: Client, now: Any) -> None:
    sign_in(client)
    client.get(CODES)
    key = client.session["one_time_key"]
    wrong = f"{(int(code_of(key)) + 1) % 1_000_000:06d}"
    assert "Check the clock of your phone" in client.post(CODES, {"code": wrong}).text
    assert not TOTPDevice.objects.exists()
    assert client.session["one_time_key"] == key  # the app that has scanned it still works
    assert audited() == []


def test_recovery_codes_are_shown_once_and_each_works_once(ada: User, client: Client, now: Any) -> None:
    sign_in(client)
    first, *others = set_up(client)
    assert not any(code in client.get(page).text for page in (PROFILE, CODES) for code in [first, *others])
    assert sign_in(Client(), first).status_code == 302
    assert sign_in(Client(), first).status_code == 200
    assert "You have 9 unused recovery codes" in client.get(PROFILE).text


def test_new_recovery_codes_replace_the_old_after_the_password(ada: User, client: Client, now: Any) -> None:
    sign_in(client)
    old = set_up(client)
    address = f"{CODES}recovery/"
    assert "This isn’t your password." in client.post(address, {"password": "wrong"}).text
    new = re.findall(r"<li>([a-z2-7]{8})</li>", client.post(address, {"password": PASSWORD}).text)
    assert len(new) == devices.CODES
    assert not StaticToken.objects.filter(token__in=old).exists()


def test_turning_codes_off_takes_the_password(ada: User, client: Client, now: Any) -> None:
    sign_in(client)
    set_up(client)
    address = f"{CODES}off/"
    assert "This isn’t your password." in client.post(address, {"password": "wrong"}).text
    assert TOTPDevice.objects.exists()
    assert client.post(address, {"password": PASSWORD}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert sign_in(Client()).status_code == 302


def test_where_codes_are_required_another_app_takes_the_place_of_the_first(
    ada: User, client: Client, settings: Settings, now: Any
) -> None:
    sign_in(client)
    set_up(client)
    settings.REQUIRE_OTP = True
    assert "Use another app" in client.get(PROFILE).text
    response = client.post(f"{CODES}off/", {"password": PASSWORD})
    assert response.headers["Location"] == LOGIN
    assert client.get("/admin/").status_code == 302
    assert not TOTPDevice.objects.exists()


def test_guessing_the_password_of_an_open_desk_is_limited(ada: User, client: Client, now: Any) -> None:
    sign_in(client)
    set_up(client)
    for _ in range(10):
        client.post(f"{CODES}off/", {"password": "wrong"})
    assert "tried too often" in client.post(f"{CODES}off/", {"password": PASSWORD}).text
    assert TOTPDevice.objects.exists()


def test_turning_codes_on_ends_what_was_opened_without_one(ada: User, client: Client, now: Any) -> None:
    phone = Client()
    sign_in(phone)
    sign_in(client)
    set_up(client)
    assert phone.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.urls("tests.test_profile")
def test_where_everybody_must_have_a_device_it_is_set_up_while_signing_in(ada: User, now: Any) -> None:
    client = Client()
    assert sign_in(client, password="wrong").status_code == 200
    response = sign_in(client)
    assert response.headers["Location"] == f"{CODES}first/"
    assert "_auth_user_id" not in client.session  # it opens nothing yet
    assert client.get("/admin/").status_code == 302
    page = client.get(f"{CODES}first/")
    assert "Set up one-time codes" in page.text
    shown = client.post(f"{CODES}first/", {"code": code_of(client.session["one_time_key"])})
    assert "Your recovery codes" in shown.text
    assert client.get("/admin/").status_code == 200


@pytest.mark.urls("tests.test_profile")
def test_the_way_to_a_first_device_is_open_for_a_quarter_of_an_hour(ada: User, now: time_machine.Traveller) -> None:
    client, other = Client(), Client()
    sign_in(client)
    sign_in(other)
    ada.set_password("another passphrase")
    ada.save()
    assert client.get(f"{CODES}first/").status_code == 403  # and for that password
    sign_in(client, password="another passphrase")
    assert client.get(f"{CODES}first/").status_code == 200
    now.shift(timedelta(minutes=15, seconds=2))
    assert client.get(f"{CODES}first/").status_code == 403


# --- sessions


def test_sessions_are_listed_by_device_without_their_keys(ada: User, client: Client, now: Any) -> None:
    sign_in(client)
    now.shift(timedelta(minutes=30))
    other = Client()
    other.post(
        LOGIN,
        {"username": "ada", "password": PASSWORD, "next": "/admin/"},
        headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"},
    )
    page = str(client.get(PROFILE).text)
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert "This device" in page
    assert not any(key in page for key in DeskSession.objects.values_list("session_key", flat=True))


def test_one_session_is_ended_and_no_other(ada: User, client: Client, writer: User, now: Any) -> None:
    phone, office, stranger = Client(), Client(), Client()
    for each in (client, phone, office):
        sign_in(each)
    stranger.force_login(writer)
    reference = DeskSession.objects.get(session_key=phone.session.session_key).reference
    theirs = DeskSession.objects.get(session_key=stranger.session.session_key).reference
    own = DeskSession.objects.get(session_key=client.session.session_key).reference
    for named in (reference, theirs, own):
        client.post(f"{PROFILE}sessions/", {"session": named})
    assert [each.get("/admin/").status_code for each in (phone, client, office, stranger)] == [302, 200, 200, 200]
    client.post(f"{PROFILE}sessions/")
    assert [each.get("/admin/").status_code for each in (client, office, stranger)] == [200, 302, 200]


def test_a_new_password_of_ones_own_ends_the_other_sessions(ada: User, client: Client, now: Any) -> None:
    phone = Client()
    sign_in(phone)
    sign_in(client)
    new = {"old_password": PASSWORD, "new_password1": "another passphrase", "new_password2": "another passphrase"}
    assert client.post("/admin/password_change/", new).status_code == 302
    assert [each.get("/admin/").status_code for each in (client, phone)] == [200, 302]
    assert DeskSession.objects.filter(user=ada).count() == 1


def test_last_seen_is_noted_every_few_minutes(
    ada: User, chief: User, client: Client, now: time_machine.Traveller
) -> None:
    sign_in(client)
    client.get(PROFILE)
    seen = Preferences.objects.get(user=ada).last_seen_at
    now.shift(timedelta(minutes=4))
    client.get(PROFILE)
    assert Preferences.objects.get(user=ada).last_seen_at == seen
    now.shift(timedelta(minutes=2))
    client.get(PROFILE)
    assert Preferences.objects.get(user=ada).last_seen_at == clock.now()
    client.post("/admin/logout/")
    other = Client()
    other.force_login(chief)
    assert "9:06 a.m." in other.get("/admin/auth/user/").text


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome on Android"),
        ("<script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_has_a_name_for_people(agent: str, words: str) -> None:
    assert device(agent) == words


# --- time zone


def test_times_are_shown_in_ones_own_zone_beside_the_newsrooms(chief: User, client: Client, now: Any) -> None:
    client.force_login(chief)
    client.post(PROFILE, typed(time_zone="Asia/Tokyo", byline=""))
    log = "/admin/publishing/auditentry/"
    assert "Nov. 8, 2024, 9 a.m. (11 p.m. Tokyo)" in client.get(log).text
    now.shift(timedelta(hours=2))
    client.post(PROFILE, typed(first_name="Grace", time_zone="Asia/Tokyo"))
    assert "11 a.m. (Nov. 9, 1 a.m. Tokyo)" in client.get(log).text
    other = Client()
    other.force_login(chief)
    assert "(11 p.m. Tokyo)" in other.get(log).text
    client.post(PROFILE, typed(first_name="Grace", time_zone="America/Toronto"))
    assert "(" not in re.findall(r"Nov. 8, 2024[^<]*", client.get(log).text)[0]  # the same time


# --- name and byline


def typed(**words: Any) -> dict[str, Any]:
    return {"first_name": "Ada", "last_name": "Byron", "time_zone": "", "byline": "", "bio": "", "portrait": ""} | words


def test_a_journalist_gives_herself_a_byline(ada: User, client: Client, now: Any) -> None:
    sign_in(client)
    portrait = PictureFactory()
    words = typed(byline="Ada Byron", bio="Writes about machines.", portrait=portrait.pk, time_zone="Europe/Kyiv")
    assert client.post(PROFILE, words).status_code == 302
    author = Author.objects.get(user=ada)
    assert (author.name, author.slug, author.bio, author.portrait) == (
        "Ada Byron",
        "ada-byron",
        "Writes about machines.",
        portrait,
    )
    ada.refresh_from_db()
    assert ada.get_full_name() == "Ada Byron"
    assert ada.preferences.time_zone == "Europe/Kyiv"
    assert audited() == ["change_own_profile", "add_own_byline"]
    client.post(PROFILE, words | {"bio": "Writes about engines."})
    assert Author.objects.get(user=ada).bio == "Writes about engines."


def test_a_name_that_readers_know_is_changed_by_an_editor(ada: User, client: Client, now: Any) -> None:
    AuthorFactory(user=ada, name="Ada Byron")
    sign_in(client)
    page = client.get(PROFILE).text
    assert "An editor can change it." in page
    client.post(PROFILE, typed(byline="Lord Byron", bio="New"))
    assert Author.objects.get(user=ada).name == "Ada Byron"
    assert Author.objects.get(user=ada).bio == "New"


def test_nobody_takes_the_byline_of_somebody_else(ada: User, client: Client, now: Any) -> None:
    AuthorFactory(name="Grace Hopper")
    sign_in(client)
    response = client.post(PROFILE, typed(byline="grace hopper", bio="Hers"))
    assert "Ask an editor to connect it to your account" in response.text
    assert "Hers" in response.text  # nothing typed is lost
    assert not Author.objects.filter(user=ada).exists()


def test_the_log_of_a_profile_names_nobody(ada: User, client: Client, now: Any) -> None:
    sign_in(client)
    client.post(PROFILE, typed())
    assert AuditEntry.objects.get().reason == "Changed: first name, last name"
