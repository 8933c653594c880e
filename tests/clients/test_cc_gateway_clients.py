"""Clients of CC-Gateway as they are in use: one in Python, one in a browser. They see each class of refusal."""

import importlib.util
import threading
import time

import pytest

from server import Server, free_port
from test_programs import PROGRAMS

HAPPENS_WITHIN_S = 20
READY = {"password": "", "phonenum": "80010001", "autoenteridle": True, "status": 4}


def load(file):
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


Gateway = load(PROGRAMS / "cc_gateway.py").Gateway


def refusals(ask, take):
    """Each class of refusal, by `ask`, which asks and says the retcode, and `take`, which puts another Guid in the place of the client's."""
    assert ask("GET", "agentevent/1001") == "100-006"  # who is not signed in
    assert ask("PUT", "onlineagent/4711", READY) == "100-004"  # an agent whom nobody knows
    assert ask("PUT", "onlineagent/1001", {"password": ""}) == "100-001"  # a parameter is missing
    assert ask("PUT", "onlineagent/1001", READY) == "0"
    assert ask("POST", "onlineagent/1001/fly") == "000-002"  # an operation that there is not
    assert ask("GET", "onlineagent/1001/sayfree") == "000-002"  # nor by this method
    assert ask("PUT", "voicecall/1001/callout", {"called": ""}) == "200-001"
    assert ask("POST", "voicecall/1001/hold") == "200-013"  # there is no call
    take("another")
    assert ask("GET", "agentevent/1001") == "000-003"


def test_each_class_of_refusal(open_server):
    gateway = Gateway(open_server.url)

    def take(guid):
        gateway.guid = guid

    refusals(lambda *args: gateway.ask(*args)["retcode"], take)


def test_nobody_is_there():
    with pytest.raises(ConnectionRefusedError):
        Gateway(f"http://127.0.0.1:{free_port()}").ask("GET", "agentevent/1001")


def test_the_token_comes_under_its_exact_name(open_server):
    gateway = Gateway(open_server.url)
    gateway.sign_in(1001, "80010001")
    assert gateway.guid.endswith(".AgentGateway0")


def test_a_loop_of_polls_hears_of_a_call_as_it_goes_on():
    """A thread polls for as long as the agent is signed in."""
    with Server("--insecure-accept-any", "--log", "off", "--time", "real") as server:
        gateway, heard = Gateway(server.url), []
        gateway.sign_in(1001, "80010001")

        def poll():
            while (said := gateway.ask("GET", "agentevent/1001"))["retcode"] != "100-006":
                if event := said.get("event"):
                    heard.append(event["eventType"])

        def wait_for(event):
            until = time.monotonic() + HAPPENS_WITHIN_S
            while event not in heard:
                assert time.monotonic() < until, f"no {event}: {heard}"
                time.sleep(0.01)

        thread = threading.Thread(target=poll, daemon=True)
        thread.start()
        wait_for("AgentState_Ready")
        call = gateway.do("PUT", "voicecall/1001/callout", {"called": "13188888888"})
        wait_for("AgentOther_PhoneAlerting")
        # The phone may have answered by itself.
        server.control("stimulus", "cc-gateway", stimulus="answered", job=call, party="1001")
        wait_for("AgentOther_PhoneOffhook")
        assert server.control("stimulus", "cc-gateway", stimulus="answered", job=call, party="customer")["ok"]
        wait_for("AgentEvent_Talking")
        gateway.do("DELETE", "voicecall/1001/release")
        wait_for("AgentEvent_Call_Release")
        gateway.do("DELETE", "onlineagent/1001/logout")
        thread.join(HAPPENS_WITHIN_S)
        assert not thread.is_alive()


def test_a_loop_of_polls_needs_no_pause():
    with Server("--insecure-accept-any", "--log", "off", "--time", "scaled=100") as server:
        gateway = Gateway(server.url)
        gateway.sign_in(1001, "80010001")
        begun = time.monotonic()
        list(gateway.events(1001))
        # The last poll was empty, and waited for ten seconds of the server's clock.
        assert time.monotonic() - begun > 0.05
