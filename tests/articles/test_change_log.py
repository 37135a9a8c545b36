"""A story's change log: what readers have seen of it, when, and what changed; nothing else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

from articles.blocks import Figure, PullQuote, new
from articles.changes import log
from articles.models import Article, RelatedLink
from newsroom.publishing import actions
from newsroom.publishing.models import Change
from tests.articles.conftest import HOUR, NINE, SECOND
from tests.articles.factories import AuthorFactory, SectionFactory, desk, edited, published, related
from tests.images.factories import PictureFactory
from tests.people import administrator

pytestmark = pytest.mark.django_db
FERRY = "/2024/11/08/ferry/"
LOG = f"{FERRY}changes/"


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return str(response.content.decode())


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<main")[2].partition("</main>")[0]).split())


def changed(article: Article, change: str = Change.SUBSTANTIVE, correction: str = "", **fields: Any) -> None:
    actions.publish(article, desk(), revision=edited(article, **fields), change=change, correction=correction)


@pytest.fixture
def ferry(now: Any) -> Article:
    """Published at nine; a minor fix at ten, a correction at eleven; now it is noon."""
    article = published(slug="ferry", headline="The ferry sails at noon", standfirst="It is blue.")
    now.shift(HOUR)
    changed(article, Change.MINOR, headline="The ferry sails at one")
    now.shift(HOUR)
    changed(article, Change.CORRECTION, "The ferry is green, not blue.", standfirst="It is green.")
    now.shift(HOUR)
    return article


def test_the_log_says_of_every_version_when_it_was_live_and_what_kind_of_change_it_was(
    client: Client, ferry: Article
) -> None:
    told = words(page(client, LOG))
    lines = (
        "Correction Live since Nov. 8, 11 a.m. EST",
        "Minor fix Live from Nov. 8, 10 a.m. EST until Nov. 8, 11 a.m. EST",
        "First published Live from Nov. 8, 9 a.m. EST until Nov. 8, 10 a.m. EST",
    )
    places = [told.find(line) for line in lines]
    assert -1 not in places, told
    assert places == sorted(places)
    assert "The ferry is green, not blue." in told
    assert desk().username not in told


@pytest.mark.once
def test_any_two_versions_can_be_compared(client: Client, ferry: Article) -> None:
    told = page(client, f"{LOG}1/3/")
    assert re.search(r"at <del>noon</del>\s*<ins>one</ins>|at <ins>one</ins>\s*<del>noon</del>", told)
    assert "<del>blue.</del>" in told
    assert "<ins>green.</ins>" in told
    assert page(client, f"{LOG}3/1/") == told  # the earlier one first, whoever asks
    assert "blue" not in page(client, f"{LOG}2/2/").partition("<main")[2]
    chosen = client.get(f"{LOG}?old=1&new=2")
    assert chosen["Location"] == f"{LOG}1/2/"
    assert "<del>blue.</del>" not in page(client, f"{LOG}1/2/")


def test_a_long_history_is_shown_in_pages(
    client: Client, ferry: Article, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "SHOWN", 2)
    newest = page(client, LOG)
    assert re.findall(r'href="[^"]*changes/(\d/\d)/"', newest) == ["2/3", "1/2"]
    assert re.findall(r'<option value="(\d)"', newest) == ["2", "3"] * 2
    assert "The ferry is green, not blue." in newest
    assert '<a rel="next" href="?before=2">Earlier versions</a>' in newest
    oldest = page(client, f"{LOG}?before=2")
    assert "First published" in oldest
    assert "Correction" not in words(oldest)
    assert "Earlier versions" not in oldest
    assert [client.get(f"{LOG}?before={place}").status_code for place in ("1", "none")] == [404, 404]
    assert re.findall(r'<option value="(\d)"', page(client, f"{LOG}1/2/")) == ["1", "2", "3"] * 2
    assert re.findall(r'<option value="(\d)"', page(client, f"{LOG}2/3/")) == ["2", "3"] * 2


def test_what_is_planned_is_not_told(client: Client, now: Any, ferry: Article) -> None:
    head = edited(ferry, headline="The ferry is sold in secret")
    actions.publish(ferry, desk(), revision=head, at=NINE + 5 * HOUR, change=Change.SUBSTANTIVE)
    actions.unpublish(ferry, desk(), at=NINE + 7 * HOUR, drop_scheduled=False)
    edited(ferry, headline="A draft that nobody may read")
    now.move_to(NINE + 5 * HOUR - SECOND)
    for address in (LOG, f"{LOG}1/3/"):
        told = page(client, address)
        assert "secret" not in told
        assert "nobody may read" not in told
        assert "2 p.m." not in told
        assert "4 p.m." not in told
    assert client.get(f"{LOG}1/4/").status_code == 404
    now.move_to(NINE + 5 * HOUR)
    assert "<ins>is sold in secret</ins>" in page(client, f"{LOG}1/4/")
    assert "Live since Nov. 8, 2 p.m. EST" in words(page(client, LOG))  # not until when


def test_of_a_version_that_was_taken_down_only_a_line_is_left(client: Client, now: Any, ferry: Article) -> None:
    actions.take_down(ferry, administrator(), reason="Court order")
    assert client.get(LOG).status_code == 410
    assert client.get(f"{LOG}1/2/").status_code == 410
    now.shift(HOUR)
    clean = Article.objects.get(pk=ferry.pk)
    clean.headline, clean.standfirst = "A ferry", "It sails."
    clean.save()
    chief = administrator("chief")
    actions.publish(clean, chief, revision=actions.save(clean, chief), change=Change.SUBSTANTIVE)
    now.shift(HOUR)
    told = words(page(client, LOG))
    assert told.count("Version removed") == 3
    assert "Live since Nov. 8, 1 p.m. EST" in told
    for hidden in ("noon", "It is blue", "10 a.m.", "Minor fix"):
        assert hidden not in told
    for numbers in ("1/2", "1/4", "4/1", "3/4", "3/3"):
        assert client.get(f"{LOG}{numbers}/").status_code == 404
    assert client.get(f"{LOG}4/4/").status_code == 200


def test_the_log_is_as_of_the_instant_that_staff_look_at(client: Client, ferry: Article) -> None:
    client.force_login(administrator())
    session = client.session
    session["as_of"] = (NINE + HOUR).isoformat()
    session.save()
    told = words(page(client, LOG))
    assert "Live since Nov. 8, 10 a.m. EST" in told
    assert "11 a.m." not in told
    assert client.get(f"{LOG}1/3/").status_code == 404


@pytest.mark.once
def test_a_gap_is_told(client: Client, now: Any, ferry: Article) -> None:
    actions.unpublish(ferry, desk())
    assert client.get(LOG).status_code == 410
    now.shift(HOUR)
    actions.publish(ferry, desk(), revision=ferry.head, change=Change.MINOR)
    assert "Correction Live from Nov. 8, 11 a.m. EST until Nov. 8, noon EST" in words(page(client, LOG))


@pytest.mark.once
def test_pictures_and_stories_that_readers_may_not_see_are_not_named(client: Client, now: Any) -> None:
    waiting = published(headline="A story for tomorrow", at=NINE + 30 * HOUR)
    article = published(slug="ferry", authors=[AuthorFactory(name="Ann Bell")], section=SectionFactory(name="World"))
    now.shift(HOUR)
    ended = PictureFactory(alt="A picture without rights", usable_until=NINE + HOUR + SECOND)
    RelatedLink.objects.create(article=article, story=waiting)
    rows = [new(Figure, picture=ended), new(Figure, picture=PictureFactory(alt="A crane"))]
    rows += [new(PullQuote, text="We sail."), related(waiting, {"title": "A headline without a story"})]
    changed(article, body=[*article.body, *rows])
    now.shift(HOUR)
    told = page(client, f"{LOG}1/2/")
    assert "A crane" in told
    assert "We sail." in told
    assert "A headline without a story" in told
    assert "A picture without rights" not in told
    assert "A story for tomorrow" not in told


@pytest.mark.once
def test_markup_in_words_stays_words(client: Client, now: Any) -> None:
    article = published(slug="ferry", headline="Fish & <b>chips</b>")
    now.shift(HOUR)
    changed(article, headline="Fish & <i>chips</i>", standfirst='<script>alert("x")</script>')
    told = page(client, f"{LOG}1/2/").partition("<main")[2]
    assert "<script>alert" not in told
    assert "<b>chips" not in told
    assert "&lt;script&gt;" in told


def test_old_addresses_lead_to_the_log(client: Client, now: Any, ferry: Article) -> None:
    changed(ferry, slug="boat")
    assert client.get(LOG)["Location"] == "/2024/11/08/boat/changes/"
    assert client.get(f"{LOG}1/2/")["Location"] == "/2024/11/08/boat/changes/1/2/"
    assert client.get("/2024/11/08/none/changes/").status_code == 404


@pytest.mark.once
def test_the_newsroom_can_keep_the_log_to_itself(client: Client, ferry: Article) -> None:
    assert LOG in page(client, FERRY)
    with override_settings(CHANGE_LOG=False):
        assert client.get(LOG).status_code == 404
        assert client.get(f"{LOG}1/2/").status_code == 404
        assert LOG not in page(client, FERRY)


def test_a_log_costs_five_queries_at_most_however_many_versions(
    client: Client, now: Any, ferry: Article, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        now.shift(timedelta(minutes=1).total_seconds())
        changed(ferry, standfirst=f"Version {number}.")
    page(client, "/")
    with django_assert_max_num_queries(5):
        page(client, LOG)
    with django_assert_max_num_queries(5):
        page(client, f"{LOG}1/20/")
