import os

import pytest

from server import Server

KEY_ID, SECRET = "testid", "testsecret"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In the gate nothing is skipped: what a test lacks is a failure."""
    report = yield
    if report.skipped and os.environ.get("OFFHOOK_GATE"):
        report.outcome, report.longrepr = "failed", f"not run, and the gate skips nothing: {call.excinfo.value}"
    return report


@pytest.fixture
def server(tmp_path):
    """A server that takes requests signed with one key only."""
    keys = tmp_path / "keys.yaml"
    keys.write_text(f"- {{ id: {KEY_ID}, secret: {SECRET}, user: amy@ccc-test }}\n")
    with Server("--keys", keys, "--log", "off") as running:
        yield running


@pytest.fixture
def open_server():
    """A server that looks at no signature."""
    with Server("--insecure-accept-any", "--log", "off") as running:
        yield running
