"""The events that the call centre pushes: names and fields as the developer guide lists them."""

from datetime import datetime, timezone

from model import Channel, User

# Of an event about a session: ccc.event.agent-check-in and its neighbours.
SESSION = {
    "AgentCheckIn": lambda user: {"skillLevels": [{"skillLevel": 1, "skillGroupId": it} for it in user.skill_groups]},
    "AgentReady": lambda user: {"outboundScenario": int(user.outbound_only)},
    "AgentBreak": lambda user: {"breakCode": user.break_code or ""},
    "AgentCheckOut": lambda user: {},
}

# Events about a channel that report the agent ...
AGENT_IN_CALL = {"AgentDialing", "AgentRinging", "AgentTalk", "AgentRelease"}
# ... and those that report the call, with what each says beside the fields that all have.
IN_CALL = {
    "Enqueue": ("queueType",),
    "AssignAgent": ("queueType",),
    "QueueingTimeout": ("queueType",),
    "Dialing": ("scenario",),
    "Ringing": ("destination", "scenario"),
    "Established": ("scenario",),
    "Released": ("releaseReason", "scenario"),
    "RingingTimeout": ("scenario",),
    "Abandoned": ("abandonPhase",),
    "Held": ("heldChannelId",),
    "Retrieved": ("retrievedChannelId",),
    "Muted": ("mutedChannelId",),
    "Unmuted": ("unmutedChannelId",),
}


def iso(ms: int) -> str:
    at = datetime.fromtimestamp(ms // 1000, timezone.utc)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z"


def session_event(name: str, instance: str, now: int, user: User) -> dict:
    return {
        "eventTime": iso(now),
        "eventType": name,
        "instanceId": instance,
        "agentId": user.id,
        "skillGroupIds": ",".join(user.skill_groups),
        **SESSION[name](user),
    }


def channel_event(name: str, instance: str, now: int, channel: Channel, said: dict) -> dict:
    job = channel.job
    event = {"eventTime": iso(now), "eventType": name, "instanceId": instance, "contactId": job.id}
    event |= {"channelId": channel.id, "callType": job.call_type}
    if name != "Route2IVR":
        event |= {"agentId": channel.user.id if channel.user else "", "skillGroupId": job.group or ""}
    if name in AGENT_IN_CALL:
        return event | {"skillGroupIds": ",".join(channel.user.skill_groups), "scenario": ""}
    event |= {"caller": job.caller, "callee": job.callee, "broker": "", "additionalBroker": "", "contactFlowId": ""}
    return event | {field: said.get(field, "") for field in IN_CALL.get(name, ())}
