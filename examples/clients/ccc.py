"""A call with the vendor's Python SDK: pip install alibabacloud_ccc20200701"""

import json
import os
import urllib.request

from alibabacloud_ccc20200701 import models as ccc
from alibabacloud_ccc20200701.client import Client
from alibabacloud_tea_openapi.models import Config
from Tea.exceptions import TeaException

URL = os.environ.get("OFFHOOK_URL", "http://127.0.0.1:8080")
scheme, _, address = URL.partition("://")
client = Client(
    Config(
        access_key_id="testid",
        access_key_secret="testsecret",
        endpoint=address,
        protocol=scheme.upper(),
        ca=os.environ.get("SSL_CERT_FILE"),  # with https: whom to trust
    )
)
amy = {"instance_id": "ccc-test", "user_id": "amy@ccc-test", "device_id": "device-amy"}


def control(op, **message):
    """Plays what is around the call centre: the vendor's API has nothing for it."""
    request = urllib.request.Request(f"{URL}/_offhook/ccc/{op}", data=json.dumps(message).encode())
    with urllib.request.urlopen(request) as answer:
        said = json.load(answer)
    assert said["ok"], said["reason"]
    return said


def state():
    polled = client.poll_user_status(ccc.PollUserStatusRequest(**amy)).body.data
    return polled.user_context.user_state


control("reset")  # the world of the server's start, whatever was done before
client.sign_in_group(ccc.SignInGroupRequest(**amy, signed_skill_group_id_list='["skg-default@ccc-test"]'))
client.ready_for_service(ccc.ReadyForServiceRequest(**amy))
call = client.make_call(ccc.MakeCallRequest(**amy, callee="13188888888")).body.data.call_context

control("stimulus", stimulus="answered", job=call.job_id, party="amy@ccc-test")  # the agent's own phone comes first
control("stimulus", stimulus="answered", job=call.job_id, party="customer")
print(state())  # TALKING

try:
    client.make_call(ccc.MakeCallRequest(**amy, callee="13188888888"))
except TeaException as refused:
    print(refused.code)  # InvalidOperation.UserState

channels = client.poll_user_status(ccc.PollUserStatusRequest(**amy)).body.data.call_context.channel_contexts
customer = next(it.channel_id for it in channels if it.destination == "13188888888")
client.hold_call(ccc.HoldCallRequest(**amy, job_id=call.job_id, channel_id=customer))
client.retrieve_call(ccc.RetrieveCallRequest(**amy, job_id=call.job_id, channel_id=customer))
client.release_call(ccc.ReleaseCallRequest(**amy, job_id=call.job_id))
print(state())  # WORKING

client.ready_for_service(ccc.ReadyForServiceRequest(**amy))
client.sign_out_group(ccc.SignOutGroupRequest(**amy))
print(state())  # OFFLINE
