"""A .docx as lines: mammoth makes HTML of it, with Word's styles named, and `web` reads that."""

import io
import re
import zipfile
from typing import Any

import mammoth

from articles.copy.limits import MAX_PICTURES, NotCopy, opened, refuse_length, refuse_xml
from articles.copy.lines import Copy, Picture
from articles.copy.sources import web

STYLES = """
p[style-name='Title'] => p.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Byline'] => p.byline:fresh
p[style-name='Dateline'] => p.dateline:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name^='List Bullet'] => ul > li:fresh
p[style-name^='List Number'] => ol > li:fresh
"""

_FIELD = re.compile(rb"(</?w:)fldSimple\b")


def read(data: bytes) -> Copy:
    """The lines of a .docx and the pictures in it. Raises NotCopy for what is none, or is meant to do harm."""
    archive = opened(data)
    refuse_xml(archive)
    pictures: list[Picture] = []

    def kept(image: Any) -> dict[str, str]:
        if len(pictures) >= MAX_PICTURES:
            raise NotCopy(f"There are more than {MAX_PICTURES} pictures in it. Bring the text, and upload them.")
        with image.open() as stream:
            pictures.append(Picture(stream.read(), image.alt_text or ""))
        return {"src": f"picture:{len(pictures) - 1}"}

    try:
        made = mammoth.convert_to_html(
            _with_fields(archive), style_map=STYLES, convert_image=mammoth.images.img_element(kept)
        )
    except NotCopy:
        raise
    except Exception as broken:  # a file that is no document in spite of its name raises whatever it likes
        raise NotCopy("This .docx is damaged. Open it in Word and save it anew, or paste the text.") from broken
    refuse_length(made.value)
    return web.read(made.value, pictures)


def _with_fields(archive: zipfile.ZipFile) -> io.BytesIO:
    """The file, with what its fields show as text: mammoth passes simple ones over, and reads what a smart tag holds."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        for name in archive.namelist():
            data = archive.read(name)
            made.writestr(name, _FIELD.sub(rb"\1smartTag", data) if name.endswith(".xml") else data)
    return file
