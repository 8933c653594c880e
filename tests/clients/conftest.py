import json
import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from server import Server

KEY_ID, SECRET = "testid", "testsecret"
TEMPORARY_KEY = {"id": "STS.1", "secret": "s1", "token": "the-security-token"}
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In the gate nothing is skipped: what a test lacks is a failure."""
    report = yield
    if report.skipped and os.environ.get("OFFHOOK_GATE"):
        report.outcome, report.longrepr = "failed", f"not run, and the gate skips nothing: {call.excinfo.value}"
    return report


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """The keys that a server takes."""
    file = tmp_path_factory.mktemp("keys") / "keys.yaml"
    taken = [{"id": KEY_ID, "secret": SECRET}, TEMPORARY_KEY]
    file.write_text(json.dumps([{**key, "user": "amy@ccc-test"} for key in taken]))
    return file


@pytest.fixture
def server(keys):
    """A server that takes requests signed with a key only."""
    with Server("--keys", keys, "--log", "off") as running:
        yield running


@pytest.fixture(scope="session")
def tls_server(keys, tmp_path_factory):
    """A server that speaks HTTPS only; its certificate is in the file `ca`."""
    ca = tmp_path_factory.mktemp("tls") / "ca.pem"
    with Server("--keys", keys, "--log", "off", "--tls-generated", ca) as running:
        running.ca = ca
        yield running


@pytest.fixture
def open_server():
    """A server that looks at no signature."""
    with Server("--insecure-accept-any", "--log", "off") as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("there is no chromium")
    with sync_playwright() as playwright:
        # Chromium's sandbox does not run as root, as continuous integration often does.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
