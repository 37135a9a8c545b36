"""The date parser's exception."""


class RefusedDate(ValueError):
    """An impossible date; `parse` turns it into a `DateError`. The message says what is wrong and the cure."""
