//! The ways in which a call can end, for the scenarios that go on with a plain next call.

use offhook_machine::Signal;

use crate::moves::{Agent, Ask, Customer, Move, Whither, Who};

/// A way in which a call ends, or is not made at all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    /// The name of the folder, and a part of the ids.
    pub(super) name: &'static str,
    /// What has happened, after the word `After`.
    pub(super) says: &'static str,
    /// How many agents take part.
    pub(super) agents: u8,
    /// How the call came to be.
    pub(super) begins: &'static [Move],
    /// How it ends.
    pub(super) ends: &'static [Move],
}

impl Ending {
    /// Everything that happens, in order.
    pub(super) fn way(&self) -> impl Iterator<Item = Move> {
        self.begins.iter().chain(self.ends).copied()
    }

    /// True if the call comes to the skill group.
    pub(super) fn is_queued(&self) -> bool {
        self.way().any(|it| matches!(it, Move::InboundToGroup { .. }))
    }
}

const AMY: Who = Who::Agent(0);
const BOB: Who = Who::Agent(1);
const CUSTOMER: Who = Who::Customer(0);
const OTHER_CUSTOMER: Who = Who::Customer(1);

const fn amy(ask: Ask) -> Move {
    Move::Ask { by: 0, ask }
}

const fn bob(ask: Ask) -> Move {
    Move::Ask { by: 1, ask }
}

const fn phone(who: Who, signal: Signal) -> Move {
    Move::Channel { who, signal }
}

const QUEUED: Move = Move::InboundToGroup { from: 0 };
const RINGS: Move = Move::Inbound { from: 0, to: 0 };
const DIALS: Move = amy(Ask::Call(CUSTOMER));
const LIFTS: Move = phone(AMY, Signal::Answered);
const CUSTOMER_ANSWERS: Move = phone(CUSTOMER, Signal::Answered);
const CUSTOMER_LEAVES: Move = phone(CUSTOMER, Signal::HungUp);
const AMY_LEAVES: Move = amy(Ask::Release);
const BOB_LEAVES: Move = bob(Ask::Release);

/// Nothing has happened yet.
const NOTHING: &[Move] = &[];
/// The agent has placed a call, and waits for the customer.
const DIALING: &[Move] = &[DIALS, LIFTS];
/// The agent has placed a call, and talks.
const PLACED: &[Move] = &[DIALS, LIFTS, CUSTOMER_ANSWERS];
/// A call rings at the agent.
const RINGING: &[Move] = &[RINGS];
/// The agent has taken a call, and talks.
const RECEIVED: &[Move] = &[RINGS, amy(Ask::Answer)];
/// The agent does not take calls, and a caller waits.
const WAITING: &[Move] = &[amy(Ask::Break), QUEUED];
/// A caller waited, and the call rings at the agent.
const OFFERED: &[Move] = &[QUEUED];
/// The agent calls a colleague, and both talk.
const COLLEAGUES: &[Move] = &[amy(Ask::Call(BOB)), bob(Ask::Answer)];
/// The agent has handed the call on, and it rings at the colleague.
const HANDED_ON: &[Move] = &[DIALS, LIFTS, CUSTOMER_ANSWERS, amy(Ask::BlindTransfer(Whither::To(BOB)))];
/// The colleague is asked, and the phone rings.
const ASKING: &[Move] = &[DIALS, LIFTS, CUSTOMER_ANSWERS, amy(Ask::Consult(Whither::To(BOB)))];
/// The agent talks with the colleague while the customer waits.
const CONSULTING: &[Move] =
    &[DIALS, LIFTS, CUSTOMER_ANSWERS, amy(Ask::Consult(Whither::To(BOB))), bob(Ask::Answer)];
/// Agent, colleague and customer talk with each other.
const CONFERRING: &[Move] = &[
    DIALS,
    LIFTS,
    CUSTOMER_ANSWERS,
    amy(Ask::Consult(Whither::To(BOB))),
    bob(Ask::Answer),
    amy(Ask::SwitchToConference),
];
/// The agent has a second call, with the colleague, while the customer is on hold.
const SECOND_CALL: &[Move] =
    &[DIALS, LIFTS, CUSTOMER_ANSWERS, amy(Ask::Hold(CUSTOMER)), amy(Ask::Call(BOB)), bob(Ask::Answer)];

