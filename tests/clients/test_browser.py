"""A page from another port, as a softphone in a browser is: it lives a call in both dialects."""

import contextlib
import functools
import http.server
import threading

import pytest
from playwright.sync_api import Error

from server import Server, free_port
from test_cc_gateway_clients import refusals
from test_programs import CCC_SAYS, GATEWAY_SAYS, PROGRAMS


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    """The origin that `page.html` comes from."""
    handler = functools.partial(Quiet, directory=PROGRAMS)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@contextlib.contextmanager
def opened(browser, site, server):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/page.html?{server.url}")
    page.get_by_text("done").wait_for()
    yield page
    context.close()


def said(page):
    return " ".join(page.locator("#said").inner_text().split())


def test_a_page_from_another_port_lives_a_call_each_time(browser, site):
    with Server("--insecure-accept-any", "--log", "off", "--allow-origin", site) as server:
        for _ in range(2):
            with opened(browser, site, server) as page:
                assert said(page) == f"{CCC_SAYS} {GATEWAY_SAYS} done"


def test_without_a_permission_a_page_plays_no_remote_party(browser, site, open_server):
    with opened(browser, site, open_server) as page:
        assert "Failed to fetch" in said(page)
        # The vendors' addresses answer all the same.
        ready = "ask('SignInGroup', { SignedSkillGroupIdList: '[\"skg-default@ccc-test\"]' })"
        assert page.evaluate(f"async () => (await {ready}).Code") == "OK"
        sign_in = "new Gateway(url).ask('PUT', '/onlineagent/1001', { password: '', phonenum: '80010001' })"
        assert page.evaluate(f"async () => (await {sign_in}).retcode") == "0"


def test_a_client_of_cc_gateway_in_a_page_sees_each_class_of_refusal(browser, site, open_server):
    with opened(browser, site, open_server) as page:
        page.evaluate("() => { window.gateway = new Gateway(url); }")
        retcode = "([method, path, body]) => gateway.ask(method, path, body).then((it) => it.retcode)"

        def ask(method, path, body=None):
            # With a second slash, as this client asks.
            return page.evaluate(retcode, [method, f"/{path}", body])

        refusals(ask, lambda guid: page.evaluate("guid => { gateway.guid = guid; }", guid))
        page.evaluate(f"() => {{ gateway = new Gateway('http://127.0.0.1:{free_port()}'); }}")
        with pytest.raises(Error, match="Failed to fetch"):
            ask("GET", "agentevent/1001")
