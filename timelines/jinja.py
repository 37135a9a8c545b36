"""Filters of readers' templates for drawings."""

from timelines.scale import length_of


def number(value: float) -> str:
    """Write a coordinate as short as it is exact enough: 12, 12.5."""
    return f"{value:.1f}".removesuffix(".0")


FILTERS = {"n": number, "length_of": length_of}
