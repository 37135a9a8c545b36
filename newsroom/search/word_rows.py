"""Words in indexed rows, for lists at the desk, which search drafts, too."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from newsroom.search.words import words_of

ASKED = 8  # typed words that are searched for


class FiledWord(models.Model):
    """One of the words by which something is found. Subclasses add its foreign key, and a unique constraint."""

    word = models.BinaryField(
        max_length=160, help_text="Folded, in UTF-8: as bytes, words that begin alike sort together on both databases."
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return bytes(self.word).decode()


def holding(rows: QuerySet[Any], holder: str, typed: str, matching: Callable[[str], Q]) -> Q:
    """Match what has a `matching` row for each typed word. `rows` are those of a FiledWord, `holder` its foreign key."""
    condition = Q()
    for word in list(dict.fromkeys(words_of(typed)))[:ASKED]:
        condition &= Q(pk__in=rows.filter(matching(word)).values(holder))
    return condition


def exactly(word: str) -> Q:
    """Match rows of this word."""
    return Q(word=word.encode())


def begun(word: str) -> Q:
    """Match rows of words that begin with `word`: the byte \\xff sorts after every UTF-8 text."""
    return Q(word__gte=word.encode(), word__lt=word.encode() + b"\xff")
