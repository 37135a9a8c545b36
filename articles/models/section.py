from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import quote

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from newsroom.text import plain_text

# First parts of addresses that the site uses or reserves.
TAKEN = set(
    "admin archive api authors corrections feed fronts healthz media pages preview robots.txt search share"
    " sitemap.xml static tags timelines".split()
)


class SectionQuerySet(models.QuerySet["Section"]):
    def under(self, section: "Section") -> Self:
        """Filter by the section and those inside it."""
        return self.filter(Q(pk=section.pk) | Q(path__startswith=f"{section.path}/"))

    def update_paths(self) -> None:
        """Recompute the path and depth of every section, parents before their children."""
        below: dict[int | None, list[Section]] = {}
        for section in self.all():
            below.setdefault(section.parent_id, []).append(section)
        moved = []
        growing = [(section, "", 0) for section in below.get(None, [])]
        for section, above, depth in growing:
            path = f"{above}{section.slug}"
            if (section.path, section.depth) != (path, depth):
                section.path, section.depth = path, depth
                moved.append(section)
            growing += [(child, f"{path}/", depth + 1) for child in below.get(section.pk, [])]
        # Two sections may trade paths, and a path is unique: clear the old ones first.
        self.filter(pk__in=[section.pk for section in moved]).update(path=None)
        self.bulk_update(moved, ["path", "depth"])


class Section(models.Model):
    """A section, such as World, or Europe inside it. Written by `articles.taxonomy`."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", help_text="The section it belongs to."
    )
    name = plain_text.CharField(max_length=60)
    slug = models.SlugField(max_length=60, allow_unicode=True, help_text="Its part of the web address: world.")
    path = models.CharField(max_length=300, unique=True, null=True, editable=False)  # noqa: DJ001 (unique, unset at first)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first in the navigation.")
    description = plain_text.TextField(blank=True, help_text="One or two sentences at the top of its page.")

    objects = SectionQuerySet.as_manager()

    if TYPE_CHECKING:
        children: models.Manager["Section"]

    class Meta:
        ordering: ClassVar = ["order", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="articles_section_not_in_itself")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return _address(self.path or "")

    @property
    def summary(self) -> str:
        """The description of its page for search engines and feeds."""
        return self.description or gettext("The latest stories in %(name)s") % {"name": self.name}

    def clean(self) -> None:
        """Refuse a slug that is in use, and a parent inside this section."""
        if Section.objects.filter(parent=self.parent_id, slug=self.slug).exclude(pk=self.pk).exists():
            raise ValidationError({"slug": "Another section here has this slug. Choose a different one."})
        if (not self.parent_id and (self.slug in TAKEN or self.slug.isdigit())) or self.slug == "feed":
            raise ValidationError({"slug": f"The site itself uses the address /{self.slug}/. Choose another slug."})
        page = (
            None
            if self.parent_id
            else apps.get_model("articles", "StandingPage").objects.filter(addresses__slug=self.slug).first()
        )
        if page:
            raise ValidationError({"slug": f"The page “{page}” has the address /{self.slug}/. Choose another slug."})
        above, seen = self.parent, set()
        while above and above.pk not in seen:
            if above.pk == self.pk:
                raise ValidationError({"parent": "A section can’t be inside itself. Choose another parent."})
            seen.add(above.pk)
            above = above.parent


@lru_cache(maxsize=1_000)
def _address(path: str) -> str:
    return f"/{quote(path)}/"
