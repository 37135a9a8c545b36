"""docs/plain-machine.md, command by command, to the first live story; then docs/upgrading.md on the same machine.

What can't be had without root and systemd, `tests.site.plain_machine` names. So these are not proven here: that apt-get, useradd
and certbot do what they promise, that timers fire, and that the site works within the units' sandbox.
"""

import itertools
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from tests.hostile import filled_in
from tests.images.factories import photo
from tests.site.plain_machine import SITE, Browser, Machine, blocks, machine
from tests.site.serving import ROOT, program

pytestmark = [pytest.mark.once, pytest.mark.long, pytest.mark.xdist_group("plain machine")]

LAST = max(path.stem for path in (ROOT / "articles" / "migrations").glob("0*.py"))
PASSWORD = "a long passphrase"
STORY = {
    "headline": "The ferry sails",
    "slug": "ferry",
    "kind": "news",
    "language": "en",
    "section": "1",
    "body": '[{"key": "5f0c1d62-0d3f-4d57-9a1c-0d6a1b1c2d3e", "type": "paragraph", "fields": {"text": "It left at ten."}}]',
}
ACCOUNT = {
    r"Username \(.*\): ": "ada",
    "Email address: ": "ada@news.test",
    r"Password( \(again\))?: ": PASSWORD,
}


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Machine]:
    """Walk through the guide on a fresh machine, and publish the first story."""
    with machine() as made:
        made.release("1.0.0")
        commands = blocks("plain-machine.md")
        made.said = made.run(commands, ACCOUNT, SITE=SITE, SOURCE=f"file://{made.root}/source")
        made.story = first_story(signed_in(made))
        yield made


def signed_in(newsroom: Machine) -> Browser:
    browser = newsroom.browser()
    browser.get("/admin/login/")
    answer = browser.post("/admin/login/", {"username": "ada", "password": PASSWORD, "next": "/admin/"})
    assert (answer.status, answer.headers["Location"]) == (302, "/admin/")
    return browser


def first_story(browser: Browser) -> str:
    """Take the steps through which the desk leads; return the address of the story."""
    name = "/admin/publication/publication/"
    while (answer := browser.get(name)).status == 302:
        name = answer.headers["Location"]
    form = {key: values[0] for key, values in filled_in(answer.data.decode()).items()}
    assert browser.post(name, form | {"name": "The Ellery Lantern"}).status == 302
    section = {"name": "News", "slug": "news", "order": "0", "language": ""}
    assert browser.post("/admin/articles/section/add/", section).status == 302
    photo_of_it = {"new_picture": ("ferry.jpg", photo(1600, 1200)), "lead_alt": "A ferry"}
    answer = browser.post("/admin/articles/article/add/", STORY | photo_of_it)
    assert answer.status == 302, answer.data.decode()
    published = browser.post("/admin/articles/article/1/verb/publish/", {"when": "now", "revision": "1"})
    assert published.status == 302, published.data.decode()
    page = browser.get("/admin/articles/article/1/change/").data.decode()
    found = re.search(r'href="(/\d+/\d+/\d+/ferry/)"', page)
    assert found, page
    return found[1]


def test_the_guide_leads_to_a_live_story_behind_tls(newsroom: Machine) -> None:
    assert '"status": "ok"' in newsroom.said
    answer = newsroom.browser().get(newsroom.story)
    assert answer.status == 200
    assert "It left at ten." in answer.data.decode()
    assert answer.headers["Strict-Transport-Security"]
    assert answer.headers["X-Cache"] in {"MISS", "HIT"}


