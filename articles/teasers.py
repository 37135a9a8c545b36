"""How a story looks in lists and on fronts; written by templates/articles/_teaser.html."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """What a teaser shows. Without `sizes` it has no picture; `eager` is for pictures above the fold."""

    name: str = ""
    level: int = 2
    sizes: str = "(min-width: 40em) 12rem, 30vw"
    shape: str = "16:9"
    eager: bool = False
    standfirst: bool = True
    section: bool = True
    byline: str = ""  # where the writers are named: "above" the headline, "below" it, or nowhere


BAND = Look("band", 3, "(min-width: 64em) 18rem, (min-width: 40em) 45vw, 30vw", standfirst=False)
ROW = Look()
TOP = Look("top", sizes="(min-width: 64em) 26rem, (min-width: 40em) 45vw, 100vw", eager=True)  # the first of a list
