from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    label = "articles"
    verbose_name = "Stories"

    def ready(self) -> None:
        from articles import (
            adapters,  # noqa: F401
            search_document,  # noqa: F401  they register what they know
            usage,  # noqa: F401  they register what they know
        )
        from articles.models import BLOCKS
        from newsroom.roles import ADMINISTRATOR, EDITOR, JOURNALIST, grant

        for model in (
            "article",
            "byline",
            "relatedlink",
            "eventreport",
            "taggedarticle",
            *(b._meta.model_name for b in BLOCKS.values()),
        ):
            grant(JOURNALIST, *(f"articles.{verb}_{model}" for verb in ("add", "change", "view")))
            if model != "article":
                grant(JOURNALIST, f"articles.delete_{model}")
        grant(JOURNALIST, *(f"articles.{verb}_standingpage" for verb in ("add", "change", "view")))
        grant(JOURNALIST, *(f"articles.view_{model}" for model in ("section", "author", "tag")), "articles.add_tag")
        grant(
            EDITOR,
            *(f"articles.{verb}_{model}" for verb in ("add", "change") for model in ("section", "author", "tag")),
        )
        grant(EDITOR, "articles.view_errorreport", "articles.change_errorreport")
        grant(ADMINISTRATOR, "articles.delete_errorreport")
        grant(ADMINISTRATOR, *(f"articles.delete_{model}" for model in ("section", "author", "tag")))
