"""Images, icons and files at fixed addresses."""

import io
import json
from typing import Any

import lxml.html
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from newsroom.images.upload import take_in
from newsroom.publication import uploads
from newsroom.publication.current import stored
from newsroom.publication.models import Crawlers
from newsroom.publishing import actions
from tests.articles.factories import StandingPageFactory, desk
from tests.images.factories import photo
from tests.publication.conftest import SETTINGS, Face, typed

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_logo_that_is_uploaded_is_on_every_page_with_the_name_as_its_words(
    desk_page: Client, client: Client, now: Any
) -> None:
    files = {"logo": SimpleUploadedFile("logo.png", photo(800, 100, "PNG", "RGBA"))}
    assert desk_page.post(reverse(SETTINGS), typed(desk_page) | files).status_code == 302
    [logo] = lxml.html.fromstring(client.get("/").content).xpath('.//header[@class="masthead"]//img')
    assert (logo.get("alt"), logo.get("width"), logo.get("height")) == ("The Newsroom", "800", "100")
    response = client.get(logo.get("src"))
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]


def test_nginx_sends_the_logo_if_it_is_in_front(client: Client, settings: Any) -> None:
    settings.NGINX_SENDS_MEDIA = True
    response = client.get("/media/publication/logo-0123456789abcdef.png")
    assert response["X-Accel-Redirect"] == "/media-files/publication/logo-0123456789abcdef.png"
    assert response["Content-Type"] == "image/png"


def test_a_logo_can_be_removed(desk_page: Client, face: Face) -> None:
    face(images={"logo": uploads.store("logo", take_in(io.BytesIO(photo(400, 100, "PNG")), "logo.png"))})
    assert desk_page.post(reverse(SETTINGS), typed(desk_page, remove_logo="on")).status_code == 302
    assert stored().logo is None


def test_a_file_that_is_not_an_image_is_refused(desk_page: Client) -> None:
    files = {"logo": SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>")}
    response = desk_page.post(reverse(SETTINGS), typed(desk_page) | files)
    assert "SVG files can’t be used" in response.content.decode()


def test_icons_of_every_size_are_made_of_one(client: Client, face: Face, now: Any) -> None:
    face(images={"icon": uploads.store("icon", take_in(io.BytesIO(photo(600, 600)), "icon.jpg"))})
    manifest = client.get("/site.webmanifest").json()
    for icon in manifest["icons"]:
        with Image.open(io.BytesIO(b"".join(client.get(icon["src"]).streaming_content))) as image:  # type: ignore[attr-defined]
            assert f"{image.width}x{image.height}" == icon["sizes"]
    assert client.get("/favicon.ico")["Location"] == stored().icon("32")
    assert stored().icon("180") in client.get("/").content.decode()


def test_an_error_page_has_the_publications_logo_and_colors(client: Client, face: Face, now: Any) -> None:
    logo = uploads.store("logo", take_in(io.BytesIO(photo(400, 100, "PNG")), "logo.png"))
    face(images={"logo": logo}, accent="#0b4f6c")
    html = client.get("/no/such/page/").content.decode()
    assert logo["name"] in html
    assert "/media/colors/accent-0b4f6c-" in html


@pytest.mark.parametrize(("width", "height"), [(600, 400), (100, 100)], ids=["not square", "too small"])
def test_an_icon_that_would_look_bad_is_refused(width: int, height: int) -> None:
    with pytest.raises(ValidationError):
        uploads.store("icon", take_in(io.BytesIO(photo(width, height)), "icon.jpg"))


def test_a_page_without_a_photo_is_shared_with_the_publications_image(client: Client, face: Face, now: Any) -> None:
    face(images={"share": uploads.store("share", take_in(io.BytesIO(photo(1600, 1200)), "share.jpg"))})
    html = client.get("/").content.decode()
    assert f'<meta property="og:image" content="http://testserver/media/{stored().images["share"]["name"]}">' in html
    assert '<meta property="og:image:width" content="1200">' in html


@pytest.mark.parametrize("name", ["logo-0123456789abcdef.png", "../secret_key", "logo.png"])
def test_there_is_no_other_file_among_the_images(name: str, client: Client) -> None:
    assert client.get(f"/media/publication/{name}").status_code == 404


@pytest.mark.parametrize(
    ("address", "field", "text"),
    [
        ("/ads.txt", "ads_txt", "ads.example, 1234, DIRECT"),
        ("/trust.txt", "trust_txt", "member=https://press.example"),
        ("/.well-known/security.txt", "security_txt", "Contact: mailto:security@lantern.example"),
    ],
)
def test_a_text_file_is_there_once_it_has_a_text(
    address: str, field: str, text: str, client: Client, face: Face, now: Any
) -> None:
    assert client.get(address).status_code == 404
    face(**{field: text})
    response = client.get(address)
    assert response.content.decode() == f"{text}\n"
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_robots_txt_keeps_out_the_crawlers_that_were_chosen(client: Client, face: Face, now: Any) -> None:
    def refused() -> str:
        return client.get("/robots.txt").content.decode()

    assert "GPTBot" not in refused()
    face(crawlers=Crawlers.ANSWERS)
    assert "User-agent: GPTBot" in refused()
    assert "PerplexityBot" not in refused()
    face(crawlers=Crawlers.NONE, robots_txt="User-agent: BadBot\nDisallow: /")
    assert "User-agent: PerplexityBot" in refused()
    assert refused().count("Disallow: /\n") == 2
    assert refused().startswith("User-agent: *\nDisallow: /admin/")


def test_search_engines_learn_of_the_policies_and_whom_to_ask(client: Client, face: Face, now: Any) -> None:
    ethics = StandingPageFactory(title="Ethics", slug="ethics")
    draft = StandingPageFactory(title="Masthead", slug="masthead")
    actions.publish(ethics, desk())
    face(
        policies={"ethicsPolicy": ethics.pk, "masthead": draft.pk},
        email="desk@lantern.example",
        social="https://bsky.app/profile/lantern",
    )
    [script] = lxml.html.fromstring(client.get("/").content).xpath('.//script[@type="application/ld+json"]')
    newsroom = next(each for each in json.loads(script.text)["@graph"] if each["@type"] == "NewsMediaOrganization")
    assert newsroom["ethicsPolicy"] == "http://testserver/ethics/"
    assert newsroom["contactPoint"]["email"] == "desk@lantern.example"
    assert newsroom["sameAs"] == ["https://bsky.app/profile/lantern"]
    assert "masthead" not in newsroom  # it isn't published


@pytest.mark.parametrize(("typeface", "font"), [("franklin", "libre-franklin-600"), ("playfair", "source-serif-4-400")])
def test_a_pairing_brings_its_style_sheet_and_its_fonts(
    typeface: str, font: str, client: Client, face: Face, now: Any
) -> None:
    face(typeface=typeface)
    html = client.get("/").content.decode()
    assert f"css/type_{typeface}" in html
    assert f"fonts/{font}" in html
