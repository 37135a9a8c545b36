"""TimelineJS 3 JSON, both ways, and the older forms that are still about: {timeline: {date: […]}}, {timeline: {slides}}.

What TimelineJS says and we do not is kept below `foreign.timelinejs` and comes back in an export; what we say and
it does not goes below one key, "newsroom". Its year -44 is 44 B.C., and it has no year 0. It drops a slide without
a date, so an undated event carries the date of the one it stands below, and its label as the text that is shown.
"""

from timelines.exchange.timelinejs.dates import dates_out
from timelines.exchange.timelinejs.parse import read
from timelines.exchange.timelinejs.serialize import slides, write

__all__ = ["dates_out", "read", "slides", "write"]
