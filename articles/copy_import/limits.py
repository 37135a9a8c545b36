"""How much copy is read, and what is refused: each limit by its name, before anything is unpacked."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from newsroom.deadline import DeadlinePassed, deadline
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.nh3_in_linear_time import IMPLIED, TAG

MAX_BYTES = 20 * 1024 * 1024  # of a file: the pictures of a .docx included
MAX_TEXT = 2 * 1024 * 1024  # bytes of text or HTML without its pictures: some 300,000 words
MAX_LINES = 3_000  # paragraphs, headings and items: what a person can review
MAX_ENTRIES = 2_000  # files in a .docx
MAX_UNPACKED = 60 * 1024 * 1024  # declared bytes of all of them
MAX_XML = 6 * 1024 * 1024  # declared bytes of its XML
MAX_ELEMENTS = 100_000  # in its XML: mammoth takes 65 µs for each
MAX_DEPTH = 400  # elements inside each other
MAX_PICTURES = 40
MAX_SECONDS = 20  # of CPU for reading it, and again for its pictures


class NotCopy(ActionRefused):
    """A file or text that is not read, in words for whoever brought it."""


@contextmanager
def in_time() -> Iterator[None]:
    """Refuse what takes longer to read than MAX_SECONDS. Nothing has been stored by then."""
    try:
        with deadline(MAX_SECONDS):
            yield
    except DeadlinePassed:
        raise NotCopy(
            f"Reading this took longer than {MAX_SECONDS} seconds, so we stopped. Nothing was saved. "
            "Paste it as plain text, or import it in parts."
        ) from None


def refuse_size(data: bytes) -> None:
    """Refuse an empty file and one that is too big."""
    if not data.strip():
        raise NotCopy("This file is empty. Choose the file again, or paste the text.")
    if len(data) > MAX_BYTES:
        raise NotCopy(f"This file is larger than {MAX_BYTES // 1024**2} MB. Remove the photos, or import it in parts.")


def refuse_length(text: str) -> None:
    """Refuse more text than a story may be."""
    if len(text.encode()) > MAX_TEXT:
        raise NotCopy(f"This is more than {MAX_TEXT // 1024**2} MB of text. Import it in parts.")


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive that a .docx is."""
    archive = judged(data)
    if "word/document.xml" not in archive.namelist():
        raise NotCopy("This archive isn’t a Word document. Save the story as .docx and import that.")
    return archive


def is_opendocument(data: bytes) -> bool:
    """Whether an archive is an OpenDocument text. Raises NotCopy for one that is meant to do harm."""
    names = judged(data).namelist()
    return "content.xml" in names and "word/document.xml" not in names


def judged(data: bytes) -> zipfile.ZipFile:
    """An archive. What its directory declares is judged before anything is unpacked.

    `zipfile` unpacks no more of an entry than was declared, so a declaration that lies is found out, too.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise NotCopy(
            "This isn’t a .docx, or it is damaged. Open it in Word and save it again, or paste the text."
        ) from None
    if len(entries) > MAX_ENTRIES:
        raise NotCopy(f"This file contains {len(entries):,} other files, which is too many. Paste the text instead.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise NotCopy("This file is password-protected. Save it without a password, or paste the text.")
    xml = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED or xml > MAX_XML:
        raise NotCopy("This file is too large when unpacked. Paste the text instead.")
    return archive


_ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def refuse_xml(archive: zipfile.ZipFile) -> None:
    """Refuse XML of too many elements or too deep, and such as declares entities: Word never does, and a few of them
    swell to gigabytes."""
    elements = 0
    for entry in archive.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        try:
            xml = archive.read(entry)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
            raise NotCopy("This file is damaged. Open it in Word and save it again, or paste the text.") from None
        if _ENTITY.search(xml) or _ENTITY.search(xml.replace(b"\0", b"")):
            raise NotCopy("This file declares XML entities, so we won’t open it. Paste the text instead.")
        elements += xml.count(b"<") - xml.count(b"</")
        if elements > MAX_ELEMENTS:
            raise NotCopy(f"This file has more than {MAX_ELEMENTS:,} elements, too many for a story. Paste the text.")
        refuse_depth(xml.decode("latin-1"), implied=frozenset())


def refuse_depth(markup: str, implied: frozenset[str] = IMPLIED) -> None:
    """Refuse elements beyond all reason, in number or inside each other: parsers take the square of the time for them, or all memory."""
    # Behind the last ">" no tag ends: to look for one from every "<" there takes the square of the time.
    tags = TAG.findall(markup, 0, markup.rfind(">") + 1)
    if len(tags) > 2 * MAX_ELEMENTS:
        raise NotCopy(f"This has more than {MAX_ELEMENTS:,} elements, too many for a story. Paste it as plain text.")
    depth = 0
    for closing, name, rest in tags:
        if name.lower() in implied or rest.endswith("/"):
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > MAX_DEPTH:
            raise NotCopy(f"Its elements are nested more than {MAX_DEPTH} deep. Paste it as plain text.")
