"""What the desk calls a user: the full name, or the username of somebody without one."""

from typing import Any

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim


def name_of(user: Any) -> str:
    """Return the name of a user; "" for nobody."""
    return str(user.get_full_name() or user.get_username()) if user else ""


def name_in_row(path: str) -> Coalesce:
    """Return the expression for the same name of the user at `path` ("owner", "revision__author"; "" for the row itself)."""
    at = f"{path}__" if path else ""
    whole = Trim(Concat(f"{at}first_name", Value(" "), f"{at}last_name", output_field=TextField()))
    return Coalesce(NullIf(whole, Value("")), Cast(F(f"{at}username"), TextField()), output_field=TextField())
