"""Our own words in the language of a page."""

import pytest

from newsroom.text.languages import and_before, speaking


@pytest.mark.parametrize(
    ("language", "name", "between"),
    [
        ("en-us", "Inés", " and "),
        ("ar", "Inés", " و"),
        ("es", "Ana", " y "),
        ("es", "Inés", " e "),
        ("es", "Íñigo", " e "),
        ("es", "Hilario", " e "),
        ("es", "Yvonne", " e "),
        ("es", "Hierro", " y "),
        ("es", "Yolanda", " y "),
    ],
)
def test_spanish_says_e_before_the_sound_of_an_i(language: str, name: str, between: str) -> None:
    with speaking(language):
        assert and_before(name) == between
