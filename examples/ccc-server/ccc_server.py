#!/usr/bin/env python3
"""A small call centre that speaks the CCC API over HTTP, written from the vendor's documents alone.

    python3 ccc_server.py --listen 127.0.0.1:8080 --insecure
    python3 ccc_server.py --key testid:testsecret:amy@ccc-test --fault hold-ignored --brother elder

`/` is the API, `/control/{op}` the control endpoint. Time is virtual: it moves when `clock` says so.
"""

import argparse
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from actions import Service
from answers import Refused
from brothers import BROTHERS
from control import Control
from faults import FAULTS, built
from signature import Keys

MAX_BODY = 1 << 20
MAX_PARAMETERS = 200
MAX_CONNECTIONS = 64
READ_TIMEOUT_S = 30


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = READ_TIMEOUT_S
    wbufsize = -1  # an answer leaves in one piece ...
    disable_nagle_algorithm = True  # ... and at once
    server: "Server"

    def do_POST(self) -> None:
        body = self.read_body()
        if body is None:
            return
        url = urlsplit(self.path)
        if url.path.startswith("/control/"):
            self.answer_control(url.path.removeprefix("/control/"), body)
        else:
            self.answer_api(url.path, url.query, body)

    do_GET = do_POST

    def read_body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding") or not (length.isascii() and length.isdecimal()):
            return self.turn_away(411, "a body comes with its Content-Length")
        if len(length) > 9 or int(length) > MAX_BODY:
            return self.turn_away(413, f"a body has at most {MAX_BODY} bytes")
        return self.rfile.read(int(length))

    def turn_away(self, status: int, reason: str) -> None:
        self.close_connection = True
        self.answer(status, {"ok": False, "reason": reason})

    def answer_control(self, op: str, body: bytes) -> None:
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            self.answer(400, {"ok": False, "reason": "the body is no JSON"})
            return
        with self.server.lock:
            answer = self.server.control.handle(op, message)
        self.answer(200, answer)

    def answer_api(self, path: str, query_text: str, body: bytes) -> None:
        """Parameters come in the query or in a form; the action also in a header (docs: RPC style)."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            query = parse_qsl(query_text, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
            form = []
            if "x-www-form-urlencoded" in headers.get("content-type", ""):
                form = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
        except ValueError:
            self.turn_away(400, "the parameters cannot be read")
            return
        params = dict(query + form)
        action = headers.get("x-acs-action") or params.get("Action", "")
        with self.server.lock:
            try:
                if path != "/":
                    raise Refused("InvalidAction.NotFound", path[:100])
                account = self.server.account(self.command, headers, query + form, query, body)
                answer = self.server.service.handle(action, params, account)
            except Refused as refused:
                answer = refused.answer()
        if params.get("Format", "").upper() == "XML":
            self.answer_xml(action, *answer)
        else:
            self.answer(*answer)

    def answer_xml(self, action: str, status: int, body: dict) -> None:
        # What a client sends is no name of an element.
        action = action if action in self.server.service.actions else "Unknown"
        self.send(status, "text/xml", self.server.service.xml.document(action, body))

    def answer(self, status: int, body: dict) -> None:
        self.send(status, "application/json", json.dumps(body, ensure_ascii=False))

    def send(self, status: int, kind: str, text: str) -> None:
        data = text.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Silent: a query may hold signatures."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], service: Service, keys: Keys | None):
        super().__init__(address, Handler)
        self.service, self.control, self.keys = service, Control(service), keys
        self.lock = threading.Lock()  # the call centre sees one request after another
        self.places = threading.BoundedSemaphore(MAX_CONNECTIONS)

    def account(self, *request) -> str | None:
        return self.keys.account(*request) if self.keys else None

    def process_request(self, request, client_address) -> None:
        if not self.places.acquire(blocking=False):
            self.shutdown_request(request)  # one connection too many
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.places.release()

    def handle_error(self, request, client_address) -> None:
        """A client that goes away in the middle is no news."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def key(text: str) -> tuple[str, tuple[str, str | None]]:
    key_id, _, rest = text.partition(":")
    secret, _, user = rest.partition(":")
    if not key_id or not secret:
        raise argparse.ArgumentTypeError("ID:SECRET or ID:SECRET:USER is expected")
    return key_id, (secret, user or None)


def address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError("HOST:PORT is expected")
    return host, int(port)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--listen", type=address, default=("127.0.0.1", 0), help="HOST:PORT; port 0 takes a free one")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--key", type=key, action="append", metavar="ID:SECRET[:USER]", help="an access key")
    who.add_argument("--insecure", action="store_true", help="take requests without looking at signatures")
    parser.add_argument("--fault", choices=sorted(FAULTS), help="make one known mistake")
    parser.add_argument("--brother", choices=sorted(BROTHERS), help="do otherwise where the documents leave it open")
    options = parser.parse_args()
    service = built(options.fault, options.brother)
    with Server(options.listen, service, Keys(dict(options.key)) if options.key else None) as server:
        print(f"listening on http://{server.server_address[0]}:{server.server_port}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
