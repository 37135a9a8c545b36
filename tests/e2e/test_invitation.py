"""An invited journalist files a story, and nobody else ever knew her password."""

import re

from django.contrib.auth.models import User
from django.core import mail as outbox
from playwright.sync_api import Page, expect

from articles.models import Article
from newsroom.people.invitations import invite
from newsroom.people.models import Invitation
from tests.articles.factories import SectionFactory
from tests.e2e import desk
from tests.people import administrator
from tests.work import work


def test_an_invited_journalist_files_a_story(browser_page: Page, transactional_db: None) -> None:
    SectionFactory(name="Local", slug="local")
    invited = Invitation(email="maria@example.org", first_name="Maria", last_name="Ruiz", role="Journalist")
    invite(invited, administrator("chief"))
    work()
    link = re.search(r"http://testserver(/\S+)", str(outbox.outbox[-1].body))
    assert link

    page = browser_page
    page.goto(link[1])
    expect(page.get_by_role("heading", name="Welcome, Maria")).to_be_visible()
    page.get_by_label("Name to sign in with").fill("maria")
    page.get_by_label("Password:").fill("a long and quiet passphrase")
    page.get_by_label("Password, once more").fill("a long and quiet passphrase")
    page.get_by_role("button", name="Go to the desk").click()

    page.get_by_role("link", name="New story", exact=True).click()
    page.get_by_label("Headline:").fill("Bridge closed after flood")
    desk.add_block(page, "Paragraph", "The bridge was closed at noon.")
    with page.expect_navigation():
        page.get_by_role("button", name="Submit", exact=True).click()
    desk.expect_said(page, "submitted for review")
    story = Article.objects.get()
    assert (story.owner, story.review) == (User.objects.get(username="maria"), "submitted")
