"""Where a picture is used. Apps whose models use pictures register them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.urls import reverse

from newsroom.database.rows import union_of_each
from newsroom.images.models import Picture
from newsroom.publishing import clock

SHOWN = 20  # of each kind are named for each picture, the newest
MOST = 100  # uses are counted; of more it is only said that there are more
LOOKED_AT = 500  # rows of each kind for each picture: a logo may be in every version of every story


class State(models.TextChoices):
    """How public a use is, the most public first."""

    LIVE = "live", "Live"
    SCHEDULED = "scheduled", "Scheduled"
    DRAFT = "draft", "In a draft"
    EARLIER = "earlier", "In earlier versions"


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
    """

    model: type[models.Model]
    references: type[models.Model] | None
    drafts: tuple[tuple[type[models.Model], str, str], ...]
    follows: tuple[str, ...]

    def states(self, pictures: Collection[int], now: datetime) -> dict[int, dict[int, str]]:
        """Return, for each picture, the ids of the newest rows that use it, with their State."""
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for model, picture, row in self.drafts:
            drafts = _newest(model._base_manager.all(), pictures, picture, row)
            state = State.DRAFT if self.references else State.LIVE
            for used, pk in _shown(drafts.values_list(picture, row)):
                found[used][pk] = state
        if self.references is None:
            return found
        link: Any = self.references._meta.get_field("revision")
        versions: Any = link.related_model.objects.annotate(used=F(f"{link.remote_field.name}__picture"))
        current = _newest(versions.live_or_waiting(now), pictures, "used", "pk")
        for used, pk, live_from in _shown(current.values_list("used", "subject", "live_from")):
            if found[used].get(pk) != State.LIVE:
                found[used][pk] = State.LIVE if live_from <= now else State.SCHEDULED
        for used, pk in _shown(_newest(versions, pictures, "used", "pk").values_list("used", "subject")):
            found[used].setdefault(pk, State.EARLIER)
        return found

    def count(self) -> Subquery:
        """Return how many rows use a Picture; above MOST only that it is above.

        Every save of a working copy is a version, too, so versions are enough. Of more than LOOKED_AT, which may belong
        to few rows, not all are read.
        """
        model, picture, row = (self.references, "picture", "revision__subject") if self.references else self.drafts[0]
        uses = model._base_manager.filter(**{picture: OuterRef("pk")}).order_by().values(used_by=F(row))
        return DistinctCount(uses[:LOOKED_AT])


class DistinctCount(Subquery):
    template = "(SELECT COUNT(DISTINCT used_by) FROM (%(subquery)s) AS uses)"
    output_field = models.IntegerField()


def _newest(rows: Any, pictures: Collection[int], picture: str, order: str) -> Any:
    """Return the LOOKED_AT rows of each picture that come last in that order, found by an index on both."""
    if not pictures:
        return rows.none()

    def last(pk: int) -> Any:
        return rows.filter(**{picture: pk}).order_by(f"-{order}").values_list("pk")[:LOOKED_AT]

    return rows.filter(**{f"{picture}__in": pictures}, pk__in=union_of_each(last, pictures)).order_by()


def _shown(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return those of (picture, id, …) with the SHOWN highest ids of each picture, the highest first."""
    found = set(rows)
    ids: dict[int, set[int]] = defaultdict(set)
    for used, pk, *_ in found:
        ids[used].add(pk)
    highest = {used: set(sorted(each)[-SHOWN:]) for used, each in ids.items()}
    return sorted((row for row in found if row[1] in highest[row[0]]), reverse=True)


_registrants: list[Registrant] = []


def register(
    model: type[models.Model],
    *drafts: tuple[type[models.Model], str, str],
    references: type[models.Model] | None = None,
    follows: tuple[str, ...] = (),
) -> None:
    """Register a model that uses pictures; see `Registrant`."""
    _registrants.append(Registrant(model, references, drafts, follows))


def of_many(pictures: Collection[int], now: datetime, viewer: AbstractBaseUser | None = None) -> dict[int, list[Use]]:
    """Return the uses of each picture at `now`, the most public first; those that `viewer` may not see unnamed.

    At most SHOWN of each kind. The number of queries does not grow with the pictures.
    """
    uses: dict[int, list[Use]] = {pk: [] for pk in pictures}
    for registrant in _registrants:
        found = registrant.states(pictures, now)
        named = _names(registrant, {pk for states in found.values() for pk in states}, now, viewer)
        for picture, states in found.items():
            uses[picture] += [Use(*named[pk], state) for pk, state in states.items() if pk in named]
    order = list(State)
    return {pk: sorted(each, key=lambda use: order.index(State(use.state))) for pk, each in uses.items()}


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
    found = rows.values_list("pk", *(registrant.count() for registrant in _registrants))
    return {pk: min(sum(each), MOST + 1) for pk, *each in found}
