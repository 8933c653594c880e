"""The models of the vendor's own Python SDK fit what the server answers; `test_ccc_clients.py` has the course of a call."""

import json

import pytest
from alibabacloud_ccc20200701 import models as ccc
from alibabacloud_ccc20200701.client import Client
from alibabacloud_tea_openapi.models import Config
from Tea.exceptions import TeaException

from conftest import KEY_ID, SECRET
from server import offhook

CENTRE = {"instance_id": "ccc-test"}
AMY = {**CENTRE, "user_id": "amy@ccc-test", "device_id": "device-amy"}
BOB = {**CENTRE, "user_id": "bob@ccc-test", "device_id": "device-bob"}
CUSTOMER = "13188888888"
# The signature of the SDK's own choice, and the one of earlier generations.
ALGORITHMS = [None, "v2"]


def client_of(server, algorithm=None):
    config = Config(access_key_id=KEY_ID, access_key_secret=SECRET, endpoint=server.address, protocol="HTTP")
    if algorithm:
        config.signature_algorithm = algorithm
    return Client(config)


@pytest.fixture(params=ALGORITHMS, ids=["ACS3-HMAC-SHA256", "RPC 1.0"])
def client(request, server):
    return client_of(server, request.param)


def sign_in(client, user):
    groups = json.dumps(["skg-default@ccc-test"])
    signed_in = client.sign_in_group(ccc.SignInGroupRequest(**user, signed_skill_group_id_list=groups)).body
    assert (signed_in.data.user_state, signed_in.data.break_code) == ("BREAK", "Warm-up")
    ready = client.ready_for_service(ccc.ReadyForServiceRequest(**user)).body
    assert ready.data.user_state == "READY"


def state(client, user=AMY):
    return client.poll_user_status(ccc.PollUserStatusRequest(**user)).body.data.user_context.user_state


def call_the_customer(client, server):
    """Amy calls, her own phone is answered and then the customer's."""
    made = client.make_call(ccc.MakeCallRequest(**AMY, callee=CUSTOMER)).body
    assert (made.code, made.http_status_code, made.params) == ("OK", 200, None)
    # An answer shows the world as it stood when the request was accepted.
    assert made.data.user_context.user_state == "READY"
    assert made.data.call_context.channel_contexts[0].channel_state == "NONE"
    assert state(client) == "DIALING"
    job = made.data.call_context.job_id
    server.remote_party("answered", job=job, party=AMY["user_id"])
    server.remote_party("ringing", job=job, party="customer")
    server.remote_party("answered", job=job, party="customer")
    assert state(client) == "TALKING"
    return job


def test_an_inbound_call_rings_and_is_answered(client, server):
    sign_in(client, AMY)
    job = server.remote_party("inbound", **{"from": "13900000001", "to": AMY["user_id"]})["job"]
    assert state(client) == "RINGING"
    client.answer_call(ccc.AnswerCallRequest(**AMY, job_id=job))
    assert state(client) == "TALKING"
    server.remote_party("hung_up", job=job, party="customer")
    assert state(client) == "WORKING"


def test_time_passes_when_it_is_told_to(client, server):
    sign_in(client, AMY)
    server.remote_party("inbound", **{"from": "13900000001", "to": AMY["user_id"]})
    moved = server.control("clock", advance_ms=30_000)
    assert moved["ok"]
    polled = client.poll_user_status(ccc.PollUserStatusRequest(**AMY)).body
    user = polled.data.user_context
    assert (user.user_state, user.break_code) == ("BREAK", "RingingTimeout")


def refused(code, status, call):
    with pytest.raises(TeaException) as raised:
        call()
    assert raised.value.code == code
    assert raised.value.data["statusCode"] == status
    return raised.value


def test_refused_requests_raise_with_their_code(client, server):
    sign_in(client, AMY)
    make = lambda **changed: client.make_call(ccc.MakeCallRequest(**{**AMY, "callee": CUSTOMER, **changed}))
    raised = refused("NotExists.InstanceId", 404, lambda: make(instance_id="elsewhere"))
    assert "The specified instance elsewhere does not exist." in raised.message
    refused("NotExists.UserId", 404, lambda: make(user_id="nobody@ccc-test"))
    refused("Parameter.Blank", 400, lambda: make(callee=None))
    job = call_the_customer(client, server)
    refused("InvalidOperation.UserState", 400, make)
    hold = ccc.HoldCallRequest(**AMY, job_id=job, channel_id="ch:none")
    refused("NotExists.ChannelId", 404, lambda: client.hold_call(hold))
    # What was refused has changed nothing.
    assert state(client) == "TALKING"


def test_a_colleague_who_is_not_ready_is_busy(client, server):
    sign_in(client, AMY)
    extension = "80010002"
    refused("UserBusy", 400, lambda: client.make_call(ccc.MakeCallRequest(**AMY, callee=extension)))
    sign_in(client, BOB)
    job = client.make_call(ccc.MakeCallRequest(**AMY, callee=extension)).body.data.call_context.job_id
    server.remote_party("answered", job=job, party=AMY["user_id"])
    client.answer_call(ccc.AnswerCallRequest(**BOB, job_id=job))
    assert (state(client, AMY), state(client, BOB)) == ("TALKING", "TALKING")


def test_every_action_of_the_dialect_is_one_of_the_sdk(open_server):
    client = client_of(open_server)
    methods = {name.replace("_", ""): name for name in dir(client)}
    paths = json.loads(offhook("openapi", "ccc"))["paths"]
    assert len(paths) == 33
    for path in paths:
        action = path.removeprefix("/#")
        ask = getattr(client, methods[action.lower()])
        request = getattr(ccc, f"{action}Request")()
        # Nothing is in the request: the first parameter that is missing is named, and nothing breaks.
        refused("Parameter.Blank", 400, lambda: ask(request))
