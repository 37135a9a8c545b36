"""The way from an empty site to its first story: the name, a section, a story."""

from typing import Any, NamedTuple

from django.urls import reverse

from articles.models import Article, Section
from newsroom.publication.current import stored

# The pages that show the steps: the desk's home, and those of the first two steps.
PAGES = {"index", "publication_publication_changelist", "articles_section_changelist", "articles_section_add"}
NEEDED = ("publication.change_publication", "articles.add_section", "articles.add_article")


class Step(NamedTuple):
    words: str
    why: str
    url: str
    done: bool


def first_steps(user: Any, page: str) -> list[Step]:
    """Return the steps, for somebody who may take all of them; [] once there is a story, and on other pages."""
    if page not in PAGES or not user.has_perms(NEEDED) or Article.objects.exists():
        return []
    named, filed = stored().saved_at is not None, Section.objects.exists()
    return [
        Step(
            "Name your publication",
            "Its name, logo and colors. Save the page even if you only change the name.",
            reverse("admin:publication_publication_changelist"),
            named,
        ),
        Step(
            "Add the first section",
            "Every story is filed under a section, such as News. It is part of the web address.",
            reverse("admin:articles_section_add"),
            filed,
        ),
        Step(
            "Write the first story",
            "Readers see it when you publish it, and not before.",
            reverse("admin:articles_article_add"),
            False,
        ),
    ]
