"""Signing in to the desk: the lock-out, the one-time code, and whose address counts."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import path
from django_otp.plugins.otp_static.models import StaticDevice
from pytest_django.fixtures import Settings

from newsroom import urls
from newsroom.sign_in import OneTimeCodeSite, client_address

desk = OneTimeCodeSite()
desk._registry.update(admin.site._registry)  # the same pages, behind another door
urlpatterns = [path("admin/", desk.urls), *urls.urlpatterns]
LOGIN = "/admin/login/"


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_superuser("ada", password="a long passphrase")


def try_password(client: Client, name: str, password: str, address: str = "192.0.2.1") -> int:
    response = client.post(LOGIN, {"username": name, "password": password, "next": "/admin/"}, REMOTE_ADDR=address)
    return response.status_code


def test_right_password_opens_the_desk(client: Client, ada: User) -> None:
    assert try_password(client, "ada", "a long passphrase") == 302


def test_five_wrong_passwords_shut_out_the_right_one(client: Client, ada: User) -> None:
    statuses = [try_password(client, "ada", "wrong") for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert try_password(client, "ada", "a long passphrase") == 429


def test_lock_out_does_not_reach_another_address(client: Client, ada: User) -> None:
    for _ in range(5):
        try_password(client, "ada", "wrong")
    assert try_password(client, "ada", "a long passphrase", address="192.0.2.2") == 302


def test_lock_out_does_not_reach_a_colleague_at_the_same_address(client: Client, ada: User) -> None:
    User.objects.create_superuser("grace", password="another passphrase")
    for _ in range(5):
        try_password(client, "ada", "wrong")
    assert try_password(client, "grace", "another passphrase") == 302


def test_lock_out_page_names_the_wait(client: Client, ada: User) -> None:
    for _ in range(4):
        try_password(client, "ada", "wrong")
    response = client.post(LOGIN, {"username": "ada", "password": "wrong"}, REMOTE_ADDR="192.0.2.1")
    assert "15 minutes" in response.text


@pytest.mark.urls("tests.test_sign_in")
def test_password_alone_does_not_open_a_desk_that_asks_for_codes(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert client.get("/admin/").status_code == 302


@pytest.mark.urls("tests.test_sign_in")
def test_password_and_code_open_a_desk_that_asks_for_codes(client: Client, ada: User) -> None:
    StaticDevice.objects.create(user=ada, name="recovery").token_set.create(token="k3y-0nce")
    entry = {"username": "ada", "password": "a long passphrase", "otp_token": "k3y-0nce", "next": "/admin/"}
    assert client.post(LOGIN, entry).status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.urls("tests.test_sign_in")
def test_code_of_somebody_else_does_not_open_the_desk(client: Client, ada: User) -> None:
    grace = User.objects.create_superuser("grace", password="another passphrase")
    device = StaticDevice.objects.create(user=grace, name="recovery")
    device.token_set.create(token="k3y-0nce")
    StaticDevice.objects.create(user=ada, name="recovery")
    entry = {"username": "ada", "password": "a long passphrase", "otp_token": "k3y-0nce"}
    assert client.post(LOGIN, entry | {"otp_device": device.persistent_id}).status_code == 200
    assert client.get("/admin/").status_code == 302


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
