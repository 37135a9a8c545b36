"""The field that holds a table."""

from typing import Any

from django.core.exceptions import ValidationError

from newsroom.text.rich_text import INLINE, RichTextField, text_of
from newsroom.text.tables import EXTENSIONS, parsed, sanitize_table, size

ONLY_A_TABLE = "Only a table can be here. Put the words around it in a cell, or in a paragraph of the story."
EMPTY = "Write something in the table, or delete it."


class TableField(RichTextField):
    """Rich text that is one table, in the stored form."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"error_messages": {"blank": EMPTY}, **options})
        self.config: dict[str, Any] = {"extensions": INLINE | EXTENSIONS}
        self.sanitize = sanitize_table

    def clean(self, value: Any, instance: Any) -> str:
        """Return the stored form. Raises ValidationError for a table that is too large, and for words around it."""
        rows, around = parsed(str(value or ""))
        size(rows)  # raises TooLarge
        if text_of(around):
            raise ValidationError(ONLY_A_TABLE)
        return super().clean(value, instance)
