"""A server that speaks S3, on this machine, with one bucket."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
BUCKET = "paper"


@contextmanager
def s3() -> Iterator[str]:
    """Run the server; give its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def make_bucket(address: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        boto3.client("s3", endpoint_url=address).create_bucket(Bucket=BUCKET)


def storages_in(address: str) -> dict[str, Any]:
    """Return the entries of STORAGES that newsroom/settings.py makes for that bucket."""
    options = {"bucket_name": BUCKET, "endpoint_url": address, "default_acl": None}
    return {
        name: {"BACKEND": "newsroom.images.s3_storage.S3Files", "OPTIONS": options | {"location": place}}
        for name, place in (("default", "media"), ("sealed", "sealed"))
    }
