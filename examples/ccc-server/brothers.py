"""Two brothers of the server: as correct as it is, and otherwise wherever the documents leave several options open.

    python3 ccc_server.py --insecure --brother elder

`offhook conform` takes each option for right, as long as a server keeps to it. Each option here names its freedom;
`docs/choices.md` lists the freedoms.
"""

from dataclasses import replace
from itertools import groupby

import actions
from actions import ACTIONS, Action, Check, Effect, Request, Service
from answers import Answers, Refused
from centre import CallCentre
from model import Channel, Job, User
from xml_form import XmlForm


def with_checks(**checks: Check) -> dict[str, Action]:
    """The actions, some of them with other checks."""
    return ACTIONS | {name: replace(ACTIONS[name], check=check) for name, check in checks.items()}


# The elder: what it answers


class EmptyMessage(Answers):
    """ccc.no-value.json.*: an answer has a message and values for it, and both are empty."""

    def accepted(self, data: dict) -> tuple[int, dict]:
        status, body = super().accepted(data)
        return status, body | {"Message": "", "Params": []}


class NullOfUsers(Answers):
    """ccc.no-value.json.*: what a user does not have is null."""

    def user_context(self, action: str, user: User, centre: CallCentre) -> dict:
        return self.of_user(action, user, centre)


class CodeDuringBreak(Answers):
    """ccc.break-code-after-break: the code of a break is shown only during it."""

    def of_user(self, action: str, user: User, centre: CallCentre) -> dict:
        fields = super().of_user(action, user, centre)
        return fields if user.state == "BREAK" else fields | {"BreakCode": None}


class OtherChannels(Answers):
    """ccc.channels-shown: all channels of the call, and in a poll the agent's own."""

    def channels(self, action: str, job: Job, user: User) -> list[Channel]:
        return [job.channel_of(user)] if action == "PollUserStatus" else job.channels


class OtherCodes(Answers):
    """ccc.refusal-code.*: which of the codes that an action lists a refusal has, where no document says it."""

    def refused(self, action: str, params: dict[str, str], refused: Refused) -> tuple[int, dict]:
        if action in ("HoldCall", "RetrieveCall") and refused.code == "InvalidOperation.ChannelState":
            refused = Refused("NotExists.ChannelId", params["ChannelId"], params["JobId"])
        return super().refused(action, params, refused)


class OtherParties(Answers):
    """ccc.word.ReleaseInitiator: who hung up is named by a word."""

    def of_channel(self, action: str, channel: Channel) -> dict:
        fields = super().of_channel(action, channel)
        if fields.get("ReleaseInitiator"):
            fields["ReleaseInitiator"] = "agent" if fields["ReleaseInitiator"] == self.number(channel) else "customer"
        return fields

    def number(self, channel: Channel) -> str | None:
        return channel.user and channel.user.extension


class MoreFields(Answers):
    """ccc.extra-fields: a field that no document has."""

    def user_context(self, action: str, user: User, centre: CallCentre) -> dict:
        return super().user_context(action, user, centre) | {"TraceId": "elder"}

    def channel_context(self, action: str, channel: Channel) -> dict:
        return super().channel_context(action, channel) | {"TraceId": "elder"}


class LaidOut(XmlForm):
    """XML begins with a declaration, has a line for each element, and escapes more than it must."""

    def document(self, action: str, body: dict) -> str:
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + super().document(action, body)

    def element(self, name: str, value: object) -> str:
        return super().element(name, value) + "\n"

    def escape(self, text: str) -> str:
        return "".join(char if char.isalnum() else f"&#{ord(char)};" for char in text)


class ElderAnswers(MoreFields, EmptyMessage, NullOfUsers, CodeDuringBreak, OtherChannels, OtherCodes, OtherParties):
    pass


# The elder: what happens


def nothing() -> None:
    pass


def hold_call(request: Request) -> Effect:
    """ccc.hold-twice: accepted, and nothing happens."""
    channel = request.channel(request.call("TALKING"))
    return nothing if "HOLD" in channel.flags else actions.hold_call(request)


def mute_call(request: Request) -> Effect:
    """ccc.mute-twice: accepted, and nothing happens."""
    return nothing if "MUTED" in actions.own_channel(request).flags else actions.mute_call(request)


def unmute_call(request: Request) -> Effect:
    """ccc.unmute-twice: accepted, and nothing happens."""
    return actions.unmute_call(request) if "MUTED" in actions.own_channel(request).flags else nothing


class LastThingFirst(CallCentre):
    """ccc.event-order: what happens at one moment is told from its end."""

    told = 0

    def done(self) -> None:
        super().done()
        fresh = self.events_after(self.told)
        for _ in fresh:
            self.events.pop()
        for _, moment in groupby(fresh, key=lambda event: event["eventTime"]):
            self.events.extend(reversed(list(moment)))
        self.told = self.emitted


class WorkAfterAttempt(CallCentre):
    """ccc.after-unconnected-call: after-call work follows also a call that the agent placed and nobody took."""

    WORK_AFTER = CallCentre.WORK_AFTER | {"DIALING"}


