"""Find authors by names typed into the search box."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from articles.models import Author, BylineListing
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.search.words import Named, label, parse, words_of

SHOWN = 5  # authors


class FoundAuthor(NamedTuple):
    pk: int
    name: str
    url: str
    words: tuple[str, ...]
    user: int | None

    @property
    def named(self) -> Named:
        """The name as a search term, with the label that stories by this author have."""
        return Named(self.words, label("author", self.pk))


def words_asked(typed: str) -> set[str]:
    """Return the words that results must have, those of phrases among them."""
    return {word for phrase in parse(typed).wanted for word in phrase}


def is_named(name: Collection[str], words: set[str]) -> bool:
    """Whether the name has all of these words, or they have all of the name."""
    return bool(name) and (words <= set(name) or set(name) <= words)


def authors_named(request: TimedRequest, typed: str) -> list[FoundAuthor]:
    """Return authors with live stories whose name holds all words typed, or the reverse; full names first. One query."""
    words = words_asked(typed)
    if not words:
        return []
    named = [each for each in author_names(request) if is_named(each.words, words)]
    if not named:
        return []
    named = sorted(named, key=lambda each: (not set(each.words) <= words, -len(each.words), each.name))[: SHOWN * 4]
    listed = BylineListing.objects.within(request.now).filter(author=OuterRef("pk"))
    found = Author.objects.filter(Exists(listed), pk__in=[each.pk for each in named])
    seen = set(found.order_by().values_list("pk", flat=True))
    return [each for each in named if each.pk in seen][:SHOWN]


def author_names(request: TimedRequest) -> list[FoundAuthor]:
    """Return all authors, also those without a story. Queries only after a change of the site."""
    return remember(request, "author names", _authors)


def _authors() -> list[FoundAuthor]:
    return [
        FoundAuthor(each.pk, each.name, each.get_absolute_url(), tuple(words), each.user_id)
        for each in Author.objects.only("pk", "name", "slug", "user")
        if (words := words_of(each.name))
    ]
