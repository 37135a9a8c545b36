"""A .docx as lines: mammoth makes HTML of it, with Word's styles named, and `web` reads that."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import mammoth
from lxml import etree

from articles.copy_import.limits import MAX_PICTURES, NotCopy, opened, refuse_length, refuse_xml
from articles.copy_import.lines import Copy, Loss, Picture, Why
from articles.copy_import.sources import web
from newsroom.deadline import DeadlinePassed, check

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
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='List Number 3'] => ul|ol > li > ul|ol > li > ol > li:fresh
p[style-name^='List Bullet'] => ul > li:fresh
p[style-name^='List Number'] => ol > li:fresh
"""

_FIELD = re.compile(rb"(</?w:)fldSimple\b")
_IGNORED = re.compile(r"unrecognised element was ignored: (?:\{[^}]*\})?(\S+)")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WORDS = (f"{W}p", f"{W}t", f"{W}delText", f"{M}t", f"{A}p", f"{A}t", f"{C}v")
# Files beside the text whose words are reported.
BESIDE = (
    (re.compile(r"word/(?:header|footer)\d*\.xml"), Why.AROUND),
    (re.compile(r"word/(?:charts/chart|diagrams/data)\d*\.xml"), Why.ELEMENT),
)
TEXTS = {"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"}
STRUCK, HIDDEN = {f"{W}strike", f"{W}dstrike"}, {f"{W}vanish"}
APART = (f"{W}p", f"{A}p", f"{C}v")  # before which there is a space
CHANGES = (
    (f"{W}del", Why.DELETED), (f"{W}moveFrom", Why.DELETED), (f"{W}ins", Why.INSERTED),
    (f"{M}oMath", Why.ELEMENT), (f"{W}rt", Why.ELEMENT),
)  # fmt: skip
READ = frozenset("w:rt oMath oMathPara".split())
LONGEST_CHAIN = 20  # styles that are based on each other


def read(data: bytes) -> Copy:
    """The lines of a .docx and the pictures in it. Raises NotCopy for what is none, or is meant to do harm."""
    archive = opened(data)
    refuse_xml(archive)
    pictures: list[Picture] = []

    def kept(image: Any) -> dict[str, str]:
        if len(pictures) >= MAX_PICTURES:
            raise NotCopy(
                f"This has more than {MAX_PICTURES} photos. Import the text, and upload the photos separately."
            )
        with image.open() as stream:
            pictures.append(Picture(stream.read(), image.alt_text or ""))
        return {"src": f"picture:{len(pictures) - 1}"}

    try:
        file, asides = _prepared(archive)
        made = mammoth.convert_to_html(file, style_map=STYLES, convert_image=mammoth.images.img_element(kept))
    except (NotCopy, DeadlinePassed):
        raise
    except Exception as broken:  # a file that is no document in spite of its name raises whatever it likes
        raise NotCopy("This .docx is damaged. Open it in Word and save it again, or paste the text.") from broken
    refuse_length(made.value)
    copy = web.read(made.value, pictures)
    return replace(copy, losses=[*copy.losses, *asides, *_unread(made.messages)])


def _unread(messages: Any) -> Iterator[Loss]:
    """The elements that mammoth passes over, whose words are not reported already."""
    names = {found[1] for each in messages if (found := _IGNORED.search(each.message))}
    yield from (Loss(Why.ELEMENT, name) for name in sorted(names) if name not in READ)


