"""The rows of an archive, Newsroom JSON Lines: which there are, and how one is written and read. See docs/archive-format.md."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, models

from newsroom.publishing.models import canonical, utc_text
from newsroom.roles import ADMINISTRATOR, EDITOR, JOURNALIST

FORMAT, VERSION = "newsroom-archive", 1
CHECK = "#"  # the key under which each line has its checksum
BATCH = 500  # rows written together

# What stays behind, and why. A new model is exported unless it is named here.
SECRET, DERIVED, PASSING, DJANGOS = (
    "a secret of one installation",
    "rebuilt after an import",
    "about the moment; nothing is lost with it",
    "set by `migrate`, or not used here",
)
LEFT_OUT = {
    "admin.logentry": DJANGOS,
    "articles.headlineword": DERIVED,
    "auth.group_permissions": "in auth.group",
    "auth.permission": DJANGOS,
    "axes.accessattempt": PASSING,
    "axes.accessattemptexpiration": PASSING,
    "axes.accessfailurelog": PASSING,
    "axes.accesslog": PASSING,
    "contenttypes.contenttype": DJANGOS,
    "django_tasks_database.dbtaskresult": PASSING,
    "images.pictureword": DERIVED,
    "mail.mail": PASSING,
    "operations.mark": PASSING,
    "operations.openalert": PASSING,
    "otp_static.staticdevice": SECRET,
    "otp_static.statictoken": SECRET,
    "otp_totp.totpdevice": SECRET,
    "people.desksession": SECRET,
    "people.invitation": SECRET,
    "publishing.autosave": "what one person typed and has not saved; nobody else sees it",
    "publishing.presence": PASSING,
    "publishing.sitegeneration": PASSING,
    "search.deskentry": DERIVED,
    "search.entry": DERIVED,
    "sessions.session": SECRET,
    "taggit.tag": DJANGOS,
    "taggit.taggeditem": DJANGOS,
}
FIELDS_LEFT_OUT = {
    "articles.articlerevision": {"rendered": DERIVED, "feed": DERIVED},
    "articles.errorreport": {"sender": SECRET},
    "auth.user": {"password": SECRET, "last_login": PASSING},
    "people.preferences": {"last_seen_at": PASSING},
}
FIRST = ("auth.group", "auth.user", "auth.user_groups", "auth.user_user_permissions")  # who acts must be there


class Damaged(Exception):
    """The archive isn't as it was written; the message names file and line."""


