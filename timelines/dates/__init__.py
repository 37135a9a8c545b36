"""Honest dates: what a journalist types, kept exactly as precise as it is.

    value = parse("early August", today)      # a DateValue, or a DateError with the cure
    value.edtf, value.start, value.end        # "2024-08-~01/2024-08-~10", "2024-08-01", "2024-08-10"
    display(value, today)                     # "early August"
    reads_as(value)                           # "reads as: early August 2024 (Aug. 1 to Aug. 10, 2024)"

No database. `parsing` begins with the conventions.
"""

from .display import display, has_own_words, in_words, timed_pieces
from .explain import reads_as
from .figures import ORDERS, figure_order, has_figures
from .localized import localized
from .names import Names, names_in
from .order import Place, order_events
from .parsing import parse
from .period import Period
from .value import DateError, DateValue

__all__ = [
    "ORDERS",
    "DateError",
    "DateValue",
    "Names",
    "Period",
    "Place",
    "display",
    "figure_order",
    "has_figures",
    "has_own_words",
    "in_words",
    "localized",
    "names_in",
    "order_events",
    "parse",
    "reads_as",
    "timed_pieces",
]
