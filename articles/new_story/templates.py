"""Story templates: stories that are never published, from which others start."""

from typing import Any

from django.db.models import Case, Q, QuerySet, When

from articles.models import Article
from newsroom.publishing.actions.base import performing
from newsroom.publishing.actions.revisions import head_of, set_review
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Review

MANAGE = "articles.manage_templates"
MOST = 20  # in the menu


def use_as_template(story: Article, actor: Any) -> None:
    """Make a draft a template, which everybody who writes stories can see and start from.

    Refused for what was published, is scheduled, under embargo, in the trash or taken down.
    """
    with performing("use_as_template", story, actor=actor, permission=MANAGE, readers_notice=False) as [act]:
        story, act.revision = act.subject, head_of(act)
        if story.transitions.exists():
            raise ActionRefused(
                "This was published or is scheduled, so it can’t be a template. Duplicate it, and use the copy."
            )
        if story.embargo_until and story.embargo_until > act.now:
            raise ActionRefused("This is under embargo, and everybody sees a template. Lift the embargo first.")
        if story.binned_at:
            raise ActionRefused("This is in the trash. Restore it first.")
        if act.revision.sealed_at:
            raise ActionRefused("This was taken down, so it can’t be a template.")
        set_review(act, Review.TEMPLATE)


def stop_using_as_template(story: Article, actor: Any) -> None:
    """Make a template a draft of its owner's again. Stories that started from it stay as they are."""
    with performing("stop_using_as_template", story, actor=actor, permission=MANAGE, readers_notice=False) as [act]:
        if act.subject.review != Review.TEMPLATE:
            raise ActionRefused("This isn’t a template any more.")
        set_review(act, Review.DRAFT)


def templates() -> QuerySet[Article]:
    """Return the templates that stories can start from."""
    return Article.objects.filter(review=Review.TEMPLATE, binned_at=None)


def sections_of(writer: int | None) -> QuerySet[Article, int | None]:
    """Return the ids of the sections of a writer's own stories, that of the newest first."""
    own = Article.objects.filter(~Q(review=Review.TEMPLATE), owner=writer, section__isnull=False)
    return own.order_by("-pk").values_list("section", flat=True)


def offered_to(user: Any) -> list[Article]:
    """Return the templates for the menu of new stories: first those of the user's usual section. One query."""
    usual_first = Case(When(section=sections_of(user.pk)[:1], then=0), default=1)
    found = templates().select_related("section").only("headline", "section__name")
    return list(found.order_by(usual_first, "headline", "pk")[:MOST])
