"""Fetch from addresses outside: the only place of the project that does (tests/test_guarded_client.py).

An address comes from a person or from another site, so it may lead anywhere, also into our own network. A name is resolved
once, each address that it resolves to is checked, and the connection goes to the one that was checked: a name server
can't answer the second question differently. Redirects are checked in the same way.
"""

import json
import re
import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from threading import Thread, Timer
from typing import Any, NoReturn
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri, punycode
from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from newsroom import __version__

REDIRECTS = 3
SECONDS = 10.0
CHUNK = 64 * 1024  # bytes
PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|[0-9a-f:.]+")  # a name, or an address of either kind
GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")  # how a host without IPv4 reaches IPv4
# Not for the public, whatever `is_global` says: the first is private only to newer Pythons (Oracle's metadata are there),
# and the second answers virtual machines at Azure.
ALSO_PRIVATE = IPv4Network("192.0.0.0/24"), IPv4Network("168.63.129.16/32")

Place = tuple[str, int]  # an IP address and a port


class NotFetched(Exception):
    """Why nothing was fetched: a sentence for the desk."""


class AddressRefused(NotFetched):
    """We don't ask this address; asking again won't help."""


@dataclass(frozen=True)
class Fetched:
    """An answer. `url` is where it came from, after redirects; `content_type` has no parameters."""

    url: str
    content_type: str
    body: bytes
    charset: str = ""

    @property
    def text(self) -> str:
        try:
            return self.body.decode(self.charset or "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


def _resolve(host: str, port: int) -> list[Place]:
    """Ask the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(each[4][0]), int(each[4][1])) for each in found))


@dataclass(frozen=True)
class Request:
    """What is sent: a GET without a body, or a POST."""

    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


GET = Request()


@dataclass(frozen=True)
class Network:
    """How names are resolved and which places may be asked: public ones, and in tests the servers of the test.

    Tests put one into the setting `OUTSIDE_NETWORK`; no environment variable can.
    """

    resolve: Callable[[str, int], Sequence[Place]] = _resolve
    of_test: Collection[Place] = ()
    certificates: str | None = None  # a file of those that are trusted; None: the system's


PUBLIC = Network()


def fetch(
    url: str,
    types: Collection[str],
    largest: int,
    hosts: Collection[str] | None = None,
    seconds: float = SECONDS,
    network: Network | None = None,
) -> Fetched:
    """Return what a public http(s) address answers. Raises NotFetched.

    `types` are the content types to accept, such as "text/html" or "image/*"; `largest` is in bytes, after
    decompression; `hosts`, if given, are the only hosts to ask, redirects included; `seconds` is for all of it.
    """
    through = network or _network()
    ends = time.monotonic() + seconds
    for _ in range(REDIRECTS + 1):
        parts = checked(url, hosts)
        found = _ask(parts, ends, through, partial(_read, url, types, largest), GET)
        if isinstance(found, Fetched):
            return found
        url = urljoin(url, found)
    raise NotFetched(f"{_host(parts)} redirects more than {REDIRECTS} times.")


def post_json(
    url: str, data: Any, headers: Mapping[str, str], seconds: float = SECONDS, network: Network | None = None
) -> None:
    """Send `data` to a public http(s) address, as JSON with these headers. Raises NotFetched unless the answer is a 2xx."""
    request = Request("POST", json.dumps(data).encode(), {"Content-Type": "application/json", **headers})
    parts = checked(url)

    def refuse_errors(answer: HTTPResponse) -> str:
        if not 200 <= answer.status < 300:
            raise NotFetched(f"{parts.hostname} answered {answer.status}.")
        return ""

    _ask(parts, time.monotonic() + seconds, network or _network(), refuse_errors, request)


def _network() -> Network:
    found: Network = getattr(settings, "OUTSIDE_NETWORK", PUBLIC)
    return found


def checked(url: str, hosts: Collection[str] | None = None) -> SplitResult:
    """Return the parts of an address that may be asked, as far as its words say. Raises AddressRefused."""
    try:
        parts = urlsplit(url)
        host, port = _host(parts), parts.port
    except ValueError:
        raise AddressRefused("The web address isn’t valid. Copy it again from the page.") from None
    if parts.scheme not in PORTS:
        raise AddressRefused("The web address must start with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("The web address contains a user name. Remove what is before the @.")
    if not HOST.fullmatch(host):
        raise AddressRefused("The web address isn’t valid. Copy it again from the page.")
    if port not in (None, 80, 443):
        raise AddressRefused(f"The web address names port {port}. Only 80 and 443 can be used.")
    if hosts is not None and host.rstrip(".") not in hosts:
        raise AddressRefused(f"{host} isn’t one of the sites that can be asked.")
    return parts


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public internet: not ours, not this machine's, nobody's metadata."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip in NAT64:
            return is_public(str(IPv4Address(int(ip) & 0xFFFFFFFF)))
        return ip in GLOBAL_UNICAST and ip.is_global and ip.sixtofour is None and ip.teredo is None
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(ip in each for each in ALSO_PRIVATE)


def _host(parts: SplitResult) -> str:
    """Return the host in ASCII, in lower case."""
    try:
        return punycode(parts.hostname or "")
    except UnicodeError as error:
        raise ValueError(str(error)) from error


def _ask(
    parts: SplitResult,
    ends: float,
    network: Network,
    read: Callable[[HTTPResponse], Fetched | str],
    request: Request,
) -> Fetched | str:
    """Send one request and return what `read` makes of the answer. Raises NotFetched."""
    host = _host(parts)
    failure: Exception | None = None
    for place in _checked_places(host, parts.port or PORTS[parts.scheme], ends, network):
        connection = _connection(parts.scheme, host, place, network)
        # Each of these two steps has half of what is left: to connect, and to agree on a key.
        connection.timeout = max(0.01, _left(ends, host) / 2)
        try:
            connection.connect()
        except (HTTPError, OSError, ValueError) as error:  # also if the certificate is of another name
            connection.close()
            failure = error
            continue
        return _answer(connection, parts, host, ends, read, request)
    raise NotFetched(f"{host} can’t be reached. Try again later.") from failure


def _answer(
    connection: HTTPConnection,
    parts: SplitResult,
    host: str,
    ends: float,
    read: Callable[[HTTPResponse], Fetched | str],
    request: Request,
) -> Fetched | str:
    # A server that sends a byte now and then would never be too slow for a single read.
    end = Timer(_left(ends, host), partial(_hang_up, connection.sock))
    end.daemon = True
    end.start()
    try:
        connection.timeout = _left(ends, host)
        target = iri_to_uri((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        name = f"[{host}]" if ":" in host else host
        headers = {
            "Host": name if parts.port in (None, PORTS[parts.scheme]) else f"{name}:{parts.port}",
            "User-Agent": f"Newsroom/{__version__} (+{settings.PUBLIC_URL})",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **request.headers,
        }
        connection.request(request.method, target, body=request.body, headers=headers, preload_content=False)
        found = read(connection.getresponse())
        _left(ends, host)  # what was cut off may look whole
        return found
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        _left(ends, host)
        raise NotFetched(f"{host} broke off its answer. Try again later.") from error
    finally:
        end.cancel()
        connection.close()


def _read(url: str, types: Collection[str], largest: int, answer: HTTPResponse) -> Fetched | str:
    """Return the answer, or the address to which it redirects. Raises NotFetched."""
    host = urlsplit(url).hostname
    if answer.status in (301, 302, 303, 307, 308) and (onward := answer.headers.get("Location")):
        return onward
    if answer.status != 200:
        raise NotFetched(
            f"{host} answered {answer.status}{': it has no such page' if answer.status in (404, 410) else ''}."
        )
    content_type, _, more = answer.headers.get("Content-Type", "").partition(";")
    content_type = content_type.strip().lower()
    if content_type not in types and f"{content_type.partition('/')[0]}/*" not in types:
        raise NotFetched(
            f"{host} answered with {content_type or 'something of no type'}, not {' or '.join(sorted(types))}."
        )
    body = bytearray()
    for chunk in answer.stream(CHUNK, decode_content=True):
        body += chunk
        if len(body) > largest:
            raise NotFetched(f"The answer of {host} is larger than {largest // 1024:,} kB.")
    charset = re.search(r"charset=[\"']?([\w.:-]+)", more, re.IGNORECASE)
    return Fetched(url, content_type, bytes(body), charset[1] if charset else "")


def _checked_places(host: str, port: int, ends: float, network: Network) -> Sequence[Place]:
    """Return where to connect, in order. Raises AddressRefused if any of it isn't public."""
    places = _resolved(host, port, ends, network)
    if not places:
        raise NotFetched(f"{host} can’t be found. Check the web address.")
    if not all(place in network.of_test or is_public(place[0]) for place in places):
        raise AddressRefused(f"{host} isn’t on the public internet.")
    return places


def _resolved(host: str, port: int, ends: float, network: Network) -> Sequence[Place]:
    """Resolve a name in a thread, because the system's resolver has no time limit."""
    answers: SimpleQueue[Sequence[Place]] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(network.resolve(host, port))
        except (OSError, UnicodeError):
            answers.put(())

    Thread(target=ask, daemon=True).start()
    try:
        return answers.get(timeout=_left(ends, host))
    except Empty:
        _too_slow(host)


def _connection(scheme: str, host: str, place: Place, network: Network) -> HTTPConnection:
    """Return a connection to a checked place that expects the certificate of the host."""
    if scheme == "http":
        return HTTPConnection(*place)
    trusted = ssl.create_default_context(cafile=network.certificates)
    name = host.rstrip(".")
    return HTTPSConnection(*place, ssl_context=trusted, server_hostname=name, assert_hostname=name)


def _hang_up(sock: Any) -> None:
    with suppress(OSError):  # it has ended by itself
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _left(ends: float, host: str) -> float:
    """Return the seconds that are left. Raises NotFetched if there are none."""
    left = ends - time.monotonic()
    if left <= 0:
        _too_slow(host)
    return left


def _too_slow(host: str) -> NoReturn:
    raise NotFetched(f"{host} took too long to answer. Try again later.")
