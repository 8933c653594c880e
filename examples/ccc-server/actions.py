"""The actions: what each demands, when it is refused, and what it does.

An answer to a request in a call shows the world as it stood when the request was accepted, and the effect follows
(ccc.make-call.answers-before-effect). So each of these checks, and hands back its effect. Requests of a session
show the state reached.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from answers import Answers, Refused
from centre import CALL_TIMEOUT_MS, CallCentre
from model import Channel, Job, User
from xml_form import XmlForm

IN_CALL = ("DIALING", "RINGING", "TALKING")
SIGNED_IN = ("BREAK", "READY", "WORKING")  # ccc.rules.ready-states
IDLE = ("OFFLINE", *SIGNED_IN)
MAX_TEXT = 256  # bytes of a parameter; lists of skill groups may have more
MAX_LIST = 16_384
Effect = Callable[[], None]


@dataclass
class Request:
    """A request whose call centre and user exist."""

    centre: CallCentre
    user: User
    params: dict[str, str]

    def text(self, name: str) -> str:
        return self.params.get(name, "").strip()

    def flag(self, name: str) -> bool:
        value = self.text(name).lower() or "false"  # ccc.wire.booleans
        if value not in ("true", "false"):
            raise Refused("Parameter.Enumeration", name, "true,false")
        return value == "true"

    def groups(self) -> list[str] | None:
        """A list is JSON text (ccc.wire.lists)."""
        if not self.text("SignedSkillGroupIdList"):
            return None
        try:
            groups = json.loads(self.text("SignedSkillGroupIdList"))
        except ValueError:
            groups = None
        if not isinstance(groups, list) or not all(isinstance(it, str) for it in groups):
            raise Refused("Parameter.Enumeration", "SignedSkillGroupIdList", "list of strings")
        if not self.centre.groups.issuperset(groups):
            raise Refused("Parameter.Enumeration", "SignedSkillGroupIdList", "the skill groups of the instance")
        return groups

    def needs(self, *states: str) -> None:
        if self.user.state not in states:
            raise Refused("InvalidOperation.UserState", self.user.state, ",".join(states))

    def call(self, *states: str) -> Job:
        """The agent's own call: it exists, the agent's state allows it, and it is the agent's."""
        named = self.text("JobId") or (self.user.job.id if self.user.job else "")
        if self.text("JobId") and named not in self.centre.jobs:
            raise Refused("NotExists.JobId", named)
        self.needs(*states)
        if self.user.job is None or self.user.job.id != named:
            raise Refused("NotExists.JobId", named)
        return self.user.job

    def channel(self, job: Job) -> Channel:
        """The channel named, or the agent's own (ccc.mute-call.own-channel, ccc.release-call.own-channel)."""
        named = self.text("ChannelId")
        if not named:
            return job.channel_of(self.user)
        for channel in job.channels:
            if channel.id == named:
                return channel
        raise Refused("NotExists.ChannelId", named, job.id)


Check = Callable[[Request], Effect]

# Sessions


def sign_in_group(request: Request) -> Effect:
    request.needs("OFFLINE")  # a second workbench is blocked (ccc.rules.one-workbench)
    if not request.user.extension:
        raise Refused("NotExists.Extension")
    groups, added = request.groups(), request.flag("Additivity")
    if groups and added:
        groups = request.user.skill_groups + [it for it in groups if it not in request.user.skill_groups]
    return lambda: request.centre.sign_in(request.user, request.text("DeviceId"), groups)


def sign_out_group(request: Request) -> Effect:
    request.needs(*SIGNED_IN)
    return lambda: request.centre.sign_out(request.user)


def ready_for_service(request: Request) -> Effect:
    outbound_only = request.flag("OutboundScenario")
    request.needs(*SIGNED_IN)
    return lambda: request.centre.ready(request.user, outbound_only)


def take_break(request: Request) -> Effect:
    request.needs(*SIGNED_IN)
    return lambda: request.centre.take_break(request.user, request.text("Code"))


def reset_agent_state(request: Request) -> Effect:
    request.needs(*IDLE)
    return lambda: request.centre.sign_out(request.user)


