"""python3 -m unittest discover examples/ccc-server: the documents' own examples, asked of the server over HTTP."""

import http.client
import json
import re
import subprocess
import sys
import threading
import unittest
from pathlib import Path
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree

from actions import Service
from answers import Refused
from brothers import BROTHERS
from ccc_server import MAX_BODY, Server
from faults import FAULTS, built
from signature import Keys

HERE = Path(__file__).resolve().parent
CUSTOMER = "13188888888"


class Client:
    """A workbench and the world around it."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)

    def send(self, method: str, path: str, body: bytes = b"", headers: dict | None = None) -> tuple[int, dict]:
        self.connection.request(method, path, body, headers or {})
        response = self.connection.getresponse()
        return response.status, json.loads(response.read())

    def control(self, op: str, **message) -> dict:
        return self.send("POST", f"/control/{op}", json.dumps(message).encode())[1]

    def ask(self, who: str, action: str, **params) -> tuple[int, dict]:
        params = {"InstanceId": "ccc-test", "DeviceId": "d", "UserId": f"{who}@ccc-test"} | params
        return self.send("POST", "/?" + urlencode(params), headers={"x-acs-action": action})

    def data(self, who: str, action: str, **params) -> dict:
        status, body = self.ask(who, action, **params)
        if status != 200 or body["Code"] != "OK":
            raise AssertionError(f"{action}: {body}")
        return body["Data"]

    def state(self, who: str) -> str:
        return self.data(who, "PollUserStatus")["UserContext"]["UserState"]

    def channels(self, who: str) -> list[dict]:
        return self.data(who, "PollUserStatus")["CallContext"]["ChannelContexts"]

    def reset(self, **states: str) -> None:
        cast = list(enumerate(states.items()))
        users = [{"id": f"{name}@ccc-test", "extension": f"8001147{n}", "state": state} for n, (name, state) in cast]
        groups = ["sales@ccc-test", "service@ccc-test"]
        answer = self.control("reset", given={"instance": "ccc-test", "users": users, "skill_groups": groups})
        assert answer == {"ok": True}, answer
        self.cursor = 0

    def network(self, stimulus: str, job: str, party: str, **more) -> dict:
        return self.control("stimulus", stimulus=stimulus, job=job, party=party, **more)

    def emitted(self) -> list[str]:
        """Names and parties of the events since it was asked last."""
        answer = self.control("events", after=self.cursor)
        self.cursor = answer["cursor"]
        return [f"{it['eventType']} {it.get('agentId', '').split('@')[0] or 'customer'}" for it in answer["events"]]

    def talk(self, who: str) -> str:
        job = self.data(who, "MakeCall", Callee=CUSTOMER)["CallContext"]["JobId"]
        for kind, party in [("answered", f"{who}@ccc-test"), ("ringing", "customer"), ("answered", "customer")]:
            assert self.network(kind, job, party) == {"ok": True}
        return job


class OverHttp(unittest.TestCase):
    service, keys = Service, None

    def setUp(self):
        server = Server(("127.0.0.1", 0), self.service(), self.keys)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.client = Client(server.server_port)
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.addCleanup(self.client.connection.close)


class Sequences(OverHttp):
    """The published orders of events, sequence by sequence."""

    def test_a_session(self):
        client = self.client
        client.reset(amy="OFFLINE")
        data = client.data("amy", "SignInGroup", SignedSkillGroupIdList='["sales@ccc-test"]')
        self.assertEqual((data["UserState"], data["BreakCode"]), ("BREAK", "Warm-up"))
        self.assertEqual(client.data("amy", "ReadyForService")["UserState"], "READY")
        self.assertEqual(client.data("amy", "TakeBreak", Code="lunch")["BreakCode"], "lunch")
        client.data("amy", "ReadyForService")
        self.assertEqual(client.data("amy", "SignOutGroup")["UserState"], "OFFLINE")
        order = ["AgentCheckIn", "AgentReady", "AgentBreak", "AgentReady", "AgentCheckOut"]
        self.assertEqual(client.emitted(), [f"{name} amy" for name in order])

    def test_an_outbound_call_that_the_customer_ends(self):
        client = self.client
        client.reset(amy="READY")
        job = client.talk("amy")
        begin = ["AgentDialing amy", "Dialing amy", "Ringing customer"]
        self.assertEqual(client.emitted(), begin + ["AgentTalk amy", "Established amy", "Established customer"])
        self.assertEqual(client.state("amy"), "TALKING")
        client.network("hung_up", job, "customer")
        self.assertEqual(client.emitted(), ["Released customer", "AgentRelease amy", "Released amy"])
        self.assertEqual(client.state("amy"), "WORKING")

    def test_an_inbound_call_that_the_agent_ends(self):
        client = self.client
        client.reset(amy="READY")
        job = client.control("stimulus", stimulus="inbound", **{"from": CUSTOMER}, to="amy@ccc-test")["job"]
        self.assertEqual(client.emitted(), ["Ringing amy", "AgentRinging amy"])
        client.data("amy", "AnswerCall", JobId=job)
        self.assertEqual(client.emitted(), ["AgentTalk amy", "Established amy"])
        client.data("amy", "ReleaseCall", JobId=job)
        self.assertEqual(client.emitted(), ["AgentRelease amy", "Released amy", "Released customer"])

    def test_a_call_between_colleagues(self):
        client = self.client
        client.reset(amy="READY", bob="READY")
        job = client.data("amy", "MakeCall", Callee="80011471")["CallContext"]["JobId"]
        self.assertEqual(client.emitted(), ["AgentDialing amy", "Dialing amy", "AgentRinging bob", "Ringing bob"])
        client.network("answered", job, "bob@ccc-test")
        both = ["AgentTalk amy", "Established amy", "AgentTalk bob", "Established bob"]
        self.assertEqual(sorted(client.emitted()), sorted(both))
        client.data("bob", "ReleaseCall", JobId=job)
        self.assertEqual(client.emitted(), ["AgentRelease bob", "Released bob", "AgentRelease amy", "Released amy"])
        self.assertEqual((client.state("amy"), client.state("bob")), ("WORKING", "WORKING"))

    def test_hold_and_mute(self):
        client = self.client
        client.reset(amy="READY")
        job = client.talk("amy")
        customer = client.channels("amy")[1]["ChannelId"]
        client.emitted()
        answer = client.data("amy", "HoldCall", JobId=job, ChannelId=customer)
        self.assertEqual(len(answer["CallContext"]["ChannelContexts"]), 1)
        self.assertEqual([channel["ChannelFlags"] for channel in client.channels("amy")], ["[]", "HOLD"])
        client.data("amy", "RetrieveCall", JobId=job, ChannelId=customer)
        client.data("amy", "MuteCall", JobId=job)
        self.assertEqual([channel["ChannelFlags"] for channel in client.channels("amy")], ["MUTED", "[]"])
        client.data("amy", "UnmuteCall")
        self.assertEqual([channel["ChannelFlags"] for channel in client.channels("amy")], ["[]", "[]"])
        self.assertEqual(client.emitted(), ["Held amy", "Retrieved amy", "Muted amy", "Unmuted amy"])

    def test_ringing_is_over_after_30_seconds_and_not_before(self):
        client = self.client
        client.reset(amy="READY")
        client.control("stimulus", stimulus="inbound", **{"from": CUSTOMER}, to="amy@ccc-test")
        client.control("clock", advance_ms=29_999)
        self.assertEqual(client.state("amy"), "RINGING")
        client.emitted()
        client.control("clock", advance_ms=1)
        user = client.data("amy", "PollUserStatus")["UserContext"]
        self.assertEqual((user["UserState"], user["BreakCode"]), ("BREAK", "RingingTimeout"))
        self.assertEqual(client.emitted()[0], "RingingTimeout amy")

    def test_a_caller_waits_in_the_queue_of_a_skill_group(self):
        client = self.client
        client.reset(amy="OFFLINE", bob="OFFLINE")
        for who in ("amy", "bob"):
            client.data(who, "SignInGroup", SignedSkillGroupIdList='["sales@ccc-test"]')
        job = client.control("stimulus", stimulus="inbound", **{"from": CUSTOMER}, to="sales@ccc-test")["job"]
        self.assertEqual(client.emitted()[2:], ["Route2IVR customer", "Enqueue customer"])
        self.assertEqual(client.data("amy", "ReadyForService")["UserState"], "READY")
        assigned = ["AssignAgent customer", "Ringing amy", "AgentRinging amy"]
        self.assertEqual(client.emitted(), ["AgentReady amy"] + assigned)
        client.control("clock", advance_ms=30_000)  # who does not answer goes on a break, and the call goes back
        taken_away = ["RingingTimeout amy", "AgentRelease amy", "Released amy", "AgentBreak amy", "Enqueue customer"]
        self.assertEqual(client.emitted(), taken_away)
        client.network("hung_up", job, "customer")
        self.assertEqual(client.emitted(), ["Abandoned customer", "Released customer"])

    def test_who_declines_goes_on_a_break(self):
        client = self.client
        client.reset(amy="READY")
        job = client.control("stimulus", stimulus="inbound", **{"from": CUSTOMER}, to="amy@ccc-test")["job"]
        client.data("amy", "ReleaseCall", JobId=job)
        self.assertEqual(client.data("amy", "PollUserStatus")["UserContext"]["BreakCode"], "RejectCall")


class Answers(OverHttp):
    def test_make_call_shows_the_world_before_the_effect(self):
        self.client.reset(amy="READY")
        data = self.client.data("amy", "MakeCall", Callee=CUSTOMER)
        channel = data["CallContext"]["ChannelContexts"][0]
        self.assertEqual((data["UserContext"]["UserState"], channel["ChannelState"]), ("READY", "NONE"))
        self.assertRegex(channel["ChannelId"], r"^ch:user:13188888888->80011470:\d{13}:job-\d{17}$")
        self.assertEqual(data["UserContext"]["JobId"], channel["JobId"])
        self.assertEqual(self.client.state("amy"), "DIALING")

    def test_refusals_have_the_documented_words(self):
        self.client.reset(amy="READY", bob="BREAK")
        refused = [
            ("amy", "MakeCall", {"Callee": CUSTOMER, "InstanceId": "x"}, 404, "NotExists.InstanceId", ["x"]),
            ("eve", "MakeCall", {"Callee": CUSTOMER}, 404, "NotExists.UserId", ["eve@ccc-test", "ccc-test"]),
            ("amy", "MakeCall", {"Callee": "80011471"}, 400, "UserBusy", ["bob@ccc-test"]),
            ("amy", "MakeCall", {}, 400, "Parameter.Blank", ["Callee"]),
            ("amy", "HoldCall", {"JobId": "job-1", "ChannelId": "c"}, 404, "NotExists.JobId", ["job-1"]),
            ("bob", "MakeCall", {"Callee": CUSTOMER}, 400, "InvalidOperation.UserState", ["BREAK", "READY"]),
        ]
        for who, action, params, status, code, args in refused:
            with self.subTest(code=code, action=action):
                observed, body = self.client.ask(who, action, **params)
                self.assertEqual((observed, body["HttpStatusCode"], body["Code"]), (status, status, code))
                self.assertEqual(body["Params"], args)
                self.assertNotIn("Data", body)
        self.assertEqual(self.client.emitted(), [])

    def test_a_channel_of_no_call_cannot_be_held(self):
        self.client.reset(amy="READY")
        job = self.client.talk("amy")
        status, body = self.client.ask("amy", "HoldCall", JobId=job, ChannelId="none")
        self.assertEqual((status, body["Message"]), (404, f"The specified channel none does not exist in call {job}."))

    def test_the_action_may_stand_in_the_query_or_in_a_form(self):
        self.client.reset(amy="READY")
        params = {"InstanceId": "ccc-test", "DeviceId": "d", "UserId": "amy@ccc-test"}
        text = urlencode({"Action": "PollUserStatus"} | params)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for request in [("GET", f"/?{text}"), ("POST", f"/?{text}"), ("POST", "/", text.encode(), form)]:
            with self.subTest(request=request[:2]):
                self.assertEqual(self.client.send(*request)[1]["Data"]["UserContext"]["UserState"], "READY")


# Two requests as the published SDK sent them, with the secret `testsecret`.
ACS3_QUERY = (
    "ChannelId=ch%3Acustomer%3A01012345678-%3E13188888888%3A1609255715825%3Ajob-65825892782321664"
    "&DeviceId=ACC-1&InstanceId=ccc-test&JobId=job-65825892782321664&UserId=user-test%40ccc-test"
)
ACS3_HEADERS = {
    "host": "127.0.0.1:46547",
    "x-acs-version": "2020-07-01",
    "x-acs-action": "HoldCall",
    "user-agent": "AlibabaCloud (Linux; x86_64) Python/3.11.7 Core/0.4.3 TeaDSL/2",
    "x-acs-date": "2026-11-20T02:14:52Z",
    "x-acs-signature-nonce": "f9255bd8ce1c9a807d4341edbd60c5c3",
    "accept": "application/json",
    "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "x-acs-credentials-provider": "static_ak",
    "authorization": "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=accept;host;user-agent;x-acs-action;"
    "x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;x-acs-version,"
    "Signature=34835589bcda98c6cb9e62fbccb788065d3e139d47f99d2370af48faee434b8e",
}
RPC_QUERY = (
    "Action=ReleaseCall&Format=json&Version=2020-07-01&Timestamp=2026-11-20T02%3A14%3A52Z"
    "&SignatureNonce=985d2c8b9787634103829fa633fa9791&DeviceId=ACC-1&InstanceId=ccc-test"
    "&JobId=job-65382141036853491&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&AccessKeyId=testid"
    "&Signature=mT%2ByfD9huNZRJ%2B3NaBLZUOSXTyA%3D"
)
SENT_AT = 1_795_140_892


class Signatures(unittest.TestCase):
    def verify(self, query: str, headers: dict | None = None, secret: str = "testsecret", late: int = 0, keys=None):
        keys = keys or Keys({"testid": (secret, "amy@ccc-test")}, clock=lambda: SENT_AT + late)
        pairs = parse_qsl(query, keep_blank_values=True)
        return keys.account("POST", headers or {}, pairs, pairs, b"")

    def assert_refused(self, code: str, *args, **more):
        with self.assertRaises(Refused) as caught:
            self.verify(*args, **more)
        self.assertEqual(caught.exception.code, code)

    def test_requests_of_the_sdk_are_taken(self):
        self.assertEqual(self.verify(ACS3_QUERY, ACS3_HEADERS), "amy@ccc-test")
        self.assertEqual(self.verify(RPC_QUERY), "amy@ccc-test")

    def test_other_requests_are_not(self):
        for query, headers in [(ACS3_QUERY, ACS3_HEADERS), (RPC_QUERY, {})]:
            self.assert_refused("SignatureDoesNotMatch", query.replace("ccc-test", "ccc-best"), headers)
            self.assert_refused("SignatureDoesNotMatch", query, headers, secret="guessed")
            self.assert_refused("InvalidTimeStamp.Expired", query, headers, late=901)
            self.assert_refused("InvalidTimeStamp.Expired", query, headers, late=-901)
        self.assert_refused("InvalidAccessKeyId.NotFound", "Action=MakeCall")

    def test_no_request_is_taken_twice(self):
        keys = Keys({"testid": ("testsecret", None)}, clock=lambda: SENT_AT)
        self.verify(ACS3_QUERY, ACS3_HEADERS, keys=keys)
        self.assert_refused("SignatureNonceUsed", ACS3_QUERY, ACS3_HEADERS, keys=keys)


class SignedServer(OverHttp):
    keys = Keys({"testid": ("testsecret", None)})

    def test_unsigned_requests_are_refused_and_the_control_endpoint_needs_none(self):
        self.client.reset(amy="READY")
        self.assertEqual(self.client.ask("amy", "PollUserStatus")[1]["Code"], "InvalidAccessKeyId.NotFound")


class Hostile(OverHttp):
    def test_garbage_is_answered(self):
        client = self.client
        self.assertEqual(client.send("POST", "/control/reset", b"{")[0], 400)
        self.assertEqual(client.send("POST", "/control/reset", b"[" * 100_000)[0], 400)
        givens = [b'{"users":[1]}', b'{"users":[{}]}', b'{"clock_ms":true}', b'{"clock_ms":1e3}', b"7"]
        for message in [b"[]", b"null", *(b'{"given":' + given + b"}" for given in givens)]:
            self.assertFalse(client.send("POST", "/control/reset", message)[1]["ok"])
        self.assertEqual(client.control("surprise"), {"ok": False, "reason": "unknown op"})
        self.assertFalse(client.control("clock", advance_ms=-1)["ok"])
        self.assertEqual(client.send("GET", "/?" + "a=b&" * 500)[0], 400)

    def test_large_bodies_are_turned_away(self):
        status, body = self.client.send("POST", "/control/reset", headers={"Content-Length": str(MAX_BODY + 1)})
        self.assertEqual((status, body["ok"]), (413, False))

    def test_impossible_stimuli_change_nothing(self):
        client = self.client
        client.reset(amy="READY", bob="BREAK")
        self.assertFalse(client.control("stimulus", stimulus="inbound", **{"from": CUSTOMER}, to="bob@ccc-test")["ok"])
        job = client.data("amy", "MakeCall", Callee=CUSTOMER)["CallContext"]["JobId"]
        before = client.emitted()
        self.assertFalse(client.network("answered", job, "customer")["ok"])
        for kind in ("hung_up", "busy", "sings"):
            self.assertFalse(client.network(kind, job, "amy@ccc-test")["ok"], kind)
        self.assertEqual((client.emitted(), client.state("amy")), ([], "DIALING"))
        self.assertEqual(before, ["AgentDialing amy", "Dialing amy"])


class TheElder(OverHttp):
    service = staticmethod(lambda: built(brother="elder"))

    def test_what_has_no_value_is_said_so(self):
        self.client.reset(amy="READY")
        body = self.client.ask("amy", "PollUserStatus")[1]
        self.assertEqual((body["Message"], body["Params"]), ("", []))
        user = body["Data"]["UserContext"]
        self.assertEqual([user[name] for name in ("JobId", "Mobile", "BreakCode")], [None, None, None])

    def test_hold_and_mute_twice_change_nothing(self):
        client = self.client
        client.reset(amy="READY")
        job = client.talk("amy")

        def channels(action: str, **params) -> list[dict]:
            return client.data("amy", action, JobId=job, **params)["CallContext"]["ChannelContexts"]

        customer = channels("UnmuteCall")[1]["ChannelId"]
        client.emitted()
        for action in ("MuteCall", "UnmuteCall"):
            for _ in range(2):
                self.assertEqual(len(channels(action)), 2)
        for _ in range(2):
            channels("HoldCall", ChannelId=customer)
        self.assertEqual([channel["ChannelFlags"] for channel in channels("UnmuteCall")], ["[]", "HOLD"])
        self.assertEqual(client.emitted(), ["Muted amy", "Unmuted amy", "Held amy"])

    def test_a_refusal_has_another_of_its_codes(self):
        client = self.client
        client.reset(amy="READY")
        job = client.talk("amy")
        channels = client.data("amy", "UnmuteCall", JobId=job)["CallContext"]["ChannelContexts"]
        customer = channels[1]["ChannelId"]
        body = client.ask("amy", "RetrieveCall", JobId=job, ChannelId=customer)[1]
        self.assertEqual((body["Code"], body["Params"]), ("NotExists.ChannelId", [customer, job]))

    def test_who_hung_up_is_named_by_a_word_and_answers_have_a_field_more(self):
        client = self.client
        client.reset(amy="READY")
        job = client.talk("amy")
        data = client.data("amy", "ReleaseCall", JobId=job)
        self.assertEqual(data["UserContext"]["TraceId"], "elder")
        events = client.control("events", after=0)["events"]
        self.assertFalse([event for event in events if "" in event.values()], "what is empty is left out")

    def test_events_of_one_moment_are_turned_and_moments_are_not(self):
        client = self.client
        client.reset(amy="READY")
        job = client.talk("amy")
        talk = ["Established customer", "Established amy", "AgentTalk amy"]
        self.assertEqual(client.emitted(), ["Dialing amy", "AgentDialing amy", "Ringing customer", *talk])
        client.data("amy", "ReleaseCall", JobId=job)
        self.assertEqual(client.emitted(), ["Released customer", "Released amy", "AgentRelease amy"])


class TheYounger(OverHttp):
    service = staticmethod(lambda: built(brother="younger"))

    def test_a_break_and_the_way_out_begin_in_fewer_states(self):
        self.client.reset(amy="BREAK", bob="WORKING")
        refused = [
            ("amy", "TakeBreak", {"Code": "lunch"}, ["BREAK", "READY"]),
            ("bob", "TakeBreak", {"Code": "lunch"}, ["WORKING", "READY"]),
            ("bob", "SignOutGroup", {}, ["WORKING", "BREAK,READY"]),
        ]
        for who, action, params, args in refused:
            with self.subTest(who=who, action=action):
                body = self.client.ask(who, action, **params)[1]
                self.assertEqual((body["Code"], body["Params"]), ("InvalidOperation.UserState", args))

    def test_who_is_signed_out_is_shown_without_a_session(self):
        self.client.reset(amy="READY")
        self.assertEqual(self.client.data("amy", "SignOutGroup")["BreakCode"], "")
        self.assertEqual(self.client.data("amy", "PollUserStatus")["UserContext"]["BreakCode"], "")

    def test_fields_of_later_documents_are_not_shown(self):
        self.client.reset(amy="READY")
        user = self.client.data("amy", "PollUserStatus")["UserContext"]
        self.assertFalse({"DeviceId", "Mobile", "Heartbeat", "Reserved"} & set(user))

    def test_times_are_whole_seconds(self):
        client = self.client
        client.reset(amy="READY")
        client.control("clock", advance_ms=1_234)
        client.talk("amy")
        self.assertEqual([channel["Timestamp"] % 1000 for channel in client.channels("amy")], [0, 0])
        for event in client.control("events", after=0)["events"]:
            self.assertRegex(event["eventTime"], r"T\d\d:\d\d:\d\dZ$")

    def test_the_agents_channel_shows_the_agents_group_and_events_do_not(self):
        client = self.client
        client.reset(amy="OFFLINE")
        client.data("amy", "SignInGroup", SignedSkillGroupIdList='["sales@ccc-test", "service@ccc-test"]')
        client.data("amy", "ReadyForService")
        client.talk("amy")
        self.assertEqual([it["SkillGroupId"] for it in client.channels("amy")], ["sales@ccc-test", ""])
        events = client.control("events", after=0)["events"]
        self.assertEqual({it["skillGroupId"] for it in events if "contactId" in it}, {None})


class InXml(OverHttp):
    """What an answer says does not depend on how it is written."""

    def ask(self, action: str, **params) -> ElementTree.Element:
        params = {"InstanceId": "ccc-test", "DeviceId": "d", "UserId": "amy@ccc-test", "Format": "XML"} | params
        connection = self.client.connection
        connection.request("POST", "/?" + urlencode(params), headers={"x-acs-action": action})
        response = connection.getresponse()
        self.assertEqual(response.getheader("Content-Type"), "text/xml; charset=utf-8")
        text = response.read().decode().replace('<?xml version="1.0" encoding="UTF-8"?>', "")
        return ElementTree.fromstring(f"<all>{text}</all>")

    def test_a_call_is_shown_with_all_its_channels(self):
        self.client.reset(amy="READY")
        self.client.talk("amy")
        answer = self.ask("PollUserStatus")
        self.assertEqual(answer.findtext(".//Code"), "OK")
        in_json = [it["ChannelId"] for it in self.client.channels("amy")]
        self.assertEqual([it.findtext("ChannelId") for it in answer.iter("ChannelContexts")], in_json)

    def test_what_a_client_sends_is_text(self):
        self.client.reset(amy="READY")
        hostile = "<script>&\"'"
        answer = self.ask(hostile)
        self.assertEqual(answer.findtext(".//Code"), "InvalidAction.NotFound")
        self.assertIn(hostile, answer.findtext(".//Message"))


class InXmlOfTheElder(InXml):
    service = BROTHERS["elder"][0]


class InXmlOfTheYounger(InXml):
    service = BROTHERS["younger"][0]


class Faults(unittest.TestCase):
    def test_every_fault_serves_a_session_without_breaking(self):
        for brother in (None, *BROTHERS):
            good = built(brother=brother)
            for name in FAULTS:
                with self.subTest(fault=name, brother=brother):
                    service = built(name, brother)
                    self.assertIsInstance(service, type(good))
                    self.assertNotEqual((type(service), service.make_centre), (type(good), good.make_centre))
                    self.assertEqual(service.handle("MakeCall", {}, None)[1]["Code"], "Parameter.Blank")


class Shim(unittest.TestCase):
    def test_lines_are_answered_in_order_and_garbage_ends_nothing(self):
        who = {"InstanceId": "ccc-test", "DeviceId": "d", "UserId": "amy@ccc-test"}
        call = who | {"Callee": CUSTOMER, "TimeoutSeconds": 30}
        users = [{"id": "amy@ccc-test", "extension": "80011470", "state": "READY"}]
        sent = [
            json.dumps({"id": 1, "op": "hello", "protocol": 1}),
            "garbage",
            "[" * 100_000,
            "x" * ((1 << 20) + 10),
            json.dumps({"id": 2, "op": "reset", "given": {"users": users}}),
            json.dumps({"id": 3, "op": "request", "dialect": "ccc", "action": "MakeCall", "params": call}),
            json.dumps({"id": 4, "op": "request", "dialect": "ccc", "action": 7}),
            json.dumps({"id": 5, "op": "events", "after": 0}),
        ]
        shim = [sys.executable, str(HERE.parent / "stdio-shim" / "shim.py")]
        done = subprocess.run(shim, input="\n".join(sent).encode(), capture_output=True, timeout=30)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([it.get("id") for it in answers], [1, None, None, None, 2, 3, 4, 5])
        self.assertEqual([it["ok"] for it in answers], [True, False, False, False, True, True, False, True])
        self.assertEqual(answers[5]["body"]["Code"], "OK")
        self.assertEqual(len(answers[7]["events"]), 2)


class Citations(unittest.TestCase):
    def test_every_clause_that_the_code_cites_exists(self):
        clauses = (HERE / "../../docs/clauses.md").read_text("utf-8")
        known = set(re.findall(r"`(ccc\.[a-z0-9.-]+)`", clauses))
        for path in sorted(HERE.glob("*.py")):
            cited = re.findall(r"(ccc\.[a-z0-9-]+\.[a-z0-9.-]*[a-z0-9])(?=[ ),:]|$)", path.read_text("utf-8"), re.MULTILINE)
            self.assertEqual([it for it in cited if it not in known], [], path.name)


if __name__ == "__main__":
    unittest.main()