class OwnReasons(CallCentre):
    """ccc.word.releaseReason: why a channel ended, in words of its own."""

    def release(self, channel: Channel, reason: str, *more: object) -> None:
        super().release(channel, "ELDER_" + reason.partition(" ")[0], *more)


class WithoutEmptyFields(CallCentre):
    """ccc.event-no-value.*: an event leaves out what it has no value for."""

    def push(self, event: dict) -> None:
        super().push({name: value for name, value in event.items() if value not in ("", [])})


class ElderCentre(LastThingFirst, WorkAfterAttempt, OwnReasons, WithoutEmptyFields):
    pass


class Elder(Service):
    answers = ElderAnswers()
    xml = LaidOut()
    actions = with_checks(HoldCall=hold_call, MuteCall=mute_call, UnmuteCall=unmute_call)


# The younger: what it answers

TIMES = ("Timestamp", "Heartbeat", "Reserved")


class EmptyTexts(Answers):
    """ccc.no-value.json.*: a text without a value is an empty text."""

    def accepted(self, data: dict) -> tuple[int, dict]:
        status, body = super().accepted(data)
        return status, body | {"Message": ""}

    def written(self, fields: dict) -> dict:
        return super().written({name: it if it is not None or name in TIMES else "" for name, it in fields.items()})


class WholeSeconds(Answers):
    """ccc.clock: times are whole seconds, here ..."""

    def written(self, fields: dict) -> dict:
        rounded = {name: fields[name] // 1000 * 1000 for name in TIMES if fields.get(name)}
        return super().written(fields | rounded)


class OfflineForgets(Answers):
    """ccc.sign-out-forgets: who is signed out is shown without what belongs to a session."""

    OF_A_SESSION = ("DeviceId", "Mobile", "BreakCode", "Heartbeat", "Reserved")

    def of_user(self, action: str, user: User, centre: CallCentre) -> dict:
        fields = super().of_user(action, user, centre)
        gone = self.OF_A_SESSION if user.state == "OFFLINE" else ()
        return {name: None if name in gone else value for name, value in fields.items()}


class FinishedCall(Answers):
    """ccc.finished-call: a poll shows the call that is over as long as after-call work lasts."""

    def call(self, action: str, user: User) -> Job | None:
        return user.last_job if action == "PollUserStatus" and user.state == "WORKING" else user.job


class GroupOfAgent(Answers):
    """ccc.outbound-skill-group: the agent's channel in a call to the outside shows the agent's first skill group."""

    def of_channel(self, action: str, channel: Channel) -> dict:
        fields = super().of_channel(action, channel)
        if "SkillGroupId" in fields and channel.user and channel.job.call_type == "OUTBOUND":
            fields["SkillGroupId"] = next(iter(channel.user.skill_groups), None)
        return fields


class FirstEditionOnly(Answers):
    """ccc.field-shown.*: fields that only later documents have are not shown."""

    LATER = ("Index", "ChannelVariables", "DeviceId", "Mobile", "Heartbeat", "Reserved")
    FIRST = ("MakeCall", "HoldCall", "MuteCall", "ReleaseCall")

    def of_user(self, action: str, user: User, centre: CallCentre) -> dict:
        return self.first(action, super().of_user(action, user, centre))

    def of_channel(self, action: str, channel: Channel) -> dict:
        return self.first(action, super().of_channel(action, channel))

    def first(self, action: str, fields: dict) -> dict:
        gone = () if action in self.FIRST else self.LATER
        return {name: value for name, value in fields.items() if name not in gone}


class Rootless(XmlForm):
    """ccc.xml-root: there is no root element, as in the documents' examples."""

    def document(self, action: str, body: dict) -> str:
        return self.elements(body)


class YoungerAnswers(FirstEditionOnly, EmptyTexts, WholeSeconds, OfflineForgets, FinishedCall, GroupOfAgent):
    pass


# The younger: what happens


def take_break(request: Request) -> Effect:
    """ccc.break-from-break, ccc.break-from-work: refused."""
    request.needs("READY")
    return actions.take_break(request)


def sign_out_group(request: Request) -> Effect:
    """ccc.sign-out-from-work: refused."""
    request.needs("BREAK", "READY")
    return actions.sign_out_group(request)


class NullInEvents(CallCentre):
    """ccc.event-no-value.*: what an event has no value for is null."""

    def push(self, event: dict) -> None:
        super().push({name: None if value in ("", []) else value for name, value in event.items()})


class SecondsInEvents(CallCentre):
    """ccc.clock: ... and there."""

    def push(self, event: dict) -> None:
        super().push(event | {"eventTime": event["eventTime"].partition(".")[0] + "Z"})


class WorkAfterRinging(CallCentre):
    """ccc.after-caller-gave-up: after-call work follows also where the caller gave up before the agent answered."""

    WORK_AFTER = CallCentre.WORK_AFTER | {"RINGING"}


class YoungerCentre(NullInEvents, SecondsInEvents, WorkAfterRinging):
    pass


class Younger(Service):
    answers = YoungerAnswers()
    xml = Rootless()
    actions = with_checks(TakeBreak=take_break, SignOutGroup=sign_out_group)


BROTHERS = {"elder": (Elder, ElderCentre), "younger": (Younger, YoungerCentre)}
