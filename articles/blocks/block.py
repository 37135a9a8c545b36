"""What every surface asks of a block: page, previews, feeds, search, history, merge, live fix, preflight and import.

A type of block is one class with Django model fields as its declarations. It has no table, so it needs no migration:

    @register
    class Recipe(Block):
        title = plain_text.CharField(max_length=200)
        method = RichTextField()

Its reader's template is `articles/blocks/recipe.html`, which is given `block`.
"""

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, ClassVar
from uuid import uuid4

import nh3
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.text import Truncator, capfirst

from articles.blocks.resolved import Resolved
from articles.models.revision import Role
from articles.picture_use import PictureUse
from newsroom.images.models import Picture
from newsroom.media.models import MediaFile
from newsroom.publishing.preflight import Check
from newsroom.text import plain_text
from newsroom.text.rich_text import RichTextField, text_of
from timelines.models import Timeline, TimelineRevision

Row = dict[str, Any]  # {"key": UUID as text, "type": "paragraph", "fields": {...}}
# The role and the column of the reference for each model that a block's relation may name.
REFERENCES: Mapping[Any, tuple[Role, str]] = {
    Picture: (Role.FIGURE, "picture_id"),
    MediaFile: (Role.FILE, "file_id"),
    Timeline: (Role.TIMELINE, "timeline_id"),
    TimelineRevision: (Role.PINNED, "timeline_revision_id"),
}
# What feeds get of a reader's template: these elements, without classes, ids and scripts.
PLAIN = set(
    "a abbr b blockquote br caption cite dd dl dt em figcaption figure h2 h3 h4 hr i img li ol p q s small strong sub"
    " sup table tbody td tfoot th thead tr ul".split()
)
SPANS = {"colspan", "rowspan"}
PLAIN_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "td": SPANS,
    "th": SPANS | {"scope"},
    "blockquote": {"cite"},
}

BLOCKS: dict[str, type["Block"]] = {}  # by type
log = logging.getLogger(__name__)


def name_of(cls: type) -> str:
    """Return the name under which values of a class are stored: "fact_box" for FactBox."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Options:
    """What presenters of snapshots and forms ask of a model's `_meta`, for a class that has no table."""

    def __init__(self, block: Any, fields: Iterable[Any]) -> None:
        self.verbose_name = block.verbose_name or block.type.replace("_", " ")
        self.verbose_name_plural = block.verbose_name_plural or f"{self.verbose_name}s"
        self.concrete_fields = tuple(fields)
        self._by_name = {field.name: field for field in self.concrete_fields}

    def get_field(self, name: str) -> Any:
        try:
            return self._by_name[name]
        except KeyError:
            raise FieldDoesNotExist(f"A {self.verbose_name} has no field “{name}”.") from None


