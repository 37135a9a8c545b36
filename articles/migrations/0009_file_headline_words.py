from typing import Any

from django.db import migrations

from articles.headline_words import words_in

BATCH = 10_000  # stories


def file_stories(apps: Any, schema_editor: Any) -> None:
    """Have the desk find the stories there are by the words of their headlines.

    A million stories have eight million words: they are written as fast as the database takes them.
    """
    stories = apps.get_model("articles", "Article").objects.order_by("pk").values_list("pk", "headline", "slug")
    last = 0
    while batch := list(stories.filter(pk__gt=last)[:BATCH]):
        last = batch[-1][0]
        _write(schema_editor.connection, [(pk, word) for pk, *texts in batch for word in words_in(*texts)])


def _write(connection: Any, rows: list[tuple[int, bytes]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY articles_headlineword (article_id, word) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany("INSERT INTO articles_headlineword (article_id, word) VALUES (%s, %s)", rows)


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_index_embargoes_and_headline_words")]

    operations = [migrations.RunPython(file_stories, migrations.RunPython.noop)]
