"""Find authors for their pages and feeds."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from articles.models import Author
from newsroom.delivery.prepared_queries import prepared

COLUMNS = tuple(field.attname for field in Author._meta.concrete_fields)


def author_at(slug: str) -> Author:
    """Return the author with that slug, without the portrait. Raises Http404 for an unknown one."""
    rows = _with_slug(slug)
    if not rows:
        raise Http404("Author not found.")
    return Author.from_db("default", COLUMNS, rows[0])


@prepared
def _with_slug(slug: str) -> QuerySet[Any, Any]:
    return Author.objects.filter(slug=slug).order_by().values_list(*COLUMNS)
