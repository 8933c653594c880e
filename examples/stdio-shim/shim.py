#!/usr/bin/env python3
"""The adapter protocol over stdin and stdout: one JSON object a line, answered in order.

    python3 shim.py [--fault NAME]

Whatever language an implementation is written in, a shim like this one is enough to have it tested. This one
imports the call centre of `../ccc-server` and hands the lines over; yours would call your library instead.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "ccc-server"))

from actions import Service  # noqa: E402
from control import Control  # noqa: E402
from faults import FAULTS, built  # noqa: E402

MAX_LINE = 1 << 20


def request(service: Service, message: dict) -> dict:
    """What would come over HTTP. Parameters are texts on the wire, so that is what they become here."""
    action, params = message.get("action"), message.get("params", {})
    if message.get("dialect", "ccc") != "ccc" or not isinstance(action, str) or not isinstance(params, dict):
        return {"ok": False, "reason": "requests of ccc are taken, with an action and params"}
    account = message.get("account")
    texts = {name: spelled(value) for name, value in params.items() if value is not None}
    status, body = service.handle(action, texts, account if isinstance(account, str) else None)
    return {"ok": True, "http_status": status, "headers": {}, "body": body}


def perform(service: Service, control: Control, message: dict) -> dict:
    op = message.get("op")
    if op == "request":
        return request(service, message)
    said = control.handle(op, message)
    if op == "hello" and said["ok"]:
        said["ops"] = [*said["ops"], "request"]
    return said


def spelled(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def answer(service: Service, control: Control, line: bytes) -> dict:
    if len(line) > MAX_LINE:
        return {"ok": False, "reason": f"a line has at most {MAX_LINE} bytes"}
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {"ok": False, "reason": "the line is no JSON"}
    if not isinstance(message, dict):
        return {"ok": False, "reason": "a message is a JSON object"}
    try:
        said = perform(service, control, message)
    except Exception as error:  # a mistake of ours is said, and the next line is another matter
        said = {"ok": False, "reason": f"this shim broke: {error!r}"}
    return {"id": message["id"], **said} if "id" in message else said


def lines(stream):
    """Lines of a bounded length: of a longer one the first bytes, and the rest is passed over."""
    while line := stream.readline(MAX_LINE + 1):
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE + 1)
        if line.strip():
            yield line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fault", choices=sorted(FAULTS), help="make one known mistake")
    options = parser.parse_args()
    service = built(options.fault)
    control = Control(service)
    for line in lines(sys.stdin.buffer):
        said = json.dumps(answer(service, control, line), ensure_ascii=False)
        sys.stdout.buffer.write(said.encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
