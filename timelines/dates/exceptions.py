"""The one exception of the date parser; `parse` turns it into a `DateError`."""


class RefusedDate(ValueError):
    """A date that cannot be. The message says what is wrong and the cure."""
