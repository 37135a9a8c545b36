"""The files of deploy/ and docker-compose.yml, as far as they can be tested without a container."""

import re
from pathlib import Path

from django.conf import settings

from tests import dockerfile

COMPOSE = Path(settings.BASE_DIR, "docker-compose.yml").read_text()
ENV = Path(settings.BASE_DIR, "deploy", "env.example").read_text()


def service(name: str) -> str:
    """Return the lines of a service."""
    found = re.search(rf"^  {name}:\n((?:    .*\n|\n)*)", COMPOSE, re.MULTILINE)
    assert found
    return found[1]


def test_nginx_listens_on_this_machine_alone_unless_told_otherwise() -> None:
    assert 'ports: ["${HTTP_ADDRESS:-127.0.0.1}:${HTTP_PORT:-8080}:8080"]' in service("nginx")
    assert "\nHTTP_ADDRESS=127.0.0.1\n" in ENV
    assert COMPOSE.count("ports:") == 1


def test_one_proxy_is_trusted_and_it_names_one_address() -> None:
    assert "PROXY_COUNT: 1 " in COMPOSE
    conf = Path(settings.BASE_DIR, "deploy", "nginx", "server.conf").read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in conf
    assert "$proxy_add_x_forwarded_for" not in conf


def test_the_site_runs_as_another_role_than_the_owner_of_its_tables() -> None:
    owner = "postgres://newsroom:${POSTGRES_PASSWORD:?write it in .env}@postgresql:5432/newsroom"
    assert COMPOSE.count(owner) == 1
    assert owner in service("migrate")
    assert "DATABASE_URL: &web postgres://newsroom_web:${WEB_PASSWORD:?write it in .env}@" in COMPOSE
    assert "DATABASE_WEB_URL: *web" in service("migrate")


def test_every_value_that_compose_asks_for_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))
    assert asked == set(re.findall(r"^([A-Z_]+)=", ENV, re.MULTILINE))


def test_every_file_that_compose_mounts_is_here() -> None:
    for path in re.findall(r"- (\./[^:]+):", COMPOSE):
        assert Path(settings.BASE_DIR, path).exists(), path


def test_every_file_that_the_image_copies_is_sent_to_its_build() -> None:
    for name, rest in dockerfile.instructions():
        if name == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (dockerfile.ROOT / source).exists(), source
                assert not dockerfile.left_out(dockerfile.ROOT / source), source


def test_the_build_of_the_image_is_sent_no_secret_and_no_database() -> None:
    for name in (".env", ".git", "var", "tests", "newsroom/text/__pycache__"):
        assert dockerfile.left_out(dockerfile.ROOT / name), name
