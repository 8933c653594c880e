"""How answers and refusals are written: the typed JSON that the published SDK reads (ccc.wire.typed-form).

What has no value is left out.
"""

import uuid

from centre import CallCentre
from model import Channel, Job, User

# code: (HTTP status, message). The status is also the body's HttpStatusCode (ccc.rules.refusal-status).
REFUSALS = {
    "NotExists.InstanceId": (404, "The specified instance %s does not exist."),
    "NotExists.UserId": (404, "The user %s does not exist in instance %s."),
    "NotExists.JobId": (404, "The call %s does not exist."),
    "NotExists.ChannelId": (404, "The specified channel %s does not exist in call %s."),
    "NotExists.Extension": (404, "No available extension number exists."),
    "UserBusy": (400, "The user %s you called was busy. Please try again later."),
    "Parameter.Blank": (400, "The parameter %s may not be null or blank."),
    "Parameter.Enumeration": (400, "The parameter %s must be one of the value of enumeration %s."),
    "InvalidOperation.UserState": (
        400, "The operation is not allowed. User state (%s) does not meet expectations (%s)."),
    "InvalidOperation.ChannelState": (
        400, "The operation is not allowed. Channel stats (%s) does not meet expectations (%s)."),
    # Of the gateway before the call centre; the documents of CCC do not list them.
    "InvalidAction.NotFound": (404, "The action %s is not known."),
    "InvalidAccessKeyId.NotFound": (404, "The access key %s is not found."),
    "SignatureDoesNotMatch": (400, "The signature does not match."),
    "SignatureNonceUsed": (400, "The signature nonce was used already."),
    "InvalidTimeStamp.Expired": (400, "The time stamp %s is too old or too far ahead."),
}


class Refused(Exception):
    """A request that is rejected, with the values for the %s of its message."""

    def __init__(self, code: str, *args: str):
        super().__init__(code)
        self.code, self.arguments = code, [str(it) for it in args]

    def answer(self) -> tuple[int, dict]:
        status, message = REFUSALS[self.code]
        # Params are the message's arguments in their order, and there is no Data (ccc.rules.refusal-envelope).
        return status, {
            "Message": message % tuple(self.arguments),
            "RequestId": request_id(),
            "HttpStatusCode": status,
            "Params": self.arguments,
            "Code": self.code,
        }


def request_id() -> str:
    return str(uuid.uuid4()).upper()


# The fields of the answers, from the tables of each action's document. What differs from action to action is below.
USER = {
    "Extension": lambda user, centre: user.extension,
    "UserState": lambda user, centre: user.state,
    "InstanceId": lambda user, centre: centre.instance,
    "UserId": lambda user, centre: user.id,
    "DeviceId": lambda user, centre: user.device_id,
    "BreakCode": lambda user, centre: user.break_code,
    "OutboundScenario": lambda user, centre: user.outbound_only,
    "WorkMode": lambda user, centre: user.work_mode,
    "JobId": lambda user, centre: user.job and user.job.id,
    "SignedSkillGroupIdList": lambda user, centre: user.skill_groups,
    "Mobile": lambda user, centre: user.mobile,
    "Heartbeat": lambda user, centre: user.heartbeat,
    "Reserved": lambda user, centre: user.reserved,
}
CHANNEL = {
    "Destination": lambda channel: channel.destination,
    "ChannelState": lambda channel: channel.state,
    "CallType": lambda channel: channel.job.call_type,
    "ChannelId": lambda channel: channel.id,
    "Timestamp": lambda channel: channel.timestamp,
    "ReleaseInitiator": lambda channel: channel.released_by,
    "ReleaseReason": lambda channel: channel.release_reason,
    "Originator": lambda channel: channel.originator,
    "UserId": lambda channel: channel.user and channel.user.id,
    "UserExtension": lambda channel: channel.user and channel.user.extension,
    "JobId": lambda channel: channel.job.id,
    "ChannelFlags": lambda channel: ",".join(sorted(channel.flags)) or "[]",  # a text (ccc.make-call.flags)
    "Index": lambda channel: channel.index,
    "SkillGroupId": lambda channel: channel.job.group,
    "ChannelVariables": lambda channel: "{}",  # later clients read them, as JSON text
}
WITH_VARIABLES = {"PollUserStatus", "AnswerCall"}
SHORT = {"Mobile", "Heartbeat", "Reserved"}
# action: fields of the user, of the channel and of the call that its answer does not have.
LACKS = {
    "SignInGroup": SHORT,
    "ReadyForService": SHORT,
    "ChangeWorkMode": SHORT,
    "ResetAgentState": SHORT,
    "MakeCall": SHORT | {"Index", "SkillGroupId"},
    "AnswerCall": {"ChannelFlags"},
    "ReleaseCall": SHORT | {"ChannelFlags", "Index", "SkillGroupId", "call.CallType"},
    "HoldCall": {"ChannelFlags", "Index"},
    "MuteCall": {"SkillGroupId"},
    "RetrieveCall": {"ChannelFlags", "Index"},
    "UnmuteCall": {"Reserved"},
}


def none_if_empty(value: object) -> object:
    return None if value == "" else value


class Answers:
    """What an answer shows, and how it writes it."""

    def accepted(self, data: dict) -> tuple[int, dict]:
        return 200, {"RequestId": request_id(), "HttpStatusCode": 200, "Data": data, "Code": "OK"}

    def refused(self, action: str, params: dict[str, str], refused: Refused) -> tuple[int, dict]:
        return refused.answer()

    def call_data(self, action: str, user: User, centre: CallCentre) -> dict:
        data = {"UserContext": self.user_context(action, user, centre)}
        if job := self.call(action, user):
            call = {"InstanceId": centre.instance, "CallType": job.call_type, "JobId": job.id}
            if action == "PollUserStatus":
                call["CallVariables"] = "{}"
            if "call.CallType" in LACKS.get(action, ()):
                del call["CallType"]
            channels = self.channels(action, job, user)
            data["CallContext"] = call | {"ChannelContexts": [self.channel_context(action, it) for it in channels]}
        return data

    def call(self, action: str, user: User) -> Job | None:
        return user.job

    def channels(self, action: str, job: Job, user: User) -> list[Channel]:
        """The agent's own channel, as the samples show; all channels in a poll."""
        return job.channels if action == "PollUserStatus" else [job.channel_of(user)]

    def user_context(self, action: str, user: User, centre: CallCentre) -> dict:
        return self.written(self.of_user(action, user, centre))

    def channel_context(self, action: str, channel: Channel) -> dict:
        return self.written(self.of_channel(action, channel))

    def of_user(self, action: str, user: User, centre: CallCentre) -> dict:
        """The fields of a user; None is one without a value."""
        lacks = LACKS.get(action, set())
        return {name: none_if_empty(read(user, centre)) for name, read in USER.items() if name not in lacks}

    def of_channel(self, action: str, channel: Channel) -> dict:
        lacks = LACKS.get(action, set()) | (set() if action in WITH_VARIABLES else {"ChannelVariables"})
        return {name: none_if_empty(read(channel)) for name, read in CHANNEL.items() if name not in lacks}

    def written(self, fields: dict) -> dict:
        return {name: value for name, value in fields.items() if value is not None}
