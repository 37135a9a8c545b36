"""A whole saved page: its article alone, with headline, author and day from the page's own metadata.

trafilatura tells which paragraphs are the article's, and reads the metadata. The smallest element that holds these
paragraphs is then read like any other HTML, so that tables, pictures and embeds stay in it; what is left out is reported.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from html import escape, unescape
from typing import Any

import lxml.html
from lxml import etree

from articles.copy_import.limits import NotCopy, refuse_length
from articles.copy_import.lines import WORD, Copy, Loss, Why
from articles.copy_import.sources import web
from newsroom.deadline import check
from newsroom.search.words import words_of

MAX_PAGE = 8 * 1024 * 1024  # bytes, scripts included
MAX_ELEMENTS = 30_000
TITLES = ("dc:title", "og:title", "twitter:title")
HOLDS = 0.92  # of the article's letters, in the element that is taken for it
_PAGE = re.compile(r"<html\b", re.IGNORECASE)
_FURNISHED = re.compile(
    r"<title>\s*[^<\s]|<(?:nav|header|footer|script|article|main|aside)\b|property=[\"']?og:|application/ld\+json",
    re.IGNORECASE,
)
_PROCESSORS = re.compile(
    r"urn:schemas-microsoft-com:office|<!--\s?StartFragment"
    r"|content=[\"']?(?:LibreOffice|OpenOffice|Microsoft Word)",
    re.IGNORECASE,
)
_ADDRESS = (
    re.compile(
        r"<link\b(?=[^>]{0,500}\brel=[\"']?canonical\b)[^>]{0,500}\bhref=[\"']?(?P<url>https?://[^\s\"'<>]{1,2000})",
        re.I,
    ),
    re.compile(
        r"<meta\b(?=[^>]{0,500}\bproperty=[\"']?og:url\b)[^>]{0,500}\bcontent=[\"']?(?P<url>https?://[^\s\"'<>]{1,2000})",
        re.I,
    ),
    re.compile(r"<base\b[^>]{0,500}\bhref=[\"']?(?P<url>https?://[^\s\"'<>]{1,2000})", re.I),
    re.compile(r"saved from url=\(\d{4}\)(?P<url>https?://\S{1,2000})"),
)
_HEADLINE = re.compile(r'"headline"\s*:\s*("(?:[^"\\]|\\.){3,500}")')
_SHOWS = re.compile(r"^https?://\S+\.(?:jpe?g|png|gif|webp|avif)\b", re.I)
_SITE = re.compile(r"(?P<title>.+\S)\s+(?:[|–—·•»-]|::)\s+(?P<site>\S.*)", re.DOTALL)
BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 li blockquote pre td th dd dt figcaption".split())
FURNITURE = frozenset("nav aside footer form button menu dialog".split())
_FURNITURE = re.compile(
    r"\b(?:nav|menu|share|sharing|social|related|newsletter|promo|advert\w*|sponsor\w*|comments?|subscribe"
    r"|sign-?up|breadcrumbs?|popular"
    r"|most-?read|recommend\w*|outbrain|taboola|cookie\w*|banner|sidebar|footer|toolbar|skip|paywall)\b",
    re.IGNORECASE,
)
LONGEST_NOTE = 4_000  # characters
KEPT = frozenset("table figure img iframe video audio picture".split())


def is_page(html: str) -> bool:
    """Whether HTML is that of a whole page of a site, and not what a word processor writes."""
    start = html[:200_000]
    return bool(_PAGE.search(start) and _FURNISHED.search(start) and not _PROCESSORS.search(start[:5_000]))


def address(html: str) -> str:
    """The address of a saved page, as it says itself; "" if it doesn't."""
    found = (shape.search(html[:300_000]) for shape in _ADDRESS)
    return next((match["url"] for match in found if match), "")


