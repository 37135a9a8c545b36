"""Count words as static/js/count_words.js does; tests/e2e/test_word_count.py compares the two."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain, groupby
from math import ceil

WORDS_A_MINUTE = 230  # for ordinary prose (Brysbaert, 2019: 238 for English non-fiction)

# Characters of Chinese and Japanese, which have no spaces between words: each counts as one.
CHARACTERS = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"

# Where Unicode has marks: not among the ideographs, nor where it has assigned nothing. Asking of a million characters what
# they are would double what it takes to start.
_PLANES_WITH_MARKS = chain(range(0x20000), range(0xE0000, 0xE1000))


def _marks() -> str:
    r"""Return the combining marks, which Python's \w leaves out, as ranges."""
    codes = [code for code in _PLANES_WITH_MARKS if unicodedata.category(chr(code)).startswith("M")]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


_LETTER = rf"[^\W_{CHARACTERS}]"
_REST = rf"(?:{_LETTER}|[{_marks()}\u00ad\u200c\u200d])"  # marks, a soft hyphen, joiners
_RUN = f"{_LETTER}{_REST}*"
# A character, or letters and digits with punctuation inside: 11,000; counter-strike; Ukraine’s.
WORD = re.compile(rf"[{CHARACTERS}]|{_RUN}(?:['’.,\-\u2010\u2011]{_RUN})*")
_CHARACTER = re.compile(f"[{CHARACTERS}]")


def count(text: str) -> int:
    """Count the words in plain text."""
    return len(WORD.findall(text))


def reading_time(texts: Iterable[str]) -> int:
    """Return the minutes it takes to read these, at least one. A Chinese or Japanese character is half a word."""
    words = sum(count(text) - len(_CHARACTER.findall(text)) / 2 for text in texts)
    return max(1, ceil(words / WORDS_A_MINUTE))
