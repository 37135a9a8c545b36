"""Captions are checked line by line, since browsers skip silently what they can't read."""

import pytest
from django.core.exceptions import ValidationError

from newsroom.media.webvtt import checked
from tests.media.factories import CAPTIONS

CUE = "00:01.000 --> 00:02.000\nThe ferry is back."


@pytest.mark.parametrize(
    "text",
    [
        CAPTIONS,
        f"WEBVTT - The ferry\n\nNOTE made by hand\n\nSTYLE\n::cue {{ color: red }}\n\nfirst\n{CUE}\n",
        f"WEBVTT\n\n{CUE}\n\n01:00:00.000 --> 01:00:02.000 line:0 align:start\n<v Ann>Two\nlines\n",
    ],
)
def test_captions_are_kept_as_they_are(text: str) -> None:
    assert checked(text) == text
    assert checked("\ufeff" + text.replace("\n", "\r\n")) == text


def test_no_captions_are_none() -> None:
    assert checked(" \r\n") == ""


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Hello", r"Line 1: captions begin with a line that says WEBVTT\."),
        (f"WEBVTT\n{CUE}", r"Line 2: leave this line blank"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi", r"SubRip captions \(\.srt\)\. Export them as WebVTT"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nHi", r"Line 3: this isn’t a time"),
        ("WEBVTT\n\nHello\nthere", r"Line 4: this isn’t a time"),
        ("WEBVTT\n\nHello", r"Line 3: this isn’t a time"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nHi", r"Line 3: it ends before it begins"),
        (f"WEBVTT\n\n{CUE}\n\n00:00.500 --> 00:03.000\nHi", r"Line 6: it begins before the captions above it"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000", r"Line 3: no words follow"),
        (f"WEBVTT\n\n{CUE}\n00:03.000 --> 00:04.000\nHi", r"Line 5: put a blank line above this time"),
        ("WEBVTT\n\nNOTE nothing", "no text"),
    ],
)
def test_an_error_names_the_line_and_the_cure(text: str, error: str) -> None:
    with pytest.raises(ValidationError, match=error):
        checked(text)
