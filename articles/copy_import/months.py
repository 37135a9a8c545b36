"""The months in languages that a newsroom's copy may be in; Django knows their names."""

import re
from functools import cache

from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT, MONTHS_AP

LANGUAGES = ("uk", "ru", "fr", "de", "es", "it", "pl", "pt", "nl")
_WORD = re.compile(r"[^\W\d_]+\.?")
_AROUND = re.compile(
    r"(?<=\d)\.(?= )|\b(?:de|do|року|р|года|г)\b\.?"
)  # "6. August", "6 de agosto", "6 серпня 2024 року"


def in_english(date: str) -> str:
    """ "6 серпня 2024" as "6 August 2024"; as it was, where no month is named in another language."""
    told = _WORD.sub(lambda word: _english().get(word[0].lower().rstrip("."), word[0]), date)
    return date if told == date else " ".join(_AROUND.sub("", told).split())


@cache
def _english() -> dict[str, str]:
    names: dict[str, str] = {}
    with translation.override("en"):
        english = {number: str(name) for number, name in MONTHS.items()}
    for language in LANGUAGES:
        with translation.override(language):
            for calendar in (MONTHS, MONTHS_ALT, MONTHS_AP, MONTHS_3):
                for number, name in calendar.items():
                    names.setdefault(str(name).lower().rstrip("."), english[number])
    return names
