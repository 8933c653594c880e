"""The programs of `examples/clients`, and docs/clients.md, which quotes and names them."""

import json
import os
import re
import subprocess
import sys

import pytest

from bridge import CLIENTS, trusting
from server import HERE, ROOT

PROGRAMS = ROOT / "examples/clients"
PAGE = (ROOT / "docs/clients.md").read_text()
CCC_SAYS = "TALKING InvalidOperation.UserState WORKING OFFLINE"
CCC_EMITS = (
    "AgentCheckIn AgentReady AgentDialing Dialing AgentTalk Established Established "
    "Held Retrieved AgentRelease Released Released AgentReady AgentCheckOut"
)
GATEWAY_SAYS = (
    "AgentOther_InService AgentState_Ready AgentOther_PhoneAlerting AgentOther_PhoneOffhook AgentState_Busy AgentEvent_Talking "
    "100-007 AgentEvent_Hold AgentEvent_Talking AgentEvent_Call_Release AgentEvent_Customer_Release AgentOther_PhoneRelease "
    "AgentState_Ready AgentState_SetWork_Success AgentState_CancelWork_Success 100-006"
)

# Each program with the client of `bridge.py` that lacks what it would lack, or with none.
ROWS = {
    "ccc.py": (sys.executable, "python", CCC_SAYS),
    "ccc.py with the oldest SDK": (sys.executable, "oldest python", CCC_SAYS),
    "ccc_legacy.py": (sys.executable, "legacy python", CCC_SAYS),
    "ccc.js": ("node", "node", CCC_SAYS),
    "ccc.rb": ("ruby", "ruby", CCC_SAYS),
    "ccc.php": ("php", "php", CCC_SAYS),
    "cc_gateway.py": (sys.executable, "python", GATEWAY_SAYS),
    "cc_gateway.js": ("node", "node", GATEWAY_SAYS),
}


def run(row, url, ca=None):
    """What a program says; `ca` as docs/clients.md has it trusted."""
    interpreter, client, _ = ROWS[row]
    client = CLIENTS[client]
    if client.lacks:
        pytest.skip(client.lacks)
    command, trust = [interpreter, PROGRAMS / row.split()[0]], {}
    if ca:
        command, trust = trusting(command, ca)
    environment = {**os.environ, **client.environment, **trust, "OFFHOOK_URL": url}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return " ".join(done.stdout.split())


@pytest.mark.parametrize("row", ROWS)
def test_a_program_lives_a_call_each_time(row, server):
    says = ROWS[row][2]
    assert run(row, server.url) == says
    if says == CCC_SAYS:
        assert " ".join(server.events()[0]) == CCC_EMITS
    assert run(row, server.url) == says


@pytest.mark.parametrize("row", ROWS)
def test_a_program_lives_a_call_over_https(row, tls_server):
    assert tls_server.url.startswith("https://")
    assert run(row, tls_server.url, tls_server.ca) == ROWS[row][2]


def test_the_page_quotes_programs_as_they_are():
    blocks = re.findall(r"^```(?:python|js|ruby|php|html)\n(.*?)^```", PAGE, re.M | re.S)
    assert blocks
    files = {file.read_text(): file.name for file in PROGRAMS.iterdir()}
    for block in blocks:
        assert block in files, f"no file of examples/clients is:\n{block}"


def test_the_page_names_the_versions_that_are_tried():
    files = [HERE / f"requirements{which}.txt" for which in ["", "-oldest", "-legacy"]]
    pins = [pin for file in files for pin in re.findall(r"^([\w-]+)==([\d.]+)", file.read_text(), re.M)]
    sdks = [pin for pin in pins if "ccc" in pin[0] or pin[0] == "aliyun-python-sdk-core"]
    assert len(sdks) == 4
    node = json.loads((HERE / "node/package.json").read_text())["dependencies"]
    table = [line.replace("_", "-") for line in PAGE.splitlines() if line.startswith("| ")]
    for name, version in [*sdks, *node.items()]:
        assert any(f"`{name}`" in line and f" {version} " in line.replace(",", " ") for line in table), (name, version)


def test_the_page_names_every_program():
    named = set(re.findall(r"\(\.\./examples/clients/([\w.]+)\)", PAGE))
    assert named == {file.name for file in PROGRAMS.iterdir() if file.is_file()}
