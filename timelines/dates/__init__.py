"""Honest dates: what a journalist types, kept exactly as precise as it was.

    value = parse("early August", today)      # a DateValue, or a DateError with the cure
    value.edtf, value.start, value.end        # "2024-08-~01/2024-08-~10", "2024-08-01", "2024-08-10"
    display(value, today)                     # "early August"
    reads_as(value, today)                    # "reads as: early August 2024 (Aug. 1 to Aug. 10, 2024)"

Pure Python, no database. The conventions are at the top of `parsing`; order is in `order`.
"""

from timelines.dates.explain import reads_as

from .display import datetime_attributes, display, timed_pieces
from .figures import figure_order, has_figures
from .order import Place, order_events
from .parsing import parse
from .value import DateError, DateValue, Period

__all__ = [
    "DateError",
    "DateValue",
    "Period",
    "Place",
    "datetime_attributes",
    "display",
    "figure_order",
    "has_figures",
    "order_events",
    "parse",
    "reads_as",
    "timed_pieces",
]
