"""Words, split, folded and stemmed in Python only, so that both databases, excerpts and queries always agree."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

TYPED = 500  # characters of a query that are read
ASKED = 16  # words and phrases of a query that are searched for
LONGEST = 40  # letters of a word that count
BEGUN = 3  # letters from which a word is completed

# Letters that Unicode does not decompose.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))

# Too common to tell stories apart: left out of a query unless it has no other words, or quotes them.
COMMON = frozenset(
    "a an and are as at be but by for from has have he her his in is it its of on or she that the their they this to"
    " was were who will with".split()
)

# What Python's \w leaves out: accents, and vowel signs, without which Hindi breaks apart.
_MARKS = "".join(char for char in map(chr, range(0x300, 0x10000)) if unicodedata.category(char)[0] == "M")
# A word, with its 's; or initials with points: U.S., a.m.
TOKEN = re.compile(rf"[^\W\d_](?:\.[^\W\d_](?!\w))+\.?|[^\W_][\w{_MARKS}]*(?:['’]s(?!\w))?")
_DROPPED = re.compile(rf"['’]s\Z|[^\w{_MARKS}]|_")


@lru_cache(100_000)
def folded(token: str) -> str:
    """Return a word without case, accents, periods and 's: "É.U." and "eu" are the same. "" if nothing is left."""
    plain = unicodedata.normalize("NFKD", token).casefold()
    plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return _DROPPED.sub("", plain.translate(LETTERS))[:LONGEST]


@lru_cache(100_000)
def stem(word: str) -> str:
    """Return the stem of a folded English word: ferries, ferry -> ferri."""
    from snowballstemmer import EnglishStemmer  # imported late: it loads every language, which takes half a second

    return str(EnglishStemmer().stemWord(word))  # a new one each time: stemmers aren't thread-safe


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return list(filter(None, map(folded, TOKEN.findall(unicodedata.normalize("NFC", text).replace("_", " ")))))


def title_key(title: str) -> str:
    """Return the folded words of a title, by which lists sort and titles that look alike are found."""
    return " ".join(words_of(title))[:80]


def lexemes_of(text: str, language: str) -> list[str]:
    """Return the words to index a text by: stems if it is English (by its BCP 47 tag), else the words."""
    words = words_of(text)
    return [stem(word) for word in words] if language.lower().split("-")[0] == "en" else words


class Lexemes(NamedTuple):
    """A text in the index: (weight A to D, words in order) for each part, and labels to filter by."""

    parts: tuple[tuple[str, tuple[str, ...]], ...]
    labels: tuple[str, ...] = ()


def label(name: str, value: object) -> str:
    """Return a word for a property: "=section3". No text contains one, because no word has a "="."""
    return "=" + re.sub(r"\W", "", f"{name}{value}")


@dataclass(frozen=True)
class Query:
    """Words or phrases that must all match, and those that must not, each a tuple of folded words.

    With `begun`, the last word is the beginning of one. With `least`, that many of the wanted are enough. A wanted one
    may match by one of its labels in `named` instead: "reed" in the text, or Anna Reed among the writers.
    """

    wanted: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[tuple[str, ...], ...] = ()
    named: tuple[tuple[str, ...], ...] = ()  # for each of `wanted`, in order; or empty
    begun: bool = False
    least: int | None = None

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def may_be_begun(self) -> bool:
        """Whether the last word, read as the beginning of one, could find more."""
        return bool(self.wanted) and len(self.wanted[-1]) == 1 and len(self.wanted[-1][0]) >= BEGUN

    def ways(self, phrase: Callable[[tuple[str, ...]], str], begun: str) -> list[list[str]]:
        """Return the ways in which each of `wanted` may match, in a database's syntax for a phrase and a beginning."""
        ways = [[phrase(way) for way in alternatives(wanted)] for wanted in self.wanted]
        if self.begun:
            ways[-1].append(begun.format(self.wanted[-1][0]))
        for each, labels in zip(ways, self.named, strict=False):
            each += [phrase((label,)) for label in labels]
        return ways


class Named(NamedTuple):
    """A name that may have been typed: its words, and the label of whom or what it names."""

    words: tuple[str, ...]
    label: str


def with_names(query: Query, names: Sequence[Named], *, in_part: bool = False) -> Query:
    """Return the query with names found by their labels, too: "court" may be Ann Court, "supreme court" isn't.

    With `in_part`, it is: whatever has her name and the word "supreme" is found as well.
    """
    typed = [word for phrase in query.wanted for word in phrase]
    meant = [name for name in names if in_part or set(name.words) <= set(typed) or set(typed) <= set(name.words)]
    if not (typed and meant):
        return query
    named = (tuple(name.label for name in meant if _contains(name.words, phrase)) for phrase in query.wanted)
    return replace(query, named=tuple(named))


def _contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(words[place : place + len(phrase)] == phrase for place in range(len(words)))


PIECE = re.compile(r'(-?)"([^"]*)"|(-?)([^\s"]+)')


def parse(typed: str) -> Query:
    """Read a search: words, "phrases" (also counter-strike and 11,000), and exclusions with a minus."""
    wanted: dict[tuple[str, ...], bool] = {}
    unwanted: dict[tuple[str, ...], None] = {}
    for minus, quoted, minus_too, bare in PIECE.findall(typed[:TYPED].translate(QUOTES)):
        phrase = tuple(words_of(quoted or bare))
        if phrase and (minus or minus_too):
            unwanted[phrase] = None
        elif phrase:
            wanted[phrase] = bool(quoted)
    distinctive = [phrase for phrase, quoted in wanted.items() if quoted or not COMMON.issuperset(phrase)]
    return Query(tuple(distinctive or wanted)[:ASKED], tuple(unwanted)[:ASKED])


def alternatives(phrase: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the spellings that the index may have of a phrase: stems in an English text, words in others."""
    stems = tuple(stem(word) for word in phrase)
    yield stems
    if stems != phrase:
        yield phrase
