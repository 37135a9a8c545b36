""" "Did you mean zelensky?": mistyped words of a search that found nothing, by the words that the archive has."""

import re
from collections import Counter
from difflib import get_close_matches

from articles.search.completion import live_headlines
from articles.sections import section_tree
from newsroom.delivery.request_clock import TimedRequest
from newsroom.search.words import TOKEN, TYPED, folded, words_of

FEWEST = 4  # letters of a word that may be mistyped
MOST = 6  # words that are looked up
LIKE = 0.75  # of a typed word, by difflib's measure


def corrected(request: TimedRequest, typed: str) -> str:
    """Return the search with its unknown words replaced by known ones that look alike; "" if none does.

    Known are the words of the newest live headlines and of the sections. No query but those of completions.
    """
    known = Counter(word for name in live_headlines(request) for word in name.words)
    known.update(word for section in section_tree(request).sections.values() for word in words_of(section.name))
    unknown = [word for word in map(folded, TOKEN.findall(typed[:TYPED])) if len(word) >= FEWEST and word not in known]
    instead = {word: like for word in list(dict.fromkeys(unknown))[:MOST] if (like := _like(word, known))}

    def replaced(found: re.Match[str]) -> str:
        return instead.get(folded(found[0]), found[0])

    return TOKEN.sub(replaced, typed[:TYPED]) if instead else ""


def _like(word: str, known: Counter[str]) -> str:
    """Return the known word that looks most like it; "" if none does."""
    near = [each for each in known if abs(len(each) - len(word)) <= 2 and {each[0], each[-1]} & {word[0], word[-1]}]
    found = get_close_matches(word, near, n=2, cutoff=LIKE)
    return found[0] if found else ""
