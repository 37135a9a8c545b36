"""How long a text is: one count for the writing page, lists, imports, feeds and structured data.

static/js/count_words.js counts alike while somebody writes; tests/e2e/test_word_count.py holds them together.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable
from itertools import groupby
from math import ceil

WORDS_A_MINUTE = 230  # what grown-ups read of ordinary prose (Brysbaert, 2019: 238 of English non-fiction)

# Characters of Chinese and Japanese: each counts, for no space tells one word from the next.
CHARACTERS = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"


def _marks() -> str:
    """Return the combining marks, which Python's `re` takes for no part of a word, as ranges."""
    codes = [code for code in range(sys.maxunicode) if unicodedata.category(chr(code)).startswith("M")]
    runs = [[code for _, code in run] for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


_LETTER = rf"[^\W_{CHARACTERS}]"
_REST = rf"(?:{_LETTER}|[{_marks()}\u00ad\u200c\u200d])"  # marks, a soft hyphen, joiners
_RUN = f"{_LETTER}{_REST}*"
# A character, or letters and digits with what holds such together: 11,000; counter-strike; Ukraine’s.
WORD = re.compile(rf"[{CHARACTERS}]|{_RUN}(?:['’.,\-\u2010\u2011]{_RUN})*")
_CHARACTER = re.compile(f"[{CHARACTERS}]")


def count(text: str) -> int:
    """Return the number of words of plain text; a character of Chinese or Japanese counts as one."""
    return sum(1 for _ in WORD.finditer(text))


def reading_time(texts: Iterable[str]) -> int:
    """Return the minutes it takes to read these, one at least. A character of Chinese or Japanese is half a word."""
    words = [word for text in texts for word in WORD.findall(text)]
    halves = sum(1 for word in words if _CHARACTER.match(word))
    return max(1, ceil((len(words) - halves / 2) / WORDS_A_MINUTE))
