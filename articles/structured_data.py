"""Stories, lists and authors as JSON-LD (schema.org), for search engines.

See https://developers.google.com/search/docs/appearance/structured-data/article
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from articles.blocks.media import FileUse
from articles.models import Author, Credit, Kind, Section
from articles.models.article import ArticleCorrection
from articles.picture_use import PictureUse
from articles.story_page import ArticlePage
from newsroom.images.picture_html import url_of
from newsroom.media.models import Kind as MediaKind
from newsroom.publication.current import publication
from newsroom.publication.links import Link
from newsroom.publication.structured_data import organization, whole_organization
from newsroom.text.ap_style import newsroom_time

CONTEXT = "https://schema.org"
CONTRIBUTIONS = {Credit.EDITING: "editor", Credit.TRANSLATION: "translator"}
# Google knows only NewsArticle.
TYPES: dict[str, str | list[str]] = {
    Kind.NEWS: "NewsArticle",
    Kind.ANALYSIS: ["NewsArticle", "AnalysisNewsArticle"],
    Kind.OPINION: ["NewsArticle", "OpinionNewsArticle"],
    Kind.EXPLAINER: ["NewsArticle", "BackgroundNewsArticle"],
}
SHAPES = ("16:9", "4:3", "1:1")
WIDE_ENOUGH = 1200  # pixels, which search engines ask for


def story_data(page: ArticlePage, trail: Iterable[Section]) -> dict[str, Any]:
    """Describe a story; `trail` is its sections from the first level down."""
    url = settings.PUBLIC_URL + page.url
    story: dict[str, Any] = {
        "@type": TYPES[page.kind],
        "@id": f"{url}#story",
        "url": url,
        "mainEntityOfPage": url,
        "headline": page.headline,
        "description": page.standfirst,
        "datePublished": newsroom_time(page.published).isoformat(),
        "dateModified": newsroom_time(page.updated).isoformat(),
        "author": [_person(author) for author in page.authors] or [organization()],
        "publisher": organization(),
        "inLanguage": page.language,
        "wordCount": page.words,
        "isAccessibleForFree": True,
    }
    corrections = [
        {
            "@type": "CorrectionComment",
            "text": correction.text,
            "datePublished": newsroom_time(correction.at).isoformat(),
            **({"dateModified": newsroom_time(correction.amended).isoformat()} if correction.amended else {}),
        }
        for correction in page.corrections
        if correction.kind != ArticleCorrection.Kind.NOTE
    ]
    optional = {
        "image": page.lead and _images(page.lead),
        "articleSection": page.section and page.section.name,
        "keywords": [tag.name for tag in page.tags],
        "dateline": page.dateline,
        **_contributors(page),
        "correction": corrections,
        "video": [_media(use, "VideoObject") for use in page.files if use.media.kind == MediaKind.VIDEO],
        "audio": [_media(use, "AudioObject") for use in page.files if use.media.kind == MediaKind.AUDIO],
    }
    story |= {name: value for name, value in optional.items() if value}
    for field in page.fields:
        story |= field.json_ld()
    places = [*((section.name, section.get_absolute_url()) for section in trail), (page.headline, page.url)]
    return {"@context": CONTEXT, "@graph": [story, _breadcrumbs(places)]}


def home_data(policies: Mapping[str, Link]) -> dict[str, Any]:
    """Describe the site and its publisher, with the pages of its policies."""
    site = settings.PUBLIC_URL
    website = {
        "@type": "WebSite",
        "@id": f"{site}/#site",
        "name": publication().name,
        "url": f"{site}/",
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": {"@id": f"{site}/#newsroom"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{site}/search/?q={{words}}"},
            "query-input": "required name=words",
        },
    }
    return {"@context": CONTEXT, "@graph": [website, whole_organization(policies)]}


def list_data(name: str, description: str, url: str, trail: Iterable[Section] = ()) -> dict[str, Any]:
    """Describe a list of stories: a section, with its trail, or a tag. `url` is a path."""
    site = settings.PUBLIC_URL
    page: dict[str, Any] = {"@type": "CollectionPage", "name": name, "url": site + url}
    page |= {"isPartOf": {"@id": f"{site}/#site"}, "publisher": organization()}
    if description:
        page["description"] = description
    places = [(section.name, section.get_absolute_url()) for section in trail]
    return {"@context": CONTEXT, "@graph": [page, *([_breadcrumbs(places)] if places else [])]}


def author_data(author: Author, portrait: PictureUse | None) -> dict[str, Any]:
    """Describe an author's page; `portrait` is a picture within its rights, or None."""
    person = _person(author) | {"worksFor": organization()}
    if author.bio:
        person["description"] = author.bio
    if author.role:
        person["jobTitle"] = author.role
    if author.social:
        person["sameAs"] = author.social.split()
    if portrait:
        person["image"] = _images(portrait)
    return {"@context": CONTEXT, "@type": "ProfilePage", "url": person["url"], "mainEntity": person}


def _contributors(page: ArticlePage) -> dict[str, list[dict[str, Any]]]:
    """Return who did what besides writing, by the property of a CreativeWork that says so."""
    found: dict[str, list[dict[str, Any]]] = {}
    for role, people in page.credits:
        found.setdefault(CONTRIBUTIONS.get(role, "contributor"), []).extend(map(_person, people))
    return found


def _person(author: Author) -> dict[str, Any]:
    return {"@type": "Person", "name": author.name, "url": settings.PUBLIC_URL + author.get_absolute_url()}


def _breadcrumbs(places: Iterable[tuple[str, str]]) -> dict[str, Any]:
    steps = [
        {"@type": "ListItem", "position": number, "name": name, "item": settings.PUBLIC_URL + url}
        for number, (name, url) in enumerate(places, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _media(use: FileUse, kind: str) -> dict[str, Any]:
    """Describe a video or a recording. See https://developers.google.com/search/docs/appearance/structured-data/video"""
    optional = {
        "description": use.caption,
        "thumbnailUrl": use.poster and settings.PUBLIC_URL + use.poster.src,
        "duration": use.media.iso_length,
        "transcript": use.media.transcript,
        "creditText": use.media.credit,
    }
    return {
        "@type": kind,
        "name": use.title,
        "contentUrl": settings.PUBLIC_URL + use.media.url,
        "encodingFormat": use.media.type,
        "uploadDate": newsroom_time(use.media.uploaded_at).isoformat(),
        "inLanguage": use.media.language,
        **{name: value for name, value in optional.items() if value},
    }


def _images(use: PictureUse) -> list[dict[str, Any]]:
    """Describe the widest WebP of each shape, and the share image if these are too narrow for search engines.

    Before these are ready, describe the original file.
    """
    file = use.picture.current
    if file is None:
        return []
    # Renditions are stored from narrow to wide.
    widest = {line["shape"]: line for line in file.renditions if line["type"] == "webp"}
    lines = [widest[shape] for shape in SHAPES if shape in widest]
    if file.shared and not any(line["width"] >= WIDE_ENOUGH for line in lines):
        lines = [file.shared, *lines]
    lines = lines or [{"name": file.image.name, "width": file.width, "height": file.height}]
    credit = {"creditText": use.credit} if use.credit else {}
    return [
        {
            "@type": "ImageObject",
            "url": settings.PUBLIC_URL + url_of(line["name"]),
            "width": line["width"],
            "height": line["height"],
            **credit,
        }
        for line in lines
    ]