def test_the_worker_makes_the_renditions_and_nginx_sends_them(newsroom: Machine) -> None:
    media = newsroom.root / "var/lib/newsroom/media"
    ends = time.monotonic() + 60
    while len(made := [path for path in media.rglob("*") if path.is_file()]) < 3 and time.monotonic() < ends:
        time.sleep(0.2)
    assert len(made) >= 3, newsroom.systemd.journalctl("--unit", "newsroom-worker")
    page = newsroom.browser().get(newsroom.story).data.decode()
    [src, *_] = re.findall(r'src="(/media/[^"]+)"', page)
    answer = newsroom.browser().get(src)
    assert answer.status == 200
    assert answer.headers["ETag" if "ETag" in answer.headers else "Content-Length"]
    assert (media / src.removeprefix("/media/")).read_bytes() == answer.data


def test_what_is_not_secret_is_all_that_others_may_read(newsroom: Machine) -> None:
    secret = [
        *(newsroom.root / "etc/newsroom").iterdir(),
        newsroom.root / "var/lib/newsroom/sealed",
        newsroom.root / "var/backups/newsroom",
    ]
    assert [path.name for path in secret if path.stat().st_mode & 0o077] == []
    assert len(secret) == 4


def test_the_site_runs_as_a_role_that_owns_no_table(newsroom: Machine) -> None:
    question = "select string_agg(distinct tableowner, ',') from pg_tables where schemaname = 'public'"
    assert psql(newsroom, question) == "newsroom"
    assert (
        psql(
            newsroom,
            "select string_agg(distinct usename, ',') from pg_stat_activity where datname = 'newsroom' and pid <> pg_backend_pid()",
        )
        == "newsroom_web"
    )


