"""What the source of an embed says of itself, for the page on which the story is written. The worker asks it."""

from typing import Any

from django.core.exceptions import ValidationError
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from articles import embeds, tasks
from articles.blocks import Embed, Row, new
from articles.blocks.block import without_key
from articles.embeds.reading import can_be_asked


def embed_of(text: str) -> Row | None:
    """Return a block for a bare address of a site whose videos and posts stories can show, or None."""
    address = text.strip()
    if not embeds.found(address):
        return None
    try:
        return without_key(new(Embed, url=address))
    except ValidationError:
        return None


def ask(url: str, user: Any) -> str:
    """Have the worker ask the source for `user`. Return the id of the task, or "" if nobody can be asked."""
    found = embeds.found(url)
    return str(tasks.read_source.enqueue(url.strip(), user.pk).id) if found and can_be_asked(found) else ""


def answer(task: str) -> dict[str, Any] | None:
    """Return what the source said, {"fields": {...}, "failure": ""}, or None if it hasn't answered yet."""
    try:
        result = tasks.read_source.get_result(task)
    except TaskResultDoesNotExist:
        return {"fields": {}, "failure": ""}
    if result.status == TaskResultStatus.FAILED:
        return {"fields": {}, "failure": "The site couldn’t be asked."}
    return result.return_value if result.status == TaskResultStatus.SUCCESSFUL else None
