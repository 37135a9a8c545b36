"""An index of the words of every headline and slug that a story ever had, to find stories at the desk, drafts included."""

from django.db.models import Q

from articles.models import HeadlineWord
from newsroom.publishing.models import Content
from newsroom.search import word_rows
from newsroom.search.word_rows import begun, exactly
from newsroom.search.words import BEGUN, words_of


def record(article: int, content: Content) -> None:
    """Add the words of the headline and slug of `content` to the index, for the story with the id `article`."""
    HeadlineWord.objects.bulk_create(
        (HeadlineWord(article_id=article, word=word) for word in words_in(content["headline"], content["slug"])),
        ignore_conflicts=True,
    )


def words_in(*texts: str) -> list[bytes]:
    """Return the words of these texts as the index stores them: folded, in UTF-8, each once."""
    return sorted({word.encode() for text in texts for word in words_of(text)})


def holding(typed: str) -> Q:
    """Return a filter for stories with every word typed, or with one that begins so if the word is long enough."""
    return word_rows.holding(
        HeadlineWord.objects.all(), "article", typed, lambda word: begun(word) if len(word) >= BEGUN else exactly(word)
    )
