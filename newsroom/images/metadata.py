"""What a photo says of itself: IPTC-IIM 4.2, XMP (IPTC Photo Metadata Standard 2023.2) and EXIF 2.32, as words."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from lxml import etree
from PIL import ImageFile
from PIL.IptcImagePlugin import getiptcinfo

# Datasets of record 2.
_TITLE, _KEYWORDS, _INSTRUCTIONS, _DATE, _BYLINE, _HEADLINE, _CREDIT, _SOURCE, _COPYRIGHT, _CAPTION = (
    (2, dataset) for dataset in (5, 25, 40, 55, 80, 105, 110, 115, 116, 120)
)
_EXIF_ARTIST, _EXIF_COPYRIGHT, _EXIF_IFD, _EXIF_TAKEN = 0x013B, 0x8298, 0x8769, 0x9003
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC, _PHOTOSHOP, _RIGHTS = (
    f"{{http://{name}/}}"
    for name in ("purl.org/dc/elements/1.1", "ns.adobe.com/photoshop/1.0", "ns.adobe.com/xap/1.0/rights")
)
LONGEST = {"caption": 2000, "keywords": 500, "restrictions": 2000}  # characters kept; 200 of everything else
MAX_XMP = 256 * 1024
_MANDATORY = re.compile(
    r"\bmandatory\s+(?:photo\s+)?credit(?:\s+line)?\b[\s:–—-]*(.*?)\s*(?:;|,\s*(?:no|not)\b|(?<=\w{3})\.(?:\s|$)|$)",
    re.I,
)
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_DAY = re.compile(r"(?:(?:(\d{1,2})\s+)?([a-z]{3})[a-z]*\.?\s+(?:(\d{1,2}),?\s+)?)?\b(\d{4})\b")


def words_in(image: ImageFile.ImageFile) -> dict[str, str]:
    """Return the words of a photo by field of Picture, from IPTC, else from XMP, else from EXIF."""
    iptc, xmp, exif = (_read(reader, image) for reader in (_iptc, _xmp, _exif))
    found = exif | xmp | iptc
    restrictions = "; ".join(dict.fromkeys(filter(None, (found.get("instructions"), found.get("terms")))))
    credit = "/".join(dict.fromkeys(filter(None, (found.get("byline"), found.get("credit")))))
    said = {
        "title": found.get("headline") or found.get("title", ""),
        "caption": found.get("caption", ""),
        "credit": credit,
        "source": found.get("source", ""),
        "taken": found.get("date", ""),
        "copyright": found.get("copyright", ""),
        "keywords": found.get("keywords", ""),
        "restrictions": restrictions,
        "mandatory_credit": mandatory_credit(restrictions, credit),
    }
    return {name: text[: LONGEST.get(name, 200)] for name, text in said.items() if text}


def mandatory_credit(restrictions: str, credit: str) -> str:
    """Return the credit that the restrictions demand; where they name none, the photo's own; "" if they demand none."""
    found = _MANDATORY.search(restrictions)
    return (found[1].strip(" \"“”'.") or credit) if found else ""


def day_of(taken: str) -> date | None:
    """Return the date in a text, or the first day of its month or year; None without a year."""
    try:
        return date.fromisoformat(taken.strip())
    except ValueError:
        pass
    if not (found := _DAY.search(taken.lower())):
        return None
    before, month, after, year = found.groups()
    number = _MONTHS.get(month or "")
    try:
        return date(int(year), number or 1, int(before or after or 1) if number else 1)
    except ValueError:
        return None


def _read(reader: Callable[[ImageFile.ImageFile], dict[str, str]], image: ImageFile.ImageFile) -> dict[str, str]:
    try:
        return {name: text for name, text in reader(image).items() if text}
    except Exception:  # a photo with broken metadata is still a photo
        return {}


def _iptc(image: ImageFile.ImageFile) -> dict[str, str]:
    stored: Any = getiptcinfo(image) or {}
    is_utf8 = stored.get((1, 90)) == b"\x1b%G"

    def text(dataset: tuple[int, int], between: str = ", ") -> str:
        value = stored.get(dataset) or b""  # Pillow reads an empty one as None
        parts = value if isinstance(value, list) else [value]
        return _plain(between.join(_decoded(part, is_utf8) for part in parts))

    return {
        "headline": text(_HEADLINE),
        "title": text(_TITLE),
        "caption": text(_CAPTION),
        "byline": text(_BYLINE),
        "credit": text(_CREDIT),
        "source": text(_SOURCE),
        "date": _day(text(_DATE)),
        "copyright": text(_COPYRIGHT),
        "keywords": text(_KEYWORDS),
        "instructions": text(_INSTRUCTIONS, " "),
    }


def _xmp(image: ImageFile.ImageFile) -> dict[str, str]:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    data = packet.encode() if isinstance(packet, str) else packet
    if not data or len(data) > MAX_XMP:
        return {}
    # A file that anybody may send: no entity is resolved, and nothing is fetched.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(data.strip(b"\0 \r\n\t"), parser)
    if root is None:
        return {}
    described = list(root.iter(f"{_RDF}Description"))

    def text(name: str) -> str:
        for each in described:
            if name in each.attrib:
                return _plain(each.attrib[name])
            if (element := each.find(name)) is not None:
                lines = list(element.iter(f"{_RDF}li"))
                if element.find(f"{_RDF}Alt") is not None:  # one text in several languages: the default comes first
                    lines = lines[:1]
                return _plain(", ".join("".join(line.itertext()) for line in lines or [element]))
        return ""

    return {
        "headline": text(f"{_PHOTOSHOP}Headline"),
        "title": text(f"{_DC}title"),
        "caption": text(f"{_DC}description"),
        "byline": text(f"{_DC}creator"),
        "credit": text(f"{_PHOTOSHOP}Credit"),
        "source": text(f"{_PHOTOSHOP}Source"),
        "date": _day(text(f"{_PHOTOSHOP}DateCreated").replace("-", "")),
        "copyright": text(f"{_DC}rights"),
        "keywords": text(f"{_DC}subject"),
        "instructions": text(f"{_PHOTOSHOP}Instructions"),
        "terms": text(f"{_RIGHTS}UsageTerms"),
    }


def _exif(image: ImageFile.ImageFile) -> dict[str, str]:
    exif = image.getexif()
    return {
        "byline": _plain(exif.get(_EXIF_ARTIST, "")),
        "copyright": _plain(exif.get(_EXIF_COPYRIGHT, "")),
        "date": _day(str(exif.get_ifd(_EXIF_IFD).get(_EXIF_TAKEN, ""))),
    }


def _decoded(raw: bytes, is_utf8: bool) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8" if is_utf8 else "cp1252", errors="replace")


def _plain(text: object) -> str:
    """Return one line of text without control characters."""
    return re.sub(r"[\x00-\x1f\x7f\s]+", " ", str(text)).strip()


def _day(digits: str) -> str:
    """Return 20240806 or 2024:08:06 09:30:00 as a date in AP style; "" for anything else."""
    found = re.match(r"(\d{4}):?(\d\d):?(\d\d)", digits)
    try:
        return date_format(date(*map(int, found.groups())), "N j, Y") if found else ""
    except ValueError:
        return ""
