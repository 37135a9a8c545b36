"""Where one goes at the desk: its sections, in the line at the top, and what is rarer in groups behind "More"."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

# Each section: its words, its page, what the names of its pages begin with, and the permission it takes.
SECTIONS = (
    ("Stories", "admin:articles_article_changelist", "articles_article_", "articles.view_article"),
    ("Calendar", "calendar", "calendar", "articles.view_article"),
    ("Photos", "admin:images_picture_changelist", "images_picture_", "images.view_picture"),
    ("Timelines", "admin:timelines_timeline_changelist", "timelines_timeline_", "timelines.view_timeline"),
    ("Fronts", "admin:fronts_container_overview", "fronts_container_", "fronts.view_container"),
)
# What is behind "More": models, and by what words journalists know those of other people's packages.
GROUPS = {
    "On the site": (
        *("articles.section", "articles.author", "articles.tag"),
        *("articles.standingpage", "fronts.alert", "media.mediafile", "archive.redirect"),
    ),
    "Language and corrections": ("articles.stylerule", "articles.errorreport"),
    "Administration": (
        "publication.publication",
        *("auth.user", "people.invitation", "auth.group", "otp_totp.totpdevice", "otp_static.staticdevice"),
        *("mail.mail", "publishing.auditentry"),
    ),
}
LISTS = {"media.mediafile": "Video, audio and documents", "fronts.alert": "Breaking news"}  # not what a row is called
WORDS = {
    "auth.user": "People",
    "auth.group": "Roles",
    "otp_totp.totpdevice": "Authenticator apps",
    "otp_static.staticdevice": "Backup codes",
}
IN_SECTIONS = {"articles.article", "images.picture", "timelines.timeline", "fronts.container"}
AT_ANOTHER_TIME = ("View the site at another time", "look_as_of", "publishing.look_as_of")


class Place(NamedTuple):
    words: str
    url: str
    current: bool


class Group(NamedTuple):
    words: str
    places: list[Place]


def sections(request: HttpRequest) -> list[Place]:
    """Return the desk's sections that the user may see. No query."""
    here, user = _here(request), request.user
    return [
        Place(words, reverse(name), here.startswith(pages))
        for words, name, pages, permission in SECTIONS
        if user.has_perm(permission)
    ]


def more(request: HttpRequest, app_list: Iterable[Any]) -> list[Group]:
    """Return the other lists of `app_list`, which are those that the user may see, in groups. No query.

    A model that no group names is in one with the name of its app.
    """
    here = _here(request)
    listed = {each["model"]._meta.label_lower: each["admin_url"] for app in app_list for each in app["models"]}
    found = {words: list(_places(labels, listed, here)) for words, labels in GROUPS.items()}
    known = {*IN_SECTIONS, *(label for labels in GROUPS.values() for label in labels)}
    for app in app_list:
        others = [each["model"]._meta.label_lower for each in app["models"]]
        if places := list(_places((label for label in others if label not in known), listed, here)):
            found[str(app["name"])] = places
    words, name, permission = AT_ANOTHER_TIME
    if request.user.has_perm(permission):
        found["On the site"].append(Place(words, reverse(name), here == name))
    return [Group(words, places) for words, places in found.items() if places]


def name_of(label: str) -> str:
    """Return the name of the list of a model: "People" for "auth.user"."""
    return LISTS.get(label) or WORDS.get(label) or capfirst(str(apps.get_model(label)._meta.verbose_name_plural))


def rows_of(label: str) -> str:
    """Return the words for several rows of a model: "media files" in "Video, audio and documents"."""
    return WORDS.get(label, "").lower() or str(apps.get_model(label)._meta.verbose_name_plural)


def _places(labels: Iterable[str], listed: dict[str, str | None], here: str) -> Iterator[Place]:
    for label in labels:
        if url := listed.get(label):
            yield Place(name_of(label), url, here.startswith(f"{label.replace('.', '_')}_"))


def _here(request: HttpRequest) -> str:
    """Return the name of the page's address."""
    return str(getattr(request.resolver_match, "url_name", None) or "")
