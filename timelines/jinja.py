"""Filters of readers' templates for drawings."""


def number(value: float) -> str:
    """Write a coordinate as short as it is exact enough: 12, 12.5."""
    return f"{value:.1f}".removesuffix(".0")


FILTERS = {"n": number}
