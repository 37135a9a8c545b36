"""Where a picture is used. Apps whose models use pictures register them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from newsroom.delivery.surrogate_keys import SITE, register_keys
from newsroom.images.models import Picture
from newsroom.publishing import clock

SHOWN = 20  # of each kind are named for each picture, the newest
MOST = 100  # uses are counted; of more it is only said that there are more
LOOKED_AT = 500  # rows of each kind for each picture: a logo may be in every version of every story
FOR_EACH_NAMED = 25  # rows of those, as a story may be in several


class State(models.TextChoices):
    """How public a use is, the most public first."""

    LIVE = "live", "Live"
    SCHEDULED = "scheduled", "Scheduled"
    DRAFT = "draft", "In a draft"
    EARLIER = "earlier", "In earlier versions"


PUBLIC = State.values  # the most public first


class Use(NamedTuple):
    """What uses the picture, and the page where that is edited ("" if the viewer has no access)."""

    label: str
    url: str
    state: str = State.LIVE


@dataclass(frozen=True)
class Registrant:
    """A model whose rows use pictures.

    `drafts` are its working copies: (model, the field with the picture, the lookup path to the row of `model`).
    `references` is the table of its versions' pictures, if it has versions. `follows` are the relations of its name.
    It may use another kind of file, `used`, in a `column` of the references, as stories use videos.
    """

    model: type[models.Model]
    references: type[models.Model] | None
    drafts: tuple[tuple[type[models.Model], str, str], ...]
    follows: tuple[str, ...]
    used: type[models.Model] = Picture
    column: str = "picture"

    def newest(self, now: datetime, rows: int, *, earlier: bool) -> Iterator[Subquery]:
        """Yield columns of Picture: the newest `rows` that use it, each of one kind; versions that are over if `earlier`."""
        state = State.DRAFT if self.references else State.LIVE
        for model, picture, row in self.drafts:
            yield _newest(model._base_manager.all(), rows, picture, row, row, Value(state))
        if self.references is None:
            return
        link: Any = self.references._meta.get_field("revision")
        versions, picture = link.related_model.objects, f"{link.remote_field.name}__{self.column}"
        is_live = Case(When(live_from__lte=now, then=Value(State.LIVE)), default=Value(State.SCHEDULED))
        yield _newest(versions.live_or_waiting(now), rows, picture, "pk", "subject", is_live)
        if earlier:
            yield _newest(versions.all(), rows, picture, "pk", "subject", Value(State.EARLIER))

    def count(self) -> Subquery:
        """Return how many rows use a Picture; above MOST only that it is above.

        Every save of a working copy is a version, too, so versions are enough. Of more than LOOKED_AT, which may belong
        to few rows, not all are read.
        """
        model, picture, row = (self.references, self.column, "revision__subject") if self.references else self.drafts[0]
        uses = model._base_manager.filter(**{picture: OuterRef("pk")}).order_by().values(used_by=F(row))
        return DistinctCount(uses[:LOOKED_AT])

    def is_shown(self, ids: Collection[int]) -> bool:
        """Return whether readers see, saw, or will see any of these files in a row of this model."""
        if self.references is None:
            [(model, picture, _)] = self.drafts
            return model._base_manager.filter(**{f"{picture}__in": ids}).exists()
        versions = {f"{self.column}__in": ids, "revision__live_from__isnull": False}
        return self.references._base_manager.filter(**versions).exists()


class DistinctCount(Subquery):
    template = "(SELECT COUNT(DISTINCT used_by) FROM (%(subquery)s) AS uses)"
    output_field = models.IntegerField()


class InWords(Subquery):
    """The texts `used` of a subquery, each once, with commas between them; NULL for none."""

    template = "(SELECT string_agg(DISTINCT used, ',') FROM (%(subquery)s) AS uses)"
    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, template="(SELECT group_concat(DISTINCT used) FROM (%(subquery)s))")


def _newest(found: Any, rows: int, picture: str, order: str, user: str, state: Any) -> InWords:
    """Return a column of Picture: the `rows` of `found` that come last in that order, as "state:id of `user`"."""
    uses = found.filter(**{picture: OuterRef("pk")}).order_by(f"-{order}")
    used = Concat(state, Value(":"), Cast(user, models.TextField()), output_field=models.TextField())
    return InWords(uses.values(used=used)[:rows])


def _states(columns: Iterable[str | None], most: int) -> dict[int, str]:
    """Return the ids in the columns of a picture, `most` of each, the highest, with the most public state of each."""
    found: dict[int, str] = {}
    for text in columns:
        uses = [use.split(":") for use in text.split(",")] if text else []
        newest = set(sorted((int(pk) for _, pk in uses), reverse=True)[:most])
        for state, pk in uses:
            if int(pk) in newest:
                found[int(pk)] = min(state, found.get(int(pk), state), key=PUBLIC.index)
    return found


_registrants: list[Registrant] = []


def register(
    model: type[models.Model],
    *drafts: tuple[type[models.Model], str, str],
    references: type[models.Model] | None = None,
    follows: tuple[str, ...] = (),
    used: type[models.Model] = Picture,
    column: str = "picture",
) -> None:
    """Register a model that uses pictures; see `Registrant`."""
    _registrants.append(Registrant(model, references, drafts, follows, used, column))


def purged_with(kind: str, used: type[models.Model], ids: Collection[int]) -> set[str]:
    """Return the surrogate keys of these files, and of the whole site if any page shows one of them, or did."""
    shown = any(registrant.is_shown(ids) for registrant in _users_of(used))
    return {*(f"{kind}-{pk}" for pk in ids), *([SITE] if shown else [])}


register_keys(Picture)(partial(purged_with, "picture", Picture))


def _users_of(used: type[models.Model]) -> list[Registrant]:
    return [registrant for registrant in _registrants if registrant.used is used]


def of_many(
    pictures: Collection[int],
    now: datetime,
    viewer: AbstractBaseUser | None = None,
    *,
    most: int = SHOWN,
    earlier: bool = True,
    used: type[models.Model] = Picture,
) -> dict[int, list[Use]]:
    """Return the uses of each picture at `now`, the most public first; those that `viewer` may not see unnamed.

    At most `most` of each kind. The number of queries does not grow with the pictures, nor does their planning. Of another
    kind of file, `used`, likewise.
    """
    registrants = _users_of(used)
    looked_at = min(LOOKED_AT, most * FOR_EACH_NAMED)
    columns = [list(registrant.newest(now, looked_at, earlier=earlier)) for registrant in registrants]
    rows = list(used._base_manager.filter(pk__in=pictures).order_by().values_list("pk", *chain(*columns)))
    uses: dict[int, list[Use]] = {pk: [] for pk in pictures}
    begins = 1
    for registrant, own in zip(registrants, columns, strict=True):
        found = {pk: _states(row, most) for pk, row in ((row[0], row[begins : begins + len(own)]) for row in rows)}
        begins += len(own)
        named = _names(registrant, {pk for states in found.values() for pk in states}, now, viewer)
        for picture, states in found.items():
            newest = sorted(states.items(), reverse=True)
            uses[picture] += [Use(*named[pk], State(state)) for pk, state in newest if pk in named]
    return {pk: sorted(each, key=lambda use: PUBLIC.index(use.state)) for pk, each in uses.items()}


def _names(
    registrant: Registrant, rows: set[int], now: datetime, viewer: AbstractBaseUser | None
) -> dict[int, tuple[str, str]]:
    """Return the name of each row, and where it is edited."""
    if not rows:
        return {}
    meta, manager = registrant.model._meta, registrant.model._base_manager
    documents = [field.name for field in meta.concrete_fields if isinstance(field, models.JSONField)]
    found: Any = manager.filter(pk__in=rows).select_related(*registrant.follows).defer(*documents).order_by("-pk")
    names = {
        row.pk: (str(row), reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])) for row in found
    }
    visible_to = getattr(registrant.model._default_manager, "visible_to", None)
    if viewer and visible_to:
        visible = set(visible_to(viewer, now).filter(pk__in=rows).values_list("pk", flat=True))
        hidden = (f"A colleague’s {meta.verbose_name}", "")
        names = {pk: name if pk in visible else hidden for pk, name in names.items()}
    return names


def of(picture: Picture, viewer: AbstractBaseUser | None = None) -> list[Use]:
    """Return the uses of `picture` now; see `of_many`."""
    return of_many([picture.pk], clock.now(), viewer)[picture.pk]


def counts(pictures: Collection[int]) -> dict[int, int]:
    """Return how many rows use each picture, in any version; MOST + 1 for more than MOST. One query."""
    rows = Picture.objects.filter(pk__in=pictures).order_by()
    found = rows.values_list("pk", *(registrant.count() for registrant in _users_of(Picture)))
    return {pk: min(sum(each), MOST + 1) for pk, *each in found}
