"""What a photo says of its restrictions, its mandatory credit and its day."""

from datetime import date
from typing import Any

import pytest

from newsroom.images.metadata import day_of, mandatory_credit
from tests.images.factories import photo, with_iptc
from tests.images.test_upload import taken_in

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" photoshop:Credit="Agency" photoshop:DateCreated="2024-08-06">
<photoshop:Instructions>Mandatory credit: Ada Lens/Agency. No sales.</photoshop:Instructions>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Editorial use only</rdf:li>
<rdf:li xml:lang="de">Nur redaktionell</rdf:li></rdf:Alt></xmpRights:UsageTerms>
<dc:creator><rdf:Seq><rdf:li>Ada Lens</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>bridge</rdf:li><rdf:li>river</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def test_restrictions_and_credit_are_read_from_xmp() -> None:
    assert taken_in(photo(xmp=XMP.encode())).said == {
        "credit": "Ada Lens/Agency",
        "taken": "Aug. 6, 2024",
        "keywords": "bridge, river",
        "restrictions": "Mandatory credit: Ada Lens/Agency. No sales.; Editorial use only",
        "mandatory_credit": "Ada Lens/Agency",
    }


def test_special_instructions_are_read_from_iptc_which_comes_before_xmp() -> None:
    iptc = {(2, 40): b"NO ARCHIVE.\nNO SALES.", (2, 80): b"Sam Finch", (2, 110): b"Pool"}
    said = taken_in(with_iptc(photo(xmp=XMP.encode()), iptc)).said
    assert said["restrictions"] == "NO ARCHIVE. NO SALES.; Editorial use only"
    assert said["credit"] == "Sam Finch/Pool"
    assert "mandatory_credit" not in said


@pytest.mark.parametrize(
    "packet",
    [
        b"<x/",
        b"\0\xff",
        b"",
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b'<!DOCTYPE x [<!ENTITY a "Jane">]>' + XMP.replace(">Ada Lens<", ">&a;<").encode(),
    ],
    ids=["cut", "bytes", "empty", "file", "entity"],
)
def test_broken_and_hostile_xmp_does_not_cost_the_photo(packet: bytes) -> None:
    said: Any = taken_in(with_iptc(photo(xmp=packet), {(2, 110): b"Pool"})).said
    assert said["credit"].endswith("Pool")
    assert "root:" not in str(said)
    assert "Jane" not in str(said)


@pytest.mark.parametrize(
    ("restrictions", "credit"),
    [
        ("", ""),
        ("No sales", ""),
        ("Mandatory credit", "Ada Lens/Agency"),
        ("MANDATORY CREDIT: JANE DOE/POOL", "JANE DOE/POOL"),
        ("NO SALES; MANDATORY CREDIT JANE DOE, NO ARCHIVE", "JANE DOE"),
        ("Mandatory Photo Credit – J. Doe, The Herald. Not for resale.", "J. Doe, The Herald"),
    ],
)
def test_a_mandatory_credit_is_found_in_the_restrictions(restrictions: str, credit: str) -> None:
    assert mandatory_credit(restrictions, "Ada Lens/Agency") == credit


@pytest.mark.parametrize(
    ("taken", "day"),
    [
        ("Aug. 6, 2024", date(2024, 8, 6)),
        ("6 August 2024", date(2024, 8, 6)),
        ("2024-08-06", date(2024, 8, 6)),
        ("August 2024", date(2024, 8, 1)),
        ("about 1944", date(1944, 1, 1)),
        ("Summer 1944", date(1944, 1, 1)),
        ("Feb. 31, 2024", None),
        ("last week", None),
    ],
)
def test_the_day_is_read_out_of_the_words(taken: str, day: date | None) -> None:
    assert day_of(taken) == day
