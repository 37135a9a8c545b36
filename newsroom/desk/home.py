"""The desk's home page: what waits for one, what goes live next, what is late, what is wrong, and one's recent stories."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timesince import timesince

from articles.models import Article, ArticleCorrection, ArticleRevision, ErrorReport, StoryNote
from articles.models.error_report import SETTLED, Status
from newsroom.database.rows import union
from newsroom.desk.calendar.conflicts import conflicts
from newsroom.desk.calendar.days import A_DAY, HOUR, midnight
from newsroom.desk.calendar.lines import BEGINS, EMBARGO, ENDS, STORY, Line, Shown, kinds, lines, names_of
from newsroom.mail.models import Mail
from newsroom.publishing.adapters import adapter_of
from newsroom.publishing.models import AuditEntry, Review
from newsroom.publishing.states import list_state
from newsroom.search.models import DeskEntry
from newsroom.text.ap_style import at, counted, end_said, newsroom_day
from newsroom.text.person_name import name_in_row, name_of

MOST = 8  # items of a list
RECENT = 6  # one's own recent stories
OWNER = ("owner__username", "owner__first_name", "owner__last_name")
OWN = 60  # unfinished stories that are considered
LATE = timedelta(hours=2)  # how long a story may wait for a review
AHEAD = timedelta(days=30)
RUNNING_OUT = timedelta(days=14)


class Item(NamedTuple):
    url: str
    title: str
    badge: str = ""
    state: str = ""
    when: str = ""
    about: str = ""
    note: str = ""
    late: bool = False
    wrong: str = ""  # what conflicts, in sentences


class Listed(NamedTuple):
    """A list of the home page. Without a text for `none`, an empty list is left out."""

    title: str
    items: list[Item]
    all: str = ""  # the address of the whole list
    none: str = ""


def home_of(user: Any, now: datetime) -> list[Listed]:
    """Return this user's lists, the most urgent first. At most ten queries, and one more for administrators."""
    found = _for_an_editor(user, now) if user.has_perm("publishing.approve") else _for_a_writer(user, now)
    found += _mail(user)
    return [each for each in found if each.items or each.none]


def _for_a_writer(user: Any, now: datetime) -> list[Listed]:
    mine = lines(user, now, now - A_DAY, now + AHEAD, Shown(mine=True))
    coming = [line for line in mine if line.at >= now]
    published = [_due(line, now) for line in reversed(mine) if line.goes_live and line.at < now]
    scheduled = [_due(line, now) for line in coming if line.what not in (EMBARGO, ENDS)]
    approved, sent_back, *own = _own(user, now)
    return [
        sent_back,
        Listed("My recent stories", _recent(user, now)),
        *own,
        approved,
        Listed("Published in the last 24 hours", published[:MOST]),
        Listed("Scheduled", scheduled[:MOST], f"{reverse('calendar')}?mine=on"),
        Listed("Conflicts", _conflicts(user, coming, now), f"{reverse('calendar')}?mine=on"),
        _next_hour(lines(user, now, now, now + HOUR), now),
    ]


def _for_an_editor(user: Any, now: datetime) -> list[Listed]:
    coming = lines(user, now, now, now + AHEAD)
    tomorrow = midnight(newsroom_day(now) + A_DAY)
    calendar, stories = reverse("calendar"), reverse("admin:articles_article_changelist")
    due = [line for line in coming if now < line.at < tomorrow and line.what not in (BEGINS, ENDS)]
    embargoes = [line for line in coming if line.what == EMBARGO]
    rights = [line for line in coming if line.what == ENDS and line.at < now + RUNNING_OUT]
    approved, *own = _own(user, now)
    return [
        Listed("To review", _to_review(user, now), f"{stories}?state=submitted", "No stories to review."),
        approved,
        _next_hour(coming, now),
        Listed("Due today", [_due(line, now) for line in due[:MOST]], f"{calendar}?view=day", "Nothing else today."),
        Listed("Conflicts", _conflicts(user, coming, now), calendar),
        Listed("My recent stories", _recent(user, now)),
        Listed("Correction requests", _reports(user, now), reverse("admin:articles_errorreport_changelist")),
        Listed("Embargoes", [_due(line, now) for line in embargoes[:MOST]], f"{stories}?state=embargo"),
        Listed("Expiring rights", [_due(line, now) for line in rights[:MOST]], calendar),
        Listed("Recent corrections", _corrections(now), reverse("articles:correction_list")),
        *own,
    ]


def _mail(user: Any) -> list[Listed]:
    """Return the mail that could not be sent, for those who can do something about it."""
    if not user.has_perm("mail.change_mail"):
        return []
    unsent = [Item(_page("mail.mail", mail.pk), str(mail), wrong=mail.error) for mail in Mail.objects.unsent()[:MOST]]
    return [Listed("Mail that could not be sent", unsent, f"{reverse('admin:mail_mail_changelist')}?state=unsent")]


