"""A story as IPTC ninjs 3.1 (https://iptc.org/std/ninjs/), for agencies and other newsrooms."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from articles.feed_html import story_uri, words_in
from articles.models import ArticleRevision, Kind
from articles.picture_use import PictureUse
from articles.story_page import ArticlePage
from newsroom.images.picture_html import url_of
from newsroom.media.models import Kind as MediaKind
from newsroom.publication.current import publication
from newsroom.publishing.corrections import Notice
from newsroom.text.ap_style import newsroom_day, said

STANDARD = {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"}
GENRES = {Kind.NEWS: "Current", Kind.ANALYSIS: "Analysis", Kind.OPINION: "Opinion", Kind.EXPLAINER: "Background"}
FILES = {MediaKind.VIDEO: "video", MediaKind.AUDIO: "audio", MediaKind.DOCUMENT: "text"}
GENRE = "http://cv.iptc.org/newscodes/genre/"


def ninjs_address(url: str) -> str:
    """Return the address of the ninjs of the story at `url`, such as /2024/11/08/slug.json."""
    return f"{url.rstrip('/')}.json"


def ninjs(page: ArticlePage, revision: ArticleRevision, html: str | None) -> dict[str, Any]:
    """Return the ninjs document of `page`, which shows `revision`; `html` is its text from `articles.feed_html`.

    Without `html` (where feeds leave out the full text) it is partial: no body, and only the lead picture.
    """
    url = settings.PUBLIC_URL + page.url
    item: dict[str, Any] = {
        "uri": story_uri(revision.subject_id, revision.address_day or newsroom_day(page.published)),
        "standard": STANDARD,
        "type": "text",
        "representationType": "partial" if html is None else "full",
        "pubStatus": "usable",
        "firstCreated": page.published.isoformat(),
        "versionCreated": (revision.live_from or page.now).isoformat(),
        "language": page.language,
        "title": page.headline,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": page.headline}],
        "genres": [{"name": GENRES[Kind(page.kind)], "uri": GENRE + GENRES[Kind(page.kind)]}],
        "infoSources": [
            {"name": person.name, "role": role, "uri": settings.PUBLIC_URL + person.get_absolute_url()}
            for role, people in (("author", page.authors), *((str(role), people) for role, people in page.credits))
            for person in people
        ],
        "copyrightHolder": publication().name,
        "copyrightNotice": f"© {newsroom_day(page.published).year} {publication().name}",
        "subjects": [
            {"name": tag.name, "rel": "about", "uri": settings.PUBLIC_URL + tag.get_absolute_url()} for tag in page.tags
        ],
        "renditions": [{"name": "web", "href": url, "contentType": "text/html"}],
        "altIds": [{"role": "address", "value": url}],
        "associations": [*_pictures(page, whole=html is not None), *(_files(page) if html is not None else ())],
    }
    if html is not None:
        words = words_in(html)
        item["bodies"] = [
            {"role": "main", "contentType": "text/html", "wordCount": page.words, "value": html},
            {"role": "text", "contentType": "text/plain", "charCount": len(words), "value": words},
        ]
    if page.kicker:
        item["headlines"].append({"role": "kicker", "contentType": "text/plain", "value": page.kicker})
    if page.authors:
        item["by"] = " and ".join(author.name for author in page.authors)
    if page.dateline:
        item["located"] = page.dateline
    if page.section:
        section = {"name": page.section.name, "uri": settings.PUBLIC_URL + page.section.get_absolute_url()}
        item["subjects"].append({"rel": "section", **section})
    corrected = [("correction", f"{each.label}, {_dated(each, page.now)}: {each.text}") for each in page.corrections]
    item["descriptions"] = _texts(
        ("summary", page.standfirst), *corrected, *((field.name, field.words()) for field in page.extra)
    )
    return item


def _texts(*texts: tuple[str, str]) -> list[dict[str, str]]:
    """Return pairs of (role, text) as descriptions, without those that have no text."""
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in texts if value]


def _dated(notice: Notice, now: datetime) -> str:
    amended = f", amended {said(notice.amended, now)}" if notice.amended else ""
    return f"{said(notice.at, now)}{amended}"


def _pictures(page: ArticlePage, *, whole: bool) -> list[dict[str, Any]]:
    """Return the pictures of the story, the lead first; only the lead if not `whole`."""
    return [
        *([_picture(page.lead, "lead")] if page.lead else []),
        *(_picture(figure, f"figure-{place}") for place, figure in enumerate(page.pictures if whole else (), 1)),
    ]


def _files(page: ArticlePage) -> Iterator[dict[str, Any]]:
    """Yield the story's videos, recordings and documents."""
    for place, use in enumerate(page.files, 1):
        media, url = use.media, settings.PUBLIC_URL + use.media.url
        length = {"duration": media.seconds} if media.seconds else {}
        yield {
            "name": f"file-{place}",
            "rel": media.kind,
            "uri": url,
            "type": FILES[MediaKind(media.kind)],
            "pubStatus": "usable",
            "title": use.title,
            **({"by": media.credit} if media.credit else {}),
            "descriptions": _texts(("caption", use.caption), ("transcript", media.transcript)),
            "renditions": [
                {"name": "original", "href": url, "contentType": media.type, "sizeInBytes": media.size, **length}
            ],
        }


def _picture(use: PictureUse, name: str) -> dict[str, Any]:
    file = use.picture.current
    if file is None:
        raise ValueError(f"Picture {use.picture.pk} has no file.")
    rendered = use.render()
    return {
        "name": name,
        "rel": name.partition("-")[0],
        "uri": settings.PUBLIC_URL + url_of(file.image.name),
        "type": "picture",
        "pubStatus": "usable",
        **({"by": use.credit} if use.credit else {}),
        "descriptions": _texts(("alt", rendered.alt), ("caption", rendered.caption)),
        "renditions": [
            {
                "name": f"{line['width']}x{line['height']}",
                "href": settings.PUBLIC_URL + url_of(line["name"]),
                "contentType": f"image/{line['type']}",
                "width": line["width"],
                "height": line["height"],
                **({"aspectRatio": line["shape"]} if line["shape"] else {}),
            }
            for line in file.renditions
        ],
    }
