"""Signing in as a person does: by keyboard, under the desk's policy, and with a one-time code."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import path
from django_otp.plugins.otp_static.models import StaticDevice
from playwright.sync_api import Page, expect

from newsroom import urls
from newsroom.sign_in import OneTimeCodeSite
from tests.e2e.desk import open_account

desk = OneTimeCodeSite()
desk._registry.update(admin.site._registry)  # the same pages, behind another door
urlpatterns = [path("admin/", desk.urls), *urls.urlpatterns]


@pytest.fixture
def ada(transactional_db: None) -> User:
    return User.objects.create_superuser("ada", password="a long passphrase")


def test_wrong_password_on_a_phone_keeps_the_name(phone_page: Page, ada: User) -> None:
    phone_page.goto("/admin/")
    phone_page.get_by_label("Username").fill("ada")
    phone_page.get_by_label("Password").fill("wrong")
    phone_page.get_by_role("button", name="Sign in").tap()
    expect(phone_page.get_by_text("Please enter the correct username and password")).to_be_visible()
    expect(phone_page.get_by_label("Username")).to_have_value("ada")


@pytest.mark.urls("tests.e2e.test_sign_in")
def test_one_time_code_is_typed_with_the_password(browser_page: Page, ada: User) -> None:
    StaticDevice.objects.create(user=ada, name="recovery").token_set.create(token="k3y-0nce")
    browser_page.goto("/admin/")
    browser_page.get_by_label("Username").fill("ada")
    browser_page.get_by_label("Password").fill("a long passphrase")
    browser_page.get_by_label("One-time code").fill("k3y-0nce")
    browser_page.get_by_role("button", name="Sign in").click()
    expect(browser_page.get_by_role("heading", name="The desk")).to_be_visible()


def test_session_handed_over_by_the_fixture_is_signed_in(
    browser_page: Page, sign_in: Callable[[Page, User], None], ada: User
) -> None:
    sign_in(browser_page, ada)
    browser_page.goto("/admin/")
    open_account(browser_page)
    expect(browser_page.get_by_role("button", name="Sign out")).to_be_visible()
