"""Who may do what to a publishable: one table of rules for actions, admin and previews."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from newsroom.publishing import clock
from newsroom.publishing.exceptions import PermissionRefused
from newsroom.publishing.models import Publishable, Review


def _holds(name: str) -> Callable[[Any, Any], bool]:
    return lambda user, subject: user.has_perm(f"publishing.{name}")


def _unsealed(user: Any, subject: Any) -> bool:
    return user.has_perm("publishing.open_sealed") or not subject.is_sealed()


def _has_perm(user: Any, action: str, subject: Any) -> bool:
    return bool(user.has_perm(f"{subject._meta.app_label}.{action}_{subject._meta.model_name}"))


def _edit(user: Any, subject: Any) -> bool:
    if not (user.is_active and _has_perm(user, "change", subject)):
        return False
    own = user.has_perm("publishing.edit_any") or subject.owner_id == user.pk
    return bool(own or _is_shared_with(user, subject))


def _is_shared_with(user: Any, subject: Any) -> bool:
    if "shared_with" in getattr(subject, "_prefetched_objects_cache", {}):  # on its page, where each button asks
        return any(each.pk == user.pk for each in subject.shared_with.all())
    return bool(subject.shared_with.filter(pk=user.pk).exists())


def _view(user: Any, subject: Any) -> bool:
    published = subject.first_published_at is not None and subject.first_published_at <= clock.now()
    template = subject.review == Review.TEMPLATE and subject.binned_at is None
    return _edit(user, subject) or (_has_perm(user, "view", subject) and (published or template))


def _publish(user: Any, subject: Any) -> bool:
    own = user.has_perm("publishing.publish_own_breaking") and subject.is_by(user) and _edit(user, subject)
    return (user.has_perm("publishing.publish") and _edit(user, subject)) or own


RULES: dict[str, Callable[[Any, Any], bool]] = {
    "view": _view,
    "save": _edit,
    "plan": _edit,
    "restore": _edit,
    "submit": _edit,
    "bin": _edit,
    "unbin": _edit,
    "take_back": lambda user, subject: _edit(user, subject) and subject.is_by(user),
    "send_back": _holds("approve"),
    "approve": _holds("approve"),
    "waive": _holds("approve"),
    "publish": _publish,
    "unschedule": _holds("publish"),
    "unpublish": _holds("publish"),
    "fix_live": _holds("publish"),
    "correct": _holds("correct"),
    "amend_correction": _holds("correct"),
    "set_embargo": _holds("set_embargo"),
    "take_down": _holds("take_down"),
    "open_sealed": _holds("open_sealed"),
}


LABELS = {"bin": "move to trash", "unbin": "restore from trash", "withdraw": "unpublish"}  # where the name won't do


def in_words(verb: str) -> str:
    """Return the name of an action for people: "take down"."""
    return LABELS.get(verb, verb.replace("_", " "))


def may(user: Any, verb: str, subject: Any) -> bool:
    """Return whether `user` may do `verb` to `subject`. Only administrators may act on what was taken down."""
    allowed = bool(user.is_active and user.is_staff and RULES[verb](user, subject))
    return allowed and (not isinstance(subject, Publishable) or _unsealed(user, subject))


def require(user: Any, verb: str, subject: Any, permission: str | None = None) -> None:
    """Raise PermissionRefused unless `user` may do `verb` to `subject`."""
    allowed = user.is_active and user.has_perm(permission) if permission else may(user, verb, subject)
    if not allowed:
        raise PermissionRefused(f"You don’t have permission to {in_words(verb)} “{subject}”. Ask an editor.")


def needs_second_reader(user: Any, subject: Publishable, revision: Any) -> bool:
    """Return whether SECOND_READER forbids that `user`, as the writer, approves or publishes `revision`."""
    return settings.SECOND_READER and not subject.CURATED and (subject.is_by(user) or revision.author_id == user.pk)