class Block:
    """One block of a body: the class says how its type behaves; an instance has the values of its fields."""

    type: ClassVar[str] = ""  # as it is stored; made from the name of the class
    verbose_name: ClassVar[str] = ""  # at the desk, in lower case; made from the type
    verbose_name_plural: ClassVar[str] = ""
    readers_name: ClassVar[str | Promise] = ""  # in the public edit history; made from verbose_name
    icon: ClassVar[str] = "article"  # of Material Icons, at the desk
    template: ClassVar[str] = ""  # for readers; made from the type
    feed_template: ClassVar[str] = ""  # for feeds and ninjs; without it, they get the reader's, without classes
    is_prose: ClassVar[bool] = False  # such blocks share a <section> with their neighbors
    texts: ClassVar[tuple[str, ...]] = ()  # what a live fix may change; by default each text that has no choices
    counted: ClassVar[tuple[str, ...] | None] = None  # the texts whose words count; None: all
    searched: ClassVar[tuple[str, ...] | None] = None  # the texts that search reads; None: those counted
    media_mark: ClassVar[str] = ""  # how lists mark a story that has it, a value of Media
    # Made from the fields.
    rich: ClassVar[tuple[str, ...]]  # those that are rich text
    relations: ClassVar[tuple[str, ...]]  # those that name a picture, a file, a timeline or a version of one
    is_still: ClassVar[bool]  # readers get the same at every instant
    _meta: ClassVar[Options]

    def __init_subclass__(cls) -> None:
        own = vars(cls)
        cls.type = own.get("type") or name_of(cls)
        cls.template = own.get("template") or f"articles/blocks/{cls.type}.html"
        fields = {field.name: field for field in cls._meta.concrete_fields} if hasattr(cls, "_meta") else {}
        for name, field in own.items():
            if isinstance(field, models.Field):
                if name in ("key", "order", "row") or hasattr(Block, name):
                    raise TypeError(f"{cls.__name__}.{name}: every block has something of that name. Choose another.")
                field.set_attributes_from_name(name)
                fields[name] = field
        cls._meta = Options(cls, fields.values())
        text = [field for field in fields.values() if isinstance(field, models.CharField | models.TextField)]
        cls.texts = own.get("texts", tuple(field.name for field in text if not field.choices))
        cls.rich = tuple(field.name for field in text if isinstance(field, RichTextField))
        cls.relations = tuple(field.name for field in fields.values() if field.is_relation)
        cls.is_still = not cls.relations and cls.context is Block.context
        for name in cls.relations:
            if fields[name].related_model not in REFERENCES:
                raise TypeError(
                    f"{cls.__name__}.{name}: a block can refer to photos, files, timelines and their versions."
                )

    def __init__(self, key: str, fields: Mapping[str, Any]) -> None:
        self.key = key
        for field in self._meta.concrete_fields:  # one that was added later has its default in older stories
            value = fields[field.name] if field.name in fields else as_json(field.get_default())
            setattr(self, field.name, value)

    def __str__(self) -> str:
        words = next((words for name in self.texts if (words := self.plain(name).strip())), "")
        return Truncator(words).words(8) or capfirst(self._meta.verbose_name)

    @property
    def row(self) -> Row:
        """The block as a body stores it."""
        fields = {field.name: getattr(self, field.name) for field in self._meta.concrete_fields}
        return {"key": self.key, "type": self.type, "fields": fields}

    # Writing

    @classmethod
    def cleaned(cls, key: str, fields: Mapping[str, Any], *, draft: bool = False) -> "Block":
        """Return a block with these values, clean. Raises ValidationError, by field.

        A `draft` may hold what `lacks` reports: nothing that was typed keeps a story from being saved. Whether what it
        refers to exists is asked once for the whole body, by `articles.blocks.body.cleaned`.
        """
        errors: dict[str, Any] = {}
        values: dict[str, Any] = {}
        for unknown in fields.keys() - {field.name for field in cls._meta.concrete_fields}:
            errors[unknown] = [f"A {cls._meta.verbose_name} has no field “{unknown}”."]
        for field in cls._meta.concrete_fields:
            try:
                values[field.name] = as_json(_held(field, fields.get(field.name, field.get_default())))
                if not draft:
                    _require(field, values[field.name])
            except ValidationError as error:
                errors[field.name] = error.messages
        if errors:
            raise ValidationError(errors)
        block = cls(key, values)
        block.clean()
        if not draft and (lacking := block.lacks()):
            raise ValidationError(lacking)
        return block

    def clean(self) -> None:
        """Bring the fields into their final form, in a draft too: one that is required may be empty.

        Raises ValidationError for what even a draft can't hold.
        """

    def lacks(self) -> dict[str, list[str]]:
        """Return, by field, what keeps the block from readers: required fields that are empty, words that are too many.

        Preflight reports it.
        """
        errors = {}
        for field in self._meta.concrete_fields:
            try:
                _require(field, getattr(self, field.name))
            except ValidationError as error:
                errors[field.name] = error.messages
        return errors

    @classmethod
    def from_copy(cls, title: str, html: str) -> dict[str, Any]:
        """Return the fields of a block that imported copy names by its type: a first line, and sanitized HTML below it.

        By default the line is the first plain text, and the rest the first rich text, or else the second plain text.
        Raises ValidationError for words that have no place in such a block; then the copy stays text.
        """
        plain = [name for name in cls.texts if name not in cls.rich]
        below = [*cls.rich, *plain[1:]]
        if (title and not plain) or (html and not below):
            raise ValidationError(f"A {cls._meta.verbose_name} cannot hold all of these words.")
        fields = {plain[0]: title} if plain else {}
        if below:
            fields[below[0]] = html if below[0] in cls.rich else text_of(html, "\n")
        return fields

    # Words

    def plain(self, name: str, between: str = " ") -> str:
        """Return a text field without markup, with `between` between the paragraphs of rich text."""
        value = str(getattr(self, name))
        return text_of(value, between) if name in self.rich else value

    def words(self) -> Iterator[str]:
        """Yield the plain texts whose words count."""
        return (self.plain(name) for name in (self.texts if self.counted is None else self.counted))

    def search_text(self) -> Iterator[str]:
        """Yield the plain texts by which search finds the story, without those that readers may lose, as captions."""
        names = self.searched if self.searched is not None else self.counted
        return (self.plain(name, "\n") for name in (self.texts if names is None else names))

    def readers_texts(self, resolved: Resolved) -> dict[str, str]:
        """Return what the public edit history says of it: HTML by label, "" for the main text. Empty: nothing."""
        found = {}
        for name in self.texts:
            label = "" if name == "text" else str(self._meta.get_field(name).verbose_name)
            found[label] = getattr(self, name) if name in self.rich else escape(getattr(self, name))
        return found

    # Readers

    def context(self, resolved: Resolved) -> dict[str, Any] | None:
        """Return the context of the reader's template at an instant, or None if readers see nothing of the block.

        By default, a relation to a photo adds its `PictureUse` under the field's name; without the photo, readers don't
        see the block.
        """
        context: dict[str, Any] = {"block": self}
        for name in self.relations:
            if self._meta.get_field(name).related_model is Picture and (photo := getattr(self, name)) is not None:
                if photo not in resolved.pictures:
                    return None
                context[name] = PictureUse(resolved.pictures[photo])
        return context

    def is_seen(self, resolved: Resolved) -> bool:
        """Return whether readers see anything of the block."""
        return self.context(resolved) is not None

    def html(self, resolved: Resolved) -> str:
        """Return the block as readers get it; "" if they don't see it."""
        context = self.context(resolved)
        return "" if context is None else render_to_string(self.template, vars(resolved) | context)

    def feed_html(self, resolved: Resolved) -> str:
        """Return the block for feeds and ninjs, as HTML without classes, ids and scripts; "" if they don't have it."""
        if not self.feed_template:
            return as_plain(self.html(resolved))
        context = self.context(resolved)
        return "" if context is None else render_to_string(self.feed_template, vars(resolved) | context)

    def frames(self) -> list[str]:
        """Return the hosts whose frames its page may show, as a Content-Security-Policy names them: "https://host"."""
        return []

    def pictures(self, resolved: Resolved) -> list[PictureUse]:
        """Return the photos that readers see in it."""
        context = self.context(resolved) if self.relations else None
        return [value for value in (context or {}).values() if isinstance(value, PictureUse)]

    # The desk

    def references(self) -> Iterator[dict[str, Any]]:
        """Yield what it refers to, as columns of a reference, by which the database protects it."""
        for name in self.relations:
            if (pk := getattr(self, name)) is not None:
                role, column = REFERENCES[self._meta.get_field(name).related_model]
                yield {"role": role, column: pk}

    def alts(self) -> Iterator[tuple[int, str, str]]:
        """Yield the id of each photo in it, its alt text here, and the place of that."""
        for reference in self.references():
            if "picture_id" in reference:
                yield reference["picture_id"], getattr(self, "alt", ""), self.place("alt")

    def checks(self) -> Iterator[Check]:
        """Yield what keeps the story from publication, or is likely wrong. See `newsroom.publishing.preflight`."""
        return iter(())

    def place(self, field: str = "") -> str:
        """Return what names the field in the form of the story, for a Check."""
        return f"{self.key}/{field}" if field else self.key