def read(html: str, *, whole: bool = False) -> Copy:
    """The lines of a page's article, or of the `whole` page, with its headline, author and day above them."""
    if len(html.encode()) > MAX_PAGE:
        raise NotCopy("This page is too large. Copy the article in your browser, and paste it.")
    tree = _tree(html)
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise NotCopy(
            f"This page has more than {MAX_ELEMENTS:,} elements. Copy the article in your browser, and paste it."
        )
    meta = _metadata(tree, html)
    title = _title(meta, tree)
    for each in list(tree.iter("script", "style", "template", "head", etree.Comment, etree.ProcessingInstruction)):
        _drop(each)
    check()
    here = address(html)
    for link in tree.iter("a"):
        if here and link.get("href", "").startswith(f"{here}#"):
            link.set("href", link.get("href").removeprefix(here))
    weights = Counter[Any]() if whole else _weights(tree, _wanted(tree))
    root = tree if whole else _root(tree, weights)
    _take_notes(tree, root, weights)
    outside = _outside(tree, root)
    for each in () if whole else _furniture(root, weights):
        each.set("data-around", "")
    for figure in root.iter("figure"):  # whose picture the page loads late
        if _SHOWS.search(figure.get("itemid", "")) and figure.find(".//img") is None:
            etree.SubElement(figure, "img", src=figure.get("itemid"))
    check()
    inner = lxml.html.tostring(root, encoding="unicode", with_tail=False)
    over = "".join(_over(meta, title))
    refuse_length(inner)
    copy = web.read(over + inner, base=here)
    around = [Loss(Why.AROUND, outside)] if outside else []
    around += _pictures_around(tree, root)
    language = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()
    return replace(
        copy,
        losses=[*copy.losses, *around],
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(?:-\w+)*", language) else "",
    )


def _tree(html: str) -> Any:
    parser = lxml.html.HTMLParser(huge_tree=True, encoding="utf-8")
    try:
        return lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise NotCopy("This page can’t be read. Copy the article in your browser, and paste it.") from None


def _drop(element: Any) -> None:
    """Remove an element with all that is in it, and keep the text behind it."""
    if element.getparent() is not None:
        _without(element)


def _without(element: Any) -> None:
    before, parent = element.getprevious(), element.getparent()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _metadata(tree: Any, html: str) -> Any:
    import trafilatura  # takes half a second, and few processes ever read a page

    try:
        return trafilatura.extract_metadata(tree, date_config={"extensive_search": False, "original_date": True})
    except Exception:
        return None


def _wanted(tree: Any) -> set[str]:
    """The paragraphs of the article as trafilatura finds them, by their first words."""
    import trafilatura

    check()
    try:
        found = trafilatura.extract(
            lxml.html.tostring(tree, encoding="unicode"), include_comments=False, include_tables=True, favor_recall=True
        )
    except Exception:
        found = None
    return {key for line in (found or "").splitlines() if (key := _key(line))}


def _key(text: str) -> str:
    return " ".join(WORD.findall(text[:300])[:12]).lower()


def _weights(tree: Any, wanted: set[str]) -> Counter[Any]:
    """For each element the letters of the article's paragraphs in it."""
    weights: Counter[Any] = Counter()
    for element in tree.iter(etree.Element):
        check()
        if element.tag not in BLOCKS and (element.tag != "div" or len(element) > 5):
            continue
        text = element.text_content()
        if len(text) < 20_000 and (key := _key(text)) and key in wanted and len(key) > 12:
            for each in (element, *element.iterancestors()):
                weights[each] += len(text)
    return weights


def _root(tree: Any, weights: Counter[Any]) -> Any:
    """The smallest element that holds the article, or the <article> or <main> around it if that says little more."""
    body = tree.find("body")
    body = tree if body is None else body
    root = body
    while len(root):
        heavy = max(root, key=lambda child: weights[child])
        if not weights[heavy] or weights[heavy] < weights[root] * HOLDS or heavy.tag in BLOCKS:
            break
        root = heavy
    if root is body and not weights[body]:
        marked = list(tree.iter("article", "main"))
        return max(marked, key=lambda each: len(each.text_content()), default=body)
    said = len(WORD.findall(root.text_content()))
    for around in root.iterancestors("article", "main"):
        if len(WORD.findall(around.text_content())) <= said * 1.5 + 60:
            root = around
    return root


def _take_notes(tree: Any, root: Any, weights: Counter[Any]) -> None:
    """Count the footnotes that the article's paragraphs lead to as the article's, wherever they are on the page."""
    marks = (
        link
        for link in root.iter("a")
        if link.get("href", "").startswith("#") and web.MARK.fullmatch(link.text_content().strip())
    )
    names = {link.get("href")[1:] for link in marks if any(weights[each] for each in link.iterancestors())}
    for note in [each for each in tree.iter(etree.Element) if each.get("id") in names]:
        if len(note.text_content()) > LONGEST_NOTE or note.find(".//img") is not None:
            continue
        if root not in note.iterancestors():
            note.drop_tree()
            root.append(note)
        for each in (note, *note.iterancestors()):
            weights[each] += 1


