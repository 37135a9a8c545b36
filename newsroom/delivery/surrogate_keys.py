"""The `Surrogate-Key` header, which names what a page shows, so that a content delivery network can purge it.

What an action purges is found from the same names (newsroom/delivery/purging.py): those of each kind of subject that has
a function here, and `site`, which every page has, after any other action. docs/decisions/0015 says why that is enough.
"""

from collections.abc import Callable, Collection
from datetime import timedelta

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing import clock

SITE = "site"
MOST = 100  # names on one page; a header has to stay short
LONGEST_MADE = timedelta(seconds=5)  # a page that takes longer may arrive when what it shows was purged already

Keys = Callable[[Collection[int]], set[str]]
_of: dict[type[Model], Keys] = {}


def tag(request: HttpRequest, *names: str) -> None:
    """Record what the page depends on, all of it: `tag(request, "story-12", "section-3")`.

    Names: story-ID, timeline-ID, section-ID, tag-ID, author-ID, page-ID; front; list (of the newest stories, wherever
    they are filed); feed. `section-ID` and `tag-ID` stand for the lists of the stories there. What changes with the menu,
    a name, a photo or the publication needs no name: that purges `site`. A page without names is kept for seconds.
    """
    request.__dict__.setdefault("_surrogate_keys", {}).update(dict.fromkeys(names))


def name_what_is_shown(request: TimedRequest, response: HttpResponse) -> None:
    """Write the tagged names into the header, if the network can keep the page: its names are few, and it is fresh."""
    names = list(request.__dict__.get("_surrogate_keys", ()))
    if names and len(names) < MOST and clock.now() - request.now < LONGEST_MADE:
        response["Surrogate-Key"] = " ".join([SITE, *names])


def register_keys(model: type[Model]) -> Callable[[Keys], Keys]:
    """Register `keys(ids)`, which returns the names of every page that an action on these `model`s may change.

    It is called after the action, so it must also name where they were before. Without one, an action purges `site`.
    """

    def register(keys: Keys) -> Keys:
        _of[model] = keys
        return keys

    return register


def keys_of(model: type[Model], ids: Collection[int]) -> set[str]:
    """Return the names of every page that an action on these `model`s may have changed."""
    return _of[model](ids) if model in _of else {SITE}
