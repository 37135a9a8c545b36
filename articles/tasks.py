"""The worker's tasks for stories."""

from typing import Any

from django.contrib.auth import get_user_model
from django_tasks import task

from articles.embeds import found, reading
from articles.embeds.posters import poster
from newsroom.guarded_client import NotFetched


@task()
def read_source(url: str, user: int | None = None) -> dict[str, Any]:
    """Return {"fields": {...}, "failure": ""}: what the source of an embed says of itself, or why it says nothing.

    Its poster becomes a photo that the user with that id uploads.
    """
    try:
        fields: dict[str, Any] = reading.read(url)
    except NotFetched as failure:
        return {"fields": {}, "failure": str(failure)}
    address, source = fields.pop("poster", ""), found(url)
    actor = get_user_model().objects.filter(pk=user, is_active=True).first() if user else None
    if actor and source and (picture := poster(address, source, fields, url, actor)):
        fields["poster"] = picture.pk
    return {"fields": fields, "failure": ""}