def change_work_mode(request: Request) -> Effect:
    user, mode, mobile = request.user, request.text("WorkMode"), request.text("Mobile")
    if mode not in ("ON_SITE", "OFF_SITE", "OFFICE_PHONE"):
        raise Refused("Parameter.Enumeration", "WorkMode", "ON_SITE,OFF_SITE,OFFICE_PHONE")
    request.needs(*IDLE)

    def effect() -> None:
        user.work_mode, user.mobile = mode, mobile or user.mobile

    return effect


# Calls


def poll_user_status(request: Request) -> Effect:
    return lambda: None


def make_call(request: Request) -> Effect:
    user, centre, callee = request.user, request.centre, request.text("Callee")
    timeout_ms = timeout(request.text("TimeoutSeconds"))
    request.needs("READY")  # ccc.rules.only-ready-calls
    if not user.extension:
        raise Refused("NotExists.Extension")
    called = next((it for it in centre.users.values() if it.extension == callee), None)
    if called and (called is user or not centre.takes_calls(called)):
        raise Refused("UserBusy", called.id)
    job = centre.plan_call(user, callee, request.text("Caller") or centre.number)
    return lambda: centre.dial(job, timeout_ms)


def timeout(text: str) -> int:
    """30 to 300 s by the help pages, and the 10 s of the first document's example (ccc.make-call.timeout-range)."""
    if not text:
        return CALL_TIMEOUT_MS
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise Refused("Parameter.Enumeration", "TimeoutSeconds", "INTEGER")
    if int(text) != 10 and not 30 <= int(text) <= 300:
        raise Refused("Parameter.Enumeration", "TimeoutSeconds", "30..300")
    return int(text) * 1000


def answer_call(request: Request) -> Effect:
    channel = request.call("RINGING").channel_of(request.user)
    return lambda: request.centre.answered(channel)


def release_call(request: Request) -> Effect:
    job = request.call(*IN_CALL)
    channel, own, by = request.channel(job), job.channel_of(request.user), request.user.extension
    if request.user.state == "RINGING" and channel.user is None:
        return lambda: request.centre.gives_up(channel, "200 - Okay", by, "RejectCall")
    if request.user.state == "RINGING":  # to hang up what rings is to decline it (ccc.rules.reject-call)
        return lambda: request.centre.not_taken(own, "200 - Okay", by, "RejectCall")
    return lambda: request.centre.end(channel, "200 - Okay", by)


def flagged(request: Request, channel: Channel, flag: str, due: bool) -> None:
    """Hold and mute twice, and their undoing unasked: refused, with a code that no older table lists."""
    if (flag in channel.flags) != due:
        shown, expected = ("ANSWERED", flag) if due else (flag, "ANSWERED")
        raise Refused("InvalidOperation.ChannelState", shown, expected)


def hold_call(request: Request) -> Effect:
    channel = request.channel(request.call("TALKING"))
    flagged(request, channel, "HOLD", due=False)
    return lambda: request.centre.hold(request.user, channel)


def retrieve_call(request: Request) -> Effect:
    channel = request.channel(request.call("TALKING"))
    flagged(request, channel, "HOLD", due=True)  # ccc.rules.retrieve-needs-hold
    return lambda: request.centre.retrieve(request.user, channel)


def own_channel(request: Request) -> Channel:
    """Only the own channel can be muted (ccc.mute-call.user-must-own-channel)."""
    job = request.call("TALKING")
    channel = request.channel(job)
    if channel.user is not request.user:
        raise Refused("NotExists.ChannelId", channel.id, job.id)
    return channel


def mute_call(request: Request) -> Effect:
    channel = own_channel(request)
    flagged(request, channel, "MUTED", due=False)
    return lambda: request.centre.mute(request.user, channel)


def unmute_call(request: Request) -> Effect:
    channel = own_channel(request)
    flagged(request, channel, "MUTED", due=True)
    return lambda: request.centre.unmute(request.user, channel)


def send_dtmf_signaling(request: Request) -> Effect:
    if request.text("Dtmf") not in tuple("0123456789*#"):
        raise Refused("Parameter.Enumeration", "Dtmf", "0,1,2,3,4,5,6,7,8,9,*,#")
    request.channel(request.call("TALKING"))
    return lambda: None


@dataclass(frozen=True)
class Action:
    check: Check
    required: tuple[str, ...]  # by the first edition of the document
    is_session: bool = False


