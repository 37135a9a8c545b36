"""The language of copy as its script and its words tell."""

import re
from functools import cache

# In order: kana before the characters that Japanese shares with Chinese, letters of one language before its script's.
SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ur", re.compile("[ٹڈڑںے]")),
    ("fa", re.compile("[پچژگ]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
# In Latin letters: justext's lists of the words that texts in a language are mostly made of.
LATIN = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian", "nl": "Dutch",
    "pl": "Polish", "sv": "Swedish", "da": "Danish", "nb": "Norwegian_Bokmal", "fi": "Finnish", "cs": "Czech",
    "ro": "Romanian", "hu": "Hungarian", "tr": "Turkish", "vi": "Vietnamese",
}  # fmt: skip
SAMPLE = 4_000  # characters
SHARE = 0.03  # of them, so that a name in another script changes nothing
WORDS = 12  # fewer tell nothing
MOSTLY = 0.35  # of the words, in the list of their language
CLEARLY = 1.15  # times more than in any other
LETTERS = re.compile(r"[^\W\d_]")


def language_of(text: str) -> str:
    """A language tag for text, by its script or by its most common words; "" where these don't tell."""
    sample = text[:SAMPLE]
    letters = len(LETTERS.findall(sample))
    latin = len(re.findall("[A-Za-zÀ-ž]", sample))
    if not letters:
        return ""
    if latin * 2 > letters:
        return _by_words(re.findall(r"[^\W\d_]+", sample.lower()))
    return next((name for name, script in SCRIPTS if len(script.findall(sample)) > letters * SHARE), "")


@cache
def _common(tag: str) -> frozenset[str]:
    """The most common words of a language."""
    import justext  # few processes ever read copy

    return frozenset(justext.get_stoplist(LATIN[tag]))


def _by_words(words: list[str]) -> str:
    known = {tag: sum(word in _common(tag) for word in words) for tag in LATIN}
    (first, most), (_, next_most) = sorted(known.items(), key=lambda each: each[1], reverse=True)[:2]
    return first if len(words) >= WORDS and most > len(words) * MOSTLY and most > next_most * CLEARLY else ""
