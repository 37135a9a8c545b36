"""Order what a field of a story may name: first what the newest stories name most, or what begins with what is typed."""

from collections import Counter
from typing import Any, ClassVar

from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest

NEWEST = 200  # rows of stories that are counted
MOST = 20  # that come first; the rest follows in the usual order


class UsualFirst:
    """Mix into the admin of tags and authors: a field that is focused shows the usual ones before anything is typed.

    What is typed is looked for at the start of a name first, then of a later word, and last within a word.
    """

    named_by: ClassVar[tuple[Any, str, str]]  # the rows, their story, and what they name there

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)  # type: ignore[misc]
        if getattr(request.resolver_match, "url_name", "") != "autocomplete":
            return found, may_repeat
        if typed := search_term.strip():
            later_word = Q(name__icontains=f" {typed}") | Q(name__icontains=f"-{typed}")
            places = [When(name__istartswith=typed, then=Value(0)), When(later_word, then=Value(1))]
        else:
            places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(self._usual())]
        if places:
            found = found.order_by(Case(*places, default=Value(MOST)), *queryset.model._meta.ordering)
        return found, may_repeat

    def _usual(self) -> list[int]:
        rows, story, named = self.named_by
        newest = rows.objects.order_by(f"-{story}").values_list(named, flat=True)[:NEWEST]
        return [pk for pk, _ in Counter(newest).most_common(MOST)]
