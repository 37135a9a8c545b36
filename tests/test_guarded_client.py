"""What is fetched from outside, and what never is: with real sockets, and a resolver of the test."""

import gzip
import re
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from newsroom import __version__
from newsroom.guarded_client import PUBLIC, AddressRefused, Fetched, Network, NotFetched, fetch, is_public
from tests.outside import Answer, Outside, answer, redirect, serving

HTML = {"text/html"}
KB = 1024


def get(outside: Outside, url: str = "http://news.example/", **options: Any) -> Fetched:
    return fetch(url, **{"types": HTML, "largest": 100 * KB, "network": outside.network, **options})


def refused(outside: Outside, url: str = "http://news.example/", **options: Any) -> str:
    with pytest.raises(NotFetched) as told:
        get(outside, url, **options)
    return str(told.value)


def test_an_address_is_fetched_with_its_type_and_text() -> None:
    with serving({"/a?b=c%20d": answer("Grüße".encode("latin-1"), "text/html; charset=latin-1")}) as outside:
        got = get(outside, "http://news.example/a?b=c d#e")
    assert (got.url, got.content_type, got.text) == ("http://news.example/a?b=c d#e", "text/html", "Grüße")


def test_requests_carry_our_name_and_neither_cookies_nor_passwords() -> None:
    answers = {"/": answer("", status=302, Location="/b", Set_Cookie="a=b"), "/b": answer("Here.")}
    with serving(answers) as outside:
        get(outside, "http://NEWS.example/")
        host, path, headers = outside.asked[-1]
        assert (host, path) == ("news.example", "/b")
        assert headers["User-Agent"] == f"Newsroom/{__version__} (+{settings.PUBLIC_URL})"
        assert headers.keys() == {"Host", "User-Agent", "Accept-Encoding", "Connection"}
        assert "user name" in refused(outside, "http://me:secret@news.example/")
        assert len(outside.asked) == 2


@pytest.mark.parametrize(
    "url",
    """ftp://news.example/ file:///etc/passwd gopher://news.example javascript:alert(1) //news.example/ /news news.example
    http:// http:///a http://news.example:22/ http://news.example:8000/ http://news.example:99999/ http://[::1
    http://news..example/ http://news.example\\.evil.example/ http://@news.example/ http://a%20b/ data:text/html,a""".split(),
)
def test_only_web_addresses_on_the_ports_of_the_web_are_asked(url: str) -> None:
    with serving({"/": answer("Here.")}) as outside:
        with pytest.raises(AddressRefused):
            get(outside, url)
        assert not outside.asked


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.8.9.10 0.0.0.0 0.1.2.3 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200
    192.0.0.192 192.0.2.1 198.18.0.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 168.63.129.16 :: ::1 ::ffff:127.0.0.1
    ::ffff:8.8.8.8 ::8.8.8.8 fe80::1 fe80::1%1 fc00::1 fd00:ec2::254 fec0::1 ff02::1 2001:db8::1 2001::1 2002:7f00:1::
    64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1""".split(),
)
def test_no_address_but_a_public_one_is_connected_to(address: str) -> None:
    assert not is_public(address)
    network = Network(lambda host, port: [("93.184.215.14", port), (address, port)])  # one is enough
    with pytest.raises(AddressRefused, match="public internet"):
        fetch("http://news.example/", HTML, KB, network=network)


def test_public_addresses_of_both_kinds_are() -> None:
    assert all(map(is_public, "93.184.215.14 8.8.8.8 2606:2800:21f:cb07::1 64:ff9b::808:808".split()))


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"])
def test_this_machine_is_not_asked_by_any_spelling(host: str) -> None:
    with serving({"/": answer("Here.")}) as outside, pytest.raises(NotFetched):
        fetch(f"http://{host}/", HTML, KB, network=PUBLIC)
    assert not outside.asked


def test_a_name_is_resolved_once_so_that_a_second_answer_cannot_lead_elsewhere() -> None:
    with serving({"/": answer("Here.")}) as public, serving({"/": answer("Secret.")}) as private:
        answers = iter([[public.place], [private.place]])
        network = Network(lambda host, port: next(answers), [public.place])
        assert fetch("http://news.example/", HTML, KB, network=network).text == "Here."
        with pytest.raises(AddressRefused):
            fetch("http://news.example/", HTML, KB, network=network)
        assert not private.asked


def test_the_next_address_is_tried_if_the_first_does_not_answer() -> None:
    with serving({}) as gone:
        pass
    with serving({"/": answer("Here.")}) as outside:
        network = Network(lambda host, port: [gone.place, outside.place], [gone.place, outside.place])
        assert fetch("http://news.example/", HTML, KB, network=network).text == "Here."


def test_https_is_held_to_the_certificate_of_the_name() -> None:
    with serving({"/": answer("Here.")}, tls=True) as outside:
        assert get(outside, "https://news.example/").text == "Here."
        assert outside.asked[0][0] == "news.example"
        assert "can’t be reached" in refused(outside, "https://other.example/")
        untrusted = Network(outside.network.resolve, [outside.place])
        assert "can’t be reached" in refused(outside, "https://news.example/", network=untrusted)


def test_redirects_are_followed_three_times() -> None:
    answers = {f"/{number}": redirect(f"/{number - 1}") for number in range(1, 5)} | {"/0": answer("Here.")}
    with serving(answers) as outside:
        assert get(outside, "http://news.example/3").url == "http://news.example/0"
        assert "more than 3 times" in refused(outside, "http://news.example/4")


def test_a_redirect_is_checked_like_an_address() -> None:
    answers = {
        "/port": redirect("http://news.example:22/"),
        "/file": redirect("file:///etc/passwd"),
        "/user": redirect("http://me@news.example/"),
        "/other": redirect("http://other.example/"),
        "/inside": redirect("http://inside.example/"),
    }
    with serving(answers) as outside, serving({"/": answer("Secret.")}) as inside:
        network = Network(
            lambda host, port: [inside.place if host == "inside.example" else outside.place], [outside.place]
        )
        for path in answers:
            with pytest.raises(AddressRefused):
                get(
                    outside,
                    f"http://news.example{path}",
                    network=network,
                    hosts={"news.example"} if path == "/other" else None,
                )
        assert not inside.asked


def test_only_the_hosts_that_the_caller_names_are_asked() -> None:
    with serving({"/": answer("Here.")}) as outside:
        assert get(outside, hosts={"news.example"}).text == "Here."
        assert get(outside, "http://News.Example./", hosts={"news.example"}).text == "Here."
        for host in ("other.example", "x.news.example", "news.example.evil.example"):
            with pytest.raises(AddressRefused):
                get(outside, f"http://{host}/", hosts={"news.example"})


def test_an_answer_of_another_type_is_not_read() -> None:
    with serving({"/": answer("%PDF", "application/pdf"), "/p": answer("GIF89a", "Image/GIF")}) as outside:
        assert "application/pdf, not text/html" in refused(outside)
        assert get(outside, "http://news.example/p", types={"image/*"}).content_type == "image/gif"


def test_an_answer_other_than_200_is_reported() -> None:
    with serving({"/500": answer("Oops", status=500)}) as outside:
        assert refused(outside) == "news.example answered 404: it has no such page."
        assert refused(outside, "http://news.example/500") == "news.example answered 500."


def chunked(chunk: bytes, pause: float, **headers: str) -> Answer:
    """Return what sends a chunk again and again, until the client hangs up."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in {"Content-Type": "text/html", "Transfer-Encoding": "chunked", **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        while True:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            time.sleep(pause)

    return respond


