"""Colors: whether they can be read, and how pages get them."""

import pytest
from django.test import Client

from newsroom.publication import colors
from newsroom.publication.colors import DARK, LIGHT


def test_black_on_white_has_the_highest_contrast_and_a_color_on_itself_the_lowest() -> None:
    assert round(colors.contrast("#000000", "#ffffff"), 2) == 21
    assert colors.contrast("#a01c22", "#a01c22") == 1


@pytest.mark.parametrize("papers", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("color", ["#ffd84d", "#2f6f8f", "#777777"])
def test_the_nearest_readable_tone_is_readable_and_no_farther_than_needed(color: str, papers: tuple[str, ...]) -> None:
    tone = colors.readable(color, papers)
    assert colors.least(tone, papers) >= colors.ENOUGH
    assert tone == color or colors.least(tone, papers) < colors.ENOUGH + 0.4


@pytest.mark.parametrize(("typed", "color"), [("#A01C22", "#a01c22"), ("abc", "#aabbcc"), (" 0b4f6c ", "#0b4f6c")])
def test_a_color_is_read_as_people_write_it(typed: str, color: str) -> None:
    assert colors.cleaned(typed) == color


@pytest.mark.parametrize("typed", ["red", "#12345", "#1234567", "url(x)"])
def test_another_word_is_not_a_color(typed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        colors.cleaned(typed)


@pytest.mark.once
@pytest.mark.django_db
def test_the_style_sheet_has_each_color_for_light_and_for_dark_pages(client: Client) -> None:
    spec = colors.spec("#0b4f6c", "", {"7": "#8f1d21"})
    response = client.get(f"/media/colors/{spec}.css")
    light, dark = response.content.decode().split("@media(prefers-color-scheme:dark)")
    assert "--accent:#0b4f6c" in light
    assert "--section-7:#8f1d21" in light
    assert f"--accent:{colors.on_dark('#0b4f6c')}" in dark
    assert ".hue-section-7{--hue:var(--section-7)}" in dark
    assert "immutable" in response["Cache-Control"]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("spec", ["accent-zzzzzz-000000", "section1-0b4f6c}body{", "accent-0b4f6c"])
def test_what_is_not_a_list_of_colors_has_no_style_sheet(spec: str, client: Client) -> None:
    assert client.get(f"/media/colors/{spec}.css").status_code == 404
