"""What a page shows, named for a content delivery network: the `Surrogate-Key` header, by which it can be purged."""

from django.http import HttpRequest, HttpResponse

MOST = 100  # names on one page; a header has to stay short


def tag(request: HttpRequest, *names: str) -> None:
    """Say that the page answered to `request` shows these: `tag(request, "front", "story-12", "section-3")`.

    The names in use: story-ID, timeline-ID, section-ID, tag-ID, author-ID, page-ID, front (made of slots), list (of
    stories), feed. Nothing here or in nginx needs them: our pages are right by their lifetimes alone. A name left out
    only means that a network outside has to wait out those few seconds. Name only what the page shows its reader.
    """
    request.__dict__.setdefault("_surrogate_keys", {}).update(dict.fromkeys(names))


def name_what_is_shown(request: HttpRequest, response: HttpResponse) -> None:
    """Write what was tagged into the header, in the order in which it was said."""
    names = list(request.__dict__.get("_surrogate_keys", ()))
    if names:
        response["Surrogate-Key"] = " ".join(names[:MOST])