def psql(newsroom: Machine, question: str) -> str:
    psql = [str(newsroom.postgresql / "psql"), "--no-psqlrc", "--tuples-only", "--no-align", "--command", question]
    asked = subprocess.run([*psql, "newsroom"], env=newsroom.environment, capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def test_a_backup_was_made_and_checked_and_the_record_with_it(newsroom: Machine) -> None:
    [backup] = (newsroom.root / "var/backups/newsroom").iterdir()
    assert (backup / "database.dump").exists()
    log = newsroom.systemd.journalctl("--unit", "newsroom-backup")
    assert "is whole" in log
    assert "are as they were written" in log


def test_the_certificate_can_be_renewed_behind_the_site(newsroom: Machine) -> None:
    newsroom.show_that_the_name_is_ours(newsroom.root / "var/www/html")


def test_http_leads_to_https(newsroom: Machine) -> None:
    answer = urllib3.request(
        "GET", f"http://127.0.0.1:{newsroom.ports['http']}/x?y=1", headers={"Host": SITE}, redirect=False
    )
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{SITE}/x?y=1")


@pytest.mark.parametrize(
    "command", [["verify"], ["security", "--offline=yes", "--threshold=30"]], ids=["verify", "security"]
)
def test_systemd_reads_the_units_and_finds_them_safe(newsroom: Machine, command: list[str]) -> None:
    units = sorted(path.name for path in newsroom.systemd.directory.glob("newsroom-*.*") if path.is_file())
    if command[0] == "security":
        units = [name for name in units if name.endswith(".service")]
    tried = subprocess.run(
        [program("systemd-analyze", "systemd"), *command, *units], capture_output=True, text=True, check=False,
        env=newsroom.environment | {"SYSTEMD_UNIT_PATH": f"{newsroom.systemd.directory}:"},
    )  # fmt: skip
    assert (tried.returncode, tried.stderr) == (0, ""), tried.stdout + tried.stderr


def test_a_command_that_the_tests_do_not_know_ends_the_guide(newsroom: Machine) -> None:
    for command in ("rsync --version", "systemctl mask nginx", "apt-get install --yes emacs"):
        with pytest.raises(AssertionError):
            newsroom.run(command)


def test_it_survives_a_restart_of_everything(newsroom: Machine) -> None:
    newsroom.run("systemctl restart newsroom-web newsroom-worker nginx")
    assert newsroom.browser().get(newsroom.story).status == 200


NEWER = {
    "templates/base.html": lambda text: text.replace("Skip to content", "Skip to the story"),
    "templates/articles/blocks/_prose.html": lambda text: text.replace('class="prose"', 'class="prose newer"'),
    "static/css/site.css": lambda text: text + "/* newer */",
    "newsroom/__init__.py": lambda text: text.replace("1.0.0", "1.1.0"),
    "articles/migrations/0999_newer.py": lambda _: (
        f"""
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "{LAST}")]
    operations = [migrations.AddField("articlerevision", "newer", models.IntegerField(null=True))]
"""
    ),
}


@contextmanager
def traffic(newsroom: Machine) -> Iterator[list[tuple[float, int, str]]]:
    """Readers and the desk ask, one request after the other, until the end of the block: (seconds, status, page)."""
    seen: list[tuple[float, int, str]] = []
    over = threading.Event()
    desk, form = signed_in(newsroom), "/admin/articles/article/1/change/"
    fields = STORY | {"_base": "1", "lead_picture": "1", "lead_alt": "A ferry"}
    assert desk.post(form, fields).status == 302  # from then on nothing changes, and nothing is saved
    reader, other = newsroom.browser(), signed_in(newsroom)
    asked: list[Callable[[int], urllib3.BaseHTTPResponse]] = [
        lambda number: reader.get(f"{newsroom.story}?utm_source={number}"),
        lambda _: desk.get(form),
        lambda _: other.post(form, fields),
    ]

    def ask(one: Callable[[int], urllib3.BaseHTTPResponse]) -> None:
        for number in itertools.count():
            if over.is_set():
                return
            begun = time.monotonic()
            try:
                answer = one(number)
                seen.append((time.monotonic() - begun, answer.status, answer.data.decode()))
            except urllib3.exceptions.HTTPError as error:
                seen.append((time.monotonic() - begun, 0, repr(error)))

    threads = [threading.Thread(target=ask, args=[one]) for one in asked]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_an_upgrade_and_the_way_back_refuse_no_request_and_never_mix_two_releases(newsroom: Machine) -> None:
    newsroom.release("1.1.0", NEWER)
    stamps = "select string_agg(distinct rendered->>'stamp', ',') from articles_articlerevision"
    older = psql(newsroom, stamps)
    until_rendered, rendering, last = blocks("upgrading.md", "On a plain machine").partition(
        "newsroom-manage render_revisions\n"
    )
    with traffic(newsroom) as seen:
        newsroom.run(until_rendered, SITE=SITE, SOURCE=f"file://{newsroom.root}/source")
        before = newsroom.browser().get(newsroom.story).data.decode()
        assert "newer" in before
        assert psql(newsroom, stamps) == older
        newsroom.run(f"SITE={SITE}\n{rendering}{last}")
        assert psql(newsroom, stamps) not in {older, ""}
        assert newsroom.browser().get(f"{newsroom.story}?utm_source=after").data.decode() == before
        assert (newsroom.root / "srv/newsroom/current").readlink() == Path("1.1.0")
        newsroom.run(blocks("upgrading.md", "The way back"))
        assert psql(newsroom, stamps) == older
    assert {status for _, status, _ in seen} == {200, 302}, [
        page for _, status, page in seen if status not in {200, 302}
    ]
    assert len(seen) > 30
    assert max(seconds for seconds, _, _ in seen) < 60
    stories = [page for _, _, page in seen if "It left at ten." in page and "/admin/" not in page]
    kinds = {("Skip to the story" in page, "prose newer" in page, "Skip to content" in page) for page in stories}
    assert kinds == {(False, False, True), (True, True, False)}
    page = newsroom.browser().get(f"{newsroom.story}?utm_source=back").data.decode()
    assert "Skip to content" in page
    [sheet, *_] = re.findall(r'href="(/static/css/site\.[^"]+)"', page)
    assert b"newer" not in newsroom.browser().get(sheet).data


def test_the_release_before_does_not_migrate_a_newer_database(newsroom: Machine) -> None:
    with pytest.raises(AssertionError, match="newer release"):
        newsroom.run("/srv/newsroom/1.0.0/deploy/newsroom-manage migrate")
