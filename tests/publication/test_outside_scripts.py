"""Scripts of other hosts: on which pages they are, and what a page may load."""

import json
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from newsroom.publication.current import stored
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import published
from tests.conftest import NINE
from tests.publication.conftest import SETTINGS, Face, typed

pytestmark = [pytest.mark.django_db, pytest.mark.once]

STATISTICS: dict[str, Any] = {
    "slot": "head",
    "src": "https://count.example/c.js",
    "hosts": ["https://count.example"],
    "consent": "statistics",
    "pages": ["story"],
    "size": "",
    "attributes": {"data-site": "</script>lantern"},
}
AD = STATISTICS | {
    "slot": "ad",
    "src": "https://ads.example/a.js",
    "hosts": ["https://ads.example", "https://cdn.ads.example"],
    "consent": "advertising",
    "pages": ["home", "story"],
    "size": "728x90",
}


def listed(client: Client, address: str) -> list[str]:
    """The addresses of the scripts that the page would load."""
    page = lxml.html.fromstring(client.get(address).content)
    return [each["src"] for script in page.xpath("//script[@data-outside-scripts]") for each in json.loads(script.text)]


def test_without_a_row_a_page_has_no_script_and_no_host_but_its_own(client: Client, now: Any) -> None:
    response = client.get("/")
    assert b"outside" not in response.content
    assert "script-src 'self';" in response["Content-Security-Policy"] + ";"


def test_a_script_is_on_the_pages_that_it_was_chosen_for_and_its_hosts_are_allowed_there(
    client: Client, now: Any, face: Face
) -> None:
    published(slug="ferry")
    face(scripts=[STATISTICS, AD])
    assert listed(client, "/") == ["https://ads.example/a.js"]
    assert listed(client, "/2024/11/08/ferry/") == ["https://count.example/c.js", "https://ads.example/a.js"]
    assert listed(client, "/archive/") == []
    assert "count.example" not in client.get("/")["Content-Security-Policy"]
    assert "script-src 'self' https://ads.example https://cdn.ads.example" in client.get("/")["Content-Security-Policy"]
    assert "example" not in client.get("/archive/")["Content-Security-Policy"]


def test_the_place_of_an_advertisement_is_reserved(client: Client, now: Any, face: Face) -> None:
    face(scripts=[AD])
    assert (
        '<aside class="ad ad--728x90" aria-label="Advertisement" data-outside="ad">' in client.get("/").content.decode()
    )


def test_a_reader_is_asked_for_what_each_host_is_and_nothing_is_checked(client: Client, now: Any, face: Face) -> None:
    published(slug="ferry")
    face(scripts=[STATISTICS, AD])
    page = lxml.html.fromstring(client.get("/2024/11/08/ferry/").content)
    [form] = page.xpath("//form[@data-consent]")
    assert [box.get("name") for box in form.xpath(".//input")] == ["statistics", "advertising"]
    assert not form.xpath(".//input[@checked]")
    assert "ads.example, cdn.ads.example" in form.text_content()
    assert form.get("hidden") is not None


def test_what_needs_no_consent_asks_nobody(client: Client, now: Any, face: Face) -> None:
    face(scripts=[AD | {"consent": ""}])
    assert b"data-consent" not in client.get("/").content


def test_the_site_at_another_time_loads_none(desk_page: Client, now: Any, face: Face) -> None:
    face(scripts=[AD])
    assert listed(desk_page, "/")
    desk_page.post(reverse("look_as_of"), {"instant": (NINE + timedelta(days=1)).isoformat()})
    assert not listed(desk_page, "/")


def row(**changes: Any) -> dict[str, Any]:
    """A row as it is typed."""
    whole = {"slot": "ad", "src": "https://ads.example/a.js", "pages": ["home"], "size": "728x90"} | changes
    return {"scripts-TOTAL_FORMS": 1, "scripts-INITIAL_FORMS": 0} | {
        f"scripts-0-{name}": value for name, value in whole.items()
    }


def test_a_row_that_is_typed_allows_the_scripts_own_host_too(desk_page: Client) -> None:
    data = typed(desk_page, **row(hosts="https://cdn.ads.example", attributes="data-unit=7"))
    assert desk_page.post(reverse(SETTINGS), data).status_code == 302
    [stored_row] = stored().scripts
    assert stored_row["hosts"] == ["https://ads.example", "https://cdn.ads.example"]
    assert stored_row["attributes"] == {"data-unit": "7"}
    entry = AuditEntry.objects.first()
    assert entry
    assert entry.reason == "outside scripts: none → ad: https://ads.example/a.js (home; consent: not needed)"


@pytest.mark.parametrize(
    ("changes", "cure"),
    [
        ({"src": "http://ads.example/a.js"}, "Enter the address of a script"),
        ({"hosts": "https://*.ads.example"}, "isn’t one exact host"),
        ({"pages": []}, "Choose the pages"),
        ({"size": ""}, "Choose a size"),
        ({"attributes": "onload=alert(1)"}, "isn’t an attribute"),
    ],
    ids=["not https", "any host", "no page", "no size", "event handler"],
)
def test_a_script_that_could_do_more_than_it_says_is_refused(
    changes: dict[str, Any], cure: str, desk_page: Client
) -> None:
    response = desk_page.post(reverse(SETTINGS), typed(desk_page, **row(**changes)))
    assert cure in response.content.decode()
    assert stored().scripts == []