def _recent(user: Any, now: datetime) -> list[Item]:
    """Return the stories that the user changed last or began, the latest changed first. One query."""
    entries = DeskEntry.objects.filter(source=STORY)
    changed = entries.filter(changed_by=user).order_by("-changed_at", "-id").values_list("subject")[: 2 * RECENT]
    begun = Article.objects.filter(owner=user).order_by("-id").values_list("pk")[: 2 * RECENT]
    mine = Article.objects.visible_to(user, now).filter(pk__in=union([changed, begun]), binned_at=None)
    mine = mine.exclude(review=Review.TEMPLATE)
    last = Subquery(entries.filter(subject=OuterRef("pk")).values("changed_at")[:1])
    rows = mine.with_schedule(now).annotate(changed_at=last).order_by(F("changed_at").desc(nulls_last=True), "-pk")
    shown = rows.only("headline", "review", "binned_at", "first_published_at")[:RECENT]
    return [_recently(story, now) for story in shown]


def _recently(story: Any, now: datetime) -> Item:
    badge, state = list_state(story)
    changed = at(story.changed_at, now) if story.changed_at else ""
    return Item(_page(STORY, story.pk), str(story), badge, state, about=changed)


def _conflicts(user: Any, coming: list[Line], now: datetime) -> list[Item]:
    """Return what conflicts among `coming`, in order of time."""
    wrong = conflicts(user, coming, now)
    found = sorted(wrong, key=lambda line: line.at)[:MOST]
    return [_due(line, now)._replace(wrong=" ".join(wrong[line])) for line in found]


def _to_review(user: Any, now: datetime) -> list[Item]:
    """Return what writers submitted, the longest-waiting first: by whom, since when, how long it is."""
    parts = [_submitted(model, user, now) for model in kinds(user) if not model.CURATED]
    rows = list(parts[0].union(*parts[1:], all=True).order_by("since")[:MOST]) if parts else []
    names = names_of((kind, pk) for kind, pk, title, *_ in rows if not title)
    return [
        Item(
            url=_page(kind, pk),
            title=title or names[kind, pk],
            about=" · ".join(
                [
                    f"{who}, {at(since, now)}",
                    *([f"edited {at(edited, now)}"] if edited and edited > since else []),
                    *_counts(word=words, note=notes),
                ]
            ),
            when=_waits(since, now),
            note=note,
            late=since < now - LATE,
        )
        for kind, pk, title, who, since, edited, words, notes, note in rows
    ]


def _waits(since: datetime, now: datetime) -> str:
    """Return how long a story has waited: "waiting 2 hours"; "just submitted" within the first minute."""
    return f"waiting {timesince(since, now, depth=1)}" if now - since >= timedelta(minutes=1) else "just submitted"


def _counts(**found: str) -> list[str]:
    """Return in words how many there are of each thing: "430 words"."""
    return [counted(int(number), thing) for thing, number in found.items() if number]


def _submitted(model: Any, user: Any, now: datetime) -> Any:
    """Return rows of (kind, id, title, who submitted it, when, when it was saved last, words, open notes, note) of one kind."""
    label, adapter = model._meta.label_lower, adapter_of(model)
    submissions = AuditEntry.objects.filter(subject_type=label, subject_id=OuterRef("pk"), verb="submit")
    submissions = submissions.order_by("-id")
    versions = model._meta.get_field("revisions").related_model.objects.filter(subject=OuterRef("pk"))
    words: Any = Value("")
    if adapter.word_count is not None:
        words = Subquery(versions.order_by("-number").annotate(count=adapter.word_count).values("count")[:1])
    notes = StoryNote.objects.unresolved().filter(article=OuterRef("pk")).order_by().values("article")
    count: Any = Subquery(notes.annotate(count=Count("pk")).values("count")) if model is Article else Value("")
    found = model.objects.filter(review=Review.SUBMITTED, binned_at=None).visible_to(user, now).order_by()
    return found.annotate(
        kind_=Cast(Value(label), CharField()),
        title_=Cast(F(adapter.title) if adapter.title else Value(""), TextField()),
        who=Coalesce(Subquery(submissions.values(name=name_in_row("actor"))[:1]), name_in_row("owner")),
        since=Coalesce(Subquery(submissions.values("at")[:1]), "created_at"),
        edited=Subquery(versions.order_by("-number").values("created_at")[:1]),
        words=Cast(words, TextField()),
        notes_=Cast(count, TextField()),
    ).values_list("kind_", "pk", "title_", "who", "since", "edited", "words", "notes_", "review_note")