class UnknownBlock(Block):
    """A block whose type no installed app has. Readers get nothing, and the desk its raw content; nothing is lost."""

    texts = ()
    verbose_name = "unknown block"

    def __init__(self, row: Row) -> None:
        self.key, self._row = row["key"], row

    def __str__(self) -> str:
        return f"Unknown block “{self._row['type']}”"

    @property
    def row(self) -> Row:
        return self._row

    def context(self, resolved: Resolved) -> None:
        return None

    def html(self, resolved: Resolved) -> str:
        return ""

    feed_html = html

    def readers_texts(self, resolved: Resolved) -> dict[str, str]:
        return {}

    def checks(self) -> Iterator[Check]:
        text = f"No installed app knows blocks of type “{self._row['type']}”. Remove the block, or install its app."
        yield Check(text, self.key, blocks=True)


def as_plain(html: str) -> str:
    """Return a reader's template for feeds: without classes, ids and scripts."""
    return nh3.clean(html, tags=PLAIN, attributes=PLAIN_ATTRIBUTES, link_rel=None)


def register(block: type[Block]) -> type[Block]:
    """Decorate a class to make its type of block known. Raises ValueError if another class has that type."""
    known = BLOCKS.setdefault(block.type, block)
    if known is not block:
        raise ValueError(f"Two classes are blocks of type “{block.type}”: {known.__name__} and {block.__name__}.")
    return block


