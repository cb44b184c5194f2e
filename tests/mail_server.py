"""A real mail server and a real web server on this machine, whose answers a test chooses."""

import json
import socket
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Mailbox:
    """What the server took, by address; ``refused`` addresses get 550, and ``down`` answers 451 to all."""

    def __init__(self):
        self.taken, self.refused, self.passing = [], set(), 0
        self.breaks_off = False
        self.server = Controller(self, hostname="127.0.0.1", port=free_port(), data_size_limit=25_000_000)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address in self.refused:
            return "550 5.1.1 no such user"
        if self.passing:
            self.passing -= 1
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken += [(address, message) for address in envelope.rcpt_tos]
        if self.breaks_off:
            server.transport.close()
        return "250 taken"

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server.port}"

    def to(self, address):
        return [message for taken, message in self.taken if taken == address]


@contextmanager
def mailbox():
    box = Mailbox()
    box.server.start()
    try:
        yield box
    finally:
        box.server.stop()


@contextmanager
def web_hook(answers=()):
    """A server that keeps what is posted to it; ``answers`` are its first statuses, then 204."""
    left, posted = list(answers), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append((self.headers["Idempotency-Key"], json.loads(body)))
            self.send_response(left.pop(0) if left else 204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/bi-mat-trong-duong-dan", posted
    finally:
        server.shutdown()
        server.server_close()
