"""The programs of docs/clients.md run as they stand there, but for the address."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from server import ROOT

PAGE = (ROOT / "docs/clients.md").read_text()
PRINTED_ADDRESS = "127.0.0.1:8080"


def program(language, server):
    found = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.S)
    assert len(found) == 1, f"{len(found)} programs in {language}"
    assert PRINTED_ADDRESS in found[0]
    return found[0].replace(PRINTED_ADDRESS, server.address)


def run(command, **more):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def ended_well(server):
    """The call was placed, answered and released."""
    told, _ = server.events()
    assert told[-4:] == ["Established", "AgentRelease", "Released", "Released"], told


def test_python(server, tmp_path):
    file = tmp_path / "program.py"
    file.write_text(program("python", server))
    assert run([sys.executable, file]) == "TALKING\n"
    ended_well(server)


NODE_MODULES = os.environ.get("OFFHOOK_NODE_MODULES")


@pytest.mark.skipif(not NODE_MODULES or not shutil.which("node"), reason="without Node and OFFHOOK_NODE_MODULES")
def test_node(server, tmp_path):
    (tmp_path / "node_modules").symlink_to(pathlib.Path(NODE_MODULES).resolve())
    file = tmp_path / "program.js"
    file.write_text(program("js", server))
    assert run(["node", file], cwd=tmp_path) == "TALKING\n"
    ended_well(server)
