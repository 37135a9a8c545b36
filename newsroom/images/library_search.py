"""Search of the library by the words of pictures, which are stored in indexed rows."""

from collections.abc import Iterable

from django.db.models import Q

from newsroom.images.models import Picture, PictureWord
from newsroom.search import word_rows
from newsroom.search.word_rows import begun, exactly
from newsroom.search.words import stem, words_of

SEARCHED = ("title", "alt", "caption", "credit", "keywords")
MOST = 400  # words of one picture


def index(picture: Picture) -> None:
    """Bring the stored words of `picture` in line with its texts and its file name."""
    wanted = _words(picture)
    stored = {bytes(word): pk for pk, word in picture.words.values_list("pk", "word")}
    PictureWord.objects.filter(pk__in=[pk for word, pk in stored.items() if word not in wanted]).delete()
    PictureWord.objects.bulk_create(PictureWord(picture=picture, word=word) for word in wanted - stored.keys())


def index_many(pictures: Iterable[Picture]) -> None:
    """Add the words of pictures that have none yet, fetched with `to_render`. For bulk loads that bypass the actions."""
    rows = (PictureWord(picture=picture, word=word) for picture in pictures for word in _words(picture))
    PictureWord.objects.bulk_create(rows, batch_size=2_000)


def _words(picture: Picture) -> set[bytes]:
    texts = [str(getattr(picture, name)) for name in SEARCHED]
    if picture.current:
        texts.append(picture.current.filename)
    words = list(dict.fromkeys(word for text in texts for word in words_of(text)))[:MOST]
    return {form.encode() for word in words for form in (word, stem(word))}


def holding(typed: str) -> Q:
    """Match pictures with every typed word, its beginning or another form of it; without words, all of them."""
    return word_rows.holding(
        PictureWord.objects.all(), "picture", typed, lambda word: begun(word) | exactly(stem(word))
    )
