"""Known mistakes, one at a time: what a good suite must notice. Each is a line or three of somebody's working day.

    python3 ccc_server.py --insecure --fault hold-ignored
"""

from actions import Action, Service, poll_user_status, ready_for_service
from brothers import BROTHERS
from centre import CallCentre


class HoldIgnored(CallCentre):
    """HoldCall is accepted, and nothing happens."""

    def hold(self, user, channel):
        pass


class WrongChannelHeld(CallCentre):
    """It is the agent's own channel that is put on hold, not the one named."""

    def hold(self, user, channel):
        super().hold(user, user.job.channel_of(user))


class MuteSurvives(CallCentre):
    """Mute belongs to the agent instead of to the channel, and is still on in the next call."""

    muted = frozenset()

    def mute(self, user, channel):
        self.muted |= {user.id}
        super().mute(user, channel)

    def unmute(self, user, channel):
        self.muted -= {user.id}
        super().unmute(user, channel)

    def open_channel(self, job, user, *spelled):
        channel = super().open_channel(job, user, *spelled)
        if user and user.id in self.muted:
            channel.flags.add("MUTED")
        return channel


class EventLost(CallCentre):
    """No event reports that a call is retrieved."""

    def emit(self, name, channel, **said):
        if name != "Retrieved":
            super().emit(name, channel, **said)


class EventsSwapped(CallCentre):
    """That a channel dials is told late: after what happens next to its agent."""

    def __init__(self, *given):
        super().__init__(*given)
        self.late = {}

    def push(self, event):
        if event["eventType"] == "Dialing":
            self.late[event["agentId"]] = event
            return
        super().push(event)
        if late := self.late.pop(event.get("agentId"), None):
            super().push(late)


class TimerLeft(CallCentre):
    """The 30 seconds of ringing go on after the call has been answered."""

    def connect(self, job):
        left = dict(self.timers)
        super().connect(job)
        self.timers = left


class NoAfterCallWork(CallCentre):
    """The agent is ready at once when a call is over."""

    def after_call(self, user, break_code):
        was = user.state
        super().after_call(user, break_code)
        if was == "TALKING":
            self.ready(user, user.outbound_only)


class NoWarmUp(CallCentre):
    """Who signs in is ready at once."""

    def sign_in(self, user, device, groups):
        super().sign_in(user, device, groups)
        self.ready(user)


class LateAnswer(Service):
    """The answer is written after the effect, and shows it."""

    def answer_first(self, name, request, effect):
        if name == "ReleaseCall":
            return super().answer_first(name, request, effect)
        effect()
        return self.answers.call_data(name, request.user, self.centre)


class StaleAnswer(Service):
    """A poll is answered from a cache that is one poll old."""

    def answer_first(self, name, request, effect):
        fresh = super().answer_first(name, request, effect)
        if name != "PollUserStatus":
            return fresh
        cache = vars(self.centre).setdefault("polled", {})
        stale, cache[request.user.id] = cache.get(request.user.id, fresh), fresh
        return stale


class WrongStatus(Service):
    """Refusals come with HTTP status 200."""

    def handle(self, *request):
        return 200, super().handle(*request)[1]


class FieldRenamed(Service):
    """The state of a channel is called State."""

    def perform(self, *request):
        data = super().perform(*request)
        for channel in data.get("CallContext", {}).get("ChannelContexts", []):
            channel["State"] = channel.pop("ChannelState")
        return data


class NumberAsText(Service):
    """A number is written as a text."""

    def handle(self, *request):
        status, body = super().handle(*request)
        return status, body | {"HttpStatusCode": str(status)}


class ReadyFromOffline(Service):
    """Who is not signed in can become ready."""

    def accept(self, action, params, account):
        request = super().accept(action, params, account)
        if action.check is ready_for_service and request.user.state == "OFFLINE":
            request.user.state = "BREAK"
        return request


class ReleasedTwice(Service):
    """To release a call that is over is accepted again and again."""

    def perform(self, name, params, account):
        if name == "ReleaseCall" and params.get("JobId") not in self.centre.jobs:
            request = self.accept(Action(poll_user_status, ("InstanceId", "JobId")), params, account)
            return self.answers.call_data(name, request.user, self.centre)
        return super().perform(name, params, account)


class JobIdReused(CallCentre):
    """An agent's second call has the id of the first."""

    def new_job_id(self):
        return "job-65825892782321664"


FAULTS = {
    "hold-ignored": HoldIgnored,
    "wrong-channel-held": WrongChannelHeld,
    "mute-survives": MuteSurvives,
    "event-lost": EventLost,
    "events-swapped": EventsSwapped,
    "timer-left": TimerLeft,
    "no-after-call-work": NoAfterCallWork,
    "no-warm-up": NoWarmUp,
    "late-answer": LateAnswer,
    "stale-answer": StaleAnswer,
    "wrong-status": WrongStatus,
    "field-renamed": FieldRenamed,
    "number-as-text": NumberAsText,
    "ready-from-offline": ReadyFromOffline,
    "released-twice": ReleasedTwice,
    "job-id-reused": JobIdReused,
}


def built(fault: str | None = None, brother: str | None = None) -> Service:
    """The server or one of its brothers, with a mistake or without."""
    service, centre = BROTHERS[brother] if brother else (Service, CallCentre)
    mistake = FAULTS.get(fault)
    if mistake is None:
        return service(centre)
    # The mistake comes first, and goes on to the brother where it leaves something as it is.
    if issubclass(mistake, Service):
        return type(mistake.__name__, (mistake, service), {})(centre)
    return service(type(mistake.__name__, (mistake, centre), {}))
