"""The language of copy as its script tells."""

import re

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
SAMPLE = 4_000  # characters
SHARE = 0.03  # of them, so that a name in another script changes nothing
LETTERS = re.compile(r"[^\W\d_]")


def language_of(text: str) -> str:
    """A language tag for text in a script that tells; "" for Latin letters, which many languages share."""
    sample = text[:SAMPLE]
    letters = len(LETTERS.findall(sample))
    latin = len(re.findall("[A-Za-zÀ-ž]", sample))
    if not letters or latin * 2 > letters:
        return ""
    return next((name for name, script in SCRIPTS if len(script.findall(sample)) > letters * SHARE), "")
