import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.template import Context, Template

from newsroom.images.models import Picture
from newsroom.images.renditions import make_renditions
from tests.images.factories import PictureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def html(picture: Picture, options: str = "") -> str:
    return Template("{% load pictures %}{% picture shown " + options + " %}").render(Context({"shown": picture}))


def fetched(picture: Picture) -> Picture:
    return Picture.objects.to_render().get(pk=picture.pk)


@pytest.mark.parametrize("shape", ["", "16:9", "4:3", "1:1"])
def test_before_renditions_are_ready_the_original_stands_in_at_the_right_proportions(shape: str) -> None:
    rendered = fetched(PictureFactory(file__width=1600, file__height=1200)).render(shape=shape)
    assert rendered.sources == ()
    assert rendered.src.endswith(".jpg")
    across, down = map(int, (shape or "4:3").split(":"))
    assert rendered.width / rendered.height == pytest.approx(across / down, rel=0.01)
    assert rendered.shape == shape.replace(":", "x")


def test_only_what_is_recorded_as_ready_is_offered_avif_before_webp(picture: Picture) -> None:
    assert picture.current is not None
    make_renditions(picture.current)
    rendered = fetched(picture).render(shape="16:9", sizes="50vw")
    assert [source.type for source in rendered.sources] == ["image/avif", "image/webp"]
    for source in rendered.sources:
        assert re.fullmatch(r"(/media/\S+ \d+w(, )?)+", source.srcset)
        assert re.findall(r"(\d+)w", source.srcset) == ["320", "640", "1280"]
    assert (rendered.width, rendered.height) == (1280, 720)
    assert rendered.src in rendered.sources[1].srcset


def test_the_markup_has_a_size_and_waits_until_it_is_scrolled_to() -> None:
    markup = html(fetched(PictureFactory(alt='A "bridge"')))
    assert 'width="1600" height="1200"' in markup
    assert 'alt="A &#34;bridge&#34;"' in markup
    assert 'loading="lazy"' in markup
    assert "fetchpriority" not in markup


def test_the_lead_picture_is_fetched_first() -> None:
    markup = html(fetched(PictureFactory()), "eager=True")
    assert 'fetchpriority="high"' in markup
    assert "lazy" not in markup


def test_a_size_over_a_thousand_has_no_separator(settings: Any) -> None:
    settings.USE_THOUSAND_SEPARATOR = True
    assert 'width="1600"' in html(fetched(PictureFactory()))


def test_a_use_has_its_own_alternative_text_caption_and_credit() -> None:
    picture = fetched(PictureFactory(alt="Own", caption="Own", credit="Own"))
    assert picture.render().alt == picture.render().caption == picture.render().credit == "Own"
    used = picture.render(alt="", caption="Here", credit="There")
    assert (used.alt, used.caption, used.credit) == ("", "Here", "There")


def test_rendering_asks_the_database_for_nothing(picture: Picture, django_assert_num_queries: Any) -> None:
    assert picture.current is not None
    make_renditions(picture.current)
    shown = fetched(picture)
    with django_assert_num_queries(0):
        for shape in ("", "16:9", "4:3", "1:1"):
            html(shown, f'shape="{shape}"')


def test_an_unknown_shape_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="16:9"):
        PictureFactory().render(shape="2:1")


def test_a_picture_without_a_file_is_refused_and_not_usable(writer: User) -> None:
    picture = PictureFactory()
    Picture.objects.update(current=None)
    picture.refresh_from_db()
    assert not picture.usable_at(picture.uploaded_at)
    with pytest.raises(ValueError, match="no file"):
        picture.render()
