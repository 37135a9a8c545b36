"""The search index: one row for each revision that was, is or will be live. Only `newsroom.search.index` writes it."""

from typing import Any, ClassVar

from django.db import models

from newsroom.publishing.models import IntervalQuerySet
from newsroom.search.words import Lexemes


class LexemesField(models.Field[Lexemes, str]):
    """Words to search: a tsvector on PostgreSQL; on SQLite plain words, part by part, with the labels last."""

    BREAK: ClassVar = "\n=\n"  # between parts, so that no phrase spans two

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not isinstance(value, Lexemes):
            return value
        if connection.vendor == "postgresql":
            return _tsvector(value)
        return self.BREAK.join([*(" ".join(words) for _, words in value.parts), " ".join(value.labels)])

    def get_placeholder(self, _value: Any, _compiler: Any, connection: Any) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"


def _tsvector(value: Lexemes) -> str:
    """Write PostgreSQL's notation, 'ferri':3A,17. Words need no escaping: they hold only letters, marks and digits."""
    found: dict[str, list[str]] = {}
    position = 0
    for weight, words in value.parts:
        position += 1  # a gap before each part: no phrase spans two
        for word in words:
            position += 1
            found.setdefault(word, []).append(f"{position}{weight}")
    placed = (f"'{word}':{','.join(places[:255])}" for word, places in found.items())
    return " ".join([*placed, *(f"'{label}'" for label in value.labels)])


class Entry(models.Model):
    """What search knows of one revision, and the interval in which readers can find it."""

    source = models.CharField(max_length=40, help_text="The kind of publishable: articles.article.")
    subject = models.BigIntegerField()
    revision = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    section = models.BigIntegerField(null=True, help_text="The id of its section.")
    language = models.CharField(max_length=35)
    url = models.CharField(max_length=400)
    headline = models.CharField(max_length=200)
    text = models.TextField(help_text="Standfirst and body without markup, for excerpts.")
    first_published_at = models.DateTimeField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)
    lead = LexemesField(help_text="Headline (A), standfirst (B) and opening (C): short, because it ranks every match.")
    words = LexemesField(help_text="The whole text, and the labels.")

    objects = IntervalQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes: ClassVar = [
            models.Index(fields=["-first_published_at", "-id"], name="search_entry_newest"),
            models.Index(fields=["source", "subject"], name="search_entry_subject"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "revision"], name="search_entry_once"),
        ]

    def __str__(self) -> str:
        return self.headline