const fn supervised(ask: Ask) -> [Move; 5] {
    [DIALS, LIFTS, CUSTOMER_ANSWERS, bob(ask), phone(BOB, Signal::Answered)]
}

const MONITORED: &[Move] = &supervised(Ask::Monitor(Agent(0)));
const COACHED: &[Move] = &supervised(Ask::Coach(Agent(0)));
const BARGED_IN: &[Move] = &supervised(Ask::BargeIn(Agent(0)));
const INTERCEPTED: &[Move] = &supervised(Ask::Intercept(Agent(0)));

const fn of_one(
    name: &'static str,
    says: &'static str,
    begins: &'static [Move],
    ends: &'static [Move],
) -> Ending {
    Ending { name, says, agents: 1, begins, ends }
}

const fn of_two(
    name: &'static str,
    says: &'static str,
    begins: &'static [Move],
    ends: &'static [Move],
) -> Ending {
    Ending { name, says, agents: 2, begins, ends }
}

/// Every ending. Where a vendor has no words for one, or its rules do not let it happen, there is no scenario of it.
pub(super) const ENDINGS: &[Ending] = &[
    // A call that was placed.
    of_one("agent-hangs-up", "the agent has hung up", PLACED, &[AMY_LEAVES]),
    of_one("customer-hangs-up", "the customer has hung up", PLACED, &[CUSTOMER_LEAVES]),
    of_one("phone-put-down", "the agent has put the phone down", PLACED, &[phone(AMY, Signal::HungUp)]),
    of_one(
        "customer-dropped",
        "the agent has ended the customer's channel",
        PLACED,
        &[amy(Ask::Drop(CUSTOMER))],
    ),
    of_one(
        "held-customer-hangs-up",
        "the customer has hung up on hold",
        PLACED,
        &[amy(Ask::Hold(CUSTOMER)), CUSTOMER_LEAVES],
    ),
    of_one(
        "agent-hangs-up-on-hold",
        "the agent has hung up with the customer on hold",
        PLACED,
        &[amy(Ask::Hold(CUSTOMER)), AMY_LEAVES],
    ),
    of_one(
        "muted-agent-hangs-up",
        "the agent has hung up while muted",
        PLACED,
        &[amy(Ask::Mute), AMY_LEAVES],
    ),
    of_one(
        "muted-agent-is-left",
        "the customer has hung up while the agent was muted",
        PLACED,
        &[amy(Ask::Mute), CUSTOMER_LEAVES],
    ),
    of_one("survey", "the customer has left the survey", PLACED, &[amy(Ask::Survey), CUSTOMER_LEAVES]),
    // A call that was received.
    of_one("received-agent-hangs-up", "the agent has hung up on a caller", RECEIVED, &[AMY_LEAVES]),
    of_one("received-caller-hangs-up", "the caller has hung up", RECEIVED, &[CUSTOMER_LEAVES]),
    of_one("ringing-declined", "the agent has declined a call", RINGING, &[AMY_LEAVES]),
    of_one(
        "ringing-phone-declines",
        "the agent's phone has declined a call",
        RINGING,
        &[phone(AMY, Signal::Rejected)],
    ),
    of_one("ringing-caller-gives-up", "the caller has given up while it rang", RINGING, &[CUSTOMER_LEAVES]),
    of_one("ringing-time-out", "nobody has answered in time", RINGING, &[Move::Elapse]),
    // A call that was not connected.
    of_one(
        "own-phone-not-lifted",
        "the agent's own phone was not lifted in time",
        NOTHING,
        &[DIALS, Move::Elapse],
    ),
    of_one(
        "own-phone-declines",
        "the agent's own phone has declined",
        NOTHING,
        &[DIALS, phone(AMY, Signal::Rejected)],
    ),
    of_one("given-up-at-once", "the agent has given up at once", NOTHING, &[DIALS, AMY_LEAVES]),
    of_one("given-up", "the agent has given up before the answer", DIALING, &[AMY_LEAVES]),
    of_one(
        "no-answer",
        "the customer has not answered in time",
        DIALING,
        &[phone(CUSTOMER, Signal::Ringing), Move::Elapse],
    ),
    of_one("busy", "the customer was busy", DIALING, &[phone(CUSTOMER, Signal::Busy)]),
    of_one("rejected", "the customer has rejected the call", DIALING, &[phone(CUSTOMER, Signal::Rejected)]),
    of_one(
        "no-route",
        "the customer's number was out of reach",
        DIALING,
        &[phone(CUSTOMER, Signal::NoRoute)],
    ),
    of_one(
        "rejected-after-a-tone",
        "the customer has rejected the call after a tone",
        DIALING,
        &[phone(CUSTOMER, Signal::EarlyMedia), phone(CUSTOMER, Signal::Rejected)],
    ),
    // The session.
    of_one("sign-out", "the agent has hung up and signed out", PLACED, &[AMY_LEAVES, amy(Ask::SignOut)]),
    of_one("reset", "the agent has hung up and was reset", PLACED, &[AMY_LEAVES, amy(Ask::Reset)]),
    of_one(
        "break",
        "the agent has hung up and taken a break",
        PLACED,
        &[AMY_LEAVES, amy(Ask::Ready), amy(Ask::Break)],
    ),
    // The skill group.
    of_one("queue-given-up", "the caller has given up in the queue", WAITING, &[CUSTOMER_LEAVES]),
    of_one("queue-time-out", "the caller has waited too long in the queue", WAITING, &[Move::Elapse]),
    of_one(
        "offer-given-up",
        "the caller has given up while it rang at an agent of the group",
        OFFERED,
        &[CUSTOMER_LEAVES],
    ),
    of_one(
        "offer-declined",
        "the agent has declined and the caller has given up",
        OFFERED,
        &[AMY_LEAVES, CUSTOMER_LEAVES],
    ),
    of_one(
        "offer-taken",
        "the agent has served a caller of the group",
        OFFERED,
        &[amy(Ask::Answer), CUSTOMER_LEAVES],
    ),
    of_one(
        "predictive",
        "the centre has called the customer, and the customer has hung up",
        NOTHING,
        &[amy(Ask::Predictive(Customer(0))), CUSTOMER_ANSWERS, CUSTOMER_LEAVES],
    ),
    of_one(
        "predictive-busy",
        "the centre has called a customer who was busy",
        NOTHING,
        &[amy(Ask::Predictive(Customer(0))), phone(CUSTOMER, Signal::Busy)],
    ),
    of_one(
        "back-to-back",
        "one of two connected customers has hung up",
        NOTHING,
        &[amy(Ask::BackToBack), CUSTOMER_ANSWERS, phone(OTHER_CUSTOMER, Signal::Answered), CUSTOMER_LEAVES],
    ),
    // Two agents.
    of_two("colleague-calling-hangs-up", "the agent who called has hung up", COLLEAGUES, &[AMY_LEAVES]),
    of_two("colleague-called-hangs-up", "the agent who was called has hung up", COLLEAGUES, &[BOB_LEAVES]),
    of_two("colleague-declines", "the colleague has declined", NOTHING, &[amy(Ask::Call(BOB)), BOB_LEAVES]),
    of_two(
        "colleague-does-not-answer",
        "the colleague has not answered in time",
        NOTHING,
        &[amy(Ask::Call(BOB)), Move::Elapse],
    ),
    of_two(
        "colleague-given-up",
        "the agent has given up while it rang at the colleague",
        NOTHING,
        &[amy(Ask::Call(BOB)), AMY_LEAVES],
    ),
    of_two(
        "picked-up",
        "the colleague has picked up the call and hung up",
        RINGING,
        &[bob(Ask::DirectedPickup(Agent(0))), BOB_LEAVES],
    ),
    of_two(
        "handed-on",
        "the call was handed on and the customer has hung up",
        HANDED_ON,
        &[bob(Ask::Answer), CUSTOMER_LEAVES],
    ),
    of_two(
        "handed-on-colleague-hangs-up",
        "the call was handed on and the colleague has hung up",
        HANDED_ON,
        &[bob(Ask::Answer), BOB_LEAVES],
    ),
    of_two("handed-on-declined", "the colleague has declined the call handed on", HANDED_ON, &[BOB_LEAVES]),
    of_two(
        "handed-on-time-out",
        "the colleague has not taken the call handed on",
        HANDED_ON,
        &[Move::Elapse],
    ),
    of_two(
        "handed-on-given-up",
        "the customer has given up while the call was handed on",
        HANDED_ON,
        &[CUSTOMER_LEAVES],
    ),
    of_two(
        "transfer-completed",
        "an attended transfer was completed and the customer has hung up",
        CONSULTING,
        &[amy(Ask::CompleteTransfer), CUSTOMER_LEAVES],
    ),
    of_two(
        "transfer-cancelled",
        "an attended transfer was cancelled and the agent has hung up",
        CONSULTING,
        &[amy(Ask::CancelTransfer), AMY_LEAVES],
    ),
    of_two(
        "consultation-declined",
        "the colleague has declined to be asked",
        ASKING,
        &[BOB_LEAVES, AMY_LEAVES],
    ),
    of_two(
        "consultation-time-out",
        "the colleague was not asked in time",
        ASKING,
        &[Move::Elapse, AMY_LEAVES],
    ),
    of_two(
        "consulted-leaves",
        "the colleague was asked and both agents have hung up",
        CONSULTING,
        &[BOB_LEAVES, AMY_LEAVES],
    ),
    of_two(
        "consultation-customer-leaves",
        "the customer has hung up while the colleague was asked",
        CONSULTING,
        &[CUSTOMER_LEAVES],
    ),
    of_two(
        "conference-customer-leaves",
        "the customer has left the conference",
        CONFERRING,
        &[CUSTOMER_LEAVES, AMY_LEAVES],
    ),
    of_two(
        "conference-agents-leave",
        "both agents have left the conference",
        CONFERRING,
        &[AMY_LEAVES, BOB_LEAVES],
    ),
    of_two(
        "conference-ended",
        "the conference was ended",
        CONFERRING,
        &[amy(Ask::EndConference), BOB_LEAVES],
    ),
    of_two(
        "second-call-ends",
        "the second call and the first were ended",
        SECOND_CALL,
        &[AMY_LEAVES, AMY_LEAVES],
    ),
    of_two(
        "second-call-alternated",
        "the agent has alternated between two calls and ended both",
        SECOND_CALL,
        &[amy(Ask::Alternate), AMY_LEAVES, AMY_LEAVES],
    ),
    of_two(
        "second-call-held-customer-leaves",
        "the customer on hold has hung up during a second call",
        SECOND_CALL,
        &[CUSTOMER_LEAVES, AMY_LEAVES],
    ),
    of_two(
        "second-call-conference",
        "a conference of two calls was ended",
        SECOND_CALL,
        &[amy(Ask::Conference), AMY_LEAVES, BOB_LEAVES],
    ),
    of_two(
        "monitor-left",
        "the supervisor has stopped listening and the agent has hung up",
        MONITORED,
        &[BOB_LEAVES, AMY_LEAVES],
    ),
    of_two(
        "monitored-call-ends",
        "the customer of a monitored call has hung up",
        MONITORED,
        &[CUSTOMER_LEAVES],
    ),
    of_two("coached-call-ends", "the customer of a coached call has hung up", COACHED, &[CUSTOMER_LEAVES]),
    of_two(
        "barged-in-call-ends",
        "the customer has hung up on agent and supervisor, who have ended the call",
        BARGED_IN,
        &[CUSTOMER_LEAVES, BOB_LEAVES],
    ),
    of_two(
        "barge-in-left",
        "the supervisor has left the call and the agent has hung up",
        BARGED_IN,
        &[BOB_LEAVES, AMY_LEAVES],
    ),
    of_two(
        "intercepted-call-ends",
        "the customer has hung up on the supervisor",
        INTERCEPTED,
        &[CUSTOMER_LEAVES],
    ),
];
