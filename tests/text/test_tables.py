"""Tables: their stored form for every input, what is read as one, and the merge of two."""

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.rich_text import text_of
from newsroom.text.table_field import ONLY_A_TABLE, TableField
from newsroom.text.table_grid import TOO_LARGE
from newsroom.text.table_merge import merge_tables
from newsroom.text.tables import (
    MOST_ROWS,
    Cell,
    ReadTable,
    as_lines,
    from_csv,
    from_fragment,
    from_tabs,
    number_columns,
    rows_of,
    sanitize_table,
    split_at_tables,
    table_html,
    trimmed,
)
from tests.text.test_rich_text import ALLOWED, is_harmless

pieces = st.sampled_from(
    """<table> </table> <caption> </caption> <thead> </thead> <tfoot> <tbody> <tr> </tr> <td> </td> <th> </th> <td/colspan=3>
    <td/rowspan=2> <th/colspan=99> <th/rowspan="9999"> <p> </p> <ul><li> </ul> <b> </b> <strong> <br> word 1,234 n/a
    <script>alert(1)</script>
    <a/href="javascript:alert(1)"> <a/href="https://a.test/"> </a> <svg><style> </style></svg> <!-- -->
    &lt;td> | <template> <form>""".split()
) | st.text(max_size=5)
written = st.lists(pieces, max_size=25).map(" ".join)
html = written | written.map("<table><tr><td>{}".format)


def table(*rows: str) -> str:
    """A table of these rows, with | between their cells; * makes a heading."""
    return table_html([Cell(text.lstrip("*"), text.startswith("*")) for text in row.split("|")] for row in rows)


def lines(html: str) -> list[str]:
    return ["|".join(cell.html for cell in row) for row in rows_of(html)]


@given(html)
def test_a_table_is_harmless_and_stays_as_it_is_stored(typed: str) -> None:
    stored = sanitize_table(typed)
    assert sanitize_table(stored) == stored
    assert is_harmless(
        re.sub(r"</?(?:table|tbody|tr|t[dh](?: (?:col|row)span=\"\d+\")*)>", "", stored).replace("  ", " ")
    )
    assert re.findall(r"<(\w+)", stored)[:3] == ["table", "tbody", "tr"] if stored else True
    assert set(re.findall(r"<(\w+)", stored)) <= ALLOWED | {"table", "tbody", "tr", "td", "th"}


@given(html)
def test_a_table_is_rectangular(typed: str) -> None:
    rows = rows_of(sanitize_table(typed))
    cells = sum(cell.colspan * cell.rowspan for row in rows for cell in row)
    assert not rows or cells == len(rows) * sum(cell.colspan for cell in rows[0])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("<table><tr><td>a<tr><td>b<td>c", ["a|", "b|c"]),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c", ["a<br>b|c"]),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d", ["a|b", "c", "d|"]),
        ("<table><tr><td><table><tr><td>a<td>b</table><td>c", ["a b|c"]),
        ("<table><tr></tr><tr><td>a<td>b<script>x</script></table>after", ["a|b"]),
        ("<table><tr><td> <td></table>", []),
        ("no table", []),
    ],
)
def test_how_a_table_is_stored(typed: str, stored: list[str]) -> None:
    assert lines(sanitize_table(typed)) == stored


def test_a_field_refuses_what_it_cannot_hold_with_the_cure() -> None:
    field = TableField()
    for wrong, cure in [
        ("<table>" + "<tr><td>a<td>b" * (MOST_ROWS + 1), TOO_LARGE),
        ("<table><tr>" + "<td>a" * 99, TOO_LARGE),
        ("<p>Before</p><table><tr><td>a<td>b</table>", ONLY_A_TABLE),
        ("<table><tr><td>a<td>b</table><table><tr><td>c</table>", ONLY_A_TABLE),
    ]:
        with pytest.raises(ValidationError) as refused:
            field.clean(wrong, None)
        assert refused.value.messages == [cure]
    assert lines(field.clean("<p></p><table><tr><td>a<td>b</table><p> </p>", None)) == ["a|b"]


