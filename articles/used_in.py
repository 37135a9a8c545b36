"""Told to the rooms below: which stories show a picture, and which carry a timeline."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from articles.models import Article, ArticleReference, ArticleRevision, Figure
from newsroom.images import usage
from newsroom.images.models import Picture
from timelines.providers import Story, register_stories


@usage.register
def stories_with_picture(picture: Picture) -> list[usage.Use]:
    """The stories that show it: in the working copy, or in any version."""
    versions = ArticleReference.objects.filter(picture=picture).values("revision__subject")
    drafts = Figure.objects.filter(picture=picture).values("parent")
    found = Article.objects.filter(Q(lead_picture=picture) | Q(pk__in=drafts) | Q(pk__in=versions)).order_by("-id")
    return [(str(article), reverse("admin:articles_article_change", args=[article.pk])) for article in found]


@register_stories
def stories_with_timeline(timeline: int, now: datetime) -> list[Story]:
    """The stories live at `now` that carry it, newest first."""
    carrying = ArticleReference.objects.filter(timeline=timeline).values("revision")
    found = ArticleRevision.objects.live(now).filter(pk__in=carrying).newest_first().defer("content")[:20]
    return [Story(revision.headline, revision.get_absolute_url()) for revision in found]
