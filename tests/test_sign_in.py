"""Signing in to the desk: the lockout, the one-time code, and whose address counts."""

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import path
from django_otp.plugins.otp_static.models import StaticDevice
from pytest_django.fixtures import Settings

from newsroom import urls
from newsroom.password_hashing import OneAtATimePasswordHasher, place_in_queue
from newsroom.rate_limits import client_address
from newsroom.sign_in import KNOWN, OneTimeCodeSite
from tests.people import journalist

desk = OneTimeCodeSite()
desk._registry.update(admin.site._registry)  # the same pages, behind another door
urlpatterns = [path("admin/", desk.urls), *urls.urlpatterns]
LOGIN = "/admin/login/"


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_superuser("ada", password="a long passphrase")


def test_what_a_user_may_do_is_asked_once(db: None, django_assert_num_queries: Any) -> None:
    user = User.objects.get(pk=journalist(permission="publishing.publish").pk)
    with django_assert_num_queries(1):
        assert user.has_perm("publishing.publish")
        assert user.has_perm("articles.change_article")
        assert not user.has_perm("publishing.take_down")
    assert user.get_all_permissions() == user.get_user_permissions() | user.get_group_permissions()
    assert not User(pk=user.pk, is_active=False).get_all_permissions()


def try_password(client: Client, name: str, password: str, address: str = "192.0.2.1") -> int:
    response = client.post(LOGIN, {"username": name, "password": password, "next": "/admin/"}, REMOTE_ADDR=address)
    return response.status_code


def test_right_password_opens_the_desk(client: Client, ada: User) -> None:
    assert try_password(client, "ada", "a long passphrase") == 302


