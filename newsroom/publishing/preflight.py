"""What is found in a version before readers get it, and where on its page at the desk it is put right."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing found: `text` in the editor's words; with `blocks`, it keeps the version from readers.

    `place` is a field of the form ("headline"), a part by its stable key ("<key>" or "<key>/alt"), or, with a slash in
    front, the address of another page; "" where there is no one place. static/js/go_to_place.js finds it.
    """

    text: str
    place: str = ""
    blocks: bool = False
