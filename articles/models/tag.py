from typing import ClassVar
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from taggit.models import TagBase

from newsroom.text import plain_text


class Tag(TagBase):
    """A person, place or subject that runs through stories. Written by `articles.taxonomy`."""

    name = plain_text.CharField("name", unique=True, max_length=100)
    slug = models.SlugField("slug", unique=True, max_length=100, allow_unicode=True)
    introduction = plain_text.TextField(blank=True, help_text="One or two sentences at the top of its page.")

    class Meta(TagBase.Meta):
        abstract = False
        ordering: ClassVar = ["name"]

    def clean(self) -> None:
        """Refuse an old address of another tag, which redirects to that tag."""
        slug = self.slug or self.slugify(self.name)
        had = FormerTag.objects.filter(slug=slug).exclude(tag=self.pk).select_related("tag").first()
        if had:
            raise ValidationError(
                f"/tags/{slug}/ is an old address of “{had.tag}” and redirects there. Choose another slug."
            )

    @property
    def summary(self) -> str:
        """The description of its page for search engines and feeds."""
        return self.introduction or gettext("The latest stories on %(name)s") % {"name": self.name}

    def get_absolute_url(self) -> str:
        return f"/tags/{quote(self.slug)}/"


class FormerTag(models.Model):
    """An old name and address of a tag, or of one that was merged into it. Both lead to the tag for good."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="former")
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, blank=True, allow_unicode=True, help_text="Blank if in use again.")
    number = models.PositiveBigIntegerField(
        null=True, unique=True, help_text="The id of a tag that was merged, by which versions refer to it."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug"], condition=~Q(slug=""), name="articles_formertag_slug_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}, now {self.tag}"