def _furniture(root: Any, weights: Counter[Any]) -> Iterator[Any]:
    """What is in the article's element and no part of it: by its tag, its name, or as nothing but links."""
    for element in root.iter(etree.Element):
        check()
        if (
            element is root
            or weights[element]
            or element.tag in ("html", "body", "a", "figure", "figcaption", "table", "tr", "td")
        ):
            continue
        if element.tag == "footer" and any(True for _ in element.iterancestors("blockquote", "figure")):
            continue
        if any(each.get("data-around") is not None for each in element.iterancestors()):
            continue
        called = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}".replace("_", "-")
        named = element.tag in FURNITURE or bool(_FURNITURE.search(called))
        keeps = any(True for _ in element.iter("table", "iframe", "video", "audio"))
        if (named and not keeps) or (
            element.tag in ("ul", "ol", "div", "section") and _is_links(element) and not keeps
        ):
            yield element


def _is_links(element: Any) -> bool:
    """Whether two links or more are nearly all it says."""
    links = [link.text_content() for link in element.iter("a")]
    said = len(WORD.findall(element.text_content()))
    return len(links) > 1 and sum(len(WORD.findall(text)) for text in links) >= said * 0.8 and said < 400


def _outside(tree: Any, root: Any) -> str:
    """The words of the page around the article's element."""
    pieces: list[str] = []
    skip = False
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element is root:
            skip = event == "start"
            if not skip and element.tail:
                pieces.append(element.tail)
        elif not skip:
            said = element.text if event == "start" else element.tail
            if isinstance(element.tag, str) and said and said.strip():
                pieces.append(said)
    return " ".join(" ".join(pieces).split())


def _pictures_around(tree: Any, root: Any) -> Iterator[Loss]:
    """The pictures of the page's text that are not in the article's element; not the signs in its menus."""
    inside = set(root.iter("img"))
    near = root.getparent() if root.tag == "article" else None
    for picture in tree.iter("img"):
        shown = near in (around := [*picture.iterancestors()]) or any(
            each.tag in ("article", "main", "figure") for each in around
        )
        src = next((picture.get(name) for name in ("src", *web.LATER) if picture.get(name)), "")
        if shown and picture not in inside and src:
            yield Loss(Why.PICTURE, f"{picture.get('alt') or ''} {src[:300]}".strip(), "around the article")


def _over(meta: Any, title: str) -> Iterator[str]:
    """Headline, author, day, section and tags as the page's metadata gives them."""
    if title:
        yield f'<p class="title">{escape(title, quote=False)}</p>'
    if author := (getattr(meta, "author", None) or "").replace("; ", ", "):
        yield f'<p class="byline">{escape(author, quote=False)}</p>'
    if day := getattr(meta, "date", None):
        yield f'<p class="pub-date">{escape(day, quote=False)}</p>'
    for name in ("categories", "tags"):
        said = getattr(meta, name, None) or []
        if said := [each for each in said if each and len(each) < 60][:12]:
            style = "front-section" if name == "categories" else "front-tags"
            yield f'<p class="{style}">{escape(", ".join(said), quote=False)}</p>'


def _title(meta: Any, tree: Any) -> str:
    """The headline: the heading that the page's title repeats; else what it calls itself, without the name of its site."""
    head = " ".join(str(tree.xpath("string(//head/title)")).split())
    heads = [" ".join(each.text_content().split()) for each in tree.iter("h1")]
    seen = set(words_of(" ".join([head, *heads])))
    for_machines = [text for text in _headlines(tree) if len(seen & set(words_of(text))) * 2 >= len(words_of(text))]
    for text in filter(None, [*for_machines, *_titles(tree), head]):
        called = _without_site(text, getattr(meta, "sitename", None) or "")
        words = " ".join(words_of(called))
        same = [each for each in heads if (said := " ".join(words_of(each))) and (said in words or words in said)]
        return max((each for each in same if min(len(each), len(called)) > 8), key=len, default=called)
    return getattr(meta, "title", None) or next(iter(heads), "")


def _titles(tree: Any) -> Iterator[str]:
    """The titles that the page gives to those who link to it. Names may be in either attribute, and several in one."""
    said = [
        (f"{each.get('property', '')} {each.get('name', '')}".split(), each.get("content"))
        for each in tree.iter("meta")
    ]
    for title in TITLES:
        yield from (" ".join(text.split()) for names, text in said if title in names and text)


def _headlines(tree: Any) -> Iterator[str]:
    """The headline that the page gives to search engines as JSON-LD."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        if found := _HEADLINE.search((script.text or "")[:200_000]):
            with suppress(ValueError):
                yield " ".join(unescape(json.loads(found[1])).split())


def _without_site(title: str, site: str) -> str:
    """ "Ferry fails | News | The Harbor Post" without what is behind the signs, if a headline is left."""
    while found := _SITE.fullmatch(title):
        short = len(found["site"].split()) <= 5 and len(found["title"].split()) >= 3
        if not short and found["site"].strip().lower() != site.lower():
            break
        title = found["title"]
    return title
