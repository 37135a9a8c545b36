"""Who paid for a story."""

from typing import Any

from articles.story_fields import StoryField, register
from newsroom.text import plain_text


@register
class Sponsor(StoryField):
    field = plain_text.CharField(max_length=100, blank=True, help_text="Who paid for this story.")

    def json_ld(self) -> dict[str, Any]:
        return {"sponsor": {"@type": "Organization", "name": self.value}}
