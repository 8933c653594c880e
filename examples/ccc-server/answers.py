"""How answers and refusals are written: the typed JSON that the published SDK reads (ccc.wire.typed-form).

What has no value is left out.
"""

import uuid

from centre import CallCentre
from model import Leg, User

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
    """A request that is turned down, with what the message tells in the places of its %s."""

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
LEG = {
    "Destination": lambda leg: leg.destination,
    "ChannelState": lambda leg: leg.state,
    "CallType": lambda leg: leg.job.call_type,
    "ChannelId": lambda leg: leg.id,
    "Timestamp": lambda leg: leg.timestamp,
    "Originator": lambda leg: leg.originator,
    "UserId": lambda leg: leg.user and leg.user.id,
    "UserExtension": lambda leg: leg.user and leg.user.extension,
    "JobId": lambda leg: leg.job.id,
    "ChannelFlags": lambda leg: ",".join(sorted(leg.flags)) or "[]",  # a text (ccc.make-call.flags)
    "Index": lambda leg: leg.index,
    "SkillGroupId": lambda leg: leg.job.group,
    "ChannelVariables": lambda leg: "{}",  # later clients read them, as JSON text
}
WITH_VARIABLES = {"PollUserStatus", "AnswerCall"}
SHORT = {"Mobile", "Heartbeat", "Reserved"}
# action: fields of the user, of the leg and of the call that its answer does not have.
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


def without_none(fields: dict) -> dict:
    return {name: value for name, value in fields.items() if value not in (None, "")}


def user_context(action: str, user: User, centre: CallCentre) -> dict:
    lacks = LACKS.get(action, set())
    return without_none({name: read(user, centre) for name, read in USER.items() if name not in lacks})


def leg_context(action: str, leg: Leg) -> dict:
    lacks = LACKS.get(action, set()) | (set() if action in WITH_VARIABLES else {"ChannelVariables"})
    return without_none({name: read(leg) for name, read in LEG.items() if name not in lacks})


def call_data(action: str, user: User, centre: CallCentre) -> dict:
    """User and call: of the call the agent's own leg, as the samples show; all legs in a poll."""
    data = {"UserContext": user_context(action, user, centre)}
    if job := user.job:
        legs = job.legs if action == "PollUserStatus" else [job.leg_of(user)]
        call = {"InstanceId": centre.instance, "CallType": job.call_type, "JobId": job.id}
        if action == "PollUserStatus":
            call["CallVariables"] = "{}"
        if "call.CallType" in LACKS.get(action, ()):
            del call["CallType"]
        data["CallContext"] = call | {"ChannelContexts": [leg_context(action, leg) for leg in legs]}
    return data


def accepted(data: dict) -> tuple[int, dict]:
    return 200, {"RequestId": request_id(), "HttpStatusCode": 200, "Data": data, "Code": "OK"}
