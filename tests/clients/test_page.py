"""The page at `/_offhook/` in a browser: it shows what goes on, and plays the remote party."""

import contextlib
import json
import os
import pathlib
import urllib.request

import pytest
from playwright.sync_api import expect

from server import Server
from test_ccc_python import AMY, CUSTOMER, ccc, client_of, sign_in, state

# Where pictures of the page are put, for people to look at.
PICTURES = os.environ.get("OFFHOOK_PICTURES")


@contextlib.contextmanager
def opened(browser, server):
    """The page, which must not complain and must not ask anybody but the server."""
    context = browser.new_context()
    page = context.new_page()
    complaints, elsewhere = [], []
    page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: request.url.startswith(server.url) or elsewhere.append(request.url))
    page.goto(f"{server.url}/_offhook/")
    yield page
    context.close()
    assert complaints == []
    assert [url for url in elsewhere if not url.startswith("data:")] == []


@pytest.fixture
def page(browser, open_server):
    with opened(browser, open_server) as page:
        yield page


def user(page, name):
    return page.locator(f'[data-user="{name}"]')


def channel(page, party):
    return page.locator(f'[data-party="{party}"]')


def picture(page, name):
    if PICTURES:
        page.screenshot(path=pathlib.Path(PICTURES) / f"{name}.png", full_page=True)


def test_a_call_is_played_by_clicks(page, open_server):
    client = client_of(open_server)
    expect(user(page, "amy@ccc-test")).to_contain_text("OFFLINE")
    expect(page.locator("#jobs")).to_contain_text("nobody is signed in")
    sign_in(client, AMY)
    expect(user(page, "amy@ccc-test")).to_contain_text("READY")

    client.make_call(ccc.MakeCallRequest(**AMY, callee=CUSTOMER))
    expect(user(page, "amy@ccc-test")).to_contain_text("DIALING")
    own = channel(page, "amy@ccc-test")
    own.get_by_role("button", name="Answers").click()
    expect(own).to_contain_text("ANSWERED")
    customer = channel(page, CUSTOMER)
    customer.get_by_role("button", name="Rings").click()
    expect(customer).to_contain_text("RINGING")
    customer.get_by_role("button", name="Answers").click()
    expect(customer).to_contain_text("ANSWERED")
    expect(customer.get_by_role("button")).to_have_text(["Hangs up"])
    assert state(client) == "TALKING"

    customer.get_by_role("button", name="Hangs up").click()
    expect(page.locator("#jobs")).to_contain_text("ENDED")
    assert state(client) == "WORKING"
    line = page.locator("#line")
    for told in ["SignInGroup", "MakeCall", "answered", "AgentTalk", "hung_up", "AgentRelease"]:
        expect(line).to_contain_text(told)
    expect(line).not_to_contain_text("PollUserStatus")
    page.get_by_role("checkbox", name="with polls").check()
    expect(line).to_contain_text("PollUserStatus")


@pytest.mark.parametrize("answer", ["Busy", "Rejects", "No route"])
def test_a_call_comes_to_nothing(page, open_server, answer):
    client = client_of(open_server)
    sign_in(client, AMY)
    client.make_call(ccc.MakeCallRequest(**AMY, callee=CUSTOMER))
    channel(page, "amy@ccc-test").get_by_role("button", name="Answers").click()
    channel(page, CUSTOMER).get_by_role("button", name=answer).click()
    expect(page.locator("#jobs")).to_contain_text("ENDED")
    assert state(client) != "TALKING"


def test_a_customer_calls_and_time_passes(page, open_server):
    client = client_of(open_server)
    sign_in(client, AMY)
    page.locator("#inbound [name=from]").fill("13900000001")
    page.locator("#inbound [name=to]").select_option("amy@ccc-test")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(user(page, "amy@ccc-test")).to_contain_text("RINGING")
    before = page.locator("#now").inner_text()
    page.get_by_role("button", name="+30 s").click()
    expect(user(page, "amy@ccc-test")).to_contain_text("RingingTimeout")
    assert page.locator("#now").inner_text() != before


