"""The page cache over the whole site, in this process: what is kept answers as what is made, at every instant."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from newsroom.delivery import memory, page_cache
from newsroom.publishing import actions
from tests.articles.factories import TagFactory, published
from tests.front import FrontClient
from tests.people import editor
from tests.site.test_exact_time import over_http
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: Any) -> None:
    settings.PAGE_CACHE = True


@pytest.mark.once
def test_kept_pages_agree_with_the_schedule_read_slowly(client: FrontClient) -> None:
    counts = []
    for seed in range(2_000, 2_006):
        cache.clear()  # the numbers of this seed's states are those of the one before, which was rolled back
        page_cache.forget()
        memory.forget()
        counts.append(over_http(seed, client, steps=8, stories=1))
    assert sum(done for done, _, _ in counts) > 10
    assert sum(asked for _, _, asked in counts) > 300
    assert client.answered_by_front > 100


def test_no_page_of_readers_sets_a_cookie_or_differs_by_one(client: Client, now: Any) -> None:
    published(slug="ferry", tagged_with=[TagFactory(slug="kursk")])
    for address in ("/", "/2024/11/08/ferry/", "/tags/kursk/", "/feed/", "/sitemap.xml", "/robots.txt", "/timelines/"):
        for _ in range(2):
            response = client.get(address)
            assert response.status_code == 200, address
            assert not response.cookies
            assert "cookie" not in response.get("Vary", "").lower()
            assert response["Cache-Control"].startswith("public, s-maxage="), address


def test_pages_name_what_they_show(client: Client, now: Any) -> None:
    tag = TagFactory(slug="kursk")
    story = published(slug="ferry", tagged_with=[tag])
    line = TimelineFactory(title="Kursk", slug="kursk")
    actions.publish(line, editor())
    assert (
        client.get("/2024/11/08/ferry/")["Surrogate-Key"]
        == f"site story-{story.pk} section-{story.section_id} tag-{tag.pk} list"
    )
    assert client.get("/tags/kursk/")["Surrogate-Key"] == f"site tag-{tag.pk} list"
    assert client.get("/timelines/kursk/")["Surrogate-Key"] == f"site timeline-{line.pk}"
    assert client.get("/")["Surrogate-Key"] == "site front"
    assert client.get("/feed/")["Surrogate-Key"] == "site feed"
