"""Two search indexes. Readers': one row for each revision that was, is or will be live, written by `index`.

The desk's: one row for each working copy, drafts included, written by `desk_index`. No public page reads that.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from newsroom.publishing.models import IntervalQuerySet
from newsroom.search.words import Lexemes
from newsroom.text import plain_text


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


NEVER = datetime(1900, 1, 1, tzinfo=UTC)  # in place of a first publication, so that drafts sort after all else


class DeskEntry(models.Model):
    """What the desk's search knows of one working copy: what its newest version says, and who changed it last."""

    source = models.CharField(max_length=40, help_text="The kind of publishable: articles.article.")
    subject = models.BigIntegerField()
    version = models.PositiveSmallIntegerField(help_text="Of the code that wrote it; see desk_index.VERSION.")
    title = models.CharField(max_length=300)
    title_key = models.CharField(max_length=80, help_text="The title’s words, folded: lists sort by it.")
    text = models.TextField(help_text="Everything else in it without markup, for excerpts.")
    word_count = models.PositiveIntegerField(null=True)
    filed = models.JSONField(default=dict, help_text="What lists filter by: name -> values, {“author”: [5]}.")
    changed_at = models.DateTimeField(help_text="When an action last changed it.")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(help_text="First publication, past or coming, or NEVER.")
    title_words = LexemesField(help_text="The words of its title and slug, also of former ones.")
    words = LexemesField(help_text="All of its words, and the labels.")

    class Meta:
        verbose_name_plural = "desk entries"
        indexes: ClassVar = [
            models.Index(fields=["source", "-changed_at", "-id"], name="search_desk_changed"),
            models.Index(fields=["source", "-published_at", "-id"], name="search_desk_published"),
            models.Index(fields=["source", "title_key", "id"], name="search_desk_title"),
            models.Index(fields=["changed_by", "-changed_at", "-id"], name="search_desk_by"),
            models.Index(fields=["-changed_at", "-id"], name="search_desk_newest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "subject"], name="search_desk_once"),
        ]

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """A search of one of the desk's lists under a name: the user's own, or shared with everybody who has the list."""

    source = models.CharField(max_length=40, help_text="The kind that the list is of: articles.article.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = plain_text.CharField(max_length=60)
    query = models.CharField(max_length=1_000, help_text="The query string of the list.")
    shared = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["shared", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "user", "name"], name="search_savedview_once"),
        ]

    def __str__(self) -> str:
        return self.name
