from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import migrations

from articles.headline_words import words_in

BATCH = 5_000


def file_stories(apps: Any, _schema_editor: Any) -> None:
    """Have the desk find the stories there are by the words of their headlines."""
    stories = apps.get_model("articles", "Article").objects.order_by("pk").values_list("pk", "headline", "slug")
    words = apps.get_model("articles", "HeadlineWord")

    def rows() -> Iterator[Any]:
        for pk, headline, slug in stories.iterator(BATCH):
            yield from (words(article_id=pk, word=word) for word in words_in(headline, slug))

    filed = rows()
    while some := list(islice(filed, BATCH)):
        words.objects.bulk_create(some, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_index_embargoes_and_headline_words")]

    operations = [migrations.RunPython(file_stories, migrations.RunPython.noop)]
