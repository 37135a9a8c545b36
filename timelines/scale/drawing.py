"""The drawing of a timeline: what is where, in units of its width and height."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from math import inf

from timelines.dates import DateValue, Names, names_in
from timelines.scale.columns import bins, step_for
from timelines.scale.extent import SPAN, SURE, WITHIN, Extent, extents, is_timed, offset_of
from timelines.scale.labels import LINE, SMALL, Label, Wanted, placed, text_width, wrapped
from timelines.scale.ticks import Step, Tick, ticks

WIDE, NARROW = 700, 340  # of a page, and of a phone
FEWEST = 3  # dated events; fewer need no scale
MOST_MARKS = {WIDE: 150, NARROW: 90}
MOST_TRACKS = {True: 4, False: 8}  # of one group among others, and of a timeline without groups
MOST_GROUPS = 12
MARGIN = 24
DOT, RING, TRACK = 4.5, 8, 18
FADE = 60  # the length of an end that is open, and of one that is nobody knows when
SHORTEST = 16  # of a period, which is never a dot
COLUMN = {WIDE: 64, NARROW: 56}  # how tall the tallest is, without groups
COLUMN_OF_GROUP = 34
FEW = 10  # events, all of which have labels if there is room
MOST_LABELS = {WIDE: 5, NARROW: 3}


@dataclass(frozen=True)
class Entry:
    """An event to draw: its fragment, its name for assistive software, what its label says, its group."""

    anchor: str
    name: str
    label: str
    is_key: bool
    group: str
    date: DateValue


@dataclass(frozen=True)
class Era:
    title: str
    date: DateValue


@dataclass(frozen=True)
class Mark:
    """A dot (`left` == `right`) or a bar from `left` to `right`; its parts up to `solid_left` and from `solid_right` fade."""

    anchor: str
    name: str
    kind: str
    is_key: bool
    left: float
    right: float
    solid_left: float
    solid_right: float
    y: float
    runs_out: bool = False

    @property
    def sure_end(self) -> float:
        """Where a bar with an open end is sure."""
        return self.right if self.solid_left - self.left > self.right - self.solid_right else self.left

    @property
    def is_solid(self) -> bool:
        """Whether none of it fades."""
        return (self.left, self.right) == (self.solid_left, self.solid_right)

    @property
    def is_dot(self) -> bool:
        return self.left == self.right


@dataclass(frozen=True)
class Column:
    """A count of events, drawn from `top` to `bottom`, darker from `key_top` on for the key events in it."""

    anchor: str
    name: str
    count: int
    key: int
    left: float
    right: float
    top: float
    key_top: float
    bottom: float


@dataclass(frozen=True)
class Band:
    """An era; its title, "" where it doesn't fit, is at (`text_x`, `text_y`)."""

    title: str
    left: float
    right: float
    text_x: float
    text_y: float


@dataclass(frozen=True)
class Row:
    """The name of a group above its marks, and the line under them."""

    name: str
    y: float
    line: float


@dataclass(frozen=True)
class Drawing:
    """All parts, in a frame of `width` and `height`. The plot is from `top` to `axis`. `rtl`: time runs to the left."""

    width: float
    height: float
    top: float
    axis: float
    rtl: bool
    marks: tuple[Mark, ...]
    columns: tuple[Column, ...]
    bands: tuple[Band, ...]
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    step: Step | None = None

    @property
    def glyphs(self) -> list[str]:
        """What its marks look like, for the legend: sure, about (a hollow dot), within (a hollow bar), span, key."""
        found = {"key" for mark in self.marks if mark.is_key}
        found |= {"about" if mark.is_dot and mark.kind != SURE else mark.kind for mark in self.marks}
        return [glyph for glyph in ("sure", "about", "within", "span", "key") if glyph in found]

    @property
    def tallest(self) -> int:
        """The count of its tallest column."""
        return max(column.count for column in self.columns)


