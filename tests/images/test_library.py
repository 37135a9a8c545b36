"""The library: what is found, in what order, at what cost."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from newsroom.images import actions as picture_actions
from newsroom.images import library_search
from newsroom.images.models import Picture, PictureWord
from tests.articles.factories import ArticleFactory, AuthorFactory
from tests.images.conftest import NINE, uploaded
from tests.images.factories import PictureFactory
from tests.images.test_admin import LIST, signed_in
from tests.timelines.factories import TimelineFactory

DAY = timedelta(days=1)


def shown(client: Client, **asked: Any) -> set[str]:
    return {picture.title for picture in client.get(LIST, asked).context["page"].pictures}


@pytest.fixture
def desk(now: Any, writer: User) -> Client:
    return signed_in(writer)


@pytest.mark.parametrize(
    "typed",
    [
        "zurich",
        "ZÜRICH",
        "zür",
        "harbour zurich",
        "ferries",
        "lens",
        "img_2041",
        "boats",
        "2041 har",
        "tram",
        "«harbour»",
    ],
)
def test_words_are_found_wherever_they_stand_begun_in_other_forms_and_without_accents(desk: Client, typed: str) -> None:
    PictureFactory(
        title="Zürich harbour",
        caption="A ferry leaves",
        credit="Ada Lens",
        alt="Two boats at a quay",
        keywords="tram, lake",
        file__filename="IMG_2041.JPG",
    )
    PictureFactory(title="Something else", credit="")
    assert shown(desk, q=typed) == {"Zürich harbour"}


@pytest.mark.parametrize("typed", ["bour", "zurich geneva", "harbourr", "\xff", "%"])
def test_what_no_word_begins_with_is_not_found(desk: Client, typed: str) -> None:
    PictureFactory(title="Zürich harbour")
    assert shown(desk, q=typed) == ({"Zürich harbour"} if not library_search.holding(typed) else set())


def test_other_words_are_found_after_an_edit_and_the_old_ones_no_more(writer: User, desk: Client) -> None:
    picture = uploaded(writer, title="Bridge", credit="Ada")
    picture_actions.edit(picture, writer, title="Viaduct")
    assert shown(desk, q="viaduct") == {"Viaduct"}
    assert shown(desk, q="ada") == {"Viaduct"}
    picture.refresh_from_db()
    assert b"bridge" in {bytes(line.word) for line in PictureWord.objects.all()}  # bridge.jpg is its file
    assert str(PictureWord.objects.get(word=b"viaduct")) == "viaduct"


@pytest.mark.parametrize(
    ("rights", "found"),
    [
        ("", {"free", "soon", "long", "later", "ended", "sealed"}),
        ("free", {"free", "soon", "long"}),
        ("soon", {"soon"}),
        ("later", {"later"}),
        ("ended", {"ended"}),
        ("sealed", {"sealed"}),
        ("no such choice", {"free", "soon", "long", "later", "ended", "sealed"}),
    ],
)
def test_filtered_by_rights(desk: Client, rights: str, found: set[str]) -> None:
    PictureFactory(title="free")
    PictureFactory(title="soon", usable_until=NINE + 14 * DAY)
    PictureFactory(title="long", usable_until=NINE + 15 * DAY)
    PictureFactory(title="later", usable_from=NINE + DAY)
    PictureFactory(title="ended", usable_until=NINE)
    PictureFactory(title="sealed", taken_down_at=NINE)
    assert shown(desk, rights=rights) == found


def test_filtered_by_what_is_lacking_by_shape_and_by_uploader(desk: Client, writer: User) -> None:
    PictureFactory(title="no alt", alt="", file__width=900, file__height=1200)
    PictureFactory(title="no credit", credit="", file__width=1000, file__height=1000)
    PictureFactory(title="mine", uploaded_by=writer)
    assert shown(desk, lacking="alt") == {"no alt"}
    assert shown(desk, lacking="credit") == {"no credit"}
    assert shown(desk, shape="tall") == {"no alt"}
    assert shown(desk, shape="square") == {"no credit"}
    assert shown(desk, shape="wide") == {"mine"}
    assert shown(desk, mine="on") == {"mine"}
    assert shown(desk, mine="on", shape="tall") == set()


def test_unused_is_what_no_draft_no_version_no_timeline_and_no_author_shows(desk: Client) -> None:
    ArticleFactory(lead_picture=PictureFactory(title="lead"))
    AuthorFactory(portrait=PictureFactory(title="portrait"))
    TimelineFactory(events=[{"headline": "It begins", "picture": PictureFactory(title="event")}])
    earlier = ArticleFactory(lead_picture=PictureFactory(title="earlier"))
    earlier.load(earlier.head.content | {"lead_picture": None})
    PictureFactory(title="nowhere")
    assert shown(desk, unused="on") == {"nowhere"}


def test_pages_go_on_where_the_last_ended_whatever_comes_meanwhile(desk: Client) -> None:
    same_instant = PictureFactory.create_batch(60)
    later = PictureFactory.create_batch(40, uploaded_at=NINE)
    first = desk.get(LIST).context["page"]
    PictureFactory(uploaded_at=NINE + DAY)
    seen, before = [picture.pk for picture in first.pictures], first.following
    while before:
        page = desk.get(LIST, {"before": before}).context["page"]
        seen += [picture.pk for picture in page.pictures]
        before = page.following
    assert seen == [picture.pk for picture in [*reversed(later), *reversed(same_instant)]]


@pytest.mark.parametrize("before", ["x", "2024-11-08_1", "2024-11-08T14:00:00+00:00_x", "_", "9" * 400])
def test_a_page_that_nobody_gave_out_is_no_error(desk: Client, before: str) -> None:
    PictureFactory()
    assert desk.get(LIST, {"before": before}).status_code == 200


def test_the_library_costs_the_same_whatever_it_shows_and_counts_nothing_row_by_row(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(50):
        ArticleFactory(lead_picture=PictureFactory(title="Harbour"))
    desk.get(LIST)
    with django_assert_max_num_queries(12) as queries:
        response = desk.get(LIST, {"q": "harbour", "rights": "free", "shape": "wide"})
    assert len(response.context["page"].pictures) == 48
    assert {picture.used for picture in response.context["page"].pictures} == {1}
    assert len([query for query in queries.captured_queries if "COUNT(" in query["sql"].upper()]) <= 4


@pytest.mark.once
def test_a_popup_offers_each_picture_for_the_form_that_opened_it(desk: Client) -> None:
    picture = PictureFactory(title="Bridge", credit="Ada")
    html = desk.get(LIST, {"_popup": 1}).content.decode()
    assert f'data-choose="{picture.pk}" data-name="Bridge (Ada)"' in html
    assert "data-choose=" not in desk.get(LIST).content.decode()


@pytest.mark.once
def test_a_field_for_a_picture_is_offered_thumbnail_credit_and_rights(desk: Client) -> None:
    PictureFactory(title="Bridge", credit="Ada", usable_until=NINE)
    PictureFactory(title="Bridge too", taken_down_at=NINE)
    asked = {"app_label": "articles", "model_name": "article", "field_name": "lead_picture", "term": "bridge"}
    [choice] = desk.get("/admin/autocomplete/", asked).json()["results"]
    assert (choice["text"], choice["credit"], choice["state"]) == ("Bridge (Ada)", "Ada", "ended")
    assert choice["thumbnail"].startswith("/media/pictures/")
    again = desk.get(f"{LIST}choices/", {"picture": [choice["id"], "nonsense", "999999"]}).json()
    assert again == {choice["id"]: {name: choice[name] for name in again[choice["id"]]}}


def test_pictures_from_before_the_search_are_brought_into_it(writer: User) -> None:
    picture = uploaded(writer, title="Viaduct")
    picture.words.all().delete()
    likeness = picture.files.get().likeness
    picture.files.update(likeness=None)
    call_command("index_pictures", stdout=StringIO())
    assert picture in Picture.objects.filter(library_search.holding("viaduct"))
    assert picture.files.get().likeness == likeness


def test_filtered_by_photographer_by_day_and_by_restrictions(desk: Client, writer: User) -> None:
    picture_actions.edit(PictureFactory(title="ada"), writer, credit="Ada Lens/Agency", taken="Aug. 6, 2024")
    picture_actions.edit(PictureFactory(title="pool"), writer, credit="Sam Finch/Pool", taken="August 2023")
    picture_actions.edit(PictureFactory(title="sam"), writer, caption="Sam Finch at a quay", restrictions="No sales")
    assert shown(desk, photographer="sam finch") == {"pool"}
    assert shown(desk, photographer="agency") == {"ada"}
    assert shown(desk, taken_from="2024-01-01") == {"ada"}
    assert shown(desk, taken_from="2023-08-01", taken_to="2023-12-31") == {"pool"}
    assert shown(desk, rights="restricted") == {"sam"}
    assert shown(desk, rights="free") == {"ada", "pool"}
    assert "Restrictions: No sales" in desk.get(LIST).text


def test_restrictions_are_told_where_a_photo_is_chosen(desk: Client) -> None:
    picture = PictureFactory(restrictions="No archive.", mandatory_credit="Pool")
    answer = desk.get(f"{LIST}choices/", {"picture": picture.pk}).json()[str(picture.pk)]
    assert (answer["state"], answer["rights"]) == (
        "restricted", "Usable. Restrictions: No archive. Mandatory credit: Pool",
    )  # fmt: skip


def test_whoever_chooses_a_photo_begins_with_the_latest_and_finds_portraits_by_name(desk: Client) -> None:
    harbor, portrait = PictureFactory(title="Harbor"), PictureFactory(title="Mira Lind")
    AuthorFactory(portrait=portrait)

    def offered(term: str, field: str = "lead_picture", model: str = "article") -> list[str]:
        asked = {"app_label": "articles", "model_name": model, "field_name": field, "term": term}
        return [choice["title"] for choice in desk.get("/admin/autocomplete/", asked).json()["results"]]

    assert offered("") == [harbor.title]
    assert offered("mira") == [portrait.title]
    assert offered("", "portrait", "author") == [portrait.title, harbor.title]
    assert shown(desk) == {harbor.title, portrait.title}
    assert shown(desk, _popup="1") == {harbor.title}
    assert shown(desk, _popup="1", portraits="on") == shown(desk, _popup="1", q="mira") == {portrait.title}
