"""The languages of stories and timelines, as BCP 47 tags."""

from functools import lru_cache

from django.core.validators import RegexValidator
from django.utils.safestring import SafeString

language_tag = RegexValidator(
    r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", "Enter a language tag (BCP 47), such as en, uk or pt-BR."
)
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


@lru_cache(maxsize=200)
def ours(tag: str) -> str:
    """Return the attributes that mark our own English words on the page of a story in another language."""
    return "" if primary(tag) == "en" else SafeString(' lang="en" dir="ltr"')
