"""The call centre itself: what a call does, and what the network does to it. It knows no wire.

Each method is one thing that happens; what is allowed is asked in `actions.py` and in `control.py`. The cited
clauses are those of `docs/clauses.md`.
"""

from collections import deque
from collections.abc import Iterable

from events import leg_event, session_event
from model import JOB_EPOCH_MS, NODE, Job, Leg, User

RING_TIMEOUT_MS = 30_000  # ccc.rules.ringing-timeout
CALL_TIMEOUT_MS = 60_000  # where TimeoutSeconds is left out, which no document settles
QUEUE_TIMEOUT_MS = 60_000  # nor this
MAX_EVENTS = 100_000  # kept for the one who asks; the oldest go first

# Timers that are due at the same millisecond go off in this order.
RINGING, CALLING, QUEUEING = 0, 1, 2


class CallCentre:
    def __init__(self, instance: str, users: list[User], now: int, number: str = "", groups: Iterable[str] = ()):
        self.instance = instance
        self.number = number  # calls to the outside show it, calls from the outside come to it
        self.users = {user.id: user for user in users}
        self.now = now
        self.jobs: dict[str, Job] = {}
        self.events: deque[dict] = deque(maxlen=MAX_EVENTS)
        self.told = 0
        self.timers: dict[tuple[int, str], int] = {}
        self.last_job = 0
        self.groups = {*groups, *(group for user in users for group in user.skill_groups)}
        self.waiting: list[Job] = []

    # Sessions (ccc.events.agent-session)

    def sign_in(self, user: User, device: str, groups: list[str] | None) -> None:
        user.state, user.break_code, user.device_id = "BREAK", "Warm-up", device  # ccc.rules.sign-in-warm-up
        user.skill_groups = user.skill_groups if groups is None else groups
        self.groups.update(user.skill_groups)
        self.tell_session("AgentCheckIn", user)

    def ready(self, user: User, outbound_only: bool = False) -> None:
        if user.state != "READY":
            user.state, user.idle_since = "READY", self.now
        user.outbound_only = outbound_only
        self.tell_session("AgentReady", user)

    def take_break(self, user: User, code: str) -> None:
        user.state, user.break_code = "BREAK", code
        self.tell_session("AgentBreak", user)

    def sign_out(self, user: User) -> None:
        user.state = "OFFLINE"
        self.tell_session("AgentCheckOut", user)

    # A call begins

    def open_job(self, call_type: str, caller: str, callee: str) -> Job:
        job = Job(self.new_job_id(), call_type, caller, callee)
        self.jobs[job.id] = job
        return job

    def new_job_id(self) -> str:
        """Milliseconds since July 2020, then node and sequence (ccc.ids.job); never the same twice."""
        self.last_job = max(self.last_job + 1, (self.now - JOB_EPOCH_MS) << 22 | NODE << 12)
        return f"job-{self.last_job:017d}"

    def open_leg(self, job: Job, user: User | None, originator: str, destination: str, number: str) -> Leg:
        side = "user" if user else "customer"
        leg_id = f"ch:{side}:{originator}->{destination}:{self.now}:{job.id}"  # ccc.ids.channel
        job.legs_made += 1
        leg = Leg(leg_id, job, user, number, originator, destination, job.legs_made, self.now)
        job.legs.append(leg)
        if user:
            user.job, user.reserved = job, self.now
        return leg

    def plan_call(self, user: User, callee: str, caller: str) -> Job:
        """MakeCall as accepted: the agent's own leg is there, in NONE (ccc.make-call.answers-before-effect)."""
        colleague = next((it for it in self.users.values() if it.extension == callee), None)
        if colleague:  # Caller has no effect between colleagues (ccc.make-call.caller-internal)
            job = self.open_job("INTERNAL", user.extension, callee)
            job.colleague = colleague
        else:
            job = self.open_job("OUTBOUND", caller, callee)
        # The agent is called first: the leg's originator is the callee (ccc.make-call.agent-leg-first).
        self.open_leg(job, user, callee, user.extension, user.extension)
        return job

    def dial(self, job: Job, timeout_ms: int) -> None:
        """MakeCall in effect (ccc.events.outbound, ccc.events.agent-to-agent)."""
        leg = job.legs[0]
        leg.user.state = "DIALING"
        self.move(leg, "CREATED")
        self.tell("AgentDialing", leg)
        self.tell("Dialing", leg)
        self.timers[CALLING, job.id] = self.now + timeout_ms
        if job.colleague:
            ringing = self.ring(job, job.colleague, job.caller)
            self.tell("AgentRinging", ringing)
            self.tell("Ringing", ringing, destination=ringing.destination)

    def inbound(self, caller: str, user: User) -> Job:
        """A customer calls an agent. The customer's leg is up before the agent's rings (ccc.events.inbound)."""
        job = self.caller_is_up(caller)
        self.offer(job, user)
        return job

    def caller_is_up(self, caller: str) -> Job:
        job = self.open_job("INBOUND", caller, self.number)
        self.move(self.open_leg(job, None, caller, self.number, caller), "ANSWERED")
        return job

    def offer(self, job: Job, user: User) -> None:
        leg = self.ring(job, user, job.caller)
        self.tell("Ringing", leg, destination=leg.destination)
        self.tell("AgentRinging", leg)

    def ring(self, job: Job, user: User, originator: str) -> Leg:
        leg = self.open_leg(job, user, originator, user.extension, user.extension)
        user.state = "RINGING"
        self.move(leg, "RINGING")
        self.timers[RINGING, job.id] = self.now + RING_TIMEOUT_MS
        return leg

    # A queue for each skill group (ccc.events.inbound-through-ivr, ccc.rules.queue-order)

    def inbound_to_group(self, caller: str, group: str) -> Job:
        job = self.caller_is_up(caller)
        job.group = group
        self.tell("Route2IVR", job.legs[0])
        self.enqueue(job)
        return job

    def enqueue(self, job: Job) -> None:
        self.tell("Enqueue", job.legs[0], queueType="SkillGroup")
        self.waiting.append(job)
        self.waiting.sort(key=lambda job: job.id)  # first come, first served; ids grow
        self.timers[QUEUEING, job.id] = self.now + QUEUE_TIMEOUT_MS

    def serve(self) -> None:
        """Comes after each input: an answer shows the agent READY before the next call rings."""
        for job in list(self.waiting):
            free = [user for user in self.users.values() if self.takes_calls(user, job.group)]
            if free:
                self.waiting.remove(job)
                self.cancel(job)
                self.tell("AssignAgent", job.legs[0], queueType="SkillGroup")
                self.offer(job, min(free, key=lambda user: user.idle_since))

    def takes_calls(self, user: User, group: str | None = None) -> bool:
        """ccc.rules.only-ready-calls"""
        in_group = group is None or group in user.skill_groups
        return user.state == "READY" and not user.outbound_only and bool(user.extension) and in_group

    # A call goes on

    def rings(self, leg: Leg) -> None:
        self.move(leg, "RINGING")
        if leg.user is None:
            self.tell("Ringing", leg, destination=leg.destination)

    def answered(self, leg: Leg) -> None:
        job = leg.job
        self.move(leg, "ANSWERED")
        if leg.user and leg.user.state == "DIALING":  # the agent's own phone: now the far party is called
            if job.call_type == "OUTBOUND":
                self.open_leg(job, None, job.caller, job.callee, job.callee)
            return
        self.connect(job)

    def connect(self, job: Job) -> None:
        """AgentTalk and Established of each leg; none for who was up before (ccc.events.inbound)."""
        self.cancel(job)
        for leg in job.legs:
            if leg.user:
                if leg.state != "ANSWERED":
                    self.move(leg, "ANSWERED")
                leg.user.state = "TALKING"
                self.tell("AgentTalk", leg)
            if leg.user or job.call_type != "INBOUND":
                self.tell("Established", leg)

    def hold(self, user: User, leg: Leg) -> None:
        leg.flags.add("HOLD")  # a flag: the state stays ANSWERED (ccc.hold-call.stays-answered)
        self.tell("Held", user.job.leg_of(user), heldChannelId=leg.id)

    def retrieve(self, user: User, leg: Leg) -> None:
        leg.flags.discard("HOLD")
        self.tell("Retrieved", user.job.leg_of(user), retrievedChannelId=leg.id)

    def mute(self, user: User, leg: Leg) -> None:
        leg.flags.add("MUTED")
        self.tell("Muted", leg, mutedChannelId=leg.id)

    def unmute(self, user: User, leg: Leg) -> None:
        leg.flags.discard("MUTED")
        self.tell("Unmuted", leg, unmutedChannelId=leg.id)

    # A call ends

    def end(self, first: Leg, reason: str, break_code: str | None = None) -> None:
        """`first` ends, and with it the call (ccc.events.agent-hangs-up, ccc.events.customer-hangs-up). Whose phone
        rings goes on a break if there is a code for it, else is ready."""
        job = first.job
        self.cancel(job)
        if job in self.waiting:
            self.waiting.remove(job)
        legs = [first] + [leg for leg in job.legs if leg is not first]
        for leg in legs:
            self.release(leg, reason)
        del self.jobs[job.id]
        for leg in legs:
            if leg.user:
                self.after_call(leg.user, break_code)

    def release(self, leg: Leg, reason: str) -> None:
        self.move(leg, "RELEASED")
        leg.flags.clear()
        if leg.user:
            self.tell("AgentRelease", leg)
        self.tell("Released", leg, releaseReason=reason)

    def after_call(self, user: User, break_code: str | None) -> None:
        was, user.job = user.state, None
        if was == "TALKING":
            user.state = "WORKING"  # after-call work, of which no event tells (ccc.rules.after-call-work)
        elif was == "RINGING" and break_code:
            self.take_break(user, break_code)
        else:
            self.ready(user, user.outbound_only)  # nobody was reached; no document says where this leads

    def gives_up(self, leg: Leg, reason: str, break_code: str | None = None) -> None:
        """The caller hangs up before an agent has answered (ccc.events.abandoned)."""
        self.tell("Abandoned", leg, abandonPhase="Queuing" if leg.job in self.waiting else "Ringing")
        self.end(leg, reason, break_code)

    def not_taken(self, leg: Leg, reason: str, break_code: str) -> None:
        """A phone that rings is not answered. The call returns to its queue (ccc.rules.ringing-timeout-returns),
        or is over where it has none."""
        job = leg.job
        if job.group is None:
            self.end(leg, reason, break_code)
            return
        self.cancel(job)
        self.release(leg, reason)
        job.legs.remove(leg)
        self.after_call(leg.user, break_code)
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
            leg = next(leg for leg in reversed(job.legs) if leg.user)  # who is called has the last leg
            self.tell("RingingTimeout", leg)
            self.not_taken(leg, "408 - Request Timeout", "RingingTimeout")
        elif kind == QUEUEING:
            self.tell("QueueingTimeout", job.legs[0], queueType="SkillGroup")  # ccc.events.queueing-timeout
            self.end(job.legs[0], "408 - Request Timeout")
        else:
            self.end(job.legs[0], "408 - Request Timeout")  # ccc.make-call.timeout

    def cancel(self, job: Job) -> None:
        for kind in (RINGING, CALLING, QUEUEING):
            self.timers.pop((kind, job.id), None)

    # What is told

    def move(self, leg: Leg, state: str) -> None:
        leg.state, leg.timestamp = state, self.now  # ccc.make-call.timestamp: hold and mute do not touch it

    def tell(self, name: str, leg: Leg, **said: str) -> None:
        self.push(leg_event(name, self.instance, self.now, leg, said))

    def tell_session(self, name: str, user: User) -> None:
        self.push(session_event(name, self.instance, self.now, user))

    def push(self, event: dict) -> None:
        self.events.append(event)
        self.told += 1

    def events_after(self, cursor: int) -> list[dict]:
        fresh = min(max(self.told - cursor, 0), len(self.events))
        return list(self.events)[len(self.events) - fresh:]