def draw(
    entries: Sequence[Entry],
    eras: Iterable[Era],
    today: date,
    *,
    width: int = WIDE,
    rtl: bool = False,
    groups: Sequence[str] = (),
    names: Names | None = None,
) -> Drawing | None:
    """Draw events in order of time; undated ones have no place. None if fewer than FEWEST, or all at one instant.

    `groups` are the names of groups in the order of their rows; events of no group come below them. `names` are those of
    days, months and years, otherwise in AP style.
    """
    names = names or names_in("en")
    dates = [entry.date for entry in entries]
    offset, timed = offset_of(dates), is_timed(dates)
    found = [(entry, extent) for entry in entries for extent in extents(entry.date, offset, timed=timed)]
    if len(found) < FEWEST:
        return None
    first, last = min(extent.start for _, extent in found), max(extent.end for _, extent in found)
    if len({(extent.start, extent.end) for _, extent in found}) == 1:
        return None
    place = partial(_place, first, last, width)
    found_in = {entry.group for entry, _ in found}
    rows_of = [name for name in (*groups, "") if name in found_in]
    groups = rows_of if 2 <= len(rows_of) <= MOST_GROUPS else [""]
    of_group = [[each for each in found if len(groups) == 1 or each[0].group == name] for name in groups]
    crowded, tracks = len(found) > MOST_MARKS.get(width, 150), []
    if not crowded:
        tracks = [_packed([_mark(entry, extent, place, width) for entry, extent in members]) for members in of_group]
        crowded = any(len(each) > MOST_TRACKS[len(groups) > 1] for each in tracks)
    bands, band_rows = _bands(eras, place, first, last, width)
    under = band_rows * LINE + (4 if band_rows else 0)
    marks: list[Mark] = []
    columns: list[Column] = []
    rows: list[Row] = []
    y = 4.0
    step = step_for(first, last, width - 2 * MARGIN) if crowded else None
    counted = _counted(step, of_group, first, last, width, place, names) if step else []
    for n, name in enumerate(groups):
        if name or len(groups) > 1:
            y += LINE
            rows.append(Row(name, y, 0))
        if crowded:
            bottom = y + (COLUMN_OF_GROUP if len(groups) > 1 else COLUMN[NARROW if width < WIDE else WIDE])
            columns += [_lifted(each, y, bottom) for each in counted[n]]
            y = bottom + 6
        else:
            for track in tracks[n]:
                marks += [replace(mark, y=y + TRACK / 2 + 1) for mark in track]
                y += TRACK
            y += 4
        if rows:
            rows[-1] = replace(rows[-1], line=y - 2)
    axis = y + under
    height = axis + 8 + LINE
    marks.sort(key=lambda mark: mark.left)
    columns.sort(key=lambda column: (column.top, column.left) if len(groups) > 1 else (0, column.left))
    labels, above = _labels(entries, marks, columns, place, offset, width)
    drawing = Drawing(
        width, height, 0, axis, False, tuple(marks), tuple(columns),
        tuple(replace(band, text_y=axis - under + band.text_y) for band in bands),
        tuple(rows), tuple(ticks(first, last, place, width, today, names, timed=timed)), tuple(labels), step,
    )  # fmt: skip
    drawing = _lowered(drawing, above)
    return _mirrored(drawing) if rtl else drawing


def _place(first: float, last: float, width: float, at: float) -> float:
    return round(MARGIN + (at - first) / ((last - first) or 1) * (width - 2 * MARGIN), 1)


def _mark(entry: Entry, extent: Extent, place: Callable[[float], float], width: float) -> Mark:
    left, right = place(extent.start), place(extent.end)
    kind = "doubt" if extent.kind == SURE and extent.doubtful else extent.kind
    mark = Mark(entry.anchor, entry.name, kind, entry.is_key, left, right, left, right, 0)
    if extent.runs_out:
        far = extent.kind != WITHIN  # it goes on; otherwise nobody knows when it was
        if "start" in extent.runs_out:
            mark = replace(mark, left=0 if far else max(0, left - FADE), solid_left=min(left, FADE if far else left))
        if "end" in extent.runs_out:
            solid = max(right, width - FADE) if far else right
            mark = replace(mark, right=width if far else min(width, right + FADE), solid_right=solid)
        return _faded(replace(mark, runs_out=True), extent, place)
    middle = round((left + right) / 2, 1)
    if extent.kind == SPAN and right - left < SHORTEST:
        half = SHORTEST / 2
        return replace(
            mark, left=middle - half, right=middle + half, solid_left=middle - half, solid_right=middle + half
        )
    if right - left < 2 * DOT + 2:
        vague = extent.kind == WITHIN or extent.doubt_start or extent.doubt_end or extent.doubtful
        return replace(
            mark, kind="doubt" if vague else SURE, left=middle, right=middle, solid_left=middle, solid_right=middle
        )
    return _faded(mark, extent, place)


