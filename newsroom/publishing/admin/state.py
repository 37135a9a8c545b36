"""Where a publishable stands, in words an editor would use."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsroom.publishing.models import Publishable, Review
from newsroom.text.ap_style import at, counted


@dataclass(frozen=True)
class State:
    """The present, the draft and the next version of one publishable, read at one instant."""

    name: str  # for the badge: live, scheduled, unpublished, sealed, bin, or the review's name
    review: str
    words: list[str]
    head: Any
    live: Any
    due: list[Any]  # the coming lines of the schedule, soonest first

    def __str__(self) -> str:
        return " · ".join(self.words)

    @property
    def badge(self) -> str:
        """Its name in one or two words."""
        return self.name.replace("_", " ").capitalize()

    @property
    def waiting(self) -> list[Any]:
        """The versions that will go live."""
        return [line.revision for line in self.due if line.revision]

    @property
    def unpublished(self) -> bool:
        """Whether the working copy holds something that is neither live nor thrown away."""
        return self.head is not None and self.name not in ("bin", "sealed") and self.head != self.live


def state_of(subject: Publishable, now: datetime) -> State:
    """What the top line of its page says at `now`. A handful of queries: for one, not for lists."""
    head, live = subject.head, subject.live(now)
    due = list(subject.transitions.filter(at__gt=now).select_related("revision").order_by("at"))
    name, words = _present(subject, live, any(line.revision for line in due), now)
    if head and live and head.number > live.number:
        words.append(counted(head.number - live.number, "unpublished change"))
    if subject.review not in (Review.APPROVED, name) and not (live and head.number == live.number):
        words.append(subject.get_review_display())
    words += [_coming(subject, line, now) for line in due]
    if subject.embargo_until and subject.embargo_until > now:
        words.append(f"under embargo until {at(subject.embargo_until, now)}")
    return State(name, subject.review, words, head, live, due)


def _present(subject: Publishable, live: Any, waiting: bool, now: datetime) -> tuple[str, list[str]]:
    if subject.is_sealed():
        return "sealed", ["Taken down"]
    if subject.binned_at:
        return "bin", ["In the bin"]
    if live:
        return "live", [f"Live since {at(live.live_from, now)}"]
    if subject.first_published_at and subject.first_published_at <= now:
        last = subject.revisions.filter(live_until__lte=now).order_by("-live_until").first()
        return "unpublished", [f"Unpublished {at(last.live_until, now)}" if last else "Unpublished"]
    if waiting:
        return "scheduled", ["Scheduled"]
    return subject.review, ["Not published"]


def _coming(subject: Publishable, line: Any, now: datetime) -> str:
    if line.revision is None:
        return f"comes down {at(line.at, now)}"
    behind = _behind(subject, line.revision)
    missing = f", does not contain the last {counted(behind, 'change')}" if behind else ""
    return f"next version {at(line.at, now)}{missing}"


def _behind(subject: Publishable, revision: Any) -> int:
    """How many versions the draft is ahead of the newest one with the content of `revision`.

    That need not be `revision`: a change carried into a waiting version makes it say what the draft says.
    """
    head = subject.head
    if head.number == revision.number:
        return 0
    same = subject.revisions.filter(sha256=revision.sha256).order_by("-number").values_list("number", flat=True)
    newest: int = same[0]
    return int(head.number) - newest
