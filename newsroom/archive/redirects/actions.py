"""Add, change and delete redirects; all of a file, or nothing of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from newsroom.archive.models import TARGETS, Redirect
from newsroom.archive.redirects import targets
from newsroom.archive.redirects.old_address import normal, typed
from newsroom.publishing import clock
from newsroom.publishing.actions.base import performing
from newsroom.publishing.exceptions import ActionRefused

FIELDS = (*(f"{name}_id" for name in TARGETS), "address", "gone")
DEFAULTS = dict.fromkeys(FIELDS) | {"address": "", "gone": False}
Row = tuple[int, str, str]  # the number of a line, the old address, what it leads to
Refusals = list[tuple[int, str]]


class RowsRefused(ActionRefused):
    """Nothing was done; `refusals` names each line, what is wrong with it and the cure, in the order of the lines."""

    def __init__(self, refusals: Refusals) -> None:
        super().__init__("\n".join(f"Line {line}: {why}" for line, why in refusals))
        self.refusals = refusals


@dataclass
class Plan:
    """What a list of rows would do."""

    new: list[Redirect] = field(default_factory=list)
    changed: list[Redirect] = field(default_factory=list)
    before: dict[int, str] = field(default_factory=dict)  # id -> what it led to
    unchanged: int = 0

    def __str__(self) -> str:
        return f"{len(self.new)} added, {len(self.changed)} changed, {self.unchanged} unchanged"


def put(rows: Iterable[Row], actor: Any, *, instead_of: Redirect | None = None, replacing: bool = True) -> Plan:
    """Store all these redirects at one instant, and return what that did. An old address that has one leads elsewhere now.

    `instead_of`: the one row is that redirect, whose old address may have changed. Unless `replacing`, an old address that
    another redirect has is refused. Raises RowsRefused, PermissionRefused.
    """
    plan, lines = _planned(list(rows), instead_of, replacing)
    subjects = [*plan.new, *plan.changed]
    if not subjects:
        return plan
    permission = "archive.change_redirect" if plan.changed else "archive.add_redirect"
    try:
        with performing("add_redirect", *subjects, actor=actor, permission=permission) as frame:
            for wanted, act in zip(subjects, frame, strict=True):
                act.subject = wanted
                if wanted.pk:
                    act.action, act.reason = "change_redirect", f"It was: {plan.before[wanted.pk]}"
                else:
                    wanted.since = act.now
            Redirect.objects.bulk_create(plan.new, batch_size=500)
            Redirect.objects.bulk_update(plan.changed, ["path", *FIELDS], batch_size=100)
            _refuse_chains(lines)  # the frame holds the site generation, so that nobody adds the other half meanwhile
    except IntegrityError:
        raise ActionRefused("Somebody else has just added one of these old addresses. Try again.") from None
    return plan


def delete(redirects: Collection[Redirect], actor: Any) -> None:
    """Delete redirects: readers get a 404 at these addresses again. Raises PermissionRefused."""
    if not redirects:
        return
    permission = "archive.delete_redirect"
    with performing("delete_redirect", *redirects, actor=actor, permission=permission) as frame:
        Redirect.objects.filter(pk__in=[act.subject.pk for act in frame]).delete()


def _planned(rows: list[Row], instead_of: Redirect | None, replacing: bool) -> tuple[Plan, dict[str, int]]:
    """Return what to do, and the number of the line of each old address. Raises RowsRefused."""
    refusals: Refusals = []
    read: list[tuple[int, str, targets.Key]] = []
    lines: dict[str, int] = {}
    for line, old, target in rows:
        try:
            path, key = typed(old), targets.read(target)
        except ValidationError as error:
            refusals.append((line, " ".join(error.messages)))
            continue
        if path in lines:
            refusals.append((line, f"Line {lines[path]} has the same old address, {path}. Leave one of them out."))
            continue
        lines[path] = line
        read.append((line, path, key))
    pages = targets.pages_at(lines)
    resolved = targets.resolve_all({key for _, _, key in read})
    stored = _stored(lines)
    plan = Plan()
    for line, path, key in read:
        fields = resolved[key]
        if page := pages.get(path):
            why = f"{path} is the address of {page.name}, and a page comes before a redirect. Leave it out."
            refusals.append((line, why))
        elif isinstance(fields, ValidationError):
            refusals.append((line, " ".join(fields.messages)))
        elif not replacing and path in stored and stored[path] != instead_of:
            refusals.append((line, f"{path} has a redirect already: {stored[path].target}. Change that one."))
        else:
            _add(plan, instead_of or stored.get(path), path, fields)
    if refusals:
        raise RowsRefused(sorted(refusals))
    return plan, lines


def _stored(paths: Collection[str]) -> dict[str, Redirect]:
    found: dict[str, Redirect] = {}
    for some in targets.chunks(paths):
        found |= {row.path: row for row in Redirect.objects.filter(path__in=some)}
    return found


def _add(plan: Plan, stored: Redirect | None, path: str, fields: targets.Fields) -> None:
    row = stored or Redirect(path=path, since=clock.now())
    before, same = str(row), {name: getattr(row, name) for name in ("path", *FIELDS)}
    row.path = path
    for name in FIELDS:
        setattr(row, name, fields.get(name, DEFAULTS[name]))
    if not stored:
        plan.new.append(row)
    elif same == {name: getattr(row, name) for name in same}:
        plan.unchanged += 1
    else:
        plan.changed.append(row)
        plan.before[row.pk] = before


def _refuse_chains(lines: dict[str, int]) -> None:
    """Refuse redirects that would lead to an old address: readers would go round and round, or twice as far."""
    refusals: Refusals = []
    leading: dict[str, str] = {}  # the page of this site that a redirect leads to -> its old address
    for path, address in Redirect.objects.filter(address__startswith="/").values_list("path", "address"):
        leading[path] = normal(address)
    old = _stored(set(leading.values()))
    for path, place in leading.items():
        if place in old and (path in lines or place in lines):
            cure = f"Let {path} lead straight to {old[place].target}" if place != path else "Write another target"
            refusals.append(
                (lines.get(path) or lines[place], f"{path} leads to {place}, an old address itself. {cure}.")
            )
    if refusals:
        raise RowsRefused(sorted(refusals))
