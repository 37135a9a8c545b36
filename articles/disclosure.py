"""Labels that tell readers who paid for a story, or how it was made. `settings.DISCLOSURES` names them."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext

from articles.story_fields import StoryField, register
from newsroom.text import plain_text

PERMISSION = "articles.set_disclosure"
ADVERTISING = {"@type": "AdvertiserContentArticle"}
# What search engines are told: https://schema.org/AdvertiserContentArticle, https://schema.org/digitalSourceType
SCHEMA_ORG: dict[str, dict[str, Any]] = {
    "sponsored": ADVERTISING,
    "paid": ADVERTISING,
    "machine": {"digitalSourceType": "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"},
}


def labels() -> list[tuple[str, str]]:
    """Return the choices of the form."""
    return [("", "None"), *((name, label) for name, (label, _) in settings.DISCLOSURES.items())]


@register
class Disclosure(StoryField):
    field = plain_text.CharField(max_length=40, blank=True, choices=labels)
    permission = PERMISSION

    def words(self) -> str:
        label, meaning = self._translated()
        return f"{label}: {meaning}" if meaning else label

    def html(self) -> str:
        label, meaning = self._translated()
        return render_to_string(self.template, {"label": label, "meaning": meaning})

    def _translated(self) -> tuple[str, str]:
        """Return the label and its meaning in the language of the page; a site's own ones, as they are."""
        label, meaning = settings.DISCLOSURES.get(self.value, (self.value, ""))
        return gettext(label), meaning and gettext(meaning)

    def json_ld(self) -> dict[str, Any]:
        return SCHEMA_ORG.get(self.value, {})


@register
class PaidBy(StoryField):
    field = plain_text.CharField(
        "paid for or supported by", max_length=100, blank=True, help_text="As readers should see the name."
    )
    permission = PERMISSION

    def json_ld(self) -> dict[str, Any]:
        return {"funder": {"@type": "Organization", "name": self.value}}
