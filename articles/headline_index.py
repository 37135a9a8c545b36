"""Finding stories at the desk by words of their headlines, drafts included: words in rows of their own, by an index.

The search of readers knows only what is scheduled. Here a story is found by whatever it was ever called.
"""

from django.db.models import Q

from articles.models import HeadlineWord
from newsroom.publishing.models import Content
from newsroom.search import word_rows
from newsroom.search.word_rows import begun, exactly
from newsroom.search.words import BEGUN, words_of


def record(article: int, content: Content) -> None:
    """Have the story with that number be found by the headline and the slug of `content`, too."""
    HeadlineWord.objects.bulk_create(
        (HeadlineWord(article_id=article, word=word) for word in words_in(content["headline"], content["slug"])),
        ignore_conflicts=True,
    )


def words_in(*texts: str) -> list[bytes]:
    """The words under which a story with those texts is filed: folded, in UTF-8, each once."""
    return sorted({word.encode() for text in texts for word in words_of(text)})


def holding(typed: str) -> Q:
    """Stories that hold every word of what was typed, or one that begins so. Nothing typed: all stories.

    A word too short to be completed must be there as it is.
    """
    return word_rows.holding(
        HeadlineWord.objects.all(), "article", typed, lambda word: begun(word) if len(word) >= BEGUN else exactly(word)
    )