def test_empty_rows_and_columns_at_the_edges_are_for_writers_only() -> None:
    stored = table("||", "|a||b|", "||||")
    assert len(rows_of(stored)) == 3
    assert [[cell.html for cell in row] for row in trimmed(rows_of(stored))] == [["a", "", "b"]]


def test_a_table_of_data_is_told_from_layout() -> None:
    assert from_fragment("<table><tr><td>All of a newsletter</table>") is None
    assert from_fragment("<table><tr><td>One<tr><td>column</table>") is None
    assert from_fragment("<table><tr><th>Ports<tr><td>Ellery</table>") == ReadTable(table("*Ports", "Ellery"))
    read = from_fragment(
        "<table><caption>The <b>ports</b></caption><thead><tr><td>Port<td>Ships<tbody><tr><td>Ellery<td>4"
    )
    assert read == ReadTable(table("*Port|*Ships", "Ellery|4"), "The ports")


def test_a_first_row_in_bold_is_one_of_headings() -> None:
    assert from_fragment("<table><tr><td><p><b>Port</b></p><td><b>Ships</b><tr><td>Ellery<td>4") == ReadTable(
        table("*Port|*Ships", "Ellery|4")
    )


def test_headings_of_google_are_bold_by_their_style() -> None:
    span = '<td><p dir="ltr"><span style="font-size:11pt;font-weight:700;color:#000">{}</span></p>'
    html = f"<table><tr>{span.format('Port')}{span.format('Ships')}<tr><td><span style='font-weight:400'>Ellery</span><td>4"
    assert from_fragment(html) == ReadTable(table("*Port|*Ships", "Ellery|4"))
    sheet = (
        '<table><tr><td style="font-weight: bold; color: red">Port<td style="font-weight:bold">Ships<tr><td>Ellery<td>4'
    )
    assert from_fragment(sheet) == ReadTable(table("*Port|*Ships", "Ellery|4"))


def test_tables_are_found_between_other_words_and_within_layout() -> None:
    ports, ships = (f"<table><tr><td>{name}<td>4</table>" for name in ("Ports", "Ships"))
    found = list(split_at_tables(f"<p>One</p>{ports}<table><tr><td>In{ships}out</td></tr></table><p>End"))
    assert found == [
        "<p>One</p>",
        ReadTable(table("Ports|4")),
        "<table><tr><td>In",
        ReadTable(table("Ships|4")),
        "out</td></tr></table><p>End",
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Port\tShips\nEllery\t4\n", table("*Port|*Ships", "Ellery|4")),
        ("Ellery\t4\nNew\t5", table("Ellery|4", "New|5")),
        ("Ellery\t4", None),
        ("Ellery\t4\nNew", None),
        ("Ellery\nNew", None),
    ],
)
def test_text_with_tabs_is_a_table(text: str, read: str | None) -> None:
    assert from_tabs(text) == (ReadTable(read) if read else None)


def test_a_csv_file_is_a_table_whatever_separates_its_cells() -> None:
    assert from_csv('\ufeffPort;"Ships; all"\r\nEllery;1.234,5\r\n;;\r\n') == ReadTable(
        table("*Port|*Ships; all", "Ellery|1.234,5")
    )
    assert from_csv('a,"b\nc"\nd,<b>') == ReadTable(table("a|b<br>c", "d|&lt;b&gt;"))
    assert from_csv("one\ntwo") is None


@pytest.mark.parametrize(
    "number", ["1,234", "£4.20m", "12%", "-3.5", "−3.5", "1.234,5", "(250)", "US$1 000", "+4", "€ 5"]
)
def test_a_column_of_numbers_is_one_with_gaps_too(number: str) -> None:
    assert number_columns(rows_of(table("*Port|*Ships|*Note", f"Ellery|{number}|4 ships", "New|n/a|5", "Old|–|6"))) == {
        1
    }


def test_the_words_of_cells_stay_apart() -> None:
    stored = table("Port|Ships", "Ellery|4")
    assert text_of(stored).split() == ["Port", "Ships", "Ellery", "4"]
    assert as_lines(stored) == "<p>Port | Ships</p><p>Ellery | 4</p>"


BASE = "*City|*People / Ellery|1,000 or so / Port|2"


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (
            "*City|*People / Ellery|3 / Port|2",
            "*City|*People / Ellery|1,000 or so / Port|5",
            "City|People / Ellery|3 / Port|5",
        ),
        (  # words of one cell
            "*City|*People / Ellery|900 or so / Port|2",
            "*City|*People / Ellery|1,000 or less / Port|2",
            "City|People / Ellery|900 or less / Port|2",
        ),
        (  # a row and a column
            "*City|*People / Ellery|1,000 or so / Port|2 / New|7",
            "*City|*Area|*People / Ellery|77|1,000 or so / Port|88|5",
            "City|Area|People / Ellery|77|1,000 or so / Port|88|5 / New||7",
        ),
        ("*City|*People / Port|2", "*City|*People / Ellery|1,000 or so / Port|3", "City|People / Port|3"),
        ("*City|*People / Port|2", "*City|*People / Ellery|9 / Port|2", "City|People / Ellery|9 / Port|2"),
        (  # a column that the other filled further
            "*City / Ellery / Port",
            "*City|*People / Ellery|1,000 or so / Port|2 / New|7",
            "City|People / Ellery|1,000 or so / Port|2 / New|7",
        ),
        (
            "*City|*People / Port|2 / Last|1",
            "*City|*People / Ellery|1,000 or so / Port|3",
            "City|People / Port|3 / Last|1",
        ),
        (BASE + " / New|", BASE + " / New|", "City|People / Ellery|1,000 or so / Port|2 / New|"),
    ],
)
def test_changes_in_different_places_of_a_table_are_both_kept(mine: str, theirs: str, merged: str) -> None:
    base, one, other = (table(*side.split(" / ")) for side in (BASE, mine, theirs))
    for found in (merge_tables(base, one, other), merge_tables(base, other, one)):
        assert found is not None
        assert " / ".join(lines(found[0])) == merged
        assert not found[1]


def test_a_cell_that_both_changed_is_asked_about_and_answered() -> None:
    sides = (
        table(*BASE.split(" / ")),
        table("*City|*People", "Ellery|8", "Port|2"),
        table("*City|*People", "Ellery|9", "Port|2"),
    )
    found = merge_tables(*sides)
    assert found is not None
    [question] = found[1]
    assert (question.mine, question.theirs) == ("8", "9")
    answered = merge_tables(*sides, {question.id: "theirs"})
    assert answered == (sides[2], [])


cells = st.lists(st.lists(st.sampled_from(["", "a", "b", "c d", "12"]), min_size=1, max_size=4), min_size=1, max_size=4)


@given(cells, cells, cells)
def test_a_merge_is_rectangular_and_does_not_depend_on_who_is_first(
    base: list[list[str]], mine: list[list[str]], theirs: list[list[str]]
) -> None:
    sides = [table(*("|".join(row) for row in grid)) for grid in (base, mine, theirs)]
    if not all(sides):
        return
    found, other = merge_tables(sides[0], sides[1], sides[2]), merge_tables(sides[0], sides[2], sides[1])
    if found is None or other is None:
        assert found is other
        return
    assert len({len(row) for row in rows_of(found[0])}) == 1
    assert sanitize_table(found[0]) == found[0]
    assert merge_tables(sides[0], sides[1], sides[0]) == (sides[1], [])
    if not found[1]:
        assert found[0] == other[0]
