"""The control endpoint: sets the scene, plays the network, moves the clock, reads events.

The protocol is described in `docs/adapter-protocol.md`; both the HTTP server and the shim over stdin and stdout
hand its messages to `Control.handle`.
"""

from actions import Service
from model import Job, Channel, User

PROTOCOL = 1
OWN_NUMBER = "01012345678"  # of a call centre that is given none
MAX_USERS = 10_000
MAX_WAITING = 1_000  # callers in all queues
MAX_ADVANCE_MS = 10 * 366 * 86_400_000
MAX_CLOCK_MS = 32_503_680_000_000  # the year 3000
# In which states of a channel each can happen: what the network leaves out cannot come later.
BEFORE = {
    "created": ("NONE",),
    "ringing": ("NONE", "CREATED"),
    "early_media": ("NONE", "CREATED", "RINGING"),
    "answered": ("NONE", "CREATED", "RINGING", "EARLY_MEDIA"),
}
REASONS = {
    "busy": "486:USER_BUSY",
    "rejected": "603 - Decline",
    "no_route": "404 - No destination",
    "hung_up": "200 - Okay",
}


class Impossible(Exception):
    """What is asked for cannot be done here; the message says why."""


class Unsupported(Impossible):
    """It could not be done in any state: cases that need it do not apply."""


class Control:
    def __init__(self, service: Service):
        self.service = service
        self.ops = {"hello": self.hello, "reset": self.reset, "stimulus": self.stimulus, "clock": self.clock}
        self.ops["events"] = self.events

    def handle(self, op: object, message: object) -> dict:
        if not isinstance(op, str) or op not in self.ops:
            return {"ok": False, "reason": "unknown op"}
        if not isinstance(message, dict):
            return {"ok": False, "reason": "a message is a JSON object"}
        try:
            answer = self.ops[op](message)
            self.service.centre.done()
            return {"ok": True, **answer}
        except Unsupported as unsupported:
            return {"ok": False, "reason": str(unsupported), "unsupported": True}
        except Impossible as impossible:
            return {"ok": False, "reason": str(impossible)}

    def hello(self, message: dict) -> dict:
        if message.get("protocol") != PROTOCOL:
            raise Impossible(f"protocol {PROTOCOL} is spoken here")
        return {"protocol": PROTOCOL, "name": "ccc-server", "version": "0.1", "ops": list(self.ops)}

    def reset(self, message: dict) -> dict:
        given = field(message, "given", dict, default={})
        now = integer(given, "clock_ms", MAX_CLOCK_MS, default=1_609_225_718_000)
        users = field(given, "users", list, default=[])
        if len(users) > MAX_USERS:
            raise Impossible(f"at most {MAX_USERS} users can be given")
        cast = [given_user(user) for user in users]
        if len({user.id for user in cast}) < len(cast):
            raise Impossible("two users of one id")
        instance = field(given, "instance", str, default="ccc-test")
        number, *_ = [*texts(given, "numbers"), OWN_NUMBER]
        self.service.centre = self.service.make_centre(instance, cast, now, number, texts(given, "skill_groups"))
        return {}

    def clock(self, message: dict) -> dict:
        self.service.centre.advance(integer(message, "advance_ms", MAX_ADVANCE_MS))
        return {"now_ms": self.service.centre.now}

    def events(self, message: dict) -> dict:
        centre = self.service.centre
        after = integer(message, "after", 1 << 53, default=0)
        return {"events": centre.events_after(after), "cursor": centre.emitted}

    def stimulus(self, message: dict) -> dict:
        kind = field(message, "stimulus", str)
        if kind == "inbound":
            return {"job": self.inbound(message).id}
        job = self.service.centre.jobs.get(field(message, "job", str))
        party = field(message, "party", str)
        channel = job and job.channel_of(self.service.centre.users.get(party, party))
        if channel is None:
            raise Impossible("there is no such call, or no such party in it")
        cause = field(message, "cause", str, default=None)
        if kind in BEFORE:
            self.progress(kind, channel)
        elif kind in REASONS:
            self.over(kind, channel, cause or REASONS[kind])
        else:
            raise Unsupported(f"the stimulus {kind[:40]} is not known here")
        return {}

    def inbound(self, message: dict) -> Job:
        centre, to, caller = self.service.centre, field(message, "to", str), field(message, "from", str)[:64]
        user = centre.users.get(to)
        if user is None and to in centre.groups:
            if len(centre.waiting) >= MAX_WAITING:
                raise Impossible(f"{MAX_WAITING} callers wait already")
            return centre.inbound_to_group(caller, to)
        if user is None or not centre.takes_calls(user):
            raise Impossible("this user takes no calls now" if user else "there is no such user or skill group")
        return centre.inbound(caller, user)

    def progress(self, kind: str, channel: Channel) -> None:
        """A channel that is not answered yet gets on (ccc.channel-state.*)."""
        centre = self.service.centre
        is_called = channel.user is not None and channel.user.state == "RINGING"
        if kind == "ringing" and is_called and channel.state == "RINGING":
            return  # it rings already, and its 30 seconds run from then
        if channel.state not in BEFORE[kind]:
            raise Impossible(f"the channel is {channel.state}")
        if kind == "ringing":
            centre.rings(channel)
        elif kind == "answered":
            centre.answered(channel)
        else:
            centre.move(channel, kind.upper())

    def over(self, kind: str, channel: Channel, reason: str) -> None:
        """A channel ends: an answered one by `hung_up`, any other by the rest of the kinds."""
        centre, ringing = self.service.centre, channel.user is not None and channel.user.state == "RINGING"
        if (kind == "hung_up") != (channel.state == "ANSWERED"):
            raise Impossible(f"the channel is {channel.state}")
        if kind in ("busy", "no_route") and channel.user:
            raise Impossible("only the outside is busy or out of reach: an agent's phone rings")
        if ringing:
            centre.not_taken(channel, reason, channel.number, "RejectCall")  # ccc.rules.reject-call
        elif channel.job.call_type == "INBOUND" and not any(
            it.user and it.state == "ANSWERED" for it in channel.job.channels
        ):
            centre.gives_up(channel, reason, channel.number)
        else:
            centre.end(channel, reason, channel.number)


REQUIRED = object()


def field(message: dict, name: str, kind: type, default=REQUIRED):
    value = message.get(name)
    if value is None and default is not REQUIRED:
        return default
    if not isinstance(value, kind):
        raise Impossible(f"`{name}` is missing" if value is None else f"`{name}` is of another type")
    return value


def integer(message: dict, name: str, maximum: int, default=REQUIRED) -> int:
    value = field(message, name, int, default)
    if isinstance(value, bool) or not 0 <= value <= maximum:
        raise Impossible(f"`{name}` is not between 0 and {maximum}")
    return value


def texts(message: dict, name: str) -> list[str]:
    return [it for it in field(message, name, list, default=[]) if isinstance(it, str)]


def given_user(given: object) -> User:
    """A user as given: calls are made, not given, so that nobody is given in one."""
    if not isinstance(given, dict):
        raise Impossible("a user is a JSON object")
    text = lambda name, default: field(given, name, str, default)
    user = User(field(given, "id", str), text("extension", ""), text("device_id", ""), text("state", "OFFLINE"))
    if user.state not in ("OFFLINE", "BREAK", "READY", "WORKING"):
        raise Impossible(f"{user.id} cannot be given in {user.state}")
    user.break_code = text("break_code", None if user.state == "OFFLINE" else "Warm-up")
    user.mobile = text("mobile", None)
    user.work_mode = text("work_mode", "ON_SITE")
    user.skill_groups = texts(given, "skill_groups")
    return user
