"""Uploads and restricted files on storage that speaks S3, for a site on several machines."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class S3Files(S3Storage):
    """A private bucket. The site itself serves the bytes, within their rights, under the addresses they have on a disk."""

    def url(self, name: str, *_args: Any, **_options: Any) -> str:
        return urljoin(settings.MEDIA_URL, str(filepath_to_uri(name)).lstrip("/"))
