from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from newsroom.text import plain_text

if TYPE_CHECKING:
    from articles.models.standing_page import StandingPage

# The first part of an address that leads elsewhere, or may one day.
TAKEN = set(
    "admin archive api authors corrections feed fronts healthz media pages preview robots.txt search"
    " sitemap.xml static tags timelines".split()
)


class SectionQuerySet(models.QuerySet["Section"]):
    def under(self, section: "Section") -> Self:
        """The section itself and those below it."""
        return self.filter(Q(pk=section.pk) | Q(path__startswith=f"{section.path}/"))

    def replant(self) -> None:
        """Set right the path and depth of every section below a changed one. Parents come before their children."""
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
        # Two sections may trade paths: nobody holds a new one while others still hold the old.
        self.filter(pk__in=[section.pk for section in moved]).update(path=None)
        self.bulk_update(moved, ["path", "depth"])


class Section(models.Model):
    """A desk's pages: World, and below it Europe. Written by `articles.taxonomy`."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", help_text="The section it belongs to."
    )
    name = plain_text.CharField(max_length=60)
    slug = models.SlugField(max_length=60, allow_unicode=True, help_text="Its part of the address, such as world.")
    path = models.CharField(max_length=300, unique=True, null=True, editable=False)  # noqa: DJ001 (unique, unset at first)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first in the navigation.")
    description = plain_text.TextField(blank=True, help_text="One or two sentences at the head of its page.")

    objects = SectionQuerySet.as_manager()

    if TYPE_CHECKING:
        children: models.Manager["Section"]

    class Meta:
        ordering: ClassVar = ["order", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="articles_section_not_in_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return _address(self.path or "")

    def clean(self) -> None:
        """Refuse a slug that leads elsewhere or is taken, and a place below itself."""
        if Section.objects.filter(parent=self.parent_id, slug=self.slug).exclude(pk=self.pk).exists():
            raise ValidationError({"slug": "Another section has that slug there: choose another."})
        if (not self.parent_id and (self.slug in TAKEN or self.slug.isdigit())) or self.slug == "feed":
            raise ValidationError(
                {"slug": f"The address /{self.slug}/ is taken by the site itself: choose another slug."}
            )
        if not self.parent_id and (page := self._page_at_its_address()):
            raise ValidationError(
                {"slug": f"The address /{self.slug}/ is that of the page “{page}”: choose another slug."}
            )
        above, seen = self.parent, set()
        while above and above.pk not in seen:
            if above.pk == self.pk:
                raise ValidationError({"parent": "A section cannot stand below itself: choose another parent."})
            seen.add(above.pk)
            above = above.parent

    def _page_at_its_address(self) -> "StandingPage | None":
        from articles.models.standing_page import StandingPage

        return StandingPage.objects.filter(addresses__slug=self.slug).first()


@lru_cache(maxsize=1_000)
def _address(path: str) -> str:
    return f"/{quote(path)}/"
