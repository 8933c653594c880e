//! What is known of CCC beyond its actions: states, events, ids, transport and the two forms.

use crate::ccc::documents::{GUIDE, HOLD_CALL, MAKE_CALL, OBSERVED, REFERENCE, RELEASE_CALL};
use crate::clause::{Clause, statement};
use crate::document::{DECISIONS, Document};
use offhook_machine::Basis;

pub(super) const fn rule(
    id: &'static str,
    document: &'static Document,
    basis: Basis,
    text: &'static str,
) -> Clause {
    statement(id, document, "State rules", basis, text)
}

pub(super) const fn events(id: &'static str, basis: Basis, text: &'static str) -> Clause {
    statement(id, &GUIDE, "Event messages", basis, text)
}

const fn wire(id: &'static str, document: &'static Document, basis: Basis, text: &'static str) -> Clause {
    statement(id, document, "Wire", basis, text)
}

pub(super) const fn chosen(id: &'static str, text: &'static str) -> Clause {
    statement(id, &DECISIONS, "State rules", Basis::Chosen, text)
}

pub(super) const fn inferred(id: &'static str, text: &'static str) -> Clause {
    statement(id, &DECISIONS, "State rules", Basis::Inferred, text)
}

pub(super) const CLAUSES: &[Clause] = &[
    // sessions
    rule(
        "ccc.rules.sign-in-warm-up",
        &REFERENCE,
        Basis::Documented,
        "signing in leads to BREAK with the code Warm-up, and the answer shows it",
    ),
    rule(
        "ccc.rules.sign-in-groups",
        &REFERENCE,
        Basis::Documented,
        "the answer to a sign-in lists the skill groups signed in to",
    ),
    rule(
        "ccc.rules.ready-states",
        &OBSERVED,
        Basis::Documented,
        "ReadyForService is allowed in BREAK, READY and WORKING, and leads to READY; OFFLINE is refused",
    ),
    rule(
        "ccc.rules.ready-answer",
        &REFERENCE,
        Basis::Documented,
        "the answer to ReadyForService shows READY already",
    ),
    rule(
        "ccc.rules.take-break",
        &REFERENCE,
        Basis::Documented,
        "TakeBreak leads to BREAK, with the code of the request",
    ),
    chosen(
        "ccc.rules.break-states",
        "a break may also be taken from a break, with a new code, and from after-call work",
    ),
    rule("ccc.rules.sign-out", &REFERENCE, Basis::Documented, "signing out leads to OFFLINE"),
    chosen("ccc.rules.sign-out-from-work", "signing out is allowed during after-call work"),
    rule(
        "ccc.rules.one-workbench",
        &GUIDE,
        Basis::Documented,
        "one account works in one workbench: a second sign-in is blocked",
    ),
    inferred("ccc.rules.poll", "PollUserStatus is allowed in every state and changes none"),
    chosen("ccc.rules.poll-after-call", "a poll shows no call once the user is in none"),
    chosen(
        "ccc.rules.channels-shown",
        "an answer about a call shows the user's own channel, as the examples do; a poll shows all channels of the call",
    ),
    chosen("ccc.rules.ended-channels", "a channel that has ended is shown as long as its call goes on"),
    chosen("ccc.rules.break-code-kept", "the code of the last break is still shown after it"),
    chosen(
        "ccc.rules.offline-keeps",
        "a user who is signed out is shown with the device, the mobile number, the break code and the times of the session before",
    ),
    chosen(
        "ccc.rules.outbound-skill-group",
        "the channel of an agent who places a call belongs to no skill group",
    ),
    // calls
    rule(
        "ccc.rules.only-ready-calls",
        &GUIDE,
        Basis::Documented,
        "only a READY agent places or receives calls",
    ),
    inferred(
        "ccc.rules.early-snapshot",
        "the answer to a request for a call shows the world before the effect, which follows as events",
    ),
    chosen(
        "ccc.rules.unconnected-call",
        "when a call ends before it is connected, the agent who placed it is READY again",
    ),
    chosen(
        "ccc.rules.caller-gave-up",
        "when the caller gives up while the agent's phone rings, the agent is READY again",
    ),
    rule(
        "ccc.rules.ringing-timeout",
        &GUIDE,
        Basis::Documented,
        "a call that rings at an agent for 30 seconds is taken away, and the agent goes on a break with the code RingingTimeout",
    ),
    rule(
        "ccc.rules.reject-call",
        &GUIDE,
        Basis::Documented,
        "an agent who declines a call goes on a break with the code RejectCall",
    ),
    rule(
        "ccc.rules.after-call-work",
        &GUIDE,
        Basis::Documented,
        "after a connected call the agent does after-call work, until ready for service",
    ),
    rule(
        "ccc.rules.after-call-timer",
        &GUIDE,
        Basis::Documented,
        "the timer that ends after-call work belongs to the workbench, not to the service",
    ),
    rule("ccc.rules.hold-music", &REFERENCE, Basis::Documented, "the party on hold hears music"),
    rule(
        "ccc.rules.retrieve-needs-hold",
        &REFERENCE,
        Basis::Documented,
        "only a held channel can be retrieved",
    ),
    inferred("ccc.rules.flags-end-with-the-leg", "a channel that ends loses its flags"),
    // channels
    inferred(
        "ccc.rules.unreported-step",
        "the network may leave out a step: a channel may ring or be answered without the steps before",
    ),
    chosen("ccc.rules.ring-again", "a second report that an agent's phone rings changes nothing"),
    inferred("ccc.rules.unanswered-leg-ends", "a channel may end before it is answered"),
    chosen("ccc.rules.number-length", "a telephone number has at most 28 characters"),
    chosen(
        "ccc.rules.no-row",
        "what no rule allows in a state is refused or impossible there, and changes nothing",
    ),
    chosen(
        "ccc.rules.same-instant",
        "of timers due at the same instant, that of a ringing phone fires before that of an unconnected call, and the older before the younger",
    ),
    // refusals
    rule(
        "ccc.rules.refusal-params",
        &OBSERVED,
        Basis::Sampled,
        "Params of a refusal holds the arguments of its message in their order",
    ),
    rule(
        "ccc.rules.refusal-expectations",
        &OBSERVED,
        Basis::Sampled,
        "states that would have been allowed are one argument, comma-joined without spaces",
    ),
    rule(
        "ccc.rules.refusal-status",
        &OBSERVED,
        Basis::Sampled,
        "HttpStatusCode of a refusal is the HTTP status",
    ),
    rule(
        "ccc.rules.refusal-envelope",
        &OBSERVED,
        Basis::Sampled,
        "a refusal has Message, RequestId, HttpStatusCode, Params and Code, and no Data",
    ),
    inferred("ccc.rules.refused-changes-nothing", "a refused request changes nothing"),
    inferred(
        "ccc.rules.no-leg-in-call",
        "where an action that names no channel lists NotExists.ChannelId, it is for a call in which the user has no channel",
    ),
    chosen(
        "ccc.rules.no-leg-named",
        "the message of NotExists.ChannelId names the user, or the agent listened to, where the request names no channel",
    ),
    inferred(
        "ccc.rules.user-by-account",
        "without UserId the request is that of the user who is mapped to the caller's account",
    ),
    // events
    events(
        "ccc.events.agent-session",
        Basis::Documented,
        "a session sends AgentCheckIn, AgentReady, AgentBreak and AgentCheckOut as the agent signs in, is ready, breaks and signs out",
    ),
    events(
        "ccc.events.outbound",
        Basis::Documented,
        "an outbound call sends AgentDialing, Dialing for the agent's channel and Ringing for the customer's; once answered AgentTalk, then Established for the agent's channel and for the customer's",
    ),
    events(
        "ccc.events.inbound",
        Basis::Documented,
        "an inbound call sends Ringing and AgentRinging; once answered AgentTalk and Established for the agent's channel, and none for the customer's",
    ),
    events(
        "ccc.events.agent-to-agent",
        Basis::Documented,
        "a call between agents sends AgentDialing and Dialing for the caller, AgentRinging and Ringing for the called; once answered AgentTalk and Established for both, in no fixed order",
    ),
    events(
        "ccc.events.agent-hangs-up",
        Basis::Documented,
        "when the agent hangs up, AgentRelease comes first, then Released for the agent's channel, then for the customer's",
    ),
    events(
        "ccc.events.customer-hangs-up",
        Basis::Documented,
        "when the customer hangs up, Released for the customer's channel comes first, then AgentRelease and Released for the agent's in either order",
    ),
    events(
        "ccc.events.hold-and-mute",
        Basis::Documented,
        "holding, retrieving, muting and unmuting send Held, Retrieved, Muted and Unmuted",
    ),
    events(
        "ccc.events.ringing-timeout",
        Basis::Documented,
        "a call that rings too long sends RingingTimeout, and the agent's break sends AgentBreak",
    ),
    events("ccc.events.no-after-call-event", Basis::Documented, "after-call work sends no event of its own"),
    // ids
    statement(
        "ccc.ids.job",
        &MAKE_CALL,
        "Examples",
        Basis::Sampled,
        "a job id is job- and 17 or 18 digits, which hold the milliseconds since 1 July 2020",
    ),
    statement(
        "ccc.ids.channel",
        &HOLD_CALL,
        "Examples",
        Basis::Sampled,
        "a channel id is ch:, user or customer, the number calling, ->, the number called, the milliseconds and the job id, parted by colons",
    ),
    statement(
        "ccc.ids.request",
        &RELEASE_CALL,
        "Examples",
        Basis::Sampled,
        "a request id is an upper-case UUID",
    ),
    statement(
        "ccc.ids.context",
        &DECISIONS,
        "Response",
        Basis::Chosen,
        "each answer that has a ContextId has a greater one than the answers before it",
    ),
    // wire
    wire(
        "ccc.wire.no-variables",
        &DECISIONS,
        Basis::Chosen,
        "CallVariables and ChannelVariables are {}: the contact flows that would set them are not simulated",
    ),
    wire(
        "ccc.wire.one-path",
        &REFERENCE,
        Basis::Documented,
        "every action is a request to the path /, told apart by Action",
    ),
    wire(
        "ccc.wire.action-places",
        &REFERENCE,
        Basis::Documented,
        "the action stands in the query, in a form body or in the header x-acs-action, depending on the client",
    ),
    wire(
        "ccc.wire.param-places",
        &REFERENCE,
        Basis::Documented,
        "parameters stand in the query or in a form body",
    ),
    wire(
        "ccc.wire.booleans",
        &OBSERVED,
        Basis::Sampled,
        "clients write truth values as their language does, with or without a capital",
    ),
    wire("ccc.wire.lists", &REFERENCE, Basis::Documented, "a list in a request is JSON text"),
    wire(
        "ccc.wire.format",
        &REFERENCE,
        Basis::Documented,
        "an answer is JSON or XML, as the parameter Format asks",
    ),
    wire(
        "ccc.wire.documented-xml",
        &MAKE_CALL,
        Basis::Sampled,
        "the examples in XML have no root element, and repeat an element for each item of a list",
    ),
    wire(
        "ccc.wire.typed-form",
        &REFERENCE,
        Basis::Documented,
        "the live service sends declared types: numbers, truth values and lists as such",
    ),
    wire(
        "ccc.wire.typed-xml",
        &DECISIONS,
        Basis::Chosen,
        "typed XML has a root element named after the action, and lists as JSON text",
    ),
    wire(
        "ccc.wire.key-order",
        &DECISIONS,
        Basis::Chosen,
        "where no example shows an order of fields, ours follows that of the most similar action",
    ),
    wire(
        "ccc.wire.flags-text",
        &DECISIONS,
        Basis::Chosen,
        "ChannelFlags is [] where no flag is up, else the flags, comma-joined",
    ),
];
