"""A timeline drawn to scale: where its marks, bars, ticks and labels are. No database, no markup.

`extent` reads what a date covers, `ticks` makes the axis, `columns` counts where there are too many for marks, `labels`
places texts, `drawing` puts all together, `summary` says it in a sentence, `figure` has both for the page.
"""

from .drawing import Drawing, Entry, Era, draw
from .extent import kind_of
from .figure import Figure, figure, length_of

__all__ = ["Drawing", "Entry", "Era", "Figure", "draw", "figure", "kind_of", "length_of"]
