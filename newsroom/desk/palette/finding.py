"""What the palette finds: at most four queries, however large the archive, and nothing that the user may not see."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from articles.models import Article, Author
from articles.new_story.templates import offered_to, templates
from articles.search.authors import author_names
from newsroom.desk.calendar.lines import STORY, kinds, name_of_kind
from newsroom.images import library_search
from newsroom.images.models import Picture
from newsroom.publishing import clock
from newsroom.search.desk_search import newest_by_title
from newsroom.search.excerpts import excerpt_if_found
from newsroom.search.models import NEVER, DeskEntry
from newsroom.search.words import parse, words_of
from newsroom.text.ap_style import said
from newsroom.text.person_name import name_of

SHOWN = 8  # subjects, or what was changed last
FEW = 4  # actions, templates, photos and people each
WRITE = "articles.add_article"

# Pages of the desk beside the lists and forms of its models: what they are called, and who may open them.
PAGES = (
    ("Import copy", "admin:articles_article_copy", "articles.add_article"),
    ("Upload photos", "admin:images_picture_upload_many", "images.add_picture"),
    ("Upload a video, recording or PDF", "admin:media_mediafile_add", "media.add_mediafile"),
    ("Expiring rights", "admin:images_picture_running_out", "images.view_picture"),
    ("Import a timeline", "admin:timelines_timeline_import", "timelines.add_timeline"),
    ("Calendar", "calendar", "articles.view_article"),
    ("Arrange fronts", "admin:fronts_container_overview", "fronts.view_container"),
    ("View the site at another time", "look_as_of", "publishing.look_as_of"),
    ("Home of the desk", "admin:index", ""),
    ("View site", "home", ""),
    ("Change password", "admin:password_change", ""),
)


class Found(NamedTuple):
    """A page that one can go to, and what it is, in a few words; HTML shows where its text has what was typed."""

    title: str
    about: str
    url: str
    excerpt: str = ""


def found(request: HttpRequest, typed: str) -> list[Found]:
    """Return the pages that `typed` names, the most likely first; without words, what the user changed last."""
    user, now, words = request.user, clock.now(), words_of(typed)
    if not words:
        return [*_recent(user, now), *list(_actions(request, _starts(user)))[:SHOWN]]
    return [
        *[action for action in _actions(request) if _begins(words, words_of(action.title))][:FEW],
        *_subjects(user, typed, now),
        *_people(request, words),
        *_photos(user, typed),
        *_everywhere(user, typed),
    ]


def _begins(typed: list[str], words: list[str]) -> bool:
    """Return whether each word typed begins one of `words`."""
    return all(any(word.startswith(each) for word in words) for each in typed)


def _visible(user: Any, now: datetime) -> Any:
    """Return the rows of the desk's index that the user may see, of every kind, without the trash."""
    condition = Q(pk__in=[])
    for kind in kinds(user):
        subjects = kind.objects.visible_to(user, now).filter(binned_at=None, pk=OuterRef("subject")).order_by()
        # Not EXISTS: among alternatives, PostgreSQL would read the whole table of stories to answer that.
        condition |= Q(IsNull(Subquery(subjects.values("pk")[:1]), False), source=kind._meta.label_lower)
    is_template = Q(Exists(templates().filter(pk=OuterRef("subject"))), source=STORY)
    return DeskEntry.objects.filter(condition).annotate(is_template=is_template)


def _recent(user: Any, now: datetime) -> list[Found]:
    """Return what the user changed last, and where that is little, what others did. At most two queries."""
    rows = _visible(user, now).order_by("-changed_at", "-pk").only("source", "subject", "title", "published_at")
    own = list(rows.filter(changed_by=user)[:SHOWN])
    others = rows.exclude(changed_by=user)[: SHOWN - len(own)] if len(own) < SHOWN else ()
    return [_subject(row, now) for row in (*own, *others)]