def test_a_larger_answer_is_cut_off_also_if_it_is_endless_or_compressed() -> None:
    bomb = gzip.compress(b"a" * 50_000 * KB)
    assert len(bomb) < 100 * KB
    answers = {
        "/long": answer("a" * 100 * KB + "b"),
        "/endless": chunked(b"a" * KB, 0),
        "/bomb": answer(bomb, Content_Encoding="gzip"),
        "/fits": answer(gzip.compress(b"a" * 100 * KB), Content_Encoding="gzip"),
    }
    with serving(answers) as outside:
        for path in ("/long", "/endless", "/bomb"):
            assert refused(outside, f"http://news.example{path}") == "The answer of news.example is larger than 100 kB."
        assert len(get(outside, "http://news.example/fits").body) == 100 * KB


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Send headers a byte at a time, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Long: ")
    while True:
        handler.wfile.write(b"a")
        handler.wfile.flush()
        time.sleep(0.02)


def test_the_time_limit_is_for_all_of_it_and_not_for_each_read() -> None:
    answers = {"/body": chunked(b"a", 0.02), "/headers": dripping, "/silent": lambda handler: time.sleep(1)}
    with serving(answers) as outside:
        for path in answers:
            began = time.monotonic()
            assert "took too long" in refused(outside, f"http://news.example{path}", seconds=0.2)
            assert time.monotonic() - began < 0.8


def test_a_name_server_that_never_answers_is_waited_for_no_longer() -> None:
    def silent(host: str, port: int) -> list[Any]:
        time.sleep(1)
        return []

    with pytest.raises(NotFetched, match="took too long"):
        fetch("http://news.example/", HTML, KB, seconds=0.1, network=Network(silent))


def junk(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"junk\r\n\r\n")


def test_a_name_that_does_not_exist_and_an_answer_cut_short_are_reported() -> None:
    def unknown(host: str, port: int) -> list[Any]:
        raise OSError("Name or service not known")

    with pytest.raises(NotFetched, match="can’t be found"):
        fetch("http://news.example/", HTML, KB, network=Network(unknown))
    short = answer("Here.", Content_Length="100")
    with serving({"/": short, "/junk": junk}) as outside:
        assert "broke off" in refused(outside)
        assert "broke off" in refused(outside, "http://news.example/junk")


def test_no_setting_of_production_opens_our_own_network() -> None:
    source = Path(settings.BASE_DIR, "newsroom", "settings.py").read_text()
    assert "OUTSIDE_NETWORK" not in source
    assert not hasattr(settings, "OUTSIDE_NETWORK")


def test_nothing_else_of_the_project_opens_a_connection() -> None:
    """A new outbound call belongs into newsroom/guarded_client.py.

    Mail goes to the server that the operator named, by Django's own backend; newsroom/mail/ only knows its errors.
    The demo asks whether its own port is free; libpq.py shuts the database's connection when it hangs, and opens none.
    """
    way = re.compile(
        r"^\s*(?:import|from) (?:urllib3|urllib\.request|http\.client|socket|requests|httpx|aiohttp|ftplib|smtplib)\b",
        re.M,
    )
    root = Path(settings.BASE_DIR)
    files = (path for package in ("newsroom", "articles", "timelines") for path in (root / package).rglob("*.py"))
    found = {str(path.relative_to(root)) for path in files if way.search(path.read_text())}
    assert found == {
        "newsroom/guarded_client.py",
        "newsroom/delivery/libpq.py",
        "newsroom/mail/actions.py",
        "newsroom/demo/management/commands/run_demo.py",
    }
