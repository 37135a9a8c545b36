"""The languages of stories and timelines, as BCP 47 tags, and that of our own words beside them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.core.validators import RegexValidator
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext

language_tag = RegexValidator(
    r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", "Enter a language tag (BCP 47), such as en, uk or pt-BR."
)
I_SOUND = re.compile(r"h?[ií](?![aeouáéóú])|y(?![aeiouáéíóú])", re.IGNORECASE)
RIGHT_TO_LEFT_LANGUAGES = set("ar arc ckb dv fa he ks nqo pnb ps sd syr ug ur yi".split())
RIGHT_TO_LEFT_SCRIPTS = set("adlm arab hebr mand nkoo rohg samr syrc thaa".split())


def primary(tag: str) -> str:
    """Return the language alone: "pt" for "pt-BR"."""
    return tag.lower().partition("-")[0]


def direction(tag: str) -> str:
    """Return "rtl" or "ltr", for the `dir` attribute, from the script in the tag or else from the language."""
    language, *more = tag.lower().split("-")
    script = next((part for part in more if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if language in RIGHT_TO_LEFT_LANGUAGES else "ltr"


# The language of the page or part that is being rendered, so that Django isn't asked for every string.
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def spoken() -> str:
    """Return the language of our own words at this point of a page, as a code of Django's."""
    return _spoken.get() or translation.get_language() or settings.LANGUAGE_CODE


def spoken_by_page() -> str:
    """Return the language in which a readers' template begins: the site's, also for a desk in another."""
    return _spoken.get() or settings.LANGUAGE_CODE


def spoken_tag() -> str:
    """Return `spoken` for the attribute `lang`."""
    language = spoken()
    return "en" if primary(language) == "en" else language


def and_before(name: str) -> str:
    """Return what is between the last two of several names: " and ". In Spanish, " y " is " e " before the sound of an i.

    “Hana e Inés”, but “Hana y Hierro”: Real Academia Española, Ortografía de la lengua española (2010).
    """
    between = gettext(" and ")
    return " e " if between == " y " and I_SOUND.match(name) else between


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Translate and name dates in that language, a code of Django's, until the block ends."""
    token = _spoken.set(language)
    try:
        with translation.override(language):
            yield
    finally:
        _spoken.reset(token)


def beside(tag: str) -> str:
    """Return the language of our words on the page of a story in that language (BCP 47): its own, if it has a catalog.

    Otherwise it is the site's. English needs no catalog.
    """
    language = primary(tag)
    return (
        language
        if language != primary(settings.LANGUAGE_CODE) and language in _translated()
        else settings.LANGUAGE_CODE
    )


def catalogs() -> list[Path]:
    """Return the catalogs of our own words, a theme's included."""
    return [path for folder in settings.LOCALE_PATHS for path in sorted(Path(folder).glob("*/LC_MESSAGES/django.po"))]


@cache
def _translated() -> frozenset[str]:
    """Return the languages that have a catalog, and English."""
    return frozenset(("en", *(path.parent.parent.name.lower() for path in catalogs())))


def ours(tag: str) -> str:
    """Return the attributes that mark our own words within a text in that language; "" if they are in it too."""
    return _marks(tag, spoken_tag())


def sites(tag: str) -> str:
    """Return the attributes that mark names in the site's language, such as a section's, within a text in that one."""
    return _marks(tag, "en" if primary(settings.LANGUAGE_CODE) == "en" else settings.LANGUAGE_CODE)


@lru_cache(maxsize=200)
def _marks(tag: str, ours: str) -> str:
    return "" if primary(tag) == primary(ours) else SafeString(f' lang="{ours}" dir="{direction(ours)}"')
