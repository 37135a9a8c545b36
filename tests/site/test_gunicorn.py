"""gunicorn without anything in front of it: what a client says of itself is not believed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from newsroom.images import actions as picture_actions
from tests.images.factories import photo
from tests.people import journalist
from tests.site.serving import Server, gunicorns

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("gunicorn"), pytest.mark.once]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Server]:
    """One web process on an address of this machine: gunicorn trusts those by itself."""
    with gunicorns(tmp_path_factory.mktemp("gunicorn"), 1) as (server,):
        yield server


@pytest.mark.parametrize(
    ("name", "value"),
    [("SCRIPT_NAME", "/evil"), ("SCRIPT_NAME", "/admin"), ("PATH_INFO", "/admin/login/"), ("Script-Name", "/evil")],
)
def test_where_the_site_begins_is_no_clients_to_say(site: Server, name: str, value: str) -> None:
    as_ever = site.get("/authors/")
    answer = site.get("/authors/", headers={name: value})
    assert (answer.status, answer.body) == (as_ever.status, as_ever.body)


def test_the_scheme_is_no_clients_to_say(site: Server) -> None:
    as_ever = site.get("/sitemap.xml")
    assert site.get("/sitemap.xml", headers={"X-Forwarded-Proto": "https"}).body == as_ever.body


def test_a_picture_goes_out_whatever_a_client_says_of_sending_it(site: Server) -> None:
    picture = picture_actions.upload(ContentFile(photo(64, 48), "bridge.jpg"), journalist(), alt="A bridge")
    assert picture.current is not None
    answer = site.get(f"/media/{picture.current.image.name}", headers={"X-Sends-Media": "yes"})
    assert answer.status == 200
    assert answer.body == Path(picture.current.image.path).read_bytes()
