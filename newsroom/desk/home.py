"""The home of whoever opens the desk: for a journalist their own stories, for an editor what waits to be decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timesince import timesince

from articles.models import Article, ArticleCorrection, ArticleRevision, Byline, ErrorReport, StandingPage
from articles.models.error_report import SETTLED
from newsroom.desk.calendar.days import A_DAY, HOUR, midnight
from newsroom.desk.calendar.lines import EMBARGO, ENDS, PICTURE, SINGULAR, Line, Shown, lines
from newsroom.publishing.models import AuditEntry, Review
from newsroom.text.ap_style import at, counted, newsroom_day
from timelines.models import Timeline

MOST = 8  # lines of a list
OWN = 60  # unfinished stories that are looked at
AHEAD = timedelta(days=30)
RUNNING_OUT = timedelta(days=14)
READ: tuple[tuple[Any, str, str], ...] = (  # what is submitted: its title, and in a version the number of its words
    (Article, "headline", "rendered"),
    (Timeline, "title", ""),
    (StandingPage, "title", ""),
)


@dataclass(frozen=True)
class Item:
    """One line of a list, with its page at the desk."""

    url: str
    title: str
    badge: str = ""
    state: str = ""
    when: str = ""
    about: str = ""
    note: str = ""


@dataclass(frozen=True)
class Listed:
    """A list of the home, and where the whole of it is."""

    title: str
    items: list[Item]
    all: str = ""
    none: str = ""  # what is said when it is empty; without words an empty list is left out


def home_of(user: Any, now: datetime) -> list[Listed]:
    """The lists for this person, the most urgent first. At most eight queries, however many stories there are."""
    if user.has_perm("publishing.approve"):
        found = [*_for_an_editor(user, now), *_own(user, now)]
    else:
        coming = lines(user, now, now, now + AHEAD, Shown(mine=True))
        scheduled = [_due(line, now) for line in coming if line.what not in (EMBARGO, ENDS)]
        own = Listed("Scheduled", scheduled[:MOST], f"{reverse('calendar')}?mine=on")
        found = [*_own(user, now), own, _next_hour(lines(user, now, now, now + HOUR), now)]
    return [each for each in found if each.items or each.none]


# --- for an editor ---------------------------------------------------------------------------------


def _for_an_editor(user: Any, now: datetime) -> list[Listed]:
    coming = lines(user, now, now, now + AHEAD)
    tomorrow = midnight(newsroom_day(now) + A_DAY)
    calendar, stories = reverse("calendar"), reverse("admin:articles_article_changelist")
    due = [line for line in coming if now < line.at < tomorrow and line.kind != PICTURE]
    embargoes = [line for line in coming if line.what == EMBARGO]
    rights = [line for line in coming if line.what == ENDS and line.at < now + RUNNING_OUT]
    return [
        Listed("To review", _to_review(user, now), f"{stories}?state=submitted", "Nothing waits for a reader."),
        _next_hour(coming, now),
        Listed("Due today", [_due(line, now) for line in due[:MOST]], f"{calendar}?view=day", "Nothing more today."),
        Listed("Embargoes", [_due(line, now) for line in embargoes[:MOST]], f"{stories}?state=embargo"),
        Listed("Errors that readers report", _reports(user, now), reverse("admin:articles_errorreport_changelist")),
        Listed("Corrected lately", _corrections(now), reverse("articles:correction_list")),
        Listed("Picture rights running out", [_due(line, now) for line in rights[:MOST]], f"{calendar}?kind={PICTURE}"),
    ]


def _to_review(user: Any, now: datetime) -> list[Item]:
    """What writers have submitted, the longest-waiting first: by whom, since when, how long it is."""
    first, *others = [_submitted(kind, title, words, user, now) for kind, title, words in READ]
    rows = first.union(*others, all=True).order_by("since")[:MOST]
    return [
        Item(
            url=_page(kind, pk),
            title=title or f"{SINGULAR[kind]} without a title",
            about=" · ".join(filter(None, (f"{who}, {at(since, now)}", words and counted(int(words), "word")))),
            when=f"waits for {timesince(since, now, depth=1)}" if since < now else "",
            note=note,
        )
        for kind, pk, title, who, since, words, note in rows
    ]


def _submitted(kind: Any, title: str, words: str, user: Any, now: datetime) -> Any:
    """Rows of (kind, id, title, who submitted it, when, words, note) of one kind."""
    label = kind._meta.label_lower
    submissions = AuditEntry.objects.filter(subject_type=label, subject_id=OuterRef("pk"), verb="submit").order_by(
        "-id"
    )
    versions = kind._meta.get_field("revisions").related_model.objects.filter(subject=OuterRef("pk"))
    length = versions.order_by("-number").annotate(count=KeyTextTransform("words", words or "content"))
    found = kind.objects.filter(review=Review.SUBMITTED, binned_at=None).visible_to(user, now).order_by()
    return found.annotate(
        kind_=Cast(Value(label), CharField()),
        title_=Cast(F(title), TextField()),
        who=Coalesce(Subquery(submissions.values("actor__username")[:1]), "owner__username", output_field=TextField()),
        since=Coalesce(Subquery(submissions.values("at")[:1]), "created_at"),
        words=Cast(Subquery(length.values("count")[:1]) if words else Value(""), TextField()),
    ).values_list("kind_", "pk", "title_", "who", "since", "words", "review_note")


def _reports(user: Any, now: datetime) -> list[Item]:
    """Reports of readers that are not settled, the oldest first."""
    if not user.has_perm("articles.view_errorreport"):
        return []
    still_open = ErrorReport.objects.visible_to(user).exclude(status__in=SETTLED).order_by("id")
    rows = still_open.values_list("pk", "what", "revision__headline", "sent_at", "status")[:MOST]
    return [
        Item(
            url=reverse("admin:articles_errorreport_change", args=[pk]),
            title=Truncator(what).words(14),
            about=f"{headline} · {at(sent, now)}",
            **({"badge": "scheduled", "state": "Being looked at"} if status == "looking" else {}),
        )
        for pk, what, headline, sent, status in rows
    ]


def _corrections(now: datetime) -> list[Item]:
    """The latest corrections of stories that readers see."""
    live = ArticleRevision.objects.live(now).filter(subject=OuterRef("subject"))
    found = ArticleCorrection.objects.latest_wordings(now).filter(Exists(live), at__gt=now - RUNNING_OUT)
    found = found.order_by("-at", "-id")
    return [
        Item(_page(Article._meta.label_lower, story), Truncator(text).words(20), about=f"{headline} · {at(when, now)}")
        for story, text, headline, when in found.values_list("subject", "text", "subject__headline", "at")[:MOST]
    ]


# --- for whoever writes ----------------------------------------------------------------------------


def _own(user: Any, now: datetime) -> list[Listed]:
    """Their unfinished stories, those that ask for something first."""
    stories = reverse("admin:articles_article_changelist")
    lists: dict[str, list[Item]] = {name: [] for name in ("back", "changed", "drafts", "waiting")}
    for story in _unfinished(user, now):
        if name := _place(story):
            lists[name].append(_item(story, name))
    writes = user.has_perm("articles.add_article") and not user.has_perm("publishing.approve")
    some = {name: list(islice(items, MOST)) for name, items in lists.items()}
    return [
        Listed("Sent back to me", some["back"], f"{stories}?state=sent_back"),
        Listed("My drafts", some["drafts"], f"{stories}?state=mine", "You have no draft." if writes else ""),
        Listed("Live, with changes readers do not see", some["changed"], f"{stories}?state=mine"),
        Listed("Mine, waiting for review", some["waiting"], f"{stories}?state=submitted"),
    ]


def _place(story: Any) -> str:
    """Which list an unfinished story is in; "" for one that was taken down, or is as readers have it."""
    if story.head_sealed:
        return ""
    if story.review != Review.DRAFT:
        return "back" if story.review == Review.SENT_BACK else "waiting"
    if story.live_number:
        return "changed" if story.head_number > story.live_number else ""
    return "drafts"


def _unfinished(user: Any, now: datetime) -> Any:
    """Stories they own or sign that are not as readers have them, those sent back first, then the newest."""
    signed = Byline.objects.filter(author__user=user).values("article")
    found: Any = Article.objects.filter(
        Q(owner=user) | Q(pk__in=signed), review__in=(Review.SENT_BACK, Review.SUBMITTED, Review.DRAFT), binned_at=None
    )
    urgency = Case(When(review=Review.SENT_BACK, then=0), When(first_published_at__lte=now, then=1), default=2)
    shown = found.visible_to(user, now).with_schedule(now).order_by(urgency, "-id")
    return shown.only("headline", "review", "review_note", "binned_at", "first_published_at")[:OWN]


# --- lines -----------------------------------------------------------------------------------------


def _next_hour(coming: list[Line], now: datetime) -> Listed:
    soon = [line for line in coming if line.goes_live and now < line.at < now + HOUR]
    return Listed("Goes live in the next hour", [_due(line, now) for line in soon], reverse("calendar"), "Nothing.")


def _due(line: Line, now: datetime) -> Item:
    return Item(line.url, line.title, line.badge, line.happens(now), at(line.at, now), line.thing)


def _item(story: Any, place: str) -> Item:
    badge, state = ("live", "Live") if place == "changed" else (story.review, str(story.get_review_display()))
    note = story.review_note if place == "back" else ""
    return Item(_page(Article._meta.label_lower, story.pk), str(story), badge, state, note=note)


def _page(kind: str, pk: int) -> str:
    return reverse(f"admin:{kind.replace('.', '_')}_change", args=[pk])
