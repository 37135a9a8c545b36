"""The filters of the desk's list of stories, and whom and what the words searched for may name."""

from collections.abc import Iterable

from django.http import HttpRequest

from articles.models import FormerTag, Kind
from articles.search.authors import author_names
from articles.search.completion import tag_names
from articles.sections import section_tree
from newsroom.delivery.memory import remember
from newsroom.publishing.models import Publishable
from newsroom.search.list_filters import Chosen, Filter, LookupFilter, MineFilter
from newsroom.search.words import Named, label, parse
from newsroom.text.plain_text import whole_number

MOST = 40  # authors, and tags, that words may name


class SectionFilter(Filter):
    """A section with those inside it."""

    name, title = "section", "Section"

    def choices(self, request: HttpRequest) -> Iterable[tuple[str, str]]:
        sections = sorted(section_tree(request).sections.values(), key=lambda each: each.path or "")  # type: ignore[arg-type]
        return [(str(each.pk), f"{'– ' * each.depth}{each.name}") for each in sections]

    def chosen(self, request: HttpRequest, model: type[Publishable], value: str, words: str) -> Chosen:
        inside = section_tree(request).under(int(value))  # type: ignore[arg-type]
        return Chosen(value, words, labels=(tuple(label(self.name, pk) for pk in inside),))


class KindFilter(Filter):
    name, title = "kind", "Kind"

    def choices(self, request: HttpRequest) -> Iterable[tuple[str, str]]:
        return [(value, str(words)) for value, words in Kind.choices]


def signed_by(request: HttpRequest) -> tuple[str, ...]:
    """Return the labels of the stories with a byline of the user."""
    authors = author_names(request)  # type: ignore[arg-type]
    return tuple(label("author", each.pk) for each in authors if each.user == request.user.pk)


def _authors(request: HttpRequest, sent: str) -> list[tuple[int, str]]:
    """Return the authors of that id or name, or else those with a part of their name that begins so."""
    number, named = whole_number(sent), sent.casefold()
    authors = author_names(request)  # type: ignore[arg-type]
    found = [each for each in authors if each.pk == number or each.name.casefold() == named]
    found = found or [each for each in authors if f" {named}" in f" {each.name.casefold()}"]
    return [(each.pk, each.name) for each in found[:MOST]]


def _tags(request: HttpRequest, sent: str) -> list[tuple[int, str]]:
    """Return the tag of that id or name, also a former one, and the ids of those merged into it, which rows still have."""
    number, named = whole_number(sent), sent.casefold()
    former = _former_tags(request)
    today = {tag for old, tag, name in former if (old is not None and old == number) or name.casefold() == named}
    for pk, name in tag_names(request):  # type: ignore[arg-type]
        if pk == number or pk in today or name.text.casefold() == named:
            return [(pk, name.text), *((old, name.text) for old, tag, _ in former if old and tag == pk)]
    return []


FILTERS = (
    MineFilter(signed_by),
    SectionFilter(),
    KindFilter(),
    LookupFilter("author", "Author", "articles.byline.author", _authors),
    LookupFilter("tag", "Tag", "articles.taggedarticle.tag", _tags),
)


def named_in(request: HttpRequest, words: str) -> list[Named]:
    """Return the authors and tags whose names have one of these words. Queries only after a change of the site."""
    typed = {word for phrase in parse(words).wanted for word in phrase}
    authors = [each.named for each in author_names(request) if typed & set(each.words)]  # type: ignore[arg-type]
    tags = [(pk, name.words) for pk, name in tag_names(request) if typed & set(name.words)]  # type: ignore[arg-type]
    named = dict(tags[:MOST])
    merged = [(old, named[tag]) for old, tag, _ in _former_tags(request) if old and tag in named]
    return [*authors[:MOST], *(Named(words, label("tag", pk)) for pk, words in (*named.items(), *merged))]


def _former_tags(request: HttpRequest) -> list[tuple[int | None, int, str]]:
    """Return (id, tag today, name) of tags that were merged or renamed; the latter have no id of their own."""
    return remember(request, "former tags", lambda: list(FormerTag.objects.values_list("number", "tag", "name")))  # type: ignore[arg-type]