def _reports(user: Any, now: datetime) -> list[Item]:
    """Return unsettled correction requests from readers, the oldest first."""
    if not user.has_perm("articles.view_errorreport"):
        return []
    still_open = ErrorReport.objects.visible_to(user).exclude(status__in=SETTLED).order_by("id")
    rows = still_open.values_list("pk", "what", "revision__headline", "sent_at", "status")[:MOST]
    return [
        Item(
            url=reverse("admin:articles_errorreport_change", args=[pk]),
            title=Truncator(what).words(14),
            about=f"{headline} · {at(sent, now)}",
            badge="scheduled" if status == Status.LOOKING else "",
            state=Status.LOOKING.label if status == Status.LOOKING else "",
        )
        for pk, what, headline, sent, status in rows
    ]


def _corrections(now: datetime) -> list[Item]:
    """Return the latest corrections of live stories."""
    live = ArticleRevision.objects.live(now).filter(subject=OuterRef("subject"))
    found = ArticleCorrection.objects.latest_wordings(now).filter(Exists(live), at__gt=now - RUNNING_OUT)
    rows = found.order_by("-at", "-id").values_list("subject", "text", "subject__headline", "at")[:MOST]
    return [
        Item(_page(STORY, story), Truncator(text).words(20), about=f"{headline} · {at(when, now)}")
        for story, text, headline, when in rows
    ]


def _own(user: Any, now: datetime) -> list[Listed]:
    """Return what is approved and has no time, to an editor everybody's; then the user's unfinished stories, urgent first."""
    stories = reverse("admin:articles_article_changelist")
    lists: dict[str, list[Item]] = {name: [] for name in ("", "approved", "back", "changed", "drafts", "waiting")}
    for story in _unfinished(user, now):
        name = _list_of(story)
        lists[name].append(_item(story, name))
    back, changed, drafts, waiting = (lists[name][:MOST] for name in ("back", "changed", "drafts", "waiting"))
    writes = user.has_perm("articles.add_article") and not user.has_perm("publishing.approve")
    return [
        Listed("Approved, not scheduled", lists["approved"][:MOST], f"{reverse('calendar')}#approved"),
        Listed("Sent back to me", back, f"{stories}?state=sent_back&mine=1"),
        Listed("My drafts", drafts, f"{stories}?state=draft&mine=1", "You have no drafts." if writes else ""),
        Listed("Live with unpublished changes", changed, f"{stories}?state=changed&mine=1"),
        Listed("My stories in review", waiting, f"{stories}?state=submitted&mine=1"),
    ]


def _list_of(story: Any) -> str:
    """Return the list of an unfinished story; "" if it was taken down or is just as readers see it."""
    if story.head_sealed:
        return ""
    if story.review == Review.APPROVED:
        return "approved"
    if story.review != Review.DRAFT:
        return "back" if story.review == Review.SENT_BACK else "waiting"
    if story.live_number:
        return "changed" if story.head_number > story.live_number else ""
    return "drafts"


def _unfinished(user: Any, now: datetime) -> Any:
    """Return stories they own or sign that readers don't see as they are, and to an editor everybody's approved ones.

    Those sent back or approved come first, then the newest.
    """
    own, approved = adapter_of(Article).owned_by(user), Q(review=Review.APPROVED, first_published_at=None)
    writing = Q(review__in=(Review.SENT_BACK, Review.SUBMITTED, Review.DRAFT))
    theirs = approved if user.has_perm("publishing.approve") else own & approved
    found = Article.objects.filter(own & writing | theirs, binned_at=None)
    urgent = When(review__in=(Review.SENT_BACK, Review.APPROVED), then=0)
    urgency = Case(urgent, When(first_published_at__lte=now, then=1), default=2)
    shown = found.visible_to(user, now).with_schedule(now).select_related("owner").order_by(urgency, "-id")
    return shown.only("headline", "review", "review_note", "binned_at", "first_published_at", *OWNER)[:OWN]


def _next_hour(coming: list[Line], now: datetime) -> Listed:
    soon = [_due(line, now) for line in coming if line.goes_live and now < line.at < now + HOUR]
    return Listed("Going live in the next hour", soon, reverse("calendar"), "Nothing scheduled.")


def _due(line: Line, now: datetime) -> Item:
    when = end_said(line.at, now) if line.what == ENDS else at(line.at, now)
    return Item(line.url, line.title, line.badge, line.happens(now), when, line.thing)


def _item(story: Any, name: str) -> Item:
    badge, state = ("live", "Live") if name == "changed" else (story.review, str(story.get_review_display()))
    about = name_of(story.owner) if name == "approved" else ""
    note = story.review_note if name == "back" else ""
    return Item(_page(STORY, story.pk), str(story), badge, state, about=about, note=note)


def _page(kind: str, pk: int) -> str:
    return reverse(f"admin:{kind.replace('.', '_')}_change", args=[pk])
