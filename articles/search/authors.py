"""The authors whose names were typed into the search box."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef

from articles.models import Author, BylineListing
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.search.words import Named, label, parse, words_of

SHOWN = 5  # authors of one name


class FoundAuthor(NamedTuple):
    """An author as search offers them."""

    pk: int
    name: str
    url: str
    words: tuple[str, ...]

    @property
    def named(self) -> Named:
        """The name as search reads it: stories are filed under the label of each of their authors."""
        return Named(self.words, label("author", self.pk))


def authors_named(request: TimedRequest, typed: str) -> list[FoundAuthor]:
    """The authors whose whole name was typed, or of whose names nothing but a part was, and who have a story that
    readers see now; whole names first. One query, and none where nobody is called so."""
    words = {word for phrase in parse(typed).wanted for word in phrase}
    if not words:
        return []
    named = [
        each
        for each in remember(request, "author names", _authors)
        if words <= set(each.words) or set(each.words) <= words
    ]
    if not named:
        return []
    named = sorted(named, key=lambda each: (not set(each.words) <= words, -len(each.words), each.name))[: SHOWN * 4]
    lines = BylineListing.objects.within(request.now).filter(author=OuterRef("pk"))
    found = Author.objects.filter(Exists(lines), pk__in=[each.pk for each in named])
    seen = set(found.order_by().values_list("pk", flat=True))
    return [each for each in named if each.pk in seen][:SHOWN]


def _authors() -> list[FoundAuthor]:
    authors = Author.objects.only("pk", "name", "slug")
    return [
        FoundAuthor(each.pk, each.name, each.get_absolute_url(), tuple(words_of(each.name)))
        for each in authors
        if words_of(each.name)
    ]