class Kind:
    """One kind of row, and its file."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.label: str = model._meta.label_lower
        self.file = f"{self.label}.jsonl"
        left_out = FIELDS_LEFT_OUT.get(self.label, {})
        stored = [field for field in model._meta.concrete_fields if not field.generated]
        if model._meta.auto_created:  # the ids of a many-to-many table mean nothing
            stored = [field for field in stored if not field.primary_key]
        self.fields = [field for field in stored if field.name not in left_out]
        self.defaulted = [field for field in stored if field.name in left_out]

    @cached_property
    def names(self) -> list[str]:
        """The keys of a line."""
        return [field.name for field in self.fields]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield every row as a line has it, in the order of ids, a few at a time."""
        order = [field.attname for field in self.fields] if self.model._meta.auto_created else ["pk"]
        found = self.model._base_manager.order_by(*order).values_list(*(field.attname for field in self.fields))
        for values in found.iterator(chunk_size=BATCH):
            yield dict(zip(self.names, map(_plain, values), strict=True))

    def read(self, row: dict[str, Any]) -> list[Any]:
        """Return a line's values as the database takes them. Raises ValueError for a field too many, missing or unfit."""
        missing = {field.name for field in self.fields if not _may_be_missing(field)} - row.keys()
        if odd := sorted(missing | row.keys() - set(self.names)):
            raise ValueError(f"these fields are missing or unknown: {', '.join(odd)}")
        values = [_stored(field, row[field.name] if field.name in row else _default(field)) for field in self.fields]
        return [*values, *(_stored(field, _default(field)) for field in self.defaulted)]

    def insert(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows as `read` returned them, past everything that would change a value on its way."""
        quote, columns = connection.ops.quote_name, [field.column for field in (*self.fields, *self.defaulted)]
        table, places = quote(self.model._meta.db_table), ", ".join(["%s"] * len(columns))
        sql = f"INSERT INTO {table} ({', '.join(map(quote, columns))}) VALUES ({places})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


class Named(Kind):
    """Rows that name groups or permissions, whose ids each installation gives by itself."""

    def rows(self) -> Iterator[dict[str, Any]]:
        if self.label == "auth.group":
            others = self.model.objects.exclude(name__in=(JOURNALIST, EDITOR, ADMINISTRATOR)).order_by("name")
            for group in others.prefetch_related("permissions__content_type"):
                yield {"name": group.name, "permissions": sorted(map(_name_of, group.permissions.all()))}
            return
        other = self.fields[1].name
        found = self.model.objects.order_by("user_id").select_related(other, *_CONTENT_TYPE.get(other, ()))
        for row in found.iterator(chunk_size=BATCH):
            yield {"user": row.user_id, other: _name_of(getattr(row, other))}

    @cached_property
    def names(self) -> list[str]:
        return ["name", "permissions"] if self.label == "auth.group" else super().names

    def read(self, row: dict[str, Any]) -> list[Any]:
        if row.keys() != set(self.names):
            raise ValueError(f"it needs the fields {', '.join(self.names)}")
        return [row[name] for name in self.names]

    def insert(self, rows: Sequence[Sequence[Any]]) -> None:
        permission, group = apps.get_model("auth", "Permission"), apps.get_model("auth", "Group")
        by_name = {_name_of(each): each for each in permission.objects.select_related("content_type")}
        for first, second in rows:
            if self.label == "auth.group":
                stored, _ = group.objects.get_or_create(name=first)
                stored.permissions.add(*(by_name[name] for name in second if name in by_name))
            elif self.fields[1].name == "group":
                self.model.objects.create(user_id=first, group=group.objects.get(name=second))
            elif second in by_name:
                self.model.objects.create(user_id=first, permission=by_name[second])


_CONTENT_TYPE = {"permission": ("permission__content_type",)}
NAMED = ("auth.group", "auth.user_groups", "auth.user_user_permissions")


def kinds() -> list[Kind]:
    """Return every kind of row that an archive has, in the order in which they are read."""
    found = {
        model._meta.label_lower: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    }
    order = [*FIRST, *sorted(found.keys() - set(FIRST))]
    return [(Named if label in NAMED else Kind)(found[label]) for label in order]


def line_of(row: dict[str, Any]) -> bytes:
    """Return a row as a line: canonical JSON, with the beginning of its SHA-256 as the first key."""
    text = canonical(row)
    return f'{{"{CHECK}":"{_checksum(text)}",{text[1:]}\n'.encode()


def row_of(line: bytes) -> dict[str, Any]:
    """Return the row of a line. Raises ValueError if it isn't as `line_of` made it."""
    if not line.endswith(b"\n"):
        raise ValueError("it ends in the middle")
    try:
        row = json.loads(line)
    except ValueError:
        raise ValueError("it isn’t JSON") from None
    if not isinstance(row, dict) or CHECK not in row:
        raise ValueError("it has no checksum")
    if row.pop(CHECK) != _checksum(canonical(row)):
        raise ValueError("it was altered: its checksum doesn’t fit")
    return row


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    raise TypeError(f"An archive has no form for {type(value).__name__}.")


def _stored(field: Any, value: Any) -> Any:
    if isinstance(field, models.DateField | models.UUIDField) and value is not None:
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)


def _may_be_missing(field: Any) -> bool:
    """Return whether a line may lack a field, as those of programs that have no such field do: it gets its default."""
    return bool(
        field.has_default() or field.has_db_default() or field.null or (field.blank and field.empty_strings_allowed)
    )


def _default(field: Any) -> Any:
    if field.name == "password":
        return make_password(None)
    return field.db_default if field.has_db_default() and not field.has_default() else field.get_default()


def _name_of(named: Any) -> str:
    if named._meta.label_lower == "auth.group":
        return str(named.name)
    return f"{named.content_type.app_label}.{named.codename}"