def _faded(mark: Mark, extent: Extent, place: Callable[[float], float]) -> Mark:
    """Let the ends of a period that are in doubt fade; never more than a quarter of the bar each."""
    left, right = mark.solid_left, mark.solid_right
    if extent.doubt_start:
        left = place(min(extent.start + extent.doubt_start, extent.end) if "end" not in extent.runs_out
                     else extent.start + extent.doubt_start)  # fmt: skip
    if extent.doubt_end:
        right = place(extent.end - extent.doubt_end)
    if not extent.runs_out:
        quarter = (mark.right - mark.left) / 4
        left, right = min(left, round(mark.left + quarter, 1)), max(right, round(mark.right - quarter, 1))
    if left > right:
        left = right = round((mark.left + mark.right) / 2, 1)
    return replace(
        mark, solid_left=max(mark.left, min(left, mark.right)), solid_right=max(mark.left, min(right, mark.right))
    )


def _packed(marks: Iterable[Mark]) -> list[list[Mark]]:
    """Put marks into the first track in which they cover no other."""
    tracks: list[list[Mark]] = []
    ends: list[float] = []
    for mark in sorted(marks, key=lambda mark: (mark.left - _half(mark), mark.right)):
        left, right = mark.left - _half(mark), mark.right + _half(mark)
        n = next((n for n, end in enumerate(ends) if end <= left), len(tracks))
        if n == len(tracks):
            tracks.append([])
            ends.append(0)
        tracks[n].append(mark)
        ends[n] = right + 2
    return tracks


def _half(mark: Mark) -> float:
    """How far the drawing of a mark goes beyond its ends."""
    return (RING if mark.is_key else DOT + 0.5) if mark.is_dot else (3 if mark.is_key else 0)


def _counted(
    step: Step, of_group: Sequence[Sequence[tuple[Entry, Extent]]], first: float, last: float, width: float,
    place: Callable[[float], float], names: Names,
) -> list[list[Column]]:  # fmt: skip
    """Count the events of each group, as columns of the height (`bottom` - `top`) 0 to 1."""
    found = [
        bins(step, first, last, [(extent.start, entry.anchor, entry.is_key) for entry, extent in members], names)
        for members in of_group
    ]
    most = max(each.count for members in found for each in members)
    return [
        [
            Column(each.anchor, each.name, each.count, each.key, max(place(each.start), 2) + 0.5,
                   min(place(each.end), width - 2) - 0.5, 1 - each.count / most, 1 - each.key / most, 1)
            for each in members
        ]
        for members in found
    ]  # fmt: skip


def _lifted(column: Column, top: float, bottom: float) -> Column:
    least = 3.0
    high = max(least, (1 - column.top) * (bottom - top))
    key = max(least, (1 - column.key_top) * (bottom - top)) if column.key else 0
    return replace(column, top=round(bottom - high, 1), key_top=round(bottom - key, 1), bottom=bottom)


def _bands(
    eras: Iterable[Era], place: Callable[[float], float], first: float, last: float, width: float
) -> tuple[list[Band], int]:
    """Return the eras within the frame, with their titles in rows of which none covers another; the number of rows."""
    found: list[Band] = []
    ends: list[float] = []
    for era in eras:
        for extent in extents(era.date):
            begins = first if "start" in extent.runs_out else max(extent.start, first)
            until = last if "end" in extent.runs_out else min(extent.end, last)
            if until <= begins:
                continue
            left = 0.0 if "start" in extent.runs_out else place(begins)
            right = float(width) if "end" in extent.runs_out else place(until)
            title = (wrapped(era.title, 30, 1) or ("",))[0]
            wide = text_width(title, SMALL)
            x = max(2.0, min(left + 5, width - wide - 2))
            row = next((n for n, end in enumerate(ends) if end + 8 <= x), len(ends))
            if wide > width - 4 or row >= 3:
                title, row = "", 0
            elif row == len(ends):
                ends.append(x + wide)
            else:
                ends[row] = x + wide
            found.append(Band(title, left, right, round(x, 1), (row + 1) * LINE - 3.0))
    return found, len(ends)