def block_of(row: Row) -> Block:
    """Return the block of a row of a body."""
    kind = BLOCKS.get(row["type"])
    if kind is None:
        _warn(row["type"])
        return UnknownBlock(row)
    return kind(row["key"], row["fields"])


@cache
def _warn(unknown: str) -> None:
    log.warning("No installed app knows blocks of type %r: readers don't see them.", unknown)


def new(block: type[Block] | str, **fields: Any) -> Row:
    """Return a new block as a row, with its own key. Raises ValidationError."""
    kind = BLOCKS[block] if isinstance(block, str) else block
    return kind.cleaned(str(uuid4()), fields).row


def without_key(row: Row) -> Row:
    """Return a row for a page that gives it a key of its own."""
    return {"type": row["type"], "fields": row["fields"]}


def _is_words(field: Any) -> bool:
    """Return whether a person writes the field freely. Whatever is written, a draft can hold."""
    words = plain_text.CharField | plain_text.TextField | RichTextField
    return isinstance(field, words) and not field.choices


def _held(field: Any, value: Any) -> Any:
    """Return the value that a field of a draft stores. Raises ValidationError."""
    if field.is_relation:
        if value in (None, ""):
            return None
        return field.related_model._meta.pk.clean(getattr(value, "pk", value), None)
    if not _is_words(field):
        try:
            return field.clean(None if value == "" and field.null else value, None)
        except TypeError:  # a date that isn't text
            raise ValidationError(f"Enter a valid {field.verbose_name}.") from None
    words = field.to_python("" if value is None else value)
    return field.written(words) if isinstance(field, RichTextField) else words


def _require(field: Any, value: Any) -> None:
    """Raise ValidationError if readers can't get a field with this value, which is one that a draft stores."""
    if field.is_relation:
        if value is None and not field.null:
            raise ValidationError(f"Choose a {field.verbose_name}.")
    elif _is_words(field):
        if value:
            field.run_validators(value)
        elif not field.blank:
            raise ValidationError(field.error_messages["blank"])


def as_json(value: Any) -> Any:
    """Return a value of a field as JSON has it: dates and decimals are text."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))
