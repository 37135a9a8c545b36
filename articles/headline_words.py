"""Finding stories at the desk by words of their headlines, drafts included: words in rows of their own, by an index.

The search of readers knows only what is scheduled. Here a story is found by whatever it was ever called.
"""

from django.db.models import Q

from articles.models import HeadlineWord
from newsroom.publishing.models import Content
from newsroom.search.words import BEGUN, words_of

ASKED = 8  # words of what was typed that are looked for


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
    """Stories that hold every word of what was typed, or one that begins so. Case and accents do not count.

    A word too short to be completed must be there as it is. Nothing typed: all stories.
    """
    condition = Q()
    for word in list(dict.fromkeys(words_of(typed)))[:ASKED]:
        condition &= Q(pk__in=HeadlineWord.objects.filter(_begun(word)).values("article"))
    return condition


def _begun(word: str) -> Q:
    begun = word.encode()
    # \xff stands in no UTF-8: below it lies all that begins so.
    return Q(word__gte=begun, word__lt=begun + b"\xff") if len(word) >= BEGUN else Q(word=begun)
