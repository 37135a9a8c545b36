"""The publication as an administrator sets it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from newsroom.publication import actions
from newsroom.publication.current import stored
from newsroom.publication.models import Publication

Face = Callable[..., Publication]


def row(kind: str, to: object = "", label: str = "", under: bool = False) -> dict[str, Any]:
    """A row of the menu or the footer."""
    return {"kind": kind, "to": str(to), "label": label, "under": under}


@pytest.fixture
def face(chief: User) -> Face:
    """Return a function that changes settings."""

    def change(**changes: Any) -> Publication:
        return actions.edit(chief, saved_at=stored().saved_at, **changes)

    return change


@pytest.fixture
def desk_page(chief: User) -> Client:
    """Return an administrator's client."""
    client = Client()
    client.force_login(chief)
    return client


SETTINGS = "admin:publication_publication_changelist"


def typed(client: Client, **changes: Any) -> dict[str, Any]:
    """The form as the page shows it, with these changes; a menu or footer is a list of rows as they are typed."""
    context = client.get(reverse(SETTINGS)).context
    form = context["form"]
    data = {field.name: field.value() for field in form if field.name not in ("logo", "logo_dark", "icon", "share")}
    data = {name: value for name, value in data.items() if value not in (None, False)} | {"base": context["base"]}
    for name in ("menu", "footer"):
        rows = changes.pop(name, [])
        data |= {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": 0}
        for number, each in enumerate(rows):
            data |= {f"{name}-{number}-{key}": value for key, value in {"ORDER": number + 1, **each}.items()}
    blank = {"scripts-TOTAL_FORMS": 1, "scripts-INITIAL_FORMS": 0, "scripts-0-slot": "head", "scripts-0-consent": ""}
    return blank | data | changes
