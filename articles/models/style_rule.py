"""Rules of house style, which Check and preflight hold against every text of a story."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from newsroom.text import plain_text


class StyleRule(models.Model):
    """Words that the newsroom writes otherwise. It is a hint at the desk; readers never see it."""

    words = plain_text.CharField(
        max_length=100,
        unique=True,
        help_text="Whole words as they shouldn’t be written: Kiev. In lower case, they are found in any case.",
    )
    suggestion = plain_text.CharField(max_length=100, blank=True, help_text="What to write instead: Kyiv.")
    reason = plain_text.CharField(max_length=200, blank=True, help_text="Why, in a few words.")

    class Meta:
        ordering: ClassVar = ["words"]
        verbose_name = "style rule"

    def __str__(self) -> str:
        return f"{self.words} → {self.suggestion}" if self.suggestion else self.words

    def clean(self) -> Any:
        if self.suggestion and self.suggestion == self.words:
            raise ValidationError(
                {"suggestion": "The suggestion is what the rule is about. Write what to use instead."}
            )
