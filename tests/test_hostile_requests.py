"""No request of a stranger or of staff gets a 500."""

import json
import math
import sys
import traceback
from itertools import islice
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import reverse

from newsroom import health, rate_limits
from newsroom.publishing import actions
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory, TagFactory, published
from tests.hostile import HUGE, JSON, NUMBERS, PARTS, TEXTS, VALUES, encodable, filled_in, spoilt
from tests.images.conftest import uploaded
from tests.media.factories import MediaFileFactory
from tests.people import administrator, editor
from tests.test_nobody_in import PUBLISHABLES, address_of, addresses
from tests.timelines.factories import TimelineFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]

PUBLIC = """/ /feed/ /feed.json /feed.atom /tags/{}/ /tags/{}/feed/ /tags/{}/feed.json /tags/{}/feed.atom /authors/ /authors/{}/
    /authors/{}/feed/ /search/ /search/complete/ /corrections/ /archive/ /{}/ /2024/ /2024/{}/ /2024/11/{}/ /2024/11/08/
    /2024/11/08/{}/ /2024/11/08/{}.json /2024/11/08/{}/changes/ /2024/11/08/ferry/changes/ /2024/11/08/ferry/changes/{}/1/
    /2024/11/08/ferry/report/ /2024/11/08/ferry/report/thanks/ /{}/feed/ /{}/feed.json /{}/feed.atom /timelines/ /timelines/{}/
    /timelines/{}/embed/ /timelines/{}.json /timelines/{}.jpg /oembed
    /{}.jpg /share.jpg /archive.jpg /tags/{}.jpg /authors/{}.jpg /2024/{}.jpg /2024/11/{}.jpg /2024/11/08/{}.jpg
    /media/{} /media/pictures/{}/ /media/files/{} /media/captions/{}
    /static/{} /static/css/ /static/ /static /static/css /static/{}/ /healthz /healthz/ /metrics
    /healthz{} /sitemap.xml /sitemap-{}.xml /sitemap-news-{}.xml /sitemap-2024-{}.xml /sitemap-lists.xml /favicon.ico /robots.txt
    /site.webmanifest /admin/ /admin/{}/ /admin/login/ /admin/jsi18n/ /{} //{} /./{}/../""".split()
