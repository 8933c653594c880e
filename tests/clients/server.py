"""Starts `offhook serve` on a free port, drives its remote party, and stops it."""

import json
import os
import pathlib
import queue
import socket
import subprocess
import threading
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OFFHOOK = pathlib.Path(os.environ.get("OFFHOOK", ROOT / "target/debug/offhook"))
STARTS_WITHIN_S = 20
STOPS_WITHIN_S = 10


def offhook(*args):
    """What a command prints."""
    done = subprocess.run([OFFHOOK, *args], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def free_port():
    """A port of this machine at which nobody answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A running `offhook serve`; use it with `with`."""

    def __init__(self, *options):
        self.command = [OFFHOOK, "serve", "--listen", "127.0.0.1:0", *map(str, options)]

    def __enter__(self):
        # A signal that Python ignores stays ignored: a file that may not grow is an error of the write, not the end of the server.
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True, restore_signals=False)
        try:
            self.url = self._first_line().removeprefix("listening on ").strip()
            assert self.url.startswith("http"), f"no address: {self.url!r}"
        except BaseException:
            self.process.kill()
            raise
        self.address = self.url.split("://")[1]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            code = self.process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        assert code == 0, f"the server ended with {code}"

    def _first_line(self):
        lines = queue.Queue()
        threading.Thread(target=lambda: lines.put(self.process.stdout.readline()), daemon=True).start()
        return lines.get(timeout=STARTS_WITHIN_S)

    def control(self, op, dialect="ccc", **message):
        """One operation of the adapter protocol."""
        request = urllib.request.Request(
            f"{self.url}/_offhook/{dialect}/{op}",
            data=json.dumps(message).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def remote_party(self, stimulus, **more):
        """Something happens in the telephone network, and it must be possible."""
        answer = self.control("stimulus", stimulus=stimulus, **more)
        assert answer["ok"], answer
        return answer

    def events(self, after=0):
        """The names of the pushed events behind a cursor, and the new cursor."""
        answer = self.control("events", after=after)
        assert answer["ok"], answer
        return [event["eventType"] for event in answer["events"]], answer["cursor"]
