"""The form field of a story's body: the list of its blocks as JSON, which a script shows as plain fields."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import js_asset
from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django_prose_editor.widgets import prose_editor_base_media

from articles.blocks import BLOCKS, Embed, Figure, Gallery, Related, TimelineEmbed
from articles.blocks.block import Block
from articles.blocks.body import Body
from articles.blocks.related import FIELDS as ITEM_FIELDS
from articles.models import Article, BodyReference, RelatedLink
from articles.presentation import StoryPresenter
from newsroom.images.models import Picture
from newsroom.media.models import Kind, MediaFile
from newsroom.media.upload import ACCEPT
from newsroom.publishing.models import Content
from newsroom.text.html_diff import marked
from newsroom.text.rich_text import RichTextField, sanitize_linked
from newsroom.text.snapshot_diff import ADDED, CHANGED, SAME, Described, Difference, Line, compared, differences
from newsroom.text.table_field import TableField

UPLOAD = {Kind.VIDEO: "Upload a video", Kind.AUDIO: "Upload a recording", Kind.DOCUMENT: "Upload a PDF"}


class BodyInput(forms.Textarea):
    """The JSON of the body. static/js/writing/ makes a document of it, and reads the types of blocks from `data-blocks`."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        in_order = sorted(BLOCKS.values(), key=lambda block: not block.is_prose)
        types = {block.type: described(block) for block in in_order}
        setting = {"data-typography": True} if settings.TYPOGRAPHY else {}
        more = {**setting, "rows": 12, "class": "body-json", "spellcheck": "false", "data-blocks": json.dumps(types)}
        addresses = {
            f"data-{name.replace('_', '-')}": reverse(f"admin:articles_article_{name}")
            for name in (
                "previews",
                "paste",
                "convert",
                "titles",
                "events",
                "timeline_events",
                "suggested_timelines",
                "source",
            )
        }
        addresses["data-reads-dates"] = reverse("admin:timelines_timeline_reading")
        sheets = [static(f"css/{name}.css") for name in ("site", "story")]
        return super().get_context(
            name, value, {**(attrs or {}), **more, **addresses, "data-sheets": json.dumps(sheets)}
        )

    @property
    def media(self) -> Any:
        scripts = [forms.Script("js/writing/page.js", type="module"), forms.Script("js/date_reading.js", defer=True)]
        return prose_editor_base_media + js_asset.Media(js=scripts)


