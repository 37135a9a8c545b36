"""The state of a publishable in an editor's words, and the findings of preflight with their places."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsroom.publishing import clock
from newsroom.publishing.models import Publishable, Review
from newsroom.publishing.permissions import may
from newsroom.publishing.preflight import NO_TEMPLATE, Check
from newsroom.text.ap_style import at, counted

BADGES = {"bin": "Trash", "sealed": "Restricted"}
SET_ASIDE = ("bin", "sealed", Review.TEMPLATE)  # names of states of what can’t be published


@dataclass(frozen=True)
class State:
    """The live version, the draft and the schedule of one publishable at one instant."""

    name: str  # live, scheduled, unpublished, sealed, bin, or the name of the review state (a template’s is its own)
    review: str
    words: list[str]
    head: Any
    live: Any
    due: list[Any]  # the coming transitions, soonest first

    def __str__(self) -> str:
        return " · ".join(self.words)

    @property
    def badge(self) -> str:
        return BADGES.get(self.name, self.name.replace("_", " ").capitalize())

    @property
    def details(self) -> str:
        """The state in words, without the word that the badge shows beside it."""
        first = self.words[0].removeprefix(self.badge).strip()
        return " · ".join([*([first] if first else []), *self.words[1:]])

    @property
    def waiting(self) -> list[Any]:
        return [line.revision for line in self.due if line.revision]

    @property
    def unpublished(self) -> bool:
        """Whether the draft is not live and could be."""
        return self.head is not None and self.name not in SET_ASIDE and self.head != self.live


NEW = State(Review.DRAFT, Review.DRAFT, ["New"], None, None, [])  # of what was never saved


def state_of(subject: Publishable, now: datetime) -> State:
    """Return the state at `now`. Several queries: for one subject, not for lists."""
    head, live = subject.head_and_live(now)
    due = _due(subject, now)
    name, words = _present(subject, live, any(line.revision for line in due), now)
    if head and live and head.number > live.number:
        words.append(counted(head.number - live.number, "unpublished change"))
    if subject.review in (Review.SUBMITTED, Review.SENT_BACK) and name != subject.review:
        words.append(subject.get_review_display().lower())
    words += [_coming(subject, head, line, now) for line in due]
    if subject.embargo_until and subject.embargo_until > now:
        words.append(f"under embargo until {at(subject.embargo_until, now)}")
    return State(name, subject.review, words, head, live, due)


def _due(subject: Publishable, now: datetime) -> list[Any]:
    if subject.__dict__.get("next_at", now) is None:  # from `with_schedule`
        return []
    return list(subject.transitions.filter(at__gt=now).select_related("revision").order_by("at"))


def _present(subject: Publishable, live: Any, waiting: bool, now: datetime) -> tuple[str, list[str]]:
    if subject.is_sealed():
        return "sealed", ["Taken down"]
    if subject.binned_at:
        return "bin", ["In the trash"]
    if live:
        since = _live_since(subject, live)
        updated = [f"updated {at(live.updated_at, now)}"] if since < live.updated_at else []
        return "live", [f"Live since {at(since, now)}", *updated]
    if subject.first_published_at and subject.first_published_at <= now:
        last = subject.revisions.filter(live_until__lte=now).order_by("-live_until").first()
        return "unpublished", [f"Unpublished {at(last.live_until, now)}" if last else "Unpublished"]
    if waiting:
        return "scheduled", ["Scheduled"]
    review = subject.get_review_display()
    return subject.review, [review, "not published yet"] if subject.review == Review.APPROVED else [review]


def _live_since(subject: Publishable, live: Any) -> datetime:
    """Return since when readers have seen one version or another without a gap, up to `live`."""
    since: datetime = live.live_from
    if since == subject.first_published_at:
        return since
    earlier = subject.revisions.filter(live_from__lt=since).order_by("-live_from")
    for live_from, live_until in earlier.values_list("live_from", "live_until"):
        if live_until != since:
            break
        since = live_from
    return since


def _coming(subject: Publishable, head: Any, line: Any, now: datetime) -> str:
    if line.revision is None:
        return f"unpublishes {at(line.at, now)}"
    behind = _behind(subject, head, line.revision)
    last = "the last change" if behind == 1 else f"the last {behind} changes"
    missing = f", leaves out {last}" if behind else ""
    return f"next version {at(line.at, now)}{missing}"


def _behind(subject: Publishable, head: Any, revision: Any) -> int:
    """Return how many versions the draft is ahead of the newest one with the content of `revision`.

    That need not be `revision`: a change merged into a scheduled version can make it equal the draft.
    """
    if head.number == revision.number:
        return 0
    same = subject.revisions.filter(sha256=revision.sha256).order_by("-number").values_list("number", flat=True)
    newest: int = same[0]
    return int(head.number) - newest


def shown(
    subject: Publishable,
    content: Any,
    form_url: str = "",
    at: datetime | None = None,
    parts: Collection[Publishable] | None = None,
    user: Any = None,
) -> list[tuple[Check, str]]:
    """Return the findings on `content` as of `at` (default: now) with links to their places, blocking ones first.

    `form_url` is the address of the edit page of `subject`; "" on that page itself. `parts` are published with it
    (default: those that only it shows). `user` is who reads them.
    """
    if parts:
        with clock.pretending(at or clock.now()):
            parts = [part for part in subject.adapter.unpublished_parts(content) if part in parts]
    found = [check for check in subject.checks_at(content, at, parts) if check.text != NO_TEMPLATE]  # its state says it
    found.sort(key=lambda check: not check.blocks)
    may_waive = user is not None and may(user, "waive", subject)
    return [(check.told(may_waive), _address(check.place, form_url)) for check in found]


def _address(place: str, form_url: str) -> str:
    if not place or place.startswith("/"):
        return place
    return f"{form_url}#place={place}"
