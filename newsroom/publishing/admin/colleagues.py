"""The field for who else can edit: colleagues who are found by name. Those who are set are shown; nobody else is read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse

from newsroom.publishing.admin.lists import UncountedAdmin
from newsroom.text.person_name import name_of

MOST = 8  # that are offered


class ColleaguesInput(forms.SelectMultiple):
    """A list of those who are set. static/js/colleagues.js makes it a search field, with `data-colleagues` to ask."""

    class Media:
        js = [forms.Script("js/colleagues.js", type="module")]

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        known: Any = self.choices
        people = known.queryset.filter(pk__in=[each for each in value if str(each).isdecimal()])
        options = [
            self.create_option(name, person.pk, name_of(person), True, place)
            for place, person in enumerate(people if value else ())
        ]
        return [(None, [option], place) for place, option in enumerate(options)]


class ColleaguesField(forms.ModelMultipleChoiceField[Any]):
    widget = ColleaguesInput

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class SharingAdmin(UncountedAdmin):
    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name != "shared_with":
            return super().formfield_for_manytomany(db_field, request, **options)
        widget = ColleaguesInput({"data-colleagues": f"{self._url('colleagues')}?"})
        return db_field.formfield(
            form_class=ColleaguesField, queryset=_staff(), label="Who else can edit", widget=widget
        )

    def get_urls(self) -> list[Any]:
        return [self._route("colleagues/", self.colleagues_view, "colleagues"), *super().get_urls()]

    def colleagues_view(self, request: HttpRequest) -> HttpResponse:
        """Answer {"results": [{"id": "4", "text": "…"}, …]} for `?term=`: colleagues in whose names all these words are."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        people = _staff().filter(is_active=True).exclude(pk=request.user.pk)
        for word in request.GET.get("term", "").replace("\0", "").split():
            names = ("username", "first_name", "last_name")
            people = people.filter(Q(*((f"{name}__icontains", word) for name in names), _connector=Q.OR))
        return JsonResponse({"results": [{"id": str(each.pk), "text": name_of(each)} for each in people[:MOST]]})


def with_is_shared(subjects: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate `is_shared`, for `load_shared`."""
    model: Any = subjects.model
    shares = model.shared_with.through.objects.filter(**{model._meta.model_name: OuterRef("pk")})
    found: QuerySet[Any] = subjects.annotate(is_shared=Exists(shares))
    return found


def load_shared(subject: Any) -> None:
    """Load whom a subject is shared with, once for its form and for each question whether a user may do something.

    No query for one that is shared with nobody.
    """
    people: Any = get_user_model()._default_manager
    prefetch_related_objects([subject], Prefetch("shared_with", people.all() if subject.is_shared else people.none()))


def _staff() -> QuerySet[Any]:
    people: QuerySet[Any] = get_user_model().objects.order_by("first_name", "last_name", "username")
    return people.filter(is_staff=True)
