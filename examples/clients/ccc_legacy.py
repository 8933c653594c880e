"""A call with the vendor's earlier Python SDK: pip install aliyun-python-sdk-core aliyun-python-sdk-ccc"""

import json
import os
import urllib.request
from urllib.parse import urlsplit

from aliyunsdkccc.request.v20200701.HoldCallRequest import HoldCallRequest
from aliyunsdkccc.request.v20200701.MakeCallRequest import MakeCallRequest
from aliyunsdkccc.request.v20200701.PollUserStatusRequest import PollUserStatusRequest
from aliyunsdkccc.request.v20200701.ReadyForServiceRequest import ReadyForServiceRequest
from aliyunsdkccc.request.v20200701.ReleaseCallRequest import ReleaseCallRequest
from aliyunsdkccc.request.v20200701.RetrieveCallRequest import RetrieveCallRequest
from aliyunsdkccc.request.v20200701.SignInGroupRequest import SignInGroupRequest
from aliyunsdkccc.request.v20200701.SignOutGroupRequest import SignOutGroupRequest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.http import protocol_type

URL = os.environ.get("OFFHOOK_URL", "http://127.0.0.1:8080")
PROTOCOL = protocol_type.HTTPS if URL.startswith("https") else protocol_type.HTTP
server = urlsplit(URL)
client = AcsClient(
    "testid",
    "testsecret",
    "cn-shanghai",
    port=server.port,
    verify=os.environ.get("SSL_CERT_FILE"),  # with https: whom to trust
)


def control(op, **message):
    """Plays what is around the call centre: the vendor's API has nothing for it."""
    request = urllib.request.Request(f"{URL}/_offhook/ccc/{op}", data=json.dumps(message).encode())
    with urllib.request.urlopen(request) as answer:
        said = json.load(answer)
    assert said["ok"], said["reason"]
    return said


def ask(request, **params):
    request.set_endpoint(server.hostname)
    request.set_protocol_type(PROTOCOL)
    request.set_InstanceId("ccc-test")
    request.set_UserId("amy@ccc-test")
    request.set_DeviceId("device-amy")
    for name, value in params.items():
        getattr(request, f"set_{name}")(value)
    return json.loads(client.do_action_with_exception(request))["Data"]


def state():
    return ask(PollUserStatusRequest())["UserContext"]["UserState"]


control("reset")  # the world of the server's start, whatever was done before
ask(SignInGroupRequest(), SignedSkillGroupIdList='["skg-default@ccc-test"]')
ask(ReadyForServiceRequest())
job = ask(MakeCallRequest(), Callee="13188888888")["CallContext"]["JobId"]

control("stimulus", stimulus="answered", job=job, party="amy@ccc-test")  # the agent's own phone comes first
control("stimulus", stimulus="answered", job=job, party="customer")
print(state())  # TALKING

try:
    ask(MakeCallRequest(), Callee="13188888888")
except ServerException as refused:
    print(refused.get_error_code())  # InvalidOperation.UserState

channels = ask(PollUserStatusRequest())["CallContext"]["ChannelContexts"]
customer = next(it["ChannelId"] for it in channels if it["Destination"] == "13188888888")
ask(HoldCallRequest(), JobId=job, ChannelId=customer)
ask(RetrieveCallRequest(), JobId=job, ChannelId=customer)
ask(ReleaseCallRequest(), JobId=job)
print(state())  # WORKING

ask(ReadyForServiceRequest())
ask(SignOutGroupRequest())
print(state())  # OFFLINE