ACTIONS = {
    "SignInGroup": Action(sign_in_group, ("DeviceId", "InstanceId"), is_session=True),
    "SignOutGroup": Action(sign_out_group, ("DeviceId", "InstanceId", "UserId"), is_session=True),
    "ReadyForService": Action(ready_for_service, ("DeviceId", "InstanceId"), is_session=True),
    "TakeBreak": Action(take_break, ("Code", "DeviceId", "InstanceId", "UserId"), is_session=True),
    "ResetAgentState": Action(reset_agent_state, ("DeviceId", "InstanceId"), is_session=True),
    "ChangeWorkMode": Action(change_work_mode, ("InstanceId", "WorkMode"), is_session=True),
    "PollUserStatus": Action(poll_user_status, ("DeviceId", "InstanceId", "UserId")),
    "MakeCall": Action(make_call, ("Callee", "DeviceId", "InstanceId")),
    "AnswerCall": Action(answer_call, ("DeviceId", "InstanceId", "JobId", "UserId")),
    "ReleaseCall": Action(release_call, ("DeviceId", "InstanceId", "JobId")),
    "HoldCall": Action(hold_call, ("ChannelId", "DeviceId", "InstanceId", "JobId", "UserId")),
    "RetrieveCall": Action(retrieve_call, ("ChannelId", "DeviceId", "InstanceId", "JobId", "UserId")),
    "MuteCall": Action(mute_call, ("DeviceId", "InstanceId", "JobId", "UserId")),
    "UnmuteCall": Action(unmute_call, ("DeviceId", "InstanceId", "UserId")),
    "SendDtmfSignaling": Action(
        send_dtmf_signaling, ("ChannelId", "DeviceId", "Dtmf", "InstanceId", "JobId", "UserId")),
}


class Service:
    """The API over a call centre: one request in, one answer out. One at a time: the caller keeps the lock."""

    actions = ACTIONS
    answers = Answers()
    xml = XmlForm()

    def __init__(self, make_centre: Callable[..., CallCentre] = CallCentre):
        self.make_centre = make_centre
        self.centre = make_centre("ccc-test", [], 0)

    def handle(self, action: str, params: dict[str, str], account: str | None) -> tuple[int, dict]:
        try:
            return self.answers.accepted(self.perform(action, params, account))
        except Refused as refused:
            return self.answers.refused(action, params, refused)

    def perform(self, name: str, params: dict[str, str], account: str | None) -> dict:
        action = self.actions.get(name)
        if action is None:
            raise Refused("InvalidAction.NotFound", name[:MAX_TEXT])
        request = self.accept(action, params, account)
        effect = action.check(request)
        if name != "PollUserStatus":
            effect = self.heard(request, effect)
        if action.is_session:
            effect()
            data = self.answers.user_context(name, request.user, self.centre)
        else:
            data = self.answer_first(name, request, effect)
        self.centre.done()
        return data

    def heard(self, request: Request, effect: Effect) -> Effect:
        """With the effect, the sign of life; to look is not to do, and none (ccc.rules.poll)."""

        def both() -> None:
            effect()
            request.user.heartbeat = self.centre.now

        return both

    def answer_first(self, name: str, request: Request, effect: Effect) -> dict:
        data = self.answers.call_data(name, request.user, self.centre)
        effect()
        return data

    def accept(self, action: Action, params: dict[str, str], account: str | None) -> Request:
        for name in action.required:
            if not params.get(name, "").strip():
                raise Refused("Parameter.Blank", name)
        for name, value in params.items():
            limit = MAX_LIST if name == "SignedSkillGroupIdList" else MAX_TEXT
            if name in KNOWN and len(value.encode()) > limit:
                raise Refused("Parameter.Enumeration", name, f"1..{limit} bytes")
        if params["InstanceId"] != self.centre.instance:
            raise Refused("NotExists.InstanceId", params["InstanceId"])
        # Without UserId it is the user whom the caller's account stands for (ccc.rules.user-by-account).
        named = params.get("UserId", "").strip() or account
        if not named:
            raise Refused("Parameter.Blank", "UserId")
        user = self.centre.users.get(named)
        if user is None:
            raise Refused("NotExists.UserId", named, self.centre.instance)
        return Request(self.centre, user, params)


# Other parameters are passed over.
KNOWN = {name for action in ACTIONS.values() for name in action.required} | {
    "Additivity", "Caller", "Mobile", "OutboundScenario", "SignedSkillGroupIdList", "TimeoutSeconds", "WorkMode"}
