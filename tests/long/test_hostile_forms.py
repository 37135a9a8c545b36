"""Every form of the desk, filled in with hostile values by each role: no answer of 500, and nothing of it stays."""

from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.people import administrator, editor, journalist
from tests.test_hostile_requests import failures, rows

__all__ = ["rows"]
pytestmark = pytest.mark.django_db
ROLES = {"journalist": journalist, "editor": editor, "administrator": administrator, "superuser": None}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("role", ROLES)
def test_no_form_of_the_desk_is_answered_with_an_error_of_ours(role: str, seed: int, rows: dict[str, Any]) -> None:
    make = ROLES[role]
    user = make("fuzz") if make else User.objects.create_superuser("fuzz")
    assert failures(user, rows, Random(f"{role} {seed}"), values=3) == []
