"""Words in rows of their own, for lists of the desk: an index is asked, not a text, and drafts are found, too."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from newsroom.search.words import words_of

ASKED = 8  # words of what was typed that are looked for


class FiledWord(models.Model):
    """One of the words by which something is found; the model says what, and that it has each word once."""

    word = models.BinaryField(
        max_length=160, help_text="Folded, in UTF-8: in bytes, words that begin alike stand together on both databases."
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return bytes(self.word).decode()


def holding(rows: QuerySet[Any], holder: str, typed: str, matching: Callable[[str], Q]) -> Q:
    """What has, for every word of what was typed, a row that is `matching` the word; without a word, everything.

    `rows` are those of a FiledWord, and `holder` is its key to what is looked for. Case and accents do not count.
    """
    condition = Q()
    for word in list(dict.fromkeys(words_of(typed)))[:ASKED]:
        condition &= Q(pk__in=rows.filter(matching(word)).values(holder))
    return condition


def exactly(word: str) -> Q:
    """Rows of that word."""
    return Q(word=word.encode())


def begun(word: str) -> Q:
    """Rows of the words that begin so."""
    # \xff stands in no UTF-8: below it lies all that begins so.
    return Q(word__gte=word.encode(), word__lt=word.encode() + b"\xff")
