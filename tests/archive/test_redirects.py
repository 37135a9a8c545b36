"""Old addresses: each leads to one thing, at the exact instant, and a page always comes first."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import taxonomy
from newsroom.archive.models import Redirect
from newsroom.archive.redirects import actions as redirects
from newsroom.archive.redirects import csv_file, hits
from newsroom.archive.redirects.old_address import normal
from newsroom.delivery.request_clock import AS_OF
from newsroom.publishing import actions, clock
from newsroom.publishing.exceptions import ActionRefused, PermissionRefused
from newsroom.publishing.models import AuditEntry, Change, SiteGeneration
from tests.articles.conftest import HOUR
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    published,
)
from tests.timelines.factories import TimelineFactory

pytestmark = pytest.mark.django_db

FERRY = "/2024/11/08/ferry/"


@pytest.fixture(autouse=True)
def _nobody_came() -> Iterator[None]:
    hits.forget()
    yield
    hits.forget()


@pytest.fixture
def site(now: Any, desk: User) -> dict[str, str]:
    """What a redirect may lead to, as it is typed, and the address that readers get."""
    world = SectionFactory(name="World", slug="world")
    tag, author = TagFactory(name="Ukraine", slug="ukraine"), AuthorFactory(name="Mira Lind", slug="mira-lind")
    published(slug="ferry", section=world, tagged_with=[tag], authors=[author])
    actions.publish(TimelineFactory(slug="kursk"), desk)
    page = StandingPageFactory(slug="about")
    actions.publish(page, desk)
    return {
        FERRY: FERRY,
        f"http://testserver{FERRY}": FERRY,
        "/World": "/world/",
        "/tags/ukraine/": "/tags/ukraine/",
        "/authors/mira-lind/": "/authors/mira-lind/",
        "/timelines/kursk/": "/timelines/kursk/",
        "/about/": "/about/",
        "/search/": "/search/",
        "/2024/11/": "/2024/11/",
        "https://elsewhere.example/storm?id=1": "https://elsewhere.example/storm?id=1",
    }


def put(desk: User, *rows: tuple[str, str]) -> redirects.Plan:
    return redirects.put([(line, *row) for line, row in enumerate(rows, 1)], desk)


def refused(desk: User, *rows: tuple[str, str]) -> list[tuple[int, str]]:
    with pytest.raises(redirects.RowsRefused) as raised:
        put(desk, *rows)
    return raised.value.refusals


def test_an_old_address_leads_to_everything_the_site_has(site: dict[str, str], client: Client, desk: User) -> None:
    put(desk, *((f"/old/{number}", typed) for number, typed in enumerate(site)))
    for number, address in enumerate(site.values()):
        response = client.get(f"/old/{number}")
        assert (response.status_code, response["Location"]) == (301, address)


def test_an_address_without_a_successor_is_gone(client: Client, desk: User) -> None:
    put(desk, ("/contest", "410"))
    response = client.get("/contest/")
    assert response.status_code == 410
    assert "no longer available" in response.content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("/2019/Storm.html", "/2019/storm.html"),
        ("/2019/storm.html", "/2019/STORM.html/"),
        ("/2019/storm/", "/2019/storm"),
        ("/2019//storm", "/2019/storm"),
        ("/%C3%BCber-uns", "/über-uns/"),
        ("/über-uns", "/%C3%9Cber-uns"),
        ("/u\u0308ber", "/%C3%BCber"),
        ("/новости/1", "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1/"),
        ("/a b+c", "/a%20b+c"),
        ("/?p=123", "/?p=123"),
        ("/?p=123", "/?P=123&utm_source=mail"),
        ("/index.php?id=5&lang=en", "/index.php?lang=EN&id=5"),
        ("/index.php?id=", "/index.php?id="),
        ("http://testserver/old?x=1", "/old?x=1"),
        ("/old", "/old?ref=mail"),
    ],
)
def test_spellings_of_an_old_address_are_one(
    typed: str, asked: str, site: dict[str, str], client: Client, desk: User
) -> None:
    put(desk, (typed, FERRY))
    assert client.get(asked)["Location"] == FERRY
    put(desk, (typed, FERRY))
    assert Redirect.objects.count() == 1


def test_a_query_of_its_own_comes_before_the_address_without(site: Any, client: Client, desk: User) -> None:
    put(desk, ("/index.php", "/world/"), ("/index.php?id=5", FERRY))
    assert client.get("/index.php?id=5")["Location"] == FERRY
    assert client.get("/index.php?id=6")["Location"] == "/world/"
    assert client.get("/?p=6").status_code == client.get("/").status_code == 200


def test_a_story_is_told_of_from_the_instant_it_is_live_until_it_is_taken_down(
    now: Any, client: Client, desk: User, chief: User
) -> None:
    story = ArticleFactory(slug="later")
    put(desk, ("/old", f"story:{story.pk}"))
    actions.publish(story, desk, at=clock.now() + HOUR)
    now.shift(HOUR - timedelta(seconds=1))
    assert client.get("/old/").status_code == 404
    now.shift(1)
    assert client.get("/old")["Location"] == "/2024/11/08/later/"
    actions.unpublish(story, desk, at=clock.now() + HOUR)
    now.shift(HOUR)
    assert client.get("/old").status_code == 410
    now.shift(1)
    actions.publish(story, desk, revision=story.head, change=Change.MINOR)
    assert client.get("/old").status_code == 301
    now.shift(1)
    actions.take_down(story, chief, reason="Ruling of the court")
    answer = client.get("/old")
    assert (answer.status_code, answer.get("Location")) == (410, None)


def test_a_redirect_has_not_been_there_before_it_was_made(site: Any, now: Any, desk: User) -> None:
    before = clock.now()
    now.shift(HOUR)
    put(desk, ("/old", FERRY))
    staff = Client()
    staff.force_login(desk)
    assert staff.get("/old").status_code == 301
    session = staff.session
    session[AS_OF] = before.isoformat()
    session.save()
    assert staff.get("/old/").status_code == 404


@pytest.mark.once
def test_only_a_404_asks_and_with_one_query(site: Any, client: Client, desk: User) -> None:
    put(desk, ("/old", FERRY))

    def queries(address: str) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return [each["sql"] for each in asked if "archive_redirect" in each["sql"] and "SELECT" in each["sql"]]

    assert [len(queries(address)) for address in ("/", FERRY, "/world/")] == [0, 0, 0]
    assert [len(queries(address)) for address in ("/nowhere/", "/old/", "/?p=5")] == [1, 1, 1]


def test_a_change_is_seen_at_once_although_pages_are_cached(
    site: Any, client: Client, desk: User, settings: Any
) -> None:
    settings.PAGE_CACHE = True
    put(desk, ("/old", FERRY))
    assert client.get("/old")["Location"] == FERRY
    put(desk, ("/old", "/world/"))
    assert client.get("/old")["Location"] == "/world/"
    redirects.delete(list(Redirect.objects.all()), desk)
    assert client.get("/old/").status_code == 404


def test_readers_are_counted_and_the_generation_stays(site: Any, client: Client, desk: User) -> None:
    put(desk, ("/old", FERRY))
    generation = SiteGeneration.objects.get().number
    for _ in range(3):
        client.get("/old")
    hits.store()
    redirect = Redirect.objects.get()
    assert (redirect.hits, redirect.last_hit) == (3, clock.now())
    assert SiteGeneration.objects.get().number == generation


REFUSED = [
    ("", FERRY, "The old address is missing"),
    ("old", FERRY, "Begin the old address with a slash: /old"),
    ("https://other.example/old", FERRY, "Write only what follows the host: /old"),
    ("/old#top", FERRY, "Leave it out"),
    ("/", FERRY, "The home page can’t be redirected"),
    ("/admin/login/", FERRY, "an address of this system"),
    ("/media/x.jpg", FERRY, "an address of this system"),
    ("/" + "x" * 500, FERRY, "at most 500 characters"),
    ("/world/", FERRY, "the section “World”"),
    ("/World", FERRY, "the section “World”"),
    (FERRY, "/world/", "a page comes before a redirect"),
    ("/about", "/world/", "the page “"),
    ("/tags/ukraine", "/world/", "the tag “Ukraine”"),
    ("/search", "/world/", "a page of this system"),
    ("/old", "", "It isn’t said where this leads"),
    ("/old", "nowhere", "“nowhere” isn’t an address"),
    ("/old", "javascript:alert(1)", "isn’t an address"),
    ("/old", "//evil.example/x", "isn’t an address"),
    ("/old", "ftp://x.example/", "isn’t an address"),
    ("/old", "https://[x", "isn’t an address"),
    ("/old", "/nowhere/", "No page of this site has the address /nowhere/"),
    ("/old", "story:999999", "There is no story with the id 999999"),
    ("/old", "/search/?q=x", "Leave out what follows ? or #"),
]


@pytest.mark.once
def test_what_is_refused_is_told_with_the_cure(site: Any, desk: User) -> None:
    told = [refused(desk, (old, target)) for old, target, _ in REFUSED]
    assert [line for ((line, _),) in told] == [1] * len(REFUSED)
    assert [words for ((_, words),), (_, _, why) in zip(told, REFUSED, strict=True) if why not in words] == []
    assert not Redirect.objects.exists()


def test_loops_and_chains_are_refused(site: Any, desk: User, chief: User) -> None:
    page = StandingPageFactory(slug="contact")
    actions.publish(page, desk)
    put(desk, ("/old", "/contact/"))
    # Once nothing else has the address, it may become an old one; but not while a redirect leads there.
    page.addresses.all().delete()
    ((_, told),) = refused(desk, ("/contact", FERRY))
    assert "/old leads to /contact, an old address itself" in told
    assert Redirect.objects.get().path == "/old"


def test_a_file_is_imported_whole_or_not_at_all(site: Any, desk: User) -> None:
    rows = (("/a", FERRY), ("/b", "/nowhere/"), ("/A/", "/world/"), ("c", FERRY))
    told = refused(desk, *rows)
    assert [line for line, _ in told] == [2, 3, 4]
    assert "Line 1 has the same old address" in told[1][1]
    assert not Redirect.objects.exists()
    plan = put(desk, ("/a", FERRY), ("/b", "410"))
    assert str(plan) == "2 added, 0 changed, 0 unchanged"
    assert str(put(desk, ("/a", FERRY), ("/b", "/world/"), ("/c", "410"))) == "1 added, 1 changed, 1 unchanged"


def test_it_is_audited_and_takes_a_permission(site: Any, desk: User, writer: User) -> None:
    with pytest.raises(PermissionRefused):
        put(writer, ("/old", FERRY))
    put(desk, ("/old", "/world/"))
    put(desk, ("/old", "410"))
    with pytest.raises(PermissionRefused):
        redirects.delete(list(Redirect.objects.all()), writer)
    redirects.delete(list(Redirect.objects.all()), desk)
    rows = AuditEntry.objects.filter(subject_type="archive.redirect").order_by("pk")
    told = [(row.verb, row.actor_id, row.subject_title.partition(" → ")[0]) for row in rows]
    assert told == [(f"{verb}_redirect", desk.pk, "/old") for verb in ("add", "change", "delete")]
    assert rows[1].reason.startswith("It was: /old → section:")


def test_a_merged_tag_takes_its_old_addresses_along(site: Any, client: Client, desk: User) -> None:
    kyiv, kiev = TagFactory(name="Kyiv", slug="kyiv"), TagFactory(name="Kiev", slug="kiev")
    put(desk, ("/topics/kiev", "/tags/kiev/"))
    taxonomy.merge([kiev], kyiv, desk)
    assert client.get("/topics/kiev")["Location"] == "/tags/kyiv/"


def test_the_database_refuses_a_redirect_to_two_things_or_none(desk: User, now: Any) -> None:
    for fields in ({}, {"gone": True, "address": "/about/"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Redirect.objects.create(path="/old", since=clock.now(), **fields)


@pytest.mark.once
@pytest.mark.parametrize(
    "data",
    [
        "old address,leads to\r\n/a,/world/\r\n\r\n/b,410\r\n",
        "\ufeff/a;/world/\n/b;410",
        "from\tto\n/a\t/world/\n/b\t410\n",
        '"/a","/world/"\n"/b","410","a note"\n',
    ],
)
def test_a_file_is_read_as_spreadsheets_write_it(data: str) -> None:
    assert [row[1:] for row in csv_file.read(data.encode())] == [("/a", "/world/"), ("/b", "410")]


@pytest.mark.once
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "No redirects were found"),
        (b"/a,/b\n/\xff,/c", "Line 2 isn’t UTF-8"),
        (b"old,new\n", "No redirects were found"),
    ],
)
def test_what_isnt_such_a_file_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ActionRefused, match=why):
        csv_file.read(data)


def test_commands_write_and_read_the_same_file(site: Any, desk: User, tmp_path: Any, capsys: Any) -> None:
    put(desk, *((f"/old/{number}", typed) for number, typed in enumerate(site)), ("/ü,1", "410"))
    call_command("export_redirects")
    written = capsys.readouterr().out
    file = tmp_path / "redirects.csv"
    file.write_text(written)
    call_command("import_redirects", file, by="desk")
    assert f"0 added, 0 changed, {len(site) + 1} unchanged" in capsys.readouterr().out
    Redirect.objects.all().delete()
    call_command("import_redirects", file, by="desk")
    call_command("export_redirects")
    assert capsys.readouterr().out.endswith(written)
    file.write_text("/x,/nowhere/\n")
    with pytest.raises(CommandError, match=r"Nothing was imported.\nLine 1: No page of this site"):
        call_command("import_redirects", file, by="desk")
    with pytest.raises(CommandError, match="no active user nobody"):
        call_command("import_redirects", file, by="nobody")


# --- at the desk


@pytest.fixture
def editing(site: Any, desk: User) -> Client:
    staff = Client()
    staff.force_login(desk)
    return staff


def test_a_redirect_is_added_changed_and_deleted_at_the_desk(editing: Client, client: Client) -> None:
    add, row = reverse("admin:archive_redirect_add"), {"path": "/Old/", "target": "/world/"}
    assert editing.post(add, row).status_code == 302
    redirect = Redirect.objects.get()
    change = reverse("admin:archive_redirect_change", args=[redirect.pk])
    assert "/old" in editing.get(change).content.decode()
    assert editing.post(change, {"path": "/older", "target": FERRY}).status_code == 302
    assert client.get("/older")["Location"] == FERRY
    assert client.get("/old/").status_code == 404
    listed = editing.get(reverse("admin:archive_redirect_changelist"), {"q": "older"}).content.decode()
    assert f'href="{FERRY}"' in listed
    assert reverse("admin:archive_redirect_import") in listed
    assert (
        editing.post(reverse("admin:archive_redirect_delete", args=[redirect.pk]), {"post": "yes"}).status_code == 302
    )
    assert client.get("/older/").status_code == 404


def test_a_refusal_at_the_desk_keeps_what_was_typed(editing: Client) -> None:
    page = editing.post(reverse("admin:archive_redirect_add"), {"path": "/old", "target": "/nowhere/"}).content.decode()
    assert "No page of this site has the address /nowhere/" in page
    assert 'value="/nowhere/"' in page
    assert page.index("No page of this site") > page.index('for="id_path"')  # beside the field that it is about
    editing.post(reverse("admin:archive_redirect_add"), {"path": "/old", "target": FERRY})
    page = editing.post(reverse("admin:archive_redirect_add"), {"path": "/old", "target": FERRY}).content.decode()
    assert "/old has a redirect already" in page


def test_a_file_is_imported_and_exported_at_the_desk(editing: Client) -> None:
    page = reverse("admin:archive_redirect_import")

    def sent(text: str) -> Any:
        return editing.post(page, {"file": SimpleUploadedFile("redirects.csv", text.encode())}, follow=True)

    told = sent("/a,/world/\n/b,/nowhere/\n").content.decode()
    assert "1 line was refused" in told
    assert "No page of this site has the address /nowhere/" in told
    assert "2 added" in sent("/a,/world/\n/b,410\n").content.decode()
    export = editing.get(reverse("admin:archive_redirect_export"))
    lines = b"".join(export).decode().splitlines()
    assert [line.partition(",")[0] for line in lines] == ["old address", "/a", "/b"]


def test_the_stored_form_is_its_own_stored_form() -> None:
    for path, query in (("/A//b/", "B=2&a=%C3%9C"), ("/", "p=1"), ("/İ", "")):
        first, _, asked = normal(path, query).partition("?")
        assert normal(first, asked) == normal(path, query)