def test_what_is_impossible_is_said(page):
    page.locator("#inbound [name=to]").select_option("bob@ccc-test")
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#message")).to_be_visible()
    expect(page.locator("#line")).to_contain_text("inbound")


def test_reset_begins_anew(page, open_server):
    sign_in(client_of(open_server), AMY)
    expect(user(page, "amy@ccc-test")).to_contain_text("READY")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Reset").click()
    expect(user(page, "amy@ccc-test")).to_contain_text("OFFLINE")
    expect(page.locator("#line")).to_contain_text("a new beginning")


def test_the_other_call_centre(page):
    page.get_by_role("button", name="CC-Gateway").click()
    expect(user(page, "1001")).to_contain_text("OFFLINE")
    expect(user(page, "amy@ccc-test")).to_have_count(0)
    page.get_by_role("button", name="CCC", exact=True).click()
    expect(user(page, "amy@ccc-test")).to_be_visible()


def gateway(server, method, path, guid="", **body):
    """A request to CC-Gateway: its answer, and the token that a sign-in brings."""
    request = urllib.request.Request(
        f"{server.url}/agentgateway/resource/{path}",
        method=method,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json; charset=UTF-8", "Guid": guid},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        told = json.load(answer)
        assert told["retcode"] == "0", told
        return told, answer.headers.get("Set-GUID", "").removeprefix("JSESSIONID=")


def test_a_call_of_cc_gateway_is_played_by_clicks(page, open_server):
    page.get_by_role("button", name="CC-Gateway").click()
    sign_in = {"password": "", "phonenum": "80010001", "autoanswer": False}
    _, guid = gateway(open_server, "PUT", "onlineagent/1001", **sign_in)
    gateway(open_server, "PUT", "voicecall/1001/callout", guid, called=CUSTOMER)
    for party in ["1001", CUSTOMER]:
        channel(page, party).get_by_role("button", name="Answers").click()
        expect(channel(page, party)).to_contain_text("ANSWERED")
    expect(user(page, "1001")).to_contain_text("TALKING")
    expect(page.locator("#line")).to_contain_text("callout")


def test_a_clock_that_runs_is_frozen_and_goes_on(browser):
    with Server("--insecure-accept-any", "--log", "off", "--time", "real") as server, opened(browser, server) as page:
        now = page.locator("#now")
        expect(now).to_contain_text(":")
        first = now.inner_text()
        expect(now).not_to_have_text(first)
        page.get_by_role("button", name="Freeze").click()
        expect(page.locator("#pace")).to_have_text("frozen")
        frozen = now.inner_text()
        page.wait_for_timeout(1_500)
        expect(now).to_have_text(frozen)
        page.get_by_role("button", name="Resume").click()
        expect(now).not_to_have_text(frozen)


def test_what_a_caller_sends_is_text_and_no_markup(page, open_server):
    client = client_of(open_server)
    sign_in(client, AMY)
    client.make_call(ccc.MakeCallRequest(**AMY, callee=CUSTOMER, tags="<img src=x onerror=alert(1)>"))
    expect(page.locator("#line")).to_contain_text("<img src=x")
    assert page.locator("#line img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_readable_everywhere(browser, open_server, scheme, width):
    client = client_of(open_server)
    for name in ["amy", "bob"]:
        sign_in(client, {**AMY, "user_id": f"{name}@ccc-test", "device_id": f"device-{name}"})
    job = client.make_call(ccc.MakeCallRequest(**AMY, callee=CUSTOMER)).body.data.call_context.job_id
    open_server.remote_party("answered", job=job, party="amy@ccc-test")
    open_server.remote_party("answered", job=job, party="customer")
    call = {**AMY, "job_id": job}
    client.mute_call(ccc.MuteCallRequest(**call))
    open_server.control("stimulus", stimulus="inbound", **{"from": "13900000001", "to": "bob@ccc-test"})
    open_server.control("stimulus", stimulus="answered", job=job, party="customer")
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{open_server.url}/_offhook/")
    expect(user(page, "amy@ccc-test")).to_contain_text("TALKING")
    expect(page.locator("#jobs")).to_contain_text("MUTED")
    # Nothing is cut off at the side.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    picture(page, f"{scheme}-{width}")
    context.close()
