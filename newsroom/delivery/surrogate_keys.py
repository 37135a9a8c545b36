"""The `Surrogate-Key` header, which names what a page shows, so that a content delivery network can purge it."""

from django.http import HttpRequest, HttpResponse

MOST = 100  # names on one page; a header has to stay short


def tag(request: HttpRequest, *names: str) -> None:
    """Record that the page shows these: `tag(request, "front", "story-12", "section-3")`.

    Names: story-ID, timeline-ID, section-ID, tag-ID, author-ID, page-ID, front, list (of stories), feed. Pages are
    correct by their lifetimes alone, so a missing name only delays an outside network by seconds.
    """
    request.__dict__.setdefault("_surrogate_keys", {}).update(dict.fromkeys(names))


def name_what_is_shown(request: HttpRequest, response: HttpResponse) -> None:
    """Write the tagged names into the header, in the order of the calls."""
    names = list(request.__dict__.get("_surrogate_keys", ()))
    if names:
        response["Surrogate-Key"] = " ".join(names[:MOST])