def _subjects(user: Any, typed: str, now: datetime) -> Iterator[Found]:
    """Yield what has these words in its title, then in its text; before a template, the new story that starts from it."""
    rows: list[Any] = newest_by_title(_visible(user, now), typed, SHOWN, now)
    query = parse(typed)
    for row in rows:
        if row.is_template and user.has_perm(WRITE):
            yield _start(row.subject, row.title)
        subject = _subject(row, now)
        if row.in_text:
            about = f"In the text · {subject.about}"
            subject = subject._replace(about=about, excerpt=excerpt_if_found(row.text, query))
        yield subject


def _subject(row: Any, now: datetime) -> Found:
    day = said(row.published_at, now, with_time=False)
    state = "not published" if row.published_at == NEVER else f"due {day}" if row.published_at > now else day
    state = "template" if row.is_template else state
    url = reverse(f"admin:{row.source.replace('.', '_')}_change", args=[row.subject])
    return Found(row.title, f"{name_of_kind(row.source)}, {state}", url)


def _people(request: HttpRequest, words: list[str]) -> Iterator[Found]:
    """Yield authors, whom the process remembers, and for those who may see them, accounts. At most one query."""
    user = request.user
    if user.has_perm(f"{Author._meta.app_label}.view_author"):
        named = [each for each in author_names(request) if _begins(words, list(each.words))]  # type: ignore[arg-type]
        for author in named[:FEW]:
            yield Found(author.name, "Author", reverse("admin:articles_author_change", args=[author.pk]))
    if user.has_perm("auth.view_user"):
        people: Any = get_user_model().objects.filter(is_staff=True)
        for word in words:
            people = people.filter(
                Q(username__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)
            )
        for person in people.order_by("username")[:FEW]:
            yield Found(
                name_of(person), f"Account {person.get_username()}", reverse("admin:auth_user_change", args=[person.pk])
            )


def _photos(user: Any, typed: str) -> list[Found]:
    if not user.has_perm("images.view_picture"):
        return []
    photos = Picture.objects.filter(library_search.holding(typed), taken_down_at=None).order_by("-uploaded_at", "-id")
    rows = photos.values_list("pk", "title", "credit")[:FEW]
    return [
        Found(title, f"Photo, {credit}" if credit else "Photo", reverse("admin:images_picture_change", args=[pk]))
        for pk, title, credit in rows
    ]


def _everywhere(user: Any, typed: str) -> Iterator[Found]:
    """Yield the searches of the lists that find words anywhere in a text."""
    searches = [
        ("articles_article", "stories", "articles.view_article"),
        ("images_picture", "photos", "images.view_picture"),
    ]
    for name, plural, permission in searches:
        if user.has_perm(permission):
            url = f"{reverse(f'admin:{name}_changelist')}?{urlencode({'q': typed})}"
            yield Found(f"Search {plural} for “{typed}”", "All words", url)


def _starts(user: Any) -> list[Found]:
    """Return the templates that the user can start a story from. One query."""
    offered = offered_to(user)[:FEW] if user.has_perm(WRITE) else []
    return [_start(template.pk, str(template)) for template in offered]


def _start(template: int, title: str) -> Found:
    url = f"{reverse('admin:articles_article_add')}?{urlencode({'template': template})}"
    return Found(f"New story from “{title}”", "Action", url)


def _actions(request: HttpRequest, starts: Iterable[Found] = ()) -> Iterator[Found]:
    """Yield what the user can begin, `starts` after a new story, and the desk's pages. No query."""
    models = [model for app in admin.site.get_app_list(request) for model in app["models"]]
    models.sort(key=lambda each: each["model"]._meta.label_lower != "articles.article")  # stories first
    for each in models:
        if each["add_url"]:
            yield Found(f"New {each['model']._meta.verbose_name}", "Action", each["add_url"])
        if each["model"] is Article:
            yield from starts
    for title, name, permission in PAGES:
        if not permission or request.user.has_perm(permission):
            yield Found(title, "Page of the desk", reverse(name))
    for each in models:
        if each["admin_url"]:
            yield Found(capfirst(str(each["model"]._meta.verbose_name_plural)), "List", each["admin_url"])
