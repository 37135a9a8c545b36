"""Lines that name who had a part in a story besides its byline: "Photos by Anna Reed; editing by Tom Hale"."""

import re

from articles.copy_import.patterns import is_name, names_in
from articles.models.links import Credit

# What somebody did, by how its word begins.
DID = (
    (Credit.PHOTOS, "photo|foto|picture"),
    (Credit.VIDEO, "video"),
    (Credit.GRAPHICS, "graphic|grafik|illustration|infogra|map"),
    (Credit.RESEARCH, "research|recherche"),
    (Credit.TRANSLATION, "transl|übersetz|tradu"),
    (Credit.EDITING, "edit|édit|redaktion|bearbeitung|edición|compiled|produc"),
    (Credit.WRITING, "writing|written"),
    (Credit.REPORTING, "report|contribut"),
)
_WORDS = "|".join(words for _, words in DID)
_CREDIT = re.compile(
    rf"(?P<role>(?:additional |further |with )?(?:{_WORDS})\w*(?: (?:and|&) \w+)?)(?: from [\w ,]{{2,40}})?"
    r"\s*(?:\b(?:by|von|par|por)\b:?|:)\s*(?P<names>\S.{1,160})",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"(?P<names>.{2,120}?) (?P<role>contributed) (?:to this|reporting|from)\b.{0,60}", re.IGNORECASE
)
_PLACE = re.compile(r" (?:in|from|at) .*")


def credits_in(text: str) -> list[dict[str, str]]:
    """The people that a line names, each with what they did; none if it says anything else."""
    found = []
    for piece in filter(None, (each.strip(" .()") for each in text.split(";"))):
        match = _CREDIT.fullmatch(piece) or _CONTRIBUTED.fullmatch(piece)
        names = [_PLACE.sub("", name).strip(" .") for name in names_in(match["names"])] if match else []
        if match is None or not names or not all(map(is_name, names)):
            return []
        found += [{"role": match["role"].strip(), "name": name} for name in names]
    return found


def role_of(did: str) -> Credit:
    """The role of a byline that is meant by "Photos" or "Additional reporting"."""
    return next((role for role, words in DID if re.search(rf"\b(?:{words})", did, re.IGNORECASE)), Credit.REPORTING)
