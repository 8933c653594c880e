"""What a call centre knows: users, calls and their channels.

Rules cite clauses by their id: `offhook explain ccc.user-state.ready` says what the document states.
"""

from dataclasses import dataclass, field

# 2020-07-01T00:00:00Z: the milliseconds in a job id count from here (ccc.ids.job).
JOB_EPOCH_MS = 1_593_561_600_000
NODE = 1


@dataclass
class User:
    id: str
    extension: str
    device_id: str
    state: str = "OFFLINE"  # ccc.user-state.*
    break_code: str | None = None
    work_mode: str = "ON_SITE"
    mobile: str | None = None
    skill_groups: list[str] = field(default_factory=list)
    outbound_only: bool = False
    job: "Job | None" = None
    last_job: "Job | None" = None  # the call that is over
    heartbeat: int | None = None  # when the agent last asked for something (ccc.hold-call.heartbeat)
    idle_since: int = 0
    reserved: int | None = None  # when the call was promised to the agent (ccc.hold-call.reserved)


@dataclass
class Channel:
    """One party's part in a call. A customer's channel has no user (ccc.make-call.customer-channel-user)."""

    id: str
    job: "Job"
    user: User | None
    number: str
    originator: str
    destination: str
    index: int
    timestamp: int
    state: str = "NONE"  # ccc.channel-state.*
    flags: set[str] = field(default_factory=set)  # ccc.channel-flag.*
    release_reason: str | None = None
    released_by: str | None = None  # the number that hung up (ccc.release-call.initiator)


@dataclass
class Job:
    """One call, from its first channel to its last."""

    id: str
    call_type: str  # what the call was when it began, to its end (ccc.make-call.call-type)
    caller: str
    callee: str
    channels: list[Channel] = field(default_factory=list)
    colleague: User | None = None  # of an internal call: who is called
    group: str | None = None  # of a call to a skill group: in whose queue it is or was
    channels_made: int = 0

    def channel_of(self, party: User | str) -> Channel | None:
        """The channel of a user, of a number, or of `customer`."""
        for channel in self.channels:
            if channel.user is party or (channel.user is None and party in ("customer", channel.number)):
                return channel
        return None
