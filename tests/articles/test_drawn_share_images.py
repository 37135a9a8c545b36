"""Pages without a photo are shared with an image that is drawn when it is asked for, of what readers may see then."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from lxml import html
from PIL import Image

from articles.models import Article
from newsroom.images.upload import take_in
from newsroom.publication import lettering, share_image, uploads
from newsroom.publication.actions import edit
from newsroom.publication.models import Publication
from newsroom.publishing import actions
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    StandingPageFactory,
    TagFactory,
    edited,
    published,
)
from tests.images.conftest import uploaded
from tests.images.factories import photo

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FERRY = "/2024/11/08/ferry"


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What each image shows, instead of its pixels: title, label, text and color."""
    shown: list[tuple[str, ...]] = []

    def show(*given: str) -> bytes:
        shown.append(given)
        return b""

    monkeypatch.setattr(share_image, "share_image", show)
    return shown


def named(client: Client, page: str) -> str:
    """The address of the image that a page names."""
    head = html.fromstring(client.get(page).content).find("head")
    (address,) = head.xpath("meta[@property='og:image']/@content")
    return str(address).removeprefix("http://testserver")


def test_every_type_of_page_names_a_jpeg_of_1200_by_630_that_is_there(client: Client, now: Any, desk: User) -> None:
    europe = SectionFactory(name="Europe", slug="europe", parent=SectionFactory(name="World", slug="world"))
    published(
        slug="ferry", section=europe, authors=[AuthorFactory(slug="ann")], tagged_with=[TagFactory(slug="ferries")]
    )
    about = StandingPageFactory(title="About us", slug="about")
    actions.publish(about, desk)
    lists = "/ /world/ /world/europe/ /tags/ferries/ /authors/ann/ /authors/ /archive/ /2024/ /2024/11/ /2024/11/08/"
    for page in [*lists.split(), "/corrections/", "/search/?q=x", "/timelines/", "/about/", f"{FERRY}/"]:
        head = html.fromstring(client.get(page).content).find("head")
        said = {meta.get("property"): meta.get("content") for meta in head.findall("meta")}
        place = named(client, page)
        assert place == share_image.image_at(page.partition("?")[0])
        response = client.get(place)
        image = Image.open(io.BytesIO(response.content))
        assert (image.format, image.size, response["Content-Type"]) == ("JPEG", (1200, 630), said["og:image:type"])
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert said["og:image:alt"].endswith("The Newsroom")


def test_a_story_shows_its_headline_and_its_section_in_the_color_of_that(
    client: Client, now: Any, words: list[tuple[str, ...]], chief: User
) -> None:
    section = SectionFactory(name="World", slug="world")
    published(slug="ferry", headline="The ferry sails", section=section)
    client.get(f"{FERRY}.jpg")
    edit(chief, section_colors={str(section.pk): "#123456"})
    client.get(f"{FERRY}.jpg")
    assert words == [("The ferry sails", "World", "", "#0f4c81"), ("The ferry sails", "World", "", "#123456")]


def test_the_title_chosen_for_sharing_replaces_the_headline(
    client: Client, now: Any, words: list[tuple[str, ...]]
) -> None:
    published(slug="ferry", headline="The ferry sails", extra={"share_title": "It sails!"})
    client.get(f"{FERRY}.jpg")
    assert words[0][0] == "It sails!"


def test_a_story_has_an_image_exactly_while_it_is_live_and_of_the_version_that_is(
    client: Client, now: Any, desk: User, chief: User, words: list[tuple[str, ...]]
) -> None:
    article = ArticleFactory(slug="ferry", headline="Sails", owner=desk)
    actions.save(article, desk)
    actions.publish(article, desk, at=NINE + HOUR)
    assert client.get(f"{FERRY}.jpg").status_code == 404
    now.shift(HOUR)
    assert client.get(f"{FERRY}.jpg").status_code == 200
    actions.publish(article, desk, revision=edited(article, headline="Sank"), change="substantive", at=NINE + 2 * HOUR)
    client.get(f"{FERRY}.jpg")
    now.shift(HOUR)
    client.get(f"{FERRY}.jpg")
    assert [title for title, *_ in words] == ["Sails", "Sails", "Sank"]
    actions.take_down(Article.objects.get(), chief, reason="Court order")
    assert client.get(f"{FERRY}.jpg").status_code == 410


