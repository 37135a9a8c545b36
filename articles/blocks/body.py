"""A whole body: an ordered list of rows {"key", "type", "fields"}, the same in the working copy and in a version."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError

from articles.blocks.block import BLOCKS, Block, Row, UnknownBlock, block_of
from articles.blocks.keyless import with_keys
from articles.models import Article
from articles.story_links import NAMED
from newsroom.images.models import Picture
from newsroom.text.plain_text import clean, is_invisible
from newsroom.text.rich_text import HREF, text_of

Body = list[Row]


def blocks(body: Body) -> list[Block]:
    """Return the blocks of a body in order."""
    return [block_of(row) for row in body]


def cleaned(rows: Any, before: Iterable[Row] = (), *, draft: bool = False) -> Body:
    """Return `rows`, as a form or another program sent them, as a body. `before` is what they replace.

    A row without a key takes that of a block like it that is gone; otherwise it is a new block, as is one whose key is
    there already. A block that did not change is taken as it was, and one of an unknown type must not have changed. A
    paragraph without words is left out. Raises ValidationError, which names the block and the field.

    A `draft` may hold incomplete blocks: see `Block.lacks`.
    """
    found, errors = checked(rows, before, draft=draft)
    if errors:
        raise ValidationError(errors)
    return found


def checked(rows: Any, before: Iterable[Row] = (), *, draft: bool = False) -> tuple[Body, list[str]]:
    """Like `cleaned`, but return the blocks that could be saved and what is wrong with the others.

    Raises ValidationError only if `rows` isn't a list that can be stored.
    """
    if not isinstance(rows, list):
        raise ValidationError("The body is a list of blocks.")
    _check_json(rows)
    known = {row["key"]: row for row in before}
    found: dict[int, Block] = {}  # by the number of the row
    changed: dict[int, Block] = {}
    errors: list[str] = []
    keys: set[str] = set()
    for number, row in enumerate(with_keys(rows, known.values()), 1):
        if _is_empty_paragraph(row):
            continue
        try:
            block = _cleaned(row, known, keys, draft)
        except ValidationError as error:
            errors += [f"Block {number}, {words}" for words in _told(row, error)]
        else:
            keys.add(block.key)
            found[number] = block
            if block.row != known.get(block.key):  # else the database protects what it refers to
                changed[number] = block
    for number, words in _missing(changed):
        errors.append(words)
        found.pop(number, None)
    return [block.row for block in found.values()], errors


def sanitized(body: Body) -> Body:
    """Return a body with every text sanitized again: what a restore or a merge writes."""
    found = []
    for block in blocks(body):
        for name in block.texts:
            field, value = block._meta.get_field(name), getattr(block, name)
            setattr(block, name, field.written(value) if name in block.rich else clean(value))
        found.append(block.row)
    return found


def texts(body: Body) -> dict[str, str]:
    """Return every text that a live fix may change, by its merge path."""
    return {f"body/{block.key}/{name}": getattr(block, name) for block in blocks(body) for name in block.texts}


def block_at(body: Body, path: str) -> Block | None:
    """Return the block with the text at that merge path, or None for a text outside of the body."""
    name, _, rest = path.partition("/")
    key = rest.partition("/")[0] if name == "body" else ""
    return next((block_of(row) for row in body if row["key"] == key), None) if key else None


def form_field(block: Block, name: str) -> forms.Field:
    """Return the form field of a text of a block, with its label."""
    field, kind = block._meta.get_field(name), block._meta.verbose_name
    label = f"{kind}: {field.verbose_name}" if name != "text" and str(field.verbose_name) != kind else str(kind)
    found: forms.Field = field.formfield(label=label[0].upper() + label[1:])
    return found


def stories_in(body: Body) -> list[int]:
    """Return the ids of the stories that the texts link to, in order, each once."""
    hrefs = (href for block in blocks(body) for name in block.rich for href in HREF.findall(getattr(block, name)))
    return list(dict.fromkeys(int(found["story"]) for href in hrefs if (found := NAMED.fullmatch(href))))


def _check_json(rows: list[Any]) -> None:
    """Refuse what JSON can spell but no database stores: infinity, half of a character, and lists without an end."""
    try:
        json.dumps(rows, allow_nan=False, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError):
        raise ValidationError("The body has a number, a character or a list that can’t be stored.") from None


def _cleaned(row: Any, known: dict[str, Row], taken: set[str], draft: bool) -> Block:
    if not isinstance(row, dict) or not isinstance(row.get("type"), str):
        raise ValidationError("it has no type.")
    if not isinstance(fields := row.get("fields", {}), dict):
        raise ValidationError("its fields are not an object.")
    try:
        key = str(UUID(str(row.get("key") or uuid4())))
    except ValueError:
        raise ValidationError("its key is not a UUID.") from None
    if (was := known.get(key)) and was["type"] == row["type"] and was["fields"] == fields and key not in taken:
        return block_of(was)
    key = str(uuid4()) if key in taken else key
    if row["type"] in BLOCKS:
        return BLOCKS[row["type"]].cleaned(key, fields, draft=draft)
    raise ValidationError(f"its type “{row['type']}” is unknown. Choose one of {', '.join(sorted(BLOCKS))}.")


def _is_empty_paragraph(row: Any) -> bool:
    """Return whether an editor has put a paragraph there and nobody has written in it."""
    fields = row.get("fields") if isinstance(row, dict) and row.get("type") == "paragraph" else None
    return isinstance(fields, dict) and fields.keys() == {"text"} and is_invisible(text_of(str(fields["text"])))


def lacking(blocks: Iterable[Block]) -> Iterator[tuple[Block, str, str]]:
    """Yield what keeps blocks from publication that a draft may hold: the block, its field, and that in words."""
    for block in blocks:
        for name, messages in block.lacks().items():
            yield from ((block, name, words) for words in _at_field(type(block), name, messages))


def _told(row: Any, error: ValidationError) -> Iterator[str]:
    """Yield the messages of an error, each with the kind of block and the field that it is about."""
    if not hasattr(error, "error_dict"):
        yield from error.messages
        return
    for name, messages in error.message_dict.items():
        yield from _at_field(BLOCKS[row["type"]], name, messages)


def _at_field(block: type[Block], name: str, messages: Iterable[str]) -> Iterator[str]:
    labels = {field.name: str(field.verbose_name) for field in block._meta.concrete_fields}
    place = ", ".join(dict.fromkeys([str(block._meta.verbose_name), labels.get(name, name)]))
    yield from (f"{place}: {message}" for message in messages)


def _missing(found: Mapping[int, Block]) -> list[tuple[int, str]]:
    """Return the number of the block, and an error, for each relation to something that doesn't exist.

    One query for each model.
    """
    named: dict[Any, dict[Any, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))  # by model and limits
    for number, block in found.items():
        if isinstance(block, UnknownBlock):
            continue
        place = f"Block {number}, {block._meta.verbose_name}"
        for name in block.relations:
            if (pk := getattr(block, name)) is not None:
                field = block._meta.get_field(name)
                limits = tuple(field.get_limit_choices_to().items())
                named[field.related_model, limits][pk].append((number, f"{place}: the {field.verbose_name}"))
        for reference in block.references():
            if "article_id" in reference:
                named[Article, ()][reference["article_id"]].append((number, f"{place}: the story"))
            elif "picture_id" in reference and not block.relations:
                named[Picture, ()][reference["picture_id"]].append((number, f"{place}: a photo"))
    errors = []
    for (model, limits), places in named.items():
        there = set(model._base_manager.filter(pk__in=places, **dict(limits)).values_list("pk", flat=True))
        lost = (place for pk, uses in places.items() if pk not in there for place in uses)
        errors += [(number, f"{words} doesn’t exist. Choose another.") for number, words in lost]
    return errors