def test_five_wrong_passwords_shut_out_the_right_one(client: Client, ada: User) -> None:
    statuses = [try_password(client, "ada", "wrong") for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert try_password(client, "ada", "a long passphrase") == 429


@pytest.mark.once
def test_lock_out_does_not_reach_another_address(client: Client, ada: User) -> None:
    for _ in range(5):
        try_password(client, "ada", "wrong")
    assert try_password(client, "ada", "a long passphrase", address="192.0.2.2") == 302


@pytest.mark.once
def test_lock_out_does_not_reach_a_colleague_at_the_same_address(client: Client, ada: User) -> None:
    User.objects.create_superuser("grace", password="another passphrase")
    for _ in range(5):
        try_password(client, "ada", "wrong")
    assert try_password(client, "grace", "another passphrase") == 302


@pytest.mark.once
def test_lock_out_page_names_the_wait(client: Client, ada: User) -> None:
    for _ in range(4):
        try_password(client, "ada", "wrong")
    response = client.post(LOGIN, {"username": "ada", "password": "wrong"}, REMOTE_ADDR="192.0.2.1")
    assert "15 minutes" in response.text


@pytest.mark.once
@pytest.mark.urls("tests.test_sign_in")
def test_password_alone_does_not_open_a_desk_that_asks_for_codes(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert client.get("/admin/").status_code == 302


@pytest.mark.once
@pytest.mark.urls("tests.test_sign_in")
def test_password_and_code_open_a_desk_that_asks_for_codes(client: Client, ada: User) -> None:
    StaticDevice.objects.create(user=ada, name="recovery").token_set.create(token="k3y-0nce")
    entry = {"username": "ada", "password": "a long passphrase", "otp_token": "k3y-0nce", "next": "/admin/"}
    assert client.post(LOGIN, entry).status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.once
@pytest.mark.urls("tests.test_sign_in")
def test_code_of_somebody_else_does_not_open_the_desk(client: Client, ada: User) -> None:
    grace = User.objects.create_superuser("grace", password="another passphrase")
    device = StaticDevice.objects.create(user=grace, name="recovery")
    device.token_set.create(token="k3y-0nce")
    StaticDevice.objects.create(user=ada, name="recovery")
    entry = {"username": "ada", "password": "a long passphrase", "otp_token": "k3y-0nce"}
    assert client.post(LOGIN, entry | {"otp_device": device.persistent_id}).status_code == 200
    assert client.get("/admin/").status_code == 302


@pytest.mark.once
@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (1, "", "192.0.2.1"),
        (2, "198.51.100.7", "192.0.2.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address


def guesses(client: Client, number: int) -> list[int]:
    """Return the answers to that many guesses, each for another made-up name."""
    return [try_password(client, f"nobody{guess}", "wrong") for guess in range(number)]


@pytest.mark.once
def test_made_up_names_are_limited_by_address(client: Client, db: None, now: Any) -> None:
    assert guesses(client, 32) == [200] * 30 + [429] * 2
    response = client.post(LOGIN, {"username": "nobody", "password": "wrong"}, REMOTE_ADDR="192.0.2.1")
    assert int(response["Retry-After"]) <= 300
    assert "Try again in" in response.text
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies
    now.shift(int(response["Retry-After"]))
    assert guesses(client, 1) == [200]


def test_a_refused_guess_costs_no_query(
    client: Client, db: None, now: Any, django_assert_num_queries: Callable[[int], Any]
) -> None:
    guesses(client, 30)
    with django_assert_num_queries(0):
        assert guesses(client, 1) == [429]


@pytest.mark.once
def test_signing_in_counts_for_nothing(client: Client, ada: User, now: Any) -> None:
    statuses = []
    for _ in range(40):
        client.cookies.clear()
        statuses.append(try_password(client, "ada", "a long passphrase"))
    assert set(statuses) == {302}


@pytest.mark.once
def test_the_address_limit_does_not_reach_another_address(client: Client, ada: User, now: Any) -> None:
    guesses(client, 31)
    assert try_password(client, "ada", "a long passphrase", address="192.0.2.2") == 302


@pytest.mark.once
def test_a_browser_that_has_signed_in_before_is_not_shut_out_by_its_office(client: Client, ada: User, now: Any) -> None:
    assert try_password(client, "ada", "a long passphrase") == 302
    del client.cookies[settings.SESSION_COOKIE_NAME]
    guesses(Client(), 31)
    assert try_password(Client(), "ada", "a long passphrase") == 429
    assert try_password(client, "ada", "a long passphrase") == 302


@pytest.mark.once
def test_a_known_browser_is_limited_too(client: Client, ada: User, now: Any) -> None:
    try_password(client, "ada", "a long passphrase")
    assert guesses(client, 11) == [200] * 10 + [429]


@pytest.mark.once
def test_a_forged_browser_is_not_known(client: Client, ada: User, now: Any) -> None:
    guesses(Client(), 31)
    client.cookies[KNOWN] = "made-up:1uXyZ:signature"
    assert try_password(client, "ada", "a long passphrase") == 429


@pytest.mark.once
def test_a_household_of_ipv6_is_one_address(client: Client, db: None, now: Any) -> None:
    statuses = [try_password(client, f"nobody{last}", "wrong", address=f"2001:db8:1:2::{last:x}") for last in range(31)]
    assert statuses[-1] == 429


@pytest.mark.once
def test_beyond_a_small_queue_an_attempt_is_refused_at_once(client: Client, ada: User) -> None:
    with place_in_queue(known=False), place_in_queue(known=False):
        response = client.post(LOGIN, {"username": "ada", "password": "a long passphrase"}, REMOTE_ADDR="192.0.2.1")
    assert (response.status_code, response["Retry-After"]) == (429, "5")
    assert try_password(client, "ada", "a long passphrase") == 302


@pytest.mark.once
def test_a_known_browser_finds_a_place_that_strangers_cannot_take(client: Client, ada: User) -> None:
    assert try_password(client, "ada", "a long passphrase") == 302
    del client.cookies[settings.SESSION_COOKIE_NAME]
    with place_in_queue(known=False), place_in_queue(known=False):
        assert try_password(client, "ada", "a long passphrase") == 302


@pytest.mark.once
def test_passwords_are_hashed_one_at_a_time() -> None:
    hasher, at_once, most, count = OneAtATimePasswordHasher(), 0, 0, threading.Lock()

    def pbkdf2(*args: Any, **options: Any) -> bytes:
        nonlocal at_once, most
        with count:
            at_once += 1
            most = max(most, at_once)
        found = hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 50_000)
        with count:
            at_once -= 1
        return found

    with mock.patch("django.contrib.auth.hashers.pbkdf2", pbkdf2), ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: hasher.encode(f"password{number}", "salt"), range(16)))
    assert most == 1


@pytest.mark.once
def test_a_hash_is_djangos_own() -> None:
    ours = OneAtATimePasswordHasher().encode("a long passphrase", "salt", 1_000)
    assert ours == PBKDF2PasswordHasher().encode("a long passphrase", "salt", 1_000)
    assert PBKDF2PasswordHasher().verify("a long passphrase", ours)


@pytest.mark.once
def test_what_no_proxy_writes_is_no_address(settings: Settings) -> None:
    settings.PROXY_COUNT = 1
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": "x" * 100_000})
    assert client_address(request) == "192.0.2.1"