def test_a_former_address_leads_to_the_image_of_today(client: Client, now: Any, desk: User) -> None:
    article = published(slug="ferry")
    actions.publish(article, desk, revision=edited(article, slug="boat"), change="minor")
    now.shift(HOUR)
    response = client.get(f"{FERRY}.jpg")
    assert (response.status_code, response["Location"]) == (301, "/2024/11/08/boat.jpg")


def test_the_photo_gives_way_to_the_headline_when_its_rights_end(client: Client, now: Any, writer: User) -> None:
    published(slug="ferry", lead_picture=uploaded(writer, usable_until=NINE + HOUR))
    assert named(client, f"{FERRY}/").startswith("/media/")
    now.shift(HOUR)
    assert named(client, f"{FERRY}/") == f"{FERRY}.jpg"


def test_names_of_tags_authors_and_days_without_live_stories_have_no_image(client: Client, now: Any) -> None:
    TagFactory(slug="secret")
    AuthorFactory(slug="eve")
    ArticleFactory(slug="draft")
    for address in ("/tags/secret.jpg", "/authors/eve.jpg", "/2024/11/08.jpg", "/2024.jpg", "/2099/01.jpg", "/no.jpg"):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("typeface", ["newsreader", "franklin", "playfair"])
def test_each_type_has_the_letters_of_latin_alphabets_and_says_which_it_has_not(typeface: str, chief: User) -> None:
    edit(chief, typeface=typeface)
    for weight in (lettering.HEADLINE, lettering.TEXT):
        assert lettering.drawable("aÉßŁźőğ“—€їҐΩ", weight)
    assert lettering.drawable("Zelenskyy à Łódź: “No”")
    assert lettering.drawable("Київ, Αθήνα")
    assert lettering.drawable("سفينة «تبحر» 2024 mit Öl")
    assert not lettering.drawable("東京")
    assert not lettering.drawable("שלום")


@pytest.mark.parametrize("headline", ["東京", "שלום", "سفينة 東京"])
def test_a_headline_in_another_script_is_shared_with_the_publications_image(
    headline: str, client: Client, now: Any, chief: User
) -> None:
    published(slug="ferry", headline=headline)
    assert named(client, f"{FERRY}/") == "/share.jpg"
    assert client.get(f"{FERRY}.jpg").content == client.get("/share.jpg").content
    own = uploads.store("share", take_in(io.BytesIO(photo(1300, 700)), "share.jpg"))
    edit(chief, images={"share": own})
    assert named(client, f"{FERRY}/") == f"/media/{own['name']}"


def test_a_headline_of_any_length_and_a_logo_find_room(now: Any) -> None:
    logo = uploads.store("logo", take_in(io.BytesIO(photo(800, 100, "PNG", "RGBA")), "logo.png"))
    Publication.objects.create(pk=1, images={"logo": logo}, tagline="News since 1902")
    for title in ("", "A", "Word " * 39, "W" * 200):
        with Image.open(io.BytesIO(share_image.share_image(title, "World", "Below", "#a01c22"))) as image:
            assert image.size == (1200, 630)
            darkest: Any = image.crop((1140, 20, 1200, 630)).convert("L").getextrema()[0]
            assert darkest > 240  # the margin is free


def test_arabic_letters_are_joined_and_run_from_the_right_edge() -> None:
    font = lettering._font(lettering._files("newsreader", lettering.HEADLINE)[-1], 80)
    apart = sum(font.getlength(letter, direction="rtl") for letter in "سفينة")
    assert lettering.width("سفينة", 80, lettering.HEADLINE) < 0.8 * apart
    with Image.open(io.BytesIO(share_image.share_image("سفينة", "", "", "#a01c22"))) as image:
        left, right = (image.crop((start, 100, start + 300, 450)).convert("L").getextrema() for start in (72, 828))
    assert left[0] > 200 > right[0]  # type: ignore[operator]


def test_without_a_library_that_shapes_them_such_titles_are_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "SHAPES", False)
    assert lettering.drawable("Київ")
    assert not lettering.drawable("سفينة")
