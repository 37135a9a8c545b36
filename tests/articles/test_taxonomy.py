"""Sections, authors and tags: what editing one does."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from articles import taxonomy
from articles.models import Author, Section, Tag
from newsroom.delivery import current_generation
from newsroom.images import usage
from newsroom.publishing.exceptions import PermissionRefused
from newsroom.publishing.models import AuditEntry
from tests.articles.factories import ArticleFactory, AuthorFactory, SectionFactory, TagFactory, desk, published
from tests.images.factories import PictureFactory
from tests.people import journalist

pytestmark = pytest.mark.django_db


def paths() -> list[str]:
    return sorted(str(path) for path in Section.objects.values_list("path", flat=True))


def test_a_section_that_moves_takes_those_below_it_along() -> None:
    world, local = SectionFactory(slug="world"), SectionFactory(slug="local")
    europe = SectionFactory(slug="europe", parent=world)
    SectionFactory(slug="spain", parent=europe)
    assert paths() == ["local", "world", "world/europe", "world/europe/spain"]
    moved = taxonomy.edit(europe, desk(), parent=local, slug="eu")
    assert paths() == ["local", "local/eu", "local/eu/spain", "world"]
    assert (moved.path, moved.depth) == ("local/eu", 1)


def test_two_sections_can_trade_places() -> None:
    above = SectionFactory(slug="above")
    one, two = SectionFactory(slug="one", parent=above), SectionFactory(slug="two")
    SectionFactory(slug="below", parent=one)
    taxonomy.edit(one, desk(), slug="three")
    taxonomy.edit(two, desk(), slug="one", parent=above)
    taxonomy.edit(one, desk(), slug="two", parent=None)
    assert paths() == ["above", "above/one", "two", "two/below"]


@pytest.mark.parametrize("slug", ["tags", "admin", "2024", "feed"])
def test_a_section_cannot_take_an_address_of_the_site(slug: str) -> None:
    with pytest.raises(ValidationError, match="The site itself uses the address"):
        taxonomy.add(Section(name="Odd", slug=slug), desk())


def test_a_section_cannot_stand_below_itself_or_beside_a_namesake() -> None:
    world = SectionFactory(slug="world")
    europe = SectionFactory(slug="europe", parent=world)
    with pytest.raises(ValidationError, match="inside itself"):
        taxonomy.edit(world, desk(), parent=europe)
    with pytest.raises(ValidationError, match="Another section here has this slug"):
        taxonomy.add(Section(name="Europe again", slug="europe", parent=world), desk())


def test_an_added_section_has_its_page(client: Client) -> None:
    taxonomy.add(Section(name="Science", slug="science"), desk())
    assert client.get("/science/").status_code == 200
    assert "/science/" in client.get("/").content.decode()


def test_an_edit_is_audited_with_the_old_words_and_makes_pages_stale() -> None:
    author = AuthorFactory(name="Ann Bell")
    before = current_generation.read()
    taxonomy.edit(author, desk(), name="Ann Bell-Carr")
    assert AuditEntry.objects.get().reason == "name was: Ann Bell"
    assert current_generation.read() > before
    taxonomy.edit(author, desk(), name="Ann Bell-Carr")  # no change, no entry
    assert AuditEntry.objects.count() == 1


def test_a_journalist_may_add_a_tag_but_not_rename_one() -> None:
    writer = journalist()
    tag = taxonomy.add(Tag(name="New ferries"), writer)
    assert tag.slug == "new-ferries"
    with pytest.raises(PermissionRefused):
        taxonomy.edit(tag, writer, name="Boats")
    with pytest.raises(PermissionRefused):
        taxonomy.add(Author(name="Me", slug="me"), writer)
    assert not Author.objects.exists()


def test_tags_typed_later_come_last() -> None:
    article = ArticleFactory(tagged_with=[TagFactory(name="Zebra"), TagFactory(name="Yak")])
    article.tags.add(TagFactory(name="Ant"))
    names = [Tag.objects.get(pk=line["tag"]).name for line in article.snapshot()["tags"]]
    assert names == ["Zebra", "Yak", "Ant"]


def test_a_picture_says_which_stories_use_it(now: Any) -> None:
    picture = PictureFactory()
    article = published(headline="With picture", lead_picture=picture)
    article.load(article.head.content | {"lead_picture": None})  # only an old version has it now
    assert [(use.label, use.state) for use in usage.of(picture)] == [("With picture", "live")]
    assert usage.of(PictureFactory()) == []
