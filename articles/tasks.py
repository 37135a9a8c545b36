"""The worker's tasks for stories."""

from typing import Any

from django_tasks import task

from articles.embeds import reading
from newsroom.guarded_client import NotFetched


@task()
def read_source(url: str) -> dict[str, Any]:
    """Return {"fields": {...}, "failure": ""}: what the source of an embed says of itself, or why it says nothing."""
    try:
        return {"fields": reading.read(url), "failure": ""}
    except NotFetched as failure:
        return {"fields": {}, "failure": str(failure)}
