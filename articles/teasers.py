"""How a story looks on a page that is not its own; drawn by templates/articles/_teaser.html."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """What a teaser shows. `sizes` is the attribute of that name, "" for no picture; `eager` is above the fold."""

    name: str = ""
    level: int = 2
    sizes: str = "(min-width: 40em) 12rem, 30vw"
    shape: str = "16:9"
    eager: bool = False
    standfirst: bool = True
    section: bool = True


ROW = Look()
