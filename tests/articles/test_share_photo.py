"""A story may be shared with another photo than its lead photo, which is used, checked and protected like that."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import ProtectedError
from django.test import Client
from lxml import html

from articles.models import Article
from newsroom.images import actions as picture_actions
from newsroom.images import usage
from newsroom.images.models import Picture, PictureFile
from newsroom.publishing import actions
from tests.articles.conftest import HOUR, NINE
from tests.articles.factories import ArticleFactory, edited, published
from tests.images.conftest import uploaded
from tests.images.factories import PictureFactory, photo
from tests.people import editor

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FERRY = "/2024/11/08/ferry"


def shown(client: Client) -> str:
    """The alternative text of the image that a link to the story shows."""
    head = html.fromstring(client.get(f"{FERRY}/").content).find("head")
    (alt,) = head.xpath("meta[@property='og:image:alt']/@content")
    return str(alt)


def another(writer: User, **fields: Any) -> Picture:
    return uploaded(writer, photo(1700, 1200), name="other.jpg", alt="For sharing", **fields)


def test_links_show_the_share_photo_which_is_ready_at_publication_and_the_page_the_lead_photo(
    client: Client, now: Any, writer: User
) -> None:
    article = published(
        slug="ferry", headline="Sails", lead_picture=uploaded(writer, alt="A ferry"), share_picture=another(writer)
    )
    assert shown(client) == "For sharing"
    assert PictureFile.objects.get(picture=article.share_picture).share_image["width"] == 1200
    body = html.fromstring(client.get(f"{FERRY}/").content).find("body")
    assert body.xpath(".//img/@alt") == ["A ferry"]


def test_without_a_right_to_the_share_photo_links_show_the_lead_photo(
    client: Client, now: Any, writer: User, chief: User
) -> None:
    share = another(writer, usable_until=NINE + HOUR)
    published(slug="ferry", lead_picture=uploaded(writer, alt="A ferry"), share_picture=share)
    now.shift(HOUR)
    assert shown(client) == "A ferry"
    picture_actions.set_rights(share, chief, usable_from=None, usable_until=None)
    assert shown(client) == "For sharing"
    picture_actions.take_down(share, chief, reason="Court order")
    assert shown(client) == "A ferry"


def test_a_share_photo_that_waits_is_not_shown_before_its_version(
    client: Client, now: Any, writer: User, desk: User
) -> None:
    article = published(slug="ferry", lead_picture=uploaded(writer, alt="A ferry"))
    share = another(writer)
    actions.publish(article, desk, revision=edited(article, share_picture=share), change="minor", at=NINE + HOUR)
    assert PictureFile.objects.get(picture=share).share_image
    assert shown(client) == "A ferry"
    now.shift(HOUR)
    assert shown(client) == "For sharing"


def test_a_photo_is_used_where_a_story_is_shared_with_it_and_cannot_be_deleted(now: Any) -> None:
    drafted, lived = PictureFactory(), PictureFactory()
    draft = ArticleFactory(share_picture=drafted)
    live = published(share_picture=lived)
    edited(live, share_picture=None)
    assert [(use.state, use.url.split("/")[-3]) for use in usage.of(drafted)] == [("draft", str(draft.pk))]
    assert [use.state for use in usage.of(lived)] == ["live"]
    for picture in (drafted, lived):
        with pytest.raises(ProtectedError):
            picture.delete()


def test_a_restored_version_has_its_share_photo_again(now: Any, desk: User) -> None:
    picture = PictureFactory()
    article = ArticleFactory(share_picture=picture, owner=desk)
    first = actions.save(article, desk)
    edited(article, share_picture=None)
    actions.restore(Article.objects.get(), desk, revision=first)
    assert Article.objects.get().share_picture == picture


def test_preflight_asks_for_alt_text_and_tells_of_rights(now: Any) -> None:
    picture = PictureFactory(title="Quay", alt="", usable_until=NINE - HOUR)
    article = ArticleFactory(share_picture=picture)
    found = {check.text: check.place for check in article.adapter.checks(article, article.snapshot())}
    assert found["Write alt text for the share photo “Quay”."] == "share_picture"
    assert [place for text, place in found.items() if text.startswith("Rights to “Quay”")] == ["share_picture"]


def test_the_desk_shows_what_a_link_will_show(now: Any, writer: User) -> None:
    client = Client()
    client.force_login(editor())
    article = ArticleFactory(headline="Sails", lead_picture=uploaded(writer), share_picture=another(writer))
    page = client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    address = f"/admin/articles/article/{article.pk}/share-image/"
    assert f'src="{address}?version=1"' in page
    assert 'name="share_picture"' in page
    with_photo = b"".join(client.get(address))
    edited(article, share_picture=None, lead_picture=None)
    without = client.get(address)
    assert without["Content-Type"] == "image/jpeg"
    assert with_photo[:2] == without.content[:2] == b"\xff\xd8"
    assert with_photo != without.content