def _prepared(archive: zipfile.ZipFile) -> tuple[io.BytesIO, list[Loss]]:
    """The file as mammoth reads it to the last word, and what of it no reader of the printed page would see.

    mammoth passes simple fields over, and reads what a smart tag holds; it knows neither hidden text nor text that is
    struck out twice, and drops deletions and comments without a word.
    """
    file = io.BytesIO()
    asides: list[Loss] = []
    names = archive.namelist()
    looks = _looks(_tree(archive.read("word/styles.xml"))) if "word/styles.xml" in names else {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        for name in names:
            data = archive.read(name)
            if name in TEXTS:
                tree = _tree(data)
                asides += _asides(tree, looks)
                data = etree.tostring(tree, encoding="utf-8", xml_declaration=True, standalone=True)
            elif found := next((why for shape, why in BESIDE if shape.fullmatch(name)), None):
                asides += [Loss(found, said) for said in [_words(_tree(data))] if said]
            elif name == "word/comments.xml":
                asides += [
                    Loss(Why.COMMENT, said) for each in _tree(data).iter(f"{W}comment") if (said := _words(each))
                ]
            made.writestr(name, _FIELD.sub(rb"\1smartTag", data) if name.endswith(".xml") else data)
    return file, asides


def _tree(xml: bytes) -> Any:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _words(element: Any) -> str:
    """The text of an element, paragraphs a space apart."""
    pieces = ((" " if each.tag in APART else "") + (each.text or "") for each in element.iter(*WORDS))
    return " ".join("".join(pieces).split())


def _looks(styles: Any) -> dict[str, set[str]]:
    """By the id of each style, whether its text is struck out or hidden, by itself or by the style it is based on."""
    found = {str(style.get(f"{W}styleId")): style for style in styles.iter(f"{W}style")}
    looks = {}
    for name in found:
        style, tags = found.get(name), set[str]()
        for _ in range(LONGEST_CHAIN):
            if style is None:
                break
            tags |= _set(style.find(f"{W}rPr"))
            based = style.find(f"{W}basedOn")
            style = found.get(str(based.get(f"{W}val"))) if based is not None else None
        looks[name] = tags
    return looks


def _set(properties: Any, on: bool = True) -> set[str]:
    """Which of the properties of a run are set, or, with `on` False, set to nothing."""
    off = ("0", "false", "off")
    found = properties if properties is not None else ()
    return {str(each.tag) for each in found if each.tag in STRUCK | HIDDEN and (each.get(f"{W}val") not in off) == on}


def _asides(tree: Any, looks: dict[str, set[str]]) -> Iterator[Loss]:
    """What is deleted, inserted or hidden in a text. Hidden runs go, and what is struck out is marked as web pages do."""
    for row in tree.iter(f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is not None and (said := _words(row)):
            yield Loss(Why.DELETED, said)
    for tag, why in CHANGES:
        yield from (Loss(why, said) for each in tree.iter(tag) if (said := _words(each)))
    for each in tree.iter(f"{MC}AlternateContent"):  # of which mammoth reads the fallback
        if each.find(f"{MC}Fallback") is None and (said := _words(each)):
            yield Loss(Why.ELEMENT, said)
    for each in tree.iter(f"{W}dir", f"{W}bdo", f"{W}ruby", f"{W}rubyBase"):
        each.tag = f"{W}smartTag"  # which mammoth reads
    hidden: list[Any] = []
    for paragraph in tree.iter(f"{W}p"):
        check()
        yield from _hidden(paragraph, looks, hidden)
    for run in hidden:
        run.getparent().remove(run)


def _hidden(paragraph: Any, looks: dict[str, set[str]], hidden: list[Any]) -> Iterator[Loss]:
    """The hidden passages of a paragraph; their runs go into `hidden`."""
    named = paragraph.find(f"{W}pPr/{W}pStyle")
    look = looks.get(str(named.get(f"{W}val")), set()) if named is not None else set()
    passages = [""]
    for run in paragraph.iter(f"{W}r"):
        if next(run.iterancestors(f"{W}p")) is not paragraph:
            continue  # of a text box, which is read by itself
        tags = _look(run, look, looks)
        if tags & HIDDEN:
            passages[-1] += "".join(each.text or "" for each in run.iter(f"{W}t"))
            hidden.append(run)
            continue
        if tags & STRUCK:
            _strike(run)
        if passages[-1] and _words(run):
            passages.append("")
    yield from (Loss(Why.HIDDEN, said) for passage in passages if (said := " ".join(passage.split())))


def _look(run: Any, around: set[str], looks: dict[str, set[str]]) -> set[str]:
    properties = run.find(f"{W}rPr")
    if properties is None:
        return around
    named = properties.find(f"{W}rStyle")
    styled = looks.get(str(named.get(f"{W}val")), set()) if named is not None else set[str]()
    return (around | styled | _set(properties)) - _set(properties, on=False)


def _strike(run: Any) -> None:
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = etree.Element(f"{W}rPr")
        run.insert(0, properties)
    if properties.find(f"{W}strike") is None:
        etree.SubElement(properties, f"{W}strike")
