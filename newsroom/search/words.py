"""Words as the index knows them. Cut, folded and stemmed here, in Python, and nowhere else.

So the two databases, whatever their locale, the index, the query and the marks in an excerpt all agree by construction.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

TYPED = 500  # characters of a query that are read
ASKED = 16  # words and phrases of a query that are looked for
LONGEST = 40  # letters of a word that count
BEGUN = 3  # letters from which on the beginning of a word is completed

# Letters that no decomposition takes apart.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))

# Too frequent to tell one story from another: left out of a query unless it holds nothing else, or quotes them.
COMMON = frozenset(
    "a an and are as at be but by for from has have he her his in is it its of on or she that the their they this to"
    " was were who will with".split()
)


# What Python's \w leaves out: accents, and the vowel signs without which Hindi falls to pieces.
_MARKS = "".join(char for char in map(chr, range(0x300, 0x10000)) if unicodedata.category(char)[0] == "M")
# A word, with its 's; or initials with points: U.S., a.m.
TOKEN = re.compile(rf"[^\W\d_](?:\.[^\W\d_](?!\w))+\.?|[^\W_][\w{_MARKS}]*(?:['’]s(?!\w))?")
_DROPPED = re.compile(rf"['’]s\Z|[^\w{_MARKS}]|_")


@lru_cache(100_000)
def folded(token: str) -> str:
    """A word of a text without case, accents, points and 's: "É.U." and "eu" are one. "" if nothing is left."""
    plain = unicodedata.normalize("NFKD", token).casefold()
    plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return _DROPPED.sub("", plain.translate(LETTERS))[:LONGEST]


@lru_cache(100_000)
def stem(word: str) -> str:
    """The stem of a folded English word: ferries, ferry -> ferri."""
    from snowballstemmer import EnglishStemmer  # not at the start: it brings every language along, in half a second

    return str(EnglishStemmer().stemWord(word))  # one for each word: they are not to be shared between threads


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [
        word for token in TOKEN.findall(unicodedata.normalize("NFC", text).replace("_", " ")) if (word := folded(token))
    ]


def lexemes_of(text: str, language: str) -> list[str]:
    """The words under which the index files a text: stems if it is English, by its BCP 47 tag; else the words."""
    words = words_of(text)
    return [stem(word) for word in words] if language.lower().split("-")[0] == "en" else words


class Lexemes(NamedTuple):
    """What the index holds of a text: (weight A to D, words in order) for each part, and labels to filter by."""

    parts: tuple[tuple[str, tuple[str, ...]], ...]
    labels: tuple[str, ...] = ()


def label(name: str, value: object) -> str:
    """A word that stands for a property: "=section3". No text holds one, for no word has a "="."""
    return "=" + re.sub(r"\W", "", f"{name}{value}")


@dataclass(frozen=True)
class Query:
    """What somebody looks for: words or phrases that must all be there, and such as must not.

    Each is a tuple of folded words. With `begun`, the last of the words is the beginning of one. With `least`, it is
    enough that so many of the wanted are there. A wanted word or phrase may be there as one of its labels of `named`
    instead: "reed" in the text, or Anna Reed among the writers.
    """

    wanted: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[tuple[str, ...], ...] = ()
    named: tuple[tuple[str, ...], ...] = ()  # for each that is wanted, in order; or none at all
    begun: bool = False
    least: int | None = None

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def may_be_begun(self) -> bool:
        """Whether the last word, read as the beginning of one, could find more."""
        return bool(self.wanted) and len(self.wanted[-1]) == 1 and len(self.wanted[-1][0]) >= BEGUN


class Named(NamedTuple):
    """Somebody or something that what was typed names: the words of the name, and the label of what bears it."""

    words: tuple[str, ...]
    label: str


def with_names(query: Query, names: Sequence[Named]) -> Query:
    """The query, in which a name is found by its label, too.

    A name counts where all of it was typed, or where nothing but a part of it was: "court" alone may be Ann Court, but
    "supreme court" is not hers.
    """
    typed = [word for phrase in query.wanted for word in phrase]
    meant = [name for name in names if set(name.words) <= set(typed) or set(typed) <= set(name.words)]
    if not (typed and meant):
        return query
    named = (tuple(name.label for name in meant if _holds(name.words, phrase)) for phrase in query.wanted)
    return replace(query, named=tuple(named))


def _holds(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(words[place : place + len(phrase)] == phrase for place in range(len(words)))


PIECE = re.compile(r'(-?)"([^"]*)"|(-?)([^\s"]+)')


def parse(typed: str) -> Query:
    """Read what was typed into a search box: words, "phrases", and with a minus what must not be there.

    Any text can be read; what holds no word is an empty query. What is not one word to us (counter-strike, 11,000)
    is a phrase.
    """
    wanted: dict[tuple[str, ...], bool] = {}
    unwanted: dict[tuple[str, ...], None] = {}
    for minus, quoted, minus_too, bare in PIECE.findall(typed[:TYPED].translate(QUOTES)):
        phrase = tuple(words_of(quoted or bare))
        if phrase and (minus or minus_too):
            unwanted[phrase] = None
        elif phrase:
            wanted[phrase] = bool(quoted)
    telling = [phrase for phrase, quoted in wanted.items() if quoted or not COMMON.issuperset(phrase)]
    return Query(tuple(telling or wanted)[:ASKED], tuple(unwanted)[:ASKED])


def alternatives(phrase: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways in which the index may hold a phrase: by its stems in an English text, by its words in another."""
    stems = tuple(stem(word) for word in phrase)
    yield stems
    if stems != phrase:
        yield phrase
