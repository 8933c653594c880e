"""Clients of CCC in several languages and ages live a call and see each class of refusal; of their code only the address is not the vendor's."""

import json
import resource

import pytest

from bridge import CLIENTS, Bridge
from conftest import KEY_ID, SECRET, TEMPORARY_KEY
from server import Server, free_port

AMY = {"InstanceId": "ccc-test", "UserId": "amy@ccc-test", "DeviceId": "device-amy"}
CUSTOMER = "13188888888"
# More bytes than parameters have room for, in an address and in a form.
TOO_MUCH = 70_000
# What `offhook serve` may still write where its disk is made full: nothing.
NO_ROOM = 0


@pytest.fixture(scope="module", params=CLIENTS)
def bridge(request, tls_server):
    with Bridge(CLIENTS[request.param], tls_server.ca) as running:
        yield running


@pytest.fixture
def client(bridge, server):
    bridge.connect(server.url, KEY_ID, SECRET)
    return bridge


def state(client):
    return client.ask("PollUserStatus", **AMY)["Data"]["UserContext"]["UserState"]


def channel(client, kind):
    """The channel of the customer, or of the user."""
    call = client.ask("PollUserStatus", **AMY)["Data"]["CallContext"]
    [found] = [it for it in call["ChannelContexts"] if it["ChannelId"].split(":")[1] == kind]
    return found


def sign_in(client):
    signed_in = client.ask("SignInGroup", **AMY, SignedSkillGroupIdList=json.dumps(["skg-default@ccc-test"]))["Data"]
    assert (signed_in["UserState"], signed_in["BreakCode"]) == ("BREAK", "Warm-up")


def call_the_customer(client, server):
    """Amy calls, her own phone is answered and then the customer's."""
    sign_in(client)
    assert client.ask("ReadyForService", **AMY)["Data"]["UserState"] == "READY"
    made = client.ask("MakeCall", **AMY, Callee=CUSTOMER, Tags="a b+c*d~é/?&=%")["Data"]
    # An answer shows the world as it stood when the request was accepted.
    assert made["UserContext"]["UserState"] == "READY"
    assert state(client) == "DIALING"
    job = made["CallContext"]["JobId"]
    server.remote_party("answered", job=job, party=AMY["UserId"])
    server.remote_party("ringing", job=job, party="customer")
    server.remote_party("answered", job=job, party="customer")
    assert state(client) == "TALKING"
    return {**AMY, "JobId": job}


def test_a_client_lives_a_call(client, server):
    call = call_the_customer(client, server)
    customer = channel(client, "customer")
    assert (customer["ChannelState"], customer["ChannelFlags"]) == ("ANSWERED", "[]")

    client.ask("HoldCall", **call, ChannelId=customer["ChannelId"])
    assert "HOLD" in channel(client, "customer")["ChannelFlags"]
    client.ask("RetrieveCall", **call, ChannelId=customer["ChannelId"])
    assert channel(client, "customer")["ChannelFlags"] == "[]"

    client.ask("MuteCall", **call)
    assert "MUTED" in channel(client, "user")["ChannelFlags"]
    client.ask("UnmuteCall", **call)
    assert channel(client, "user")["ChannelFlags"] == "[]"

    client.ask("ReleaseCall", **call)
    assert state(client) == "WORKING"
    client.ask("ReadyForService", **AMY)
    assert state(client) == "READY"
    client.ask("SignOutGroup", **AMY)
    assert state(client) == "OFFLINE"

    emitted, _ = server.events()
    assert " ".join(emitted) == (
        "AgentCheckIn AgentReady AgentDialing Dialing Ringing AgentTalk Established Established "
        "Held Retrieved Muted Unmuted AgentRelease Released Released AgentReady AgentCheckOut"
    )


def test_the_first_world_comes_back(client, server):
    call_the_customer(client, server)
    assert server.control("reset") == {"ok": True}
    assert state(client) == "OFFLINE"
    assert server.events()[0] == []
    call_the_customer(client, server)
    assert server.control("restart") == {"ok": True}
    assert state(client) == "OFFLINE"


def test_each_class_of_refusal(client, bridge, server):
    assert client.refused("FlyToTheMoon", **AMY) == ("InvalidAction.NotFound", 404)
    assert client.refused("MakeCall", **AMY) == ("Parameter.Blank", 400)
    assert client.refused("MakeCall", **{**AMY, "UserId": "nobody@ccc-test"}, Callee=CUSTOMER) == ("NotExists.UserId", 404)
    call_the_customer(client, server)
    assert client.refused("MakeCall", **AMY, Callee=CUSTOMER) == ("InvalidOperation.UserState", 400)
    # What was refused has changed nothing.
    assert state(client) == "TALKING"

    bridge.connect(server.url, "nobody", SECRET)
    assert bridge.refused("PollUserStatus", **AMY) == ("InvalidAccessKeyId.NotFound", 404)
    bridge.connect(server.url, KEY_ID, "another")
    assert bridge.refused("PollUserStatus", **AMY) == (bridge.client.mismatch, 400)


def test_too_much_is_refused_in_words_that_the_client_reads(client):
    said = client.said_to("MakeCall", **AMY, Callee=CUSTOMER, Tags="a" * TOO_MUCH)
    assert said.get("code") and 400 <= said["status"] < 500, said


def test_nobody_is_there(bridge):
    bridge.connect(f"http://127.0.0.1:{free_port()}", KEY_ID, SECRET)
    assert bridge.said_to("PollUserStatus", **AMY)["unreachable"]


def test_a_service_that_cannot_do_its_work(bridge, keys, tmp_path):
    with Server("--keys", keys, "--log", "off", "--journal", tmp_path / "journal") as server:
        bridge.connect(server.url, KEY_ID, SECRET)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (NO_ROOM, resource.RLIM_INFINITY))
        said = bridge.said_to("SignInGroup", **AMY)
        assert said.get("body", {}).get("Code") != "OK", said
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        # Nothing of the refused request is left.
        sign_in(bridge)


def test_https_and_a_temporary_key(bridge, tls_server):
    assert tls_server.url.startswith("https://")
    bridge.connect(tls_server.url, **TEMPORARY_KEY)
    assert state(bridge) == "OFFLINE"
    bridge.connect(tls_server.url, **{**TEMPORARY_KEY, "token": "another"})
    code, _ = bridge.refused("PollUserStatus", **AMY)
    assert code.startswith("InvalidSecurityToken"), code