def _labels(
    entries: Sequence[Entry], marks: Iterable[Mark], columns: Sequence[Column], place: Callable[[float], float],
    offset: int, width: float,
) -> tuple[list[Label], float]:  # fmt: skip
    """Place the labels of key events over the whole width; if there are few events, those of all that fit."""
    few = len(entries) <= FEW
    named = {entry.anchor: entry for entry in entries if entry.label and (entry.is_key or few)}
    letters = 26 if width >= WIDE else 20
    wanted: list[Wanted] = []
    if not columns:
        for mark in marks:
            if mark.anchor in named:
                at = mark.sure_end if mark.runs_out else mark.left + min(DOT, (mark.right - mark.left) / 2)
                wanted.append((at, mark.y - RING, named[mark.anchor].label, mark.anchor))
    else:
        for entry in named.values():
            if extent := next(extents(entry.date, offset), None):
                at = place(extent.start)
                over = [column.top for column in columns if column.left - 1 <= at <= column.right + 1]
                wanted.append((at, min(over, default=columns[0].bottom) - 2, entry.label, entry.anchor))
    if not few:
        chosen = _spread(wanted, width, MOST_LABELS[NARROW if width < WIDE else WIDE])
        return max((placed(chosen, width, each) for each in (letters, letters - 6)), key=lambda found: len(found[0]))
    kept = [each for each in wanted if named[each[3]].is_key]
    best = placed(sorted(kept), width, letters)
    for each in wanted:
        if not named[each[3]].is_key:
            found = placed(sorted([*kept, each]), width, letters)
            if len(found[0]) > len(best[0]):
                best, kept = found, [*kept, each]
    return best


def _spread(wanted: Sequence[Wanted], width: float, most: int) -> list[Wanted]:
    """Choose texts from left to right: at most one of each equal part of the width, nearest its middle, all well apart."""
    part = (width - 2 * MARGIN) / most
    chosen: list[Wanted] = []
    for n in range(most):
        middle = MARGIN + (n + 0.5) * part
        near = [each for each in wanted if abs(each[0] - middle) <= part / 2]
        near = [each for each in near if each[0] - (chosen[-1][0] if chosen else -inf) >= part / 2]
        if near:
            chosen.append(min(near, key=lambda each: abs(each[0] - middle)))
    return chosen


def _lowered(drawing: Drawing, by: float) -> Drawing:
    """Move all but the labels down, to make room for them."""
    return replace(
        drawing,
        height=drawing.height + by,
        top=by,
        axis=drawing.axis + by,
        marks=tuple(replace(mark, y=mark.y + by) for mark in drawing.marks),
        columns=tuple(
            replace(each, top=each.top + by, key_top=each.key_top + by, bottom=each.bottom + by)
            for each in drawing.columns
        ),
        bands=tuple(replace(band, text_y=band.text_y + by) for band in drawing.bands),
        rows=tuple(replace(row, y=row.y + by, line=row.line + by) for row in drawing.rows),
    )


def _mirrored(drawing: Drawing) -> Drawing:
    """Let time run to the left. Texts that began at a point end there, by the direction of the page."""
    width = drawing.width

    def swapped(each: Mark) -> Mark:
        return replace(
            each, left=width - each.right, right=width - each.left,
            solid_left=width - each.solid_right, solid_right=width - each.solid_left,
        )  # fmt: skip

    return replace(
        drawing,
        rtl=True,
        marks=tuple(swapped(mark) for mark in drawing.marks),
        columns=tuple(replace(each, left=width - each.right, right=width - each.left) for each in drawing.columns),
        bands=tuple(
            replace(band, left=width - band.right, right=width - band.left, text_x=width - band.text_x)
            for band in drawing.bands
        ),
        ticks=tuple(replace(tick, x=width - tick.x) for tick in drawing.ticks),
        labels=tuple(replace(label, x=width - label.x, at=width - label.at) for label in drawing.labels),
    )
