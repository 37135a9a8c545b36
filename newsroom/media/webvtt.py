"""Captions as WebVTT (https://www.w3.org/TR/webvtt1/), checked before browsers get them: these skip what they can't read."""

import re

from django.core.exceptions import ValidationError

MAX_CHARACTERS = 1_000_000  # of a day of talk
_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+\S.*)?[ \t]*")
_SUBRIP = re.compile(r"\d{2}:\d{2}:\d{2},\d{3}\s*-->")
_BLOCKS = ("NOTE", "STYLE", "REGION")
EXAMPLE = "Write one such as “00:01.000 --> 00:04.000”"


def checked(text: str) -> str:
    """Return captions with "\\n" between their lines, "" for none. Raises ValidationError, which names the line."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").strip()
    if not text:
        return ""
    if len(text) > MAX_CHARACTERS:
        raise ValidationError(f"Captions have at most {MAX_CHARACTERS:,} characters. Cut the video, or its captions.")
    lines = text.split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        if _SUBRIP.search(text):
            raise ValidationError("These are SubRip captions (.srt). Export them as WebVTT (.vtt).")
        raise ValidationError("Line 1: captions begin with a line that says WEBVTT.")
    if len(lines) > 1 and lines[1].strip():
        raise ValidationError("Line 2: leave this line blank. The first captions begin below it.")
    cues = 0
    before = 0
    at = 1
    while at < len(lines):
        start, at = _block(lines, at)
        if start == at or lines[start].split(maxsplit=1)[0] in _BLOCKS:
            continue
        before = _cue(lines, start, at, before)
        cues += 1
    if not cues:
        raise ValidationError("These captions have no text. Add some below the first line, or clear the field.")
    return text + "\n"


def _block(lines: list[str], at: int) -> tuple[int, int]:
    """Return where the next block begins, and the blank line at its end."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    start = at
    while at < len(lines) and lines[at].strip():
        at += 1
    return start, at


def _cue(lines: list[str], start: int, end: int, before: int) -> int:
    """Check one cue, which doesn't begin before the one above. Return when it begins, in milliseconds."""
    timed = start if "-->" in lines[start] else start + 1  # a line with its name may be above
    found = _TIMING.fullmatch(lines[timed]) if timed < end else None
    if found is None:
        raise ValidationError(f"Line {min(timed, end - 1) + 1}: this isn’t a time. {EXAMPLE}.")
    begins, ends = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:])
    if ends <= begins:
        raise ValidationError(f"Line {timed + 1}: it ends before it begins. Enter a later end.")
    if begins < before:
        raise ValidationError(f"Line {timed + 1}: it begins before the captions above it. Put them in order.")
    if timed + 1 == end:
        raise ValidationError(f"Line {timed + 1}: no words follow this time. Write them on the next line.")
    for number in range(timed + 1, end):
        if "-->" in lines[number]:
            raise ValidationError(f"Line {number + 1}: put a blank line above this time.")
    return begins


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths
