"""A table in the text, as of results or prices."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.blocks.block import Block, register
from articles.blocks.width import WidthField
from articles.story_links import named
from newsroom.text import plain_text, tables
from newsroom.text.table_field import TableField
from newsroom.text.tables import Cell


class ShownCell(NamedTuple):
    """A cell for the template: `scope` says what a heading is one of, "" for other cells."""

    cell: Cell
    scope: str
    is_number: bool  # it is in a column of numbers, or names one


@register
class Table(Block):
    readers_name = _("Table")
    icon = "table_chart"
    searched = ("caption", "text", "source")
    counted = ("caption", "text")

    caption: Any = plain_text.CharField(_("caption"), max_length=300, blank=True, help_text="What the table shows.")
    text: Any = TableField("table", name_links=named)
    source: Any = plain_text.CharField(_("source"), max_length=300, blank=True, help_text="Where the figures are from.")
    width: Any = WidthField()

    @classmethod
    def from_copy(cls, title: str, html: str) -> dict[str, Any]:
        """Make one of lines with " | " between the cells, as a table in Markdown is read."""
        if (found := tables.from_lines(html)) is None:
            raise ValidationError("This isn’t a table: write “ | ” between the cells of each line.")
        return {"caption": title, "text": found.html}

    @property
    def rows(self) -> list[list[Cell]]:
        """The rows that readers see: not the empty ones at the edges, in which more may be written."""
        return tables.trimmed(tables.rows_of(self.text))

    def shown_rows(self) -> Iterator[list[ShownCell]]:
        """Yield the rows for the template."""
        rows = self.rows
        numbers, head_row = tables.number_columns(rows), tables.has_head_row(rows)
        for number, row in enumerate(tables.with_columns(rows)):
            scope = "col" if number == 0 and head_row else "row"
            yield [
                ShownCell(cell, scope if cell.is_head else "", column in numbers and cell.colspan == 1)
                for column, cell in row
            ]
