"""The filters of the desk's list of stories, and whom and what the words searched for may name."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest

from articles.models import Author, FormerTag, Kind, Tag
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
    found = Author.objects.filter(_is(sent)).order_by("name", "pk")
    return [(author.pk, author.name) for author in found[:MOST]]


def _tags(request: HttpRequest, sent: str) -> list[tuple[int, str]]:
    """Return the tag of that id, name, or former name, and the ids of those merged into it, which rows still have."""
    number = whole_number(sent)
    former = FormerTag.objects.filter(Q(name__iexact=sent) if number is None else Q(number=number))
    tag = Tag.objects.filter(_is(sent) | Q(pk__in=former.values("tag"))).order_by("pk").first()
    if tag is None:
        return []
    merged = FormerTag.objects.filter(tag=tag, number__isnull=False).values_list("number", flat=True)
    return [(tag.pk, tag.name), *((int(pk), tag.name) for pk in merged if pk)]


def _is(sent: str) -> Q:
    number = whole_number(sent)
    return Q(name__iexact=sent) | Q(slug__iexact=sent) if number is None else Q(pk=number)


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
    into = {pk for pk, _ in tags[:MOST]}
    merged = remember(request, "merged tags", _merged) if into else []  # type: ignore[arg-type]
    named = dict(tags)
    tags += [(old, named[tag]) for old, tag in merged if tag in into]
    return [*authors[:MOST], *(Named(name, label("tag", pk)) for pk, name in tags[: 2 * MOST])]


def _merged() -> list[tuple[int, int]]:
    return list(FormerTag.objects.filter(number__isnull=False).values_list("number", "tag"))  # type: ignore[arg-type]
