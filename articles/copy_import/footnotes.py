"""Footnotes of copy: a mark that leads to a note below becomes the note itself, in its place in the text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from articles.copy_import.lines import Line, Loss, Run, Runs, Why, count, stripped

SCRIPT = "footnote"  # of the runs of a note
LONGEST = 8  # lines of a note: more are a part of the page
_NUMBER = re.compile(r"\s*[\[(]?(\d{1,3})[\])]?[.:]?\s+")


def with_notes(lines: list[Line], marks: Mapping[str, Loss]) -> tuple[list[Line], list[Loss], int]:
    """Return lines with the notes that `marks` name in their text, what is to be reported, and the words that this cost.

    `marks` are, by the id that a mark leads to, what to report of it. Where an id names no note, the mark stays as text.
    """
    places = _places(lines, marks)
    notes: dict[str, list[int]] = {}  # by id, the lines of the note
    found: list[Line] = []
    for number, line in enumerate(lines):
        runs: list[Run] = []
        for id, group in groupby(line.runs, lambda run: run.note):
            at = [] if not id or id in notes or line.level or line.rows else places.get(id, [])
            note = _note(lines, at) if at and at[0] > number else ()
            notes |= {id: at} if note else {}
            runs += note or (run._replace(note="") for run in group)
        found.append(replace(line, runs=tuple(runs), ids=()))
    gone = {place for at in notes.values() for place in at}
    over = _over(lines, gone)
    kept = [line for number, line in enumerate(found) if number not in gone and number not in over]
    # The number above a note, which leads back to its mark, goes with it.
    backs = {run.note for place in gone for run in lines[place].runs if run.note} - notes.keys()
    losses = [loss for id, loss in marks.items() if id not in backs and id not in notes]
    losses += [Loss(Why.REPEATED, lines[place].text, "over the footnotes") for place in over if lines[place].text]
    return kept, losses, _words(lines) - _words(kept)


def _over(lines: list[Line], gone: set[int]) -> set[int]:
    """The rule and the heading that were over notes at the end of the copy, and now would be over nothing."""
    end = len(lines)
    while end and (end - 1 in gone or lines[end - 1].kind == "divider" or (end in gone and lines[end - 1].level)):
        end -= 1
    return {*range(end, len(lines))} - gone if gone else set()


def _words(lines: Iterable[Line]) -> int:
    return sum(count(line.marker) + count(line.text) for line in lines)


def _places(lines: list[Line], marks: Mapping[str, Loss]) -> dict[str, list[int]]:
    """The lines of each note, by the id that its mark leads to. Word's mark of "ftn1" leads to "_ftn1"."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        for name in {name for id in line.ids for name in (id, f"_{id}")} & marks.keys():
            places[name].append(number)
    for at in places.values():
        if at[-1] + 1 < len(lines) and not any(run.note == "" for place in at for run in lines[place].runs):
            at.append(at[-1] + 1)  # the number is on a line of its own
    return {id: at for id, at in places.items() if len(at) <= LONGEST}


def _note(lines: list[Line], at: list[int]) -> Runs:
    """The words of a note, without its number and the way back; () if it is none."""
    of_note = [lines[place] for place in at]
    if any(line.level or line.kind not in ("text", "item", "quote") for line in of_note):
        return ()
    runs = [run for line in of_note for run in (Run("\n"), *line.runs) if not run.note]
    words = stripped(runs)
    if words and (number := _NUMBER.match(words[0].text)):
        words = stripped((words[0]._replace(text=words[0].text[number.end() :]), *words[1:]))
    if not words:
        return ()
    first = words[0]._replace(text=f" {words[0].text}")  # apart from the word before it, where it is plain text
    return tuple(run._replace(script=SCRIPT) for run in (first, *words[1:]))


def with_numbers(lines: Iterable[Line], notes: list[Runs]) -> Iterator[Line]:
    """Yield lines with the number of each note in its place; the notes go into `notes`."""
    for line in lines:
        runs: list[Run] = []
        for is_note, group in groupby(line.runs, lambda run: run.script == SCRIPT):
            if not is_note:
                runs += group
                continue
            notes.append(stripped(run._replace(script="") for run in group))
            runs.append(Run(str(len(notes)), script="sup"))
        yield replace(line, runs=tuple(runs))
