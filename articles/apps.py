from typing import Any

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured


class ArticlesConfig(AppConfig):
    name = "articles"
    label = "articles"
    verbose_name = "Stories"

    def ready(self) -> None:
        from django.utils.module_loading import autodiscover_modules

        # They register themselves.
        from articles import (  # noqa: F401
            adapters,
            disclosure,
            menu_links,
            purged_keys,
            search_appearance,
            search_document,
            usage,
        )
        from articles.error_reports import actions  # noqa: F401
        from newsroom.roles import ADMINISTRATOR, EDITOR, JOURNALIST, grant

        def permit(role: Any, verbs: str, *models: str | None) -> None:
            grant(role, *(f"articles.{verb}_{model}" for verb in verbs.split() for model in models))

        autodiscover_modules("blocks", "story_fields")  # of every app
        _check_providers()
        parts = ("byline", "relatedlink", "eventreport", "taggedarticle")
        permit(JOURNALIST, "add change view", "article", "standingpage", *parts)
        permit(JOURNALIST, "delete", *parts)
        permit(JOURNALIST, "view", "section", "author", "tag")
        permit(JOURNALIST, "add", "tag")
        permit(EDITOR, "add change", "section", "author", "tag")
        permit(JOURNALIST, "view", "stylerule")
        permit(EDITOR, "add change delete", "stylerule")
        permit(EDITOR, "view change", "errorreport")
        permit(EDITOR, "manage", "templates")
        permit(EDITOR, "set", "disclosure")
        permit(ADMINISTRATOR, "delete", "errorreport", "section", "author", "tag")


def _check_providers() -> None:
    from articles import embeds
    from articles.embeds.provider import PROVIDERS

    if unknown := embeds.unknown_keys():
        known = ", ".join(sorted({provider.key for provider in PROVIDERS}))
        raise ImproperlyConfigured(
            f"EMBED_PROVIDERS is not usable: {', '.join(sorted(unknown))} isn’t known. Write all, or names of: {known}."
        )
