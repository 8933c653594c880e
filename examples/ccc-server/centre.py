"""The call centre itself: what a call does, and what the network does to it. It knows no wire.

Each method is one thing that happens; what is allowed is asked in `actions.py` and in `control.py`. The cited
clauses are those of `docs/clauses.md`.
"""

from collections import deque
from collections.abc import Iterable

from events import channel_event, session_event
from model import JOB_EPOCH_MS, NODE, Job, Channel, User

RING_TIMEOUT_MS = 30_000  # ccc.rules.ringing-timeout
CALL_TIMEOUT_MS = 60_000  # where TimeoutSeconds is left out, which no document settles
QUEUE_TIMEOUT_MS = 60_000  # nor this
MAX_EVENTS = 100_000  # kept for the one who asks; the oldest go first

# Timers that are due at the same millisecond go off in this order.
RINGING, CALLING, QUEUEING = 0, 1, 2


class CallCentre:
    # The states in a call that after-call work follows. Where nobody was reached, no document says what follows.
    WORK_AFTER = frozenset({"TALKING"})

    def __init__(self, instance: str, users: list[User], now: int, number: str = "", groups: Iterable[str] = ()):
        self.instance = instance
        self.number = number  # calls to the outside show it, calls from the outside come to it
        self.users = {user.id: user for user in users}
        self.now = now
        self.jobs: dict[str, Job] = {}
        self.events: deque[dict] = deque(maxlen=MAX_EVENTS)
        self.emitted = 0
        self.timers: dict[tuple[int, str], int] = {}
        self.last_job = 0
        self.groups = {*groups, *(group for user in users for group in user.skill_groups)}
        self.waiting: list[Job] = []

    # Sessions (ccc.events.agent-session)

    def sign_in(self, user: User, device: str, groups: list[str] | None) -> None:
        user.state, user.break_code, user.device_id = "BREAK", "Warm-up", device  # ccc.rules.sign-in-warm-up
        user.skill_groups = user.skill_groups if groups is None else groups
        self.groups.update(user.skill_groups)
        self.emit_session("AgentCheckIn", user)

    def ready(self, user: User, outbound_only: bool = False) -> None:
        if user.state != "READY":
            user.state, user.idle_since = "READY", self.now
        user.outbound_only = outbound_only
        self.emit_session("AgentReady", user)

    def take_break(self, user: User, code: str) -> None:
        user.state, user.break_code = "BREAK", code
        self.emit_session("AgentBreak", user)

    def sign_out(self, user: User) -> None:
        user.state = "OFFLINE"
        self.emit_session("AgentCheckOut", user)

    # A call begins

    def open_job(self, call_type: str, caller: str, callee: str) -> Job:
        job = Job(self.new_job_id(), call_type, caller, callee)
        self.jobs[job.id] = job
        return job

    def new_job_id(self) -> str:
        """Milliseconds since July 2020, then node and sequence (ccc.ids.job); never the same twice."""
        self.last_job = max(self.last_job + 1, (self.now - JOB_EPOCH_MS) << 22 | NODE << 12)
        return f"job-{self.last_job:017d}"

    def open_channel(self, job: Job, user: User | None, originator: str, destination: str, number: str) -> Channel:
        side = "user" if user else "customer"
        channel_id = f"ch:{side}:{originator}->{destination}:{self.now}:{job.id}"  # ccc.ids.channel
        job.channels_made += 1
        channel = Channel(channel_id, job, user, number, originator, destination, job.channels_made, self.now)
        job.channels.append(channel)
        if user:
            user.job, user.reserved = job, self.now
        return channel

    def plan_call(self, user: User, callee: str, caller: str) -> Job:
        """MakeCall as accepted: the agent's own channel is there, in NONE (ccc.make-call.answers-before-effect)."""
        colleague = next((it for it in self.users.values() if it.extension == callee), None)
        if colleague:  # Caller has no effect between colleagues (ccc.make-call.caller-internal)
            job = self.open_job("INTERNAL", user.extension, callee)
            job.colleague = colleague
        else:
            job = self.open_job("OUTBOUND", caller, callee)
        # The agent is called first: the channel's originator is the callee (ccc.make-call.agent-leg-first).
        self.open_channel(job, user, callee, user.extension, user.extension)
        return job

    def dial(self, job: Job, timeout_ms: int) -> None:
        """MakeCall in effect (ccc.events.outbound, ccc.events.agent-to-agent)."""
        channel = job.channels[0]
        channel.user.state = "DIALING"
        self.move(channel, "CREATED")
        self.emit("AgentDialing", channel)
        self.emit("Dialing", channel)
        self.timers[CALLING, job.id] = self.now + timeout_ms
        if job.colleague:
            ringing = self.ring(job, job.colleague, job.caller)
            self.emit("AgentRinging", ringing)
            self.emit("Ringing", ringing, destination=ringing.destination)

    def inbound(self, caller: str, user: User) -> Job:
        """A customer calls an agent. The customer's channel is up before the agent's rings (ccc.events.inbound)."""
        job = self.caller_is_up(caller)
        self.offer(job, user)
        return job

    def caller_is_up(self, caller: str) -> Job:
        job = self.open_job("INBOUND", caller, self.number)
        self.move(self.open_channel(job, None, caller, self.number, caller), "ANSWERED")
        return job

    def offer(self, job: Job, user: User) -> None:
        channel = self.ring(job, user, job.caller)
        self.emit("Ringing", channel, destination=channel.destination)
        self.emit("AgentRinging", channel)

    def ring(self, job: Job, user: User, originator: str) -> Channel:
        channel = self.open_channel(job, user, originator, user.extension, user.extension)
        user.state = "RINGING"
        self.move(channel, "RINGING")
        self.timers[RINGING, job.id] = self.now + RING_TIMEOUT_MS
        return channel

    # A queue for each skill group (ccc.events.inbound-through-ivr, ccc.rules.queue-order)

    def inbound_to_group(self, caller: str, group: str) -> Job:
        job = self.caller_is_up(caller)
        job.group = group
        self.emit("Route2IVR", job.channels[0])
        self.enqueue(job)
        return job

    def enqueue(self, job: Job) -> None:
        self.emit("Enqueue", job.channels[0], queueType="SkillGroup")
        self.waiting.append(job)
        self.waiting.sort(key=lambda job: job.id)  # first come, first served; ids grow
        self.timers[QUEUEING, job.id] = self.now + QUEUE_TIMEOUT_MS

    def done(self) -> None:
        """Comes after each input: an answer shows the agent READY before the next call rings."""
        self.serve()

    def serve(self) -> None:
        for job in list(self.waiting):
            free = [user for user in self.users.values() if self.takes_calls(user, job.group)]
            if free:
                self.waiting.remove(job)
                self.cancel(job)
                self.emit("AssignAgent", job.channels[0], queueType="SkillGroup")
                self.offer(job, min(free, key=lambda user: user.idle_since))

    def takes_calls(self, user: User, group: str | None = None) -> bool:
        """ccc.rules.only-ready-calls"""
        in_group = group is None or group in user.skill_groups
        return user.state == "READY" and not user.outbound_only and bool(user.extension) and in_group

    # A call goes on

    def rings(self, channel: Channel) -> None:
        self.move(channel, "RINGING")
        if channel.user is None:
            self.emit("Ringing", channel, destination=channel.destination)

    def answered(self, channel: Channel) -> None:
        job = channel.job
        self.move(channel, "ANSWERED")
        if channel.user and channel.user.state == "DIALING":  # the agent's own phone: now the remote party is called
            if job.call_type == "OUTBOUND":
                self.open_channel(job, None, job.caller, job.callee, job.callee)
            return
        self.connect(job)

    def connect(self, job: Job) -> None:
        """AgentTalk and Established of each channel; none for who was up before (ccc.events.inbound)."""
        self.cancel(job)
        for channel in job.channels:
            if channel.user:
                if channel.state != "ANSWERED":
                    self.move(channel, "ANSWERED")
                channel.user.state = "TALKING"
                self.emit("AgentTalk", channel)
            if channel.user or job.call_type != "INBOUND":
                self.emit("Established", channel)

    def hold(self, user: User, channel: Channel) -> None:
        channel.flags.add("HOLD")  # a flag: the state stays ANSWERED (ccc.hold-call.stays-answered)
        self.emit("Held", user.job.channel_of(user), heldChannelId=channel.id)

    def retrieve(self, user: User, channel: Channel) -> None:
        channel.flags.discard("HOLD")
        self.emit("Retrieved", user.job.channel_of(user), retrievedChannelId=channel.id)

    def mute(self, user: User, channel: Channel) -> None:
        channel.flags.add("MUTED")
        self.emit("Muted", channel, mutedChannelId=channel.id)

    def unmute(self, user: User, channel: Channel) -> None:
        channel.flags.discard("MUTED")
        self.emit("Unmuted", channel, unmutedChannelId=channel.id)

    # A call ends

    def end(self, first: Channel, reason: str, by: str | None = None, break_code: str | None = None) -> None:
        """`first` ends, and with it the call (ccc.events.agent-hangs-up, ccc.events.customer-hangs-up); `by` is the
        number that hung up. Whose phone rings goes on a break if there is a code for it, else is ready."""
        job = first.job
        self.cancel(job)
        if job in self.waiting:
            self.waiting.remove(job)
        channels = [first] + [channel for channel in job.channels if channel is not first]
        for channel in channels:
            self.release(channel, reason, by)
        for channel in channels:
            self.move(channel, "RETIRED")  # ccc.channel-state.retired
        del self.jobs[job.id]
        for channel in channels:
            if channel.user:
                self.after_call(channel.user, break_code)

    def release(self, channel: Channel, reason: str, by: str | None) -> None:
        self.move(channel, "RELEASED")
        channel.flags.clear()
        channel.release_reason, channel.released_by = reason, by
        if channel.user:
            self.emit("AgentRelease", channel)
        self.emit("Released", channel, releaseReason=reason)

    def after_call(self, user: User, break_code: str | None) -> None:
        was, user.job, user.last_job = user.state, None, user.job
        if was == "RINGING" and break_code:
            self.take_break(user, break_code)
        elif was in self.WORK_AFTER:
            user.state = "WORKING"  # after-call work, which no event reports (ccc.rules.after-call-work)
        else:
            self.ready(user, user.outbound_only)

    def gives_up(self, channel: Channel, reason: str, by: str | None, break_code: str | None = None) -> None:
        """The caller hangs up before an agent has answered (ccc.events.abandoned)."""
        self.emit("Abandoned", channel, abandonPhase="Queuing" if channel.job in self.waiting else "Ringing")
        self.end(channel, reason, by, break_code)

    def not_taken(self, channel: Channel, reason: str, by: str | None, break_code: str) -> None:
        """A phone that rings is not answered. The call returns to its queue (ccc.rules.ringing-timeout-returns),
        or is over where it has none."""
        job = channel.job
        if job.group is None:
            self.end(channel, reason, by, break_code)
            return
        self.cancel(job)
        self.release(channel, reason, by)
        job.channels.remove(channel)
        self.after_call(channel.user, break_code)
        self.enqueue(job)

    # Time

    def advance(self, ms: int) -> None:
        until = self.now + ms
        while due := min(((at, *key) for key, at in self.timers.items() if at <= until), default=None):
            self.now, kind, job = due
            del self.timers[kind, job]
            self.due(kind, self.jobs[job])
            self.serve()
        self.now = until

    def due(self, kind: int, job: Job) -> None:
        if kind == RINGING:
            # The agent who is called has the last channel.
            channel = next(channel for channel in reversed(job.channels) if channel.user)
            self.emit("RingingTimeout", channel)
            self.not_taken(channel, "408 - Request Timeout", None, "RingingTimeout")
        elif kind == QUEUEING:
            self.emit("QueueingTimeout", job.channels[0], queueType="SkillGroup")  # ccc.events.queueing-timeout
            self.end(job.channels[0], "408 - Request Timeout")
        else:
            self.end(job.channels[0], "408 - Request Timeout")  # ccc.make-call.timeout

    def cancel(self, job: Job) -> None:
        for kind in (RINGING, CALLING, QUEUEING):
            self.timers.pop((kind, job.id), None)

    # Events

    def move(self, channel: Channel, state: str) -> None:
        channel.state, channel.timestamp = state, self.now  # ccc.make-call.timestamp: hold and mute do not touch it

    def emit(self, name: str, channel: Channel, **said: str) -> None:
        self.push(channel_event(name, self.instance, self.now, channel, said))

    def emit_session(self, name: str, user: User) -> None:
        self.push(session_event(name, self.instance, self.now, user))

    def push(self, event: dict) -> None:
        self.events.append(event)
        self.emitted += 1

    def events_after(self, cursor: int) -> list[dict]:
        fresh = min(max(self.emitted - cursor, 0), len(self.events))
        return list(self.events)[len(self.events) - fresh:]