PARAMETERS = "url maxwidth format q before after from to section kind author tag old new utm_source next at revision page p".split()
METHODS = ["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
HEADERS = {
    "If-None-Match": ['"', "W/", "*", HUGE, "é"],
    "If-Modified-Since": ["yesterday", "Sun, 99 Nov 9999 99:99:99 GMT", HUGE],
    "Range": ["bytes=-", "bytes=9-1", "bytes=0-99999999999999999999", "lines=1"],
    "Accept-Encoding": ["gzip;q=x", HUGE],
    "Accept-Language": [HUGE, "*" * 600, "\0"],
    "Cookie": [
        "sessionid=",
        "sessionid=%00",
        f"sessionid={HUGE}",
        "sessionid=é; csrftoken=x",
        "csrftoken=" + "x" * 9_000,
        "=;=;",
    ],
    "Host": ["evil.example", "a" * 5_000, "[::", "testserver:99999999", ""],
    "X-Forwarded-For": ["é", "," * 500, HUGE],
    "X-Forwarded-Proto": ["gopher"],
    "Content-Type": [
        "multipart/form-data",
        "multipart/form-data; boundary=é",
        "application/json; charset=no-such",
        HUGE,
    ],
    "Referer": ["http://[", HUGE],
    "Origin": ["http://[", "null"],
}


@pytest.fixture
def reader(now: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Return a client that gets error pages as a browser does. The clocks agree, or /healthz would answer 503."""
    published(headline="Ferry sails", slug="ferry")
    monkeypatch.setattr(health, "MOST_SKEW", math.inf)
    return Client(raise_request_exception=False)


def test_no_public_address_answers_with_an_error_of_ours(reader: Client) -> None:
    chance, failed = Random(1), []
    for pattern in PUBLIC:
        parts = PARTS if "{}" in pattern else [""]
        for part in parts:
            address = pattern.replace("{}", part)
            asked = f"{address}?{chance.choice(PARAMETERS)}={chance.choice(PARTS)}"
            failed += [found for found in (address, asked) if reader.get(found).status_code >= 500]
    assert failed == []


def test_no_parameter_is_answered_with_an_error_of_ours(reader: Client) -> None:
    failed = []
    for address in (pattern for pattern in PUBLIC if "{}" not in pattern):
        rate_limits.forget()
        for name in PARAMETERS:
            asked = [f"{address}?{name}={value}" for value in Random(address).sample(PARTS, 5)]
            failed += [found for found in asked if reader.get(found).status_code >= 500]
    assert failed == []


# Only what a cookie says is looked up in the database.
@pytest.mark.parametrize(
    "name", [name if name == "Cookie" else pytest.param(name, marks=pytest.mark.once) for name in HEADERS]
)
def test_no_header_is_answered_with_an_error_of_ours(name: str, reader: Client) -> None:
    failed = []
    for value in HEADERS[name]:
        for address in (
            "/",
            "/2024/11/08/ferry/",
            "/search/?q=ferry",
            "/2024/11/08/ferry/report/",
            "/admin/login/",
            "/static/css/",
        ):
            failed += [address for _ in [0] if reader.get(address, headers={name: value}).status_code >= 500]
            if name in ("Content-Type", "Referer", "Origin"):
                status = reader.post(address, b"username=a", content_type="application/x-www-form-urlencoded",
                                     headers={name: value}).status_code  # fmt: skip
                failed += [f"POST {address}"] * (status >= 500)
    assert failed == []


@pytest.mark.once
@pytest.mark.parametrize("method", METHODS)
def test_no_method_is_answered_with_an_error_of_ours(method: str, reader: Client) -> None:
    plain = [pattern.replace("{}", "ferry") for pattern in PUBLIC]
    assert [address for address in plain if reader.generic(method, address).status_code >= 500] == []


def test_no_sign_in_is_answered_with_an_error_of_ours(reader: Client) -> None:
    for value in VALUES:
        rate_limits.forget()
        with transaction.atomic():
            for field in ("username", "password", "next"):
                form = encodable({"username": ["ada"], "password": ["wrong"], "next": ["/admin/"], field: [value]})
                assert reader.post("/admin/login/", form).status_code in (200, 429), (field, value[:40])
            transaction.set_rollback(True)  # nobody is shut out of the next


def test_a_name_of_100_000_letters_is_no_name(reader: Client) -> None:
    response = reader.post("/admin/login/", {"username": HUGE, "password": "wrong"}, HTTP_USER_AGENT=HUGE)
    assert response.status_code == 200
    assert "Please enter the correct username and password" in response.text


def test_no_error_report_is_answered_with_an_error_of_ours(reader: Client, settings: Any) -> None:
    chance = Random(1)
    for value in chance.sample(VALUES, 18):
        for field in ("what", "passage", "email"):
            form = encodable({"what": ["12 cabins"], field: [value]})
            response = reader.post("/2024/11/08/ferry/report/", form, headers={"sec-fetch-site": "same-origin"})
            assert response.status_code < 500, (field, value[:40])


# --- the desk --------------------------------------------------------------------------------------


@pytest.fixture
def rows(now: Any) -> dict[str, Any]:
    """Return an object of each kind to post forms about, by the label of its app."""
    chief = administrator("root-of-rows")
    story = ArticleFactory(headline="Ferry sails", slug="ferry")
    actions.publish(story, chief)
    timeline = TimelineFactory()
    actions.publish(timeline, chief)
    return {
        "articles.article": story, "timelines.timeline": timeline, "images.picture": uploaded(chief),
        "media.mediafile": MediaFileFactory(),
        "articles.section": SectionFactory(), "articles.author": AuthorFactory(), "articles.tag": TagFactory(),
        "auth.user": User.objects.create_user("somebody"),
    }  # fmt: skip


def pages(rows: dict[str, Any]) -> dict[str, str]:
    """Return every address of the desk, for an existing row if there is one."""
    found = {}
    for name in sorted(set(addresses()) - {"logout", "login"}):
        if name.startswith("notes_"):  # of the tests' own app, whose form asks for JSON
            continue
        row = next((row for label, row in rows.items() if name.startswith(label.replace(".", "_") + "_")), None)
        found[name] = address_of(name, row.pk if row else 1)
    for name, form in [("articles_article", verb) for verb in verbs_of_a_story()]:
        found[f"{name}_verb {form}"] = reverse(f"admin:{name}_verb", args=[rows["articles.article"].pk, form])
    return found


def verbs_of_a_story() -> list[str]:
    from newsroom.publishing.admin.forms import PAGES

    return sorted(PAGES)


def posted(client: Client, address: str, fields: dict[str, Any], **more: Any) -> int:
    """Return the status of the answer, and roll back what the form did."""
    with transaction.atomic():
        status: int = client.post(address, encodable(fields), **more).status_code
        transaction.set_rollback(True)
    return status


def failures(user: User, rows: dict[str, Any], chance: Random, *, values: int) -> list[tuple[str, str]]:
    """Return (error, page and value) of the forms that got a server error, one for each kind of error."""
    failed: dict[str, str] = {}
    client = Client(raise_request_exception=False, headers={"origin": "http://testserver"})
    client.force_login(user)
    asked = ""

    def note(**_signal: Any) -> None:
        _, error, trace = sys.exc_info()
        frames = traceback.extract_tb(trace)
        frame = frames[-1]
        ours = next((each for each in reversed(frames) if "site-packages" not in each.filename), frame)
        failed.setdefault(f"{error!r:.120} {frame.name}; {ours.filename}:{ours.lineno}", asked)

    got_request_exception.connect(note)
    try:
        for name, address in pages(rows).items():
            asked = f"GET {name}"
            opened = client.get(address)
            is_page = opened.status_code == 200 and "text/html" in opened["Content-Type"]
            fields = filled_in(opened.text) if is_page else {}
            fields = fields or {"action": ["x"], "text": ["x"], "key": ["x"], "q": ["x"], "pk": ["1"]}
            for value in chance.sample(VALUES, values):
                asked = f"{name} {value[:40]!r} {len(value)}"
                client.get(address, {chance.choice([*fields, *PARAMETERS]): value.encode("utf-8", "surrogatepass")})
                for form in islice(spoilt(fields, chance, value), 4 if is_page else 1):
                    posted(client, address, form)
    finally:
        got_request_exception.disconnect(note)
    return sorted(failed.items())


KEEP = ("key", "user", "subject", "query", "serial", "age", "late", "used", "typed")
SHAPES: list[Any] = [None, 0, -1, 10**30, 1.5, float("inf"), float("nan"), True, "", "x", "\0", "\ud800", HUGE, [], {}, [[]], [{}],
    [["a"]], [["a", "b", "c"]], [[None, None]], {"a": 1}, ["00000000-0000-0000-0000-000000000000"], "9" * 5_000]  # fmt: skip


# What is kept of any of them stands in one table.
@pytest.mark.parametrize(
    "model",
    [name if name == "articles.article" else pytest.param(name, marks=pytest.mark.once) for name in PUBLISHABLES],
)
def test_no_autosave_is_answered_with_an_error_of_ours(model: str, rows: dict[str, Any]) -> None:
    user, address = editor("fuzz"), reverse(f"admin:{model.replace('.', '_')}_keep")
    client = Client(raise_request_exception=False)
    client.force_login(user)
    subject, chance = rows[model].pk if model in rows else None, Random(model)
    sound = {
        "key": "00000000-0000-0000-0000-000000000001",
        "user": str(user.pk),
        "subject": subject,
        "serial": 1,
        "typed": [["headline", "x"]],
    }
    bodies = [json.dumps(sound | {name: shape}) for name in KEEP for shape in chance.sample(SHAPES, 8)]
    bodies += (
        [json.dumps(shape) for shape in SHAPES]
        + JSON
        + [json.dumps({key: value for key, value in sound.items() if key != name}) for name in sound]
    )
    for body in (*(body.encode() for body in bodies), b"\xff\xfe", b"", b"\0", '{"key"'.encode("utf-16")):
        with transaction.atomic():
            response = client.post(address, body, content_type="application/json")
            transaction.set_rollback(True)
        assert response.status_code < 500, body[:80]
        if response.status_code == 400:
            assert "refused" in response.json(), body[:80]
    assert client.post(address, json.dumps(sound), content_type="application/json").status_code == 200


def test_no_choice_that_is_looked_up_is_answered_with_an_error_of_ours(rows: dict[str, Any]) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(editor("fuzz"))
    sound = {"app_label": "articles", "model_name": "relatedlink", "field_name": "target", "term": "x"}
    for value in (*TEXTS, *NUMBERS):
        for field in ("app_label", "model_name", "field_name", "term", "page"):
            asked = sound | {field: value.encode("utf-8", "surrogatepass")}
            assert client.get(reverse("admin:autocomplete"), asked).status_code < 500, (field, value[:40])
