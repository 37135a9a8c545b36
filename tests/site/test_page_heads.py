"""Every public page says what it is, where it is, and how it is shown when somebody shares it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from lxml import html
from pytest_django.plugin import DjangoDbBlocker

from tests.site.baseline_newsroom import HARBOR, NOW, BaselineNewsroom
from tests.site.test_baseline import PAGES

# Both databases make these pages to the letter alike: test_baseline.py.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("page heads"), pytest.mark.once]

ONE = (
    "title",
    "description",
    "canonical",
    "og:title",
    "og:description",
    "og:type",
    "og:url",
    "og:site_name",
    "twitter:card",
)
IMAGE = ("og:image", "og:image:type", "og:image:width", "og:image:height", "og:image:alt")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[BaselineNewsroom]:
    """The newsroom whose pages are recorded, made once for this module and rolled back after it."""
    with time_machine.travel(NOW, tick=False) as now, django_db_blocker.unblock(), transaction.atomic():
        yield BaselineNewsroom(now)
        transaction.set_rollback(True)


@pytest.fixture
def newsroom(made: BaselineNewsroom, db: None) -> Iterator[BaselineNewsroom]:
    """The same, at its instant."""
    with time_machine.travel(NOW, tick=False):
        yield made


def head(client: Client, address: str) -> dict[str, list[str]]:
    """All that the head of a page says, by name."""
    response = client.get(address)
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return {}
    tree = html.fromstring(response.content).find("head")
    found: dict[str, list[str]] = {"title": [title.text for title in tree.findall("title")]}
    for meta in tree.findall("meta"):
        found.setdefault(meta.get("name") or meta.get("property") or "", []).append(meta.get("content"))
    for link in tree.findall("link"):
        found.setdefault(link.get("rel"), []).append(link.get("href"))
    return found


def test_every_type_of_page_has_title_description_canonical_address_and_open_graph(
    client: Client, newsroom: BaselineNewsroom
) -> None:
    heads = {name: found for name, address in PAGES.items() if (found := head(client, address))}
    del heads["timeline on another site"]  # which isn't for search engines: it is the timeline's page once more
    assert len(heads) > 45
    wrong = {
        name: [part for part in ONE if len(found.get(part, [])) != 1 or not found[part][0].strip()]
        for name, found in heads.items()
    }
    assert not {name: parts for name, parts in wrong.items() if parts}
    for name, found in heads.items():
        path = PAGES[name].partition("?")[0]
        (url,) = found["canonical"]
        assert url == found["og:url"][0], name
        assert url.partition("?")[0] == f"http://testserver{path}", name
        assert found["description"] == found["og:description"], name
        assert found["og:title"][0] in found["title"][0], name
        assert len({part for part in IMAGE if part in found}) in (0, len(IMAGE)), name
    titles = [found["og:title"][0] for name, found in heads.items() if ", " not in name and "without" not in name]
    assert len(titles) - len(set(titles)) <= 2  # a story and its change log have words of their own, most pages do


def test_a_page_of_a_list_is_its_own_canonical_address_and_filters_are_not(
    client: Client, newsroom: BaselineNewsroom
) -> None:
    for address in (
        "/world/?before=20300101T000000.000000-1",
        "/2024/11/?before=20300101T000000.000000-1",
        "/corrections/?before=1",
        f"/timelines/?before={newsroom.full.live(NOW).pk}",
        "/authors/?after=1",
    ):
        assert head(client, f"{address}&utm_source=x")["canonical"] == [f"http://testserver{address}"]
    for address in ("/timelines/kursk/?show=key", "/archive/?x=1", "/about/?x=1"):
        assert head(client, address)["canonical"] == [f"http://testserver{address.partition('?')[0]}"]


def test_search_forms_and_change_logs_are_not_indexed(client: Client, newsroom: BaselineNewsroom) -> None:
    for address in ("/search/", "/search/?q=ferry", f"{HARBOR}report/", f"{HARBOR}changes/", f"{HARBOR}changes/1/2/"):
        assert head(client, address)["robots"] == ["noindex"], address
    for address in ("/", HARBOR, "/world/", "/archive/", "/about/", "/timelines/kursk/", "/corrections/"):
        assert head(client, address)["robots"] == ["max-image-preview:large"], address


def test_previews_and_the_site_as_of_another_time_are_not_indexed(newsroom: BaselineNewsroom) -> None:
    client = Client()
    client.force_login(newsroom.chief)
    for preview in (
        f"articles/article/{newsroom.harbor.pk}",
        f"articles/standingpage/{newsroom.about.pk}",
        f"timelines/timeline/{newsroom.full.pk}",
        f"fronts/container/{newsroom.waiting.pk}",
    ):
        assert head(client, f"/admin/{preview}/preview/")["robots"] == ["noindex"], preview
    client.post("/admin/as-of/", {"instant": (NOW + timedelta(hours=4)).isoformat()})
    for address in ("/", HARBOR, "/search/", "/about/"):
        assert head(client, address)["robots"] == ["noindex"], address


def test_descriptions_that_are_made_of_a_text_do_not_run_its_parts_together(
    client: Client, newsroom: BaselineNewsroom
) -> None:
    assert head(client, "/about/")["description"] == ["We are ten. Owners Readers Corrections"]
    assert head(client, "/2024/11/08/plain/")["description"] == ["One paragraph."]