class Decoder(json.JSONDecoder):
    """Decodes what a body can be, without half characters. Whatever else is wrong, it raises JSONDecodeError."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"parse_constant": self._refuse, **options})

    def decode(self, text: str, *more: Any) -> Any:
        try:
            found = super().decode(text, *more)
            return super().decode(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace").decode())
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError(str(error), "", 0) from error

    @staticmethod
    def _refuse(constant: str) -> None:
        raise ValueError(f"{constant} isn’t JSON.")


class RowsField(forms.JSONField):
    """A list of rows, as a version of a story holds it under `part`."""

    part = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"decoder": Decoder, "required": False, "initial": list, **options})

    def differences(self, old: Any, new: Any) -> Iterator[tuple[str, SafeString]]:
        """Yield what differs between two values, for text that was typed and never saved: its place, and marked words.

        Never raises: what is no list of rows is compared as it stands.
        """
        try:
            rows = [value if isinstance(value, list) else json.loads(value, cls=Decoder) for value in (old, new)]
            described = _described(self.part, *rows)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ValidationError):
            yield str(self.label), marked(str(old), str(new))
            return
        for row in differences(*described):
            yield from _marked(row)


class BodyField(RowsField):
    widget = BodyInput
    part = "body"

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": "Text", **options})


def in_words(body: Body) -> SafeString:
    """Return a body as HTML for the desk: what its blocks say, and by title what they refer to."""
    [described] = _described(BodyField.part, body)
    html = render_to_string(
        "admin/articles/article/_body.html", {"blocks": compared(described, described)}, using="django"
    )
    return SafeString(sanitize_linked(html))


def _described(part: str, *sides: list[Any]) -> list[Described]:
    if not all(isinstance(rows, list) for rows in sides):
        raise TypeError("This is no list.")
    contents: list[Content] = [
        {"body": [], "extra": [], part: [{**row, "key": row.get("key") or str(uuid4())} for row in rows]}
        for rows in sides
    ]
    presenter = StoryPresenter(Article, contents)
    return [
        [told for told in presenter.describe(content) if told.path == part] if content[part] else []
        for content in contents
    ]


def _marked(block: Difference) -> Iterator[tuple[str, SafeString]]:
    if isinstance(block.either, Line):
        yield block.place, block.html
    elif block.how == CHANGED:
        for line in block.told_lines:
            place = block.place if line.path.endswith("/text") else f"{block.place} › {line.place}"
            yield place, line.html
    elif block.how != SAME:
        place = f"New {block.either.label}" if block.how == ADDED else block.place
        yield place, SafeString("".join(line.html for line in block.told_lines))
    if block.moved:
        yield block.place, marked("", f"Moved {block.moved}")


def described(block: type[Block]) -> dict[str, Any]:
    """Return a type of block for the script: its name and its fields."""
    counted = block.texts if block.counted is None else block.counted
    fields = [described_field(field) | {"counted": field.name in counted} for field in block._meta.concrete_fields]
    if block is Related:
        items = [described_field(RelatedLink._meta.get_field(name)) for name in ITEM_FIELDS]
        fields = [
            field | {"input": "headlines", "fields": items} if field["name"] == "items" else field for field in fields
        ]
    if block is Gallery:
        photo = described_field(Figure._meta.get_field("picture"))
        fields = [
            field | {"input": "photos", "photo": photo} if field["name"] == "photos" else field for field in fields
        ]
    if block is TimelineEmbed:
        inputs = {"picked": {"input": "events", "of": "timeline"}, "pinned": {"input": "versions", "of": "timeline"}}
        inputs["timeline"] = {"suggested": reverse("admin:articles_article_suggested_timelines")}
        fields = [field | inputs.get(field["name"], {}) for field in fields]
        fields.insert(
            1, {"name": "events", "input": "event_rows", "of": "timeline"}
        )  # of the timeline, not of the block
    asks = {"asks": "url"} if block is Embed else {}  # the field whose source fills in empty ones
    return {"name": capfirst(block._meta.verbose_name), "fields": fields, "page": _page(block), **asks}


def _page(block: type[Block]) -> dict[str, str]:
    """Return the field that the block is about and that has a page to edit, and the address of that; empty: none has."""
    for field in block._meta.concrete_fields:
        if field.is_relation and not field.null and admin.site.is_registered(field.related_model):
            meta = field.related_model._meta
            return {"field": field.name, "at": reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[0])}
    return {}


def described_field(field: Any) -> dict[str, Any]:
    """Return a field of a model for the script: its name, label, kind of input and choices."""
    return {"name": field.name, "required": not (field.blank or field.null), **_input(field)}


def _input(field: Any) -> dict[str, Any]:
    label: dict[str, Any] = {"label": capfirst(str(field.verbose_name)), "help": str(field.help_text)}
    initial = field.get_default()
    label["initial"] = initial if isinstance(initial, str | int | bool | list) else ""
    if not field.editable:
        return label | {"input": "hidden"}
    if field.choices:
        return label | {"input": "select", "choices": [[value, str(name)] for value, name in field.flatchoices]}
    if field.is_relation:
        return label | {
            "input": "relation",
            "list": (at := _list_of(field)),
            **(_windows(field) | {"search": _search(field)} if at else {}),
        }
    if isinstance(field, TableField):
        return label | {"input": "rich", "is_table": True}
    for kinds, name in (
        (RichTextField, "rich"),
        (models.TextField, "text"),
        (models.JSONField, "json"),
        (models.DateField, "date"),
        (models.BooleanField, "checkbox"),
        (models.IntegerField, "number"),
    ):
        if isinstance(field, kinds):
            return label | {"input": name}
    return label | {"input": "line"}


def _windows(field: Any) -> dict[str, Any]:
    """Return what a relation of a block opens beside it, and where a photo or another file for it is uploaded."""
    model = field.related_model
    view = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    more = "?_to_field=id&_popup=1"
    return {
        "of": model._meta.label_lower,
        "add": reverse(f"{view}_add") + more,
        "change": reverse(f"{view}_change", args=["__fk__"]) + more,
        "upload": _upload(field),
    }


def _upload(field: Any) -> dict[str, str]:
    """Return where and how a file for a relation is uploaded; empty if it names nothing of that sort."""
    if field.related_model is Picture:
        url = reverse("admin:images_picture_upload_many")
        return {"url": url, "name": "photos", "accept": "image/*,.heic,.heif", "words": "Upload a photo"}
    if field.related_model is MediaFile:
        kind = Kind(limits(field)["kind"])
        url = f"{reverse('admin:media_mediafile_upload')}?{urlencode({'kind': kind})}"
        return {"url": url, "name": "file", "accept": ACCEPT[kind], "words": UPLOAD[kind]}
    return {}


def limits(field: Any) -> dict[str, str]:
    """Return what a relation of a block asks of what it names, by field: {"kind": "video"}."""
    found: dict[str, str] = field.get_limit_choices_to()
    return found


def _search(field: Any) -> str:
    """Return the address that finds what a relation of a block may name by what is typed."""
    holder, name = (RelatedLink, "story") if field.related_model is Article else (BodyReference, "")
    name = name or next(each.name for each in holder._meta.concrete_fields if each.related_model is field.related_model)
    more = f"&{urlencode(asked)}" if (asked := limits(field)) else ""
    return finder(holder._meta.get_field(name)) + more


def finder(relation: Any) -> str:
    """Return the address that finds what a relation of a model may name by what is typed."""
    meta = relation.model._meta
    query = {"app_label": meta.app_label, "model_name": meta.model_name, "field_name": relation.name}
    return f"{reverse('admin:autocomplete')}?{urlencode(query)}"


def _list_of(field: Any) -> str:
    """Return the address of the list in which what a relation names is chosen; "" if the desk has none."""
    model = field.related_model
    if not admin.site.is_registered(model):
        return ""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode({'_to_field': 'id', '_popup': 1, **limits(field)})}"
