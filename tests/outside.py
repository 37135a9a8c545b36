"""Sites outside, as servers of the test on this machine: names resolve to them, and nothing else can be asked."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from newsroom.guarded_client import Network, Place

# A key and its certificate, for news.example, *.video.example, www.youtube.com and i.ytimg.com. Nothing else trusts it.
CERTIFICATE = str(Path(__file__).parent / "data" / "outside.pem")

Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(
    body: bytes | str, content_type: str = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Answer:
    """Return what answers every request in this way."""
    data = body.encode() if isinstance(body, str) else body

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(data))}.items():
            handler.send_header(name, value)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return respond


def redirect(to: str) -> Answer:
    return answer("", status=302, Location=to)


class Outside:
    """A server of the test. `asked` are the requests that it got: host, path and headers; `network` leads to it.

    `posted` are the bodies of those that had one.
    """

    def __init__(self, answers: Mapping[str, Answer], tls: bool) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.posted: list[bytes] = []
        outside = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outside.asked.append((self.headers["Host"], self.path, dict(self.headers)))
                answers.get(self.path, answer("Nothing here.", status=404))(self)

            def do_POST(self) -> None:
                outside.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.do_GET()

            def log_message(self, *_: object) -> None:
                """Keep silent."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """Keep silent: clients of these tests hang up."""

        self.server = Server(("127.0.0.1", 0), Handler)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.place: Place = ("127.0.0.1", self.server.server_port)
        self.network = Network(lambda host, port: [self.place], [self.place], CERTIFICATE)


@contextmanager
def serving(answers: Mapping[str, Answer], tls: bool = False) -> Iterator[Outside]:
    """Serve these answers by path until the block ends; every name resolves to this server."""
    outside = Outside(answers, tls)
    thread = threading.Thread(target=outside.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield outside
    finally:
        outside.server.shutdown()
        outside.server.server_close()
        thread.join()
