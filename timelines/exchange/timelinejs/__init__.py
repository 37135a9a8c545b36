"""Import and export of TimelineJS 3 JSON; also imports its older forms: {timeline: {date: […]}}, {timeline: {slides}}.

What only TimelineJS has (backgrounds, options) is reported and left out; what only we have (places, sources, key events) is
not exported. An event's ID there is its key here. Its year -44 is 44 B.C.; it has no year 0. It drops a slide without a
date, so an undated event gets the date of the one above it, and its label as the display text.
"""

from timelines.exchange.timelinejs.dates import dates_out
from timelines.exchange.timelinejs.parse import read
from timelines.exchange.timelinejs.serialize import slides, write

__all__ = ["dates_out", "read", "slides", "write"]
