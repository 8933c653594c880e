"""Clients of CCC in any language, driven by the same tests.

A bridge is a program that asks with a client what it reads, and says what the client made of the answer; a line of JSON each. The line
`{"connect": {"url": …, "id": …, "secret": …, "token": …, "ca": …}}` makes a new client (`token` of a temporary key, and `ca` with HTTPS,
may be missing) and has no answer. The line `{"action": …, "params": {…}}` has one:

- `{"body": {…}}` is what the service answered;
- `{"code": …, "status": …, "message": …}` is what it refused, as far as the client lets a program know;
- `{"unreachable": …}` is that there was no answer.
"""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from typing import NamedTuple

import pytest

from server import HERE

ANSWERS_WITHIN_S = 30


def there(variable, *programs):
    """Why a client is not to be had here: what `.ci/clients` says by a variable, or a program, is missing."""
    if variable and variable not in os.environ:
        return f"without {variable}, which .ci/clients sets"
    missing = [program for program in programs if not shutil.which(program)]
    return f"there is no {missing[0]}" if missing else None


def without_ruby():
    return there(None, "ruby")


def without_php():
    if lacks := there(None, "php"):
        return lacks
    modules = subprocess.run(["php", "-m"], capture_output=True, text=True, timeout=30, check=True).stdout
    return None if "curl" in modules.split() else "php has no extension for curl"


class Client(NamedTuple):
    """How a client is started, and why it cannot be."""

    command: list
    lacks: str | None = None
    environment: dict = {}
    # What it makes of a signature that does not match.
    mismatch: str = "SignatureDoesNotMatch"


def python(bridge, *args, path=None, **more):
    """A client in Python, with the packages of the directory that a variable names before those of the environment."""
    environment = {"PYTHONPATH": os.environ.get(path, "")} if path else {}
    return Client([sys.executable, bridge, *args], there(path), environment, **more)


def node(*args):
    environment = {"NODE_PATH": os.environ.get("OFFHOOK_NODE_MODULES", "")}
    return Client(["node", "pop-core.js", *args], there("OFFHOOK_NODE_MODULES", "node"), environment)


OLDEST, LEGACY = "OFFHOOK_SDK_OLDEST", "OFFHOOK_SDK_LEGACY"
CLIENTS = {
    "python": python("sdk.py"),
    "python async": python("sdk.py", "--async"),
    "python v2": python("sdk.py", "--v2"),
    "oldest python": python("sdk.py", path=OLDEST),
    "oldest python async": python("sdk.py", "--async", path=OLDEST),
    # This SDK says so in its own words, if the string to sign of the answer is its own.
    "legacy python": python("legacy.py", path=LEGACY, mismatch="InvalidAccessKeySecret"),
    "node": node(),
    "node by POST": node('{"method": "POST"}'),
    "ruby": Client(["ruby", "rpc.rb"], without_ruby()),
    "ruby by POST": Client(["ruby", "rpc.rb", "POST"], without_ruby()),
    "php": Client(["php", "rpc.php"], without_php()),
    "php by POST": Client(["php", "rpc.php", "POST"], without_php()),
}


def trusting(command, ca):
    """A command that trusts a certificate besides, and the environment that it needs for that."""
    interpreter, *args = command
    if interpreter == "php":
        return [interpreter, "-d", f"curl.cainfo={ca}", *args], {}
    variable = "NODE_EXTRA_CA_CERTS" if interpreter == "node" else "SSL_CERT_FILE"
    return command, {variable: str(ca)}


class Bridge:
    """A running bridge; use it with `with`."""

    def __init__(self, client, ca):
        if client.lacks:
            pytest.skip(client.lacks)
        self.client, self.ca = client, ca

    def __enter__(self):
        command, trust = trusting(self.client.command, self.ca)
        self.process = subprocess.Popen(
            command,
            **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True},
            **{"cwd": HERE / "bridges", "env": {**os.environ, **self.client.environment, **trust}},
        )
        self.said = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        return self

    def _read(self):
        for line in self.process.stdout:
            self.said.put(line)

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            code = self.process.wait(ANSWERS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        assert code == 0, f"the bridge ended with {code}"

    def _write(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def connect(self, url, id, secret, **more):
        self._write({"connect": {"url": url, "id": id, "secret": secret, "ca": str(self.ca), **more}})

    def said_to(self, action, **params):
        """What the client made of a request."""
        self._write({"action": action, "params": params})
        return json.loads(self.said.get(timeout=ANSWERS_WITHIN_S))

    def ask(self, action, **params):
        """The answer to a request that must be accepted."""
        said = self.said_to(action, **params)
        assert said.get("body", {}).get("Code") == "OK", said
        return said["body"]

    def refused(self, action, **params):
        """The code and the status of a request that must be refused."""
        said = self.said_to(action, **params)
        assert said.get("message"), said
        return said["code"], said["status"]
