"""Where a picture is used. This room knows nothing of stories: those who use pictures register and are asked."""

from collections.abc import Callable

from newsroom.images.models import Picture

Use = tuple[str, str]  # what it is called, and the address of the page where it is edited
Provider = Callable[[Picture], list[Use]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Have `provider(picture)` asked for its uses of a picture: [(label, url)]."""
    _providers.append(provider)
    return provider


def of(picture: Picture) -> list[Use]:
    """Every use of `picture` that anybody knows of: live, waiting, or in a draft."""
    return [use for provider in _providers for use in provider(picture)]
