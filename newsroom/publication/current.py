"""The publication as the page being made shows it: readers' pages read the row once for each site generation."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DatabaseError

from newsroom.delivery.memory import remember_for
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publication.models import THE_ROW, Publication

_request: ContextVar[TimedRequest | None] = ContextVar("request", default=None)
_previewed: ContextVar[Publication | None] = ContextVar("previewed publication", default=None)


def publication() -> Publication:
    """Return the publication as this page shows it, or its defaults before it was first saved. Never change it.

    An error page must not fail in turn: without the database it gets the defaults. Outside of a request the row is read
    each time.
    """
    if previewed := _previewed.get():
        return previewed
    request = _request.get()
    if request is None:
        return stored()
    if not hasattr(request, "generation"):  # the database is down
        return Publication(pk=THE_ROW)
    try:
        return remember_for(request.generation, "publication", stored)
    except DatabaseError:
        return Publication(pk=THE_ROW)


def stored() -> Publication:
    """Read the row; before it was first saved, return its defaults."""
    return Publication.objects.filter(pk=THE_ROW).first() or Publication(pk=THE_ROW)


@contextmanager
def asked_by(request: TimedRequest) -> Iterator[None]:
    """Let `publication()` know the request, and with it the site generation."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def previewing(unsaved: Publication) -> Iterator[None]:
    """Show pages made within the block with this publication."""
    token = _previewed.set(unsaved)
    try:
        yield
    finally:
        _previewed.reset(token)
