"""Lines that name who had a part in a story besides its byline: "Photos by Anna Reed; editing by Tom Hale"."""

import re

from articles.copy_import import vocabulary as words
from articles.copy_import.patterns import is_name, names_in
from articles.models.links import Credit

_CREDIT = re.compile(
    rf"(?P<role>(?:additional |further |with )?{words.any_of(words.DID)}\w*(?: (?:and|&|y|et|und|e) \w+)?)(?: from [\w ,]{{2,40}})?"
    rf"\s*(?:\b{words.any_of(words.BY, 'de')}\b:?|:)\s*(?P<names>\S.{{1,160}})",
    re.IGNORECASE,
)
_CONTRIBUTED = words.pattern(
    r"(?:(?:«AGENCIES» )?«JOBS»s? )?(?P<names>.{2,120}?) (?P<role>contributed) (?:to this|reporting|from)\b.{0,60}",
    AGENCIES=words.AGENCIES,
    JOBS=words.JOBS,
)
_PLACE = re.compile(r" (?:in|from|at) .*")


def credits_in(text: str) -> list[dict[str, str]]:
    """The people that a line names, each with what they did; none if it says anything else."""
    found = []
    for piece in filter(None, (each.strip(" .()") for each in re.split(r";| / | \| |(?<=[a-z]{3})\. (?=[A-Z])", text))):
        match = _CREDIT.fullmatch(piece) or _CONTRIBUTED.fullmatch(piece)
        names = [_PLACE.sub("", name).strip(" .") for name in names_in(match["names"])] if match else []
        if match is None or not names or not all(map(is_name, names)):
            return []
        found += [{"role": match["role"].strip(), "name": name} for name in names]
    return found


def role_of(did: str) -> Credit:
    """The role of a byline that is meant by "Photos" or "Additional reporting"."""
    begins = ((role, words.any_of(each)) for role, each in words.DID.items())
    return next((Credit[role.upper()] for role, each in begins if re.search(rf"\b{each}", did, re.I)), Credit.REPORTING)
