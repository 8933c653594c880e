//! What the four call actions' own documents say beyond their tables.

use std::borrow::Cow;

use crate::ccc::documents::{HOLD_CALL, MAKE_CALL, MUTE_CALL, REFERENCE, RELEASE_CALL};
use crate::clause::{Clause, Kind, statement};
use crate::document::{DECISIONS, Document};
use offhook_machine::Basis;

const REQUEST: &str = "Request parameters";
const RESPONSE: &str = "Response";
const EXAMPLES: &str = "Examples";

/// What one document says.
pub(super) const CLAUSES: &[Clause] = &[
    statement(
        "ccc.make-call.timeout",
        &MAKE_CALL,
        REQUEST,
        Basis::Documented,
        "a call that is not connected within TimeoutSeconds is hung up by the service",
    ),
    statement(
        "ccc.make-call.timeout-range",
        &REFERENCE,
        "MakeCall",
        Basis::Documented,
        "TimeoutSeconds is from 30 to 300; the first edition's example of 10 is let pass too",
    ),
    statement(
        "ccc.make-call.caller-internal",
        &MAKE_CALL,
        REQUEST,
        Basis::Documented,
        "between colleagues Caller has no effect",
    ),
    statement(
        "ccc.make-call.caller-external",
        &MAKE_CALL,
        REQUEST,
        Basis::Documented,
        "on a call to the outside Caller is the public number that calls",
    ),
    statement(
        "ccc.make-call.callee-internal",
        &REFERENCE,
        "MakeCall",
        Basis::Documented,
        "a colleague is called by giving the extension as Callee",
    ),
    statement(
        "ccc.make-call.answers-before-effect",
        &MAKE_CALL,
        EXAMPLES,
        Basis::Sampled,
        "the answer still shows the user READY and the channel in state NONE",
    ),
    statement(
        "ccc.make-call.agent-leg-first",
        &MAKE_CALL,
        EXAMPLES,
        Basis::Sampled,
        "the one channel of the answer is the agent's: from the number called to the agent's extension",
    ),
    statement(
        "ccc.hold-call.stays-answered",
        &HOLD_CALL,
        EXAMPLES,
        Basis::Sampled,
        "holding leaves the channel in state ANSWERED",
    ),
    statement(
        "ccc.hold-call.stays-talking",
        &HOLD_CALL,
        EXAMPLES,
        Basis::Sampled,
        "holding leaves the agent in state TALKING",
    ),
    statement(
        "ccc.hold-call.customer-channel",
        &HOLD_CALL,
        EXAMPLES,
        Basis::Sampled,
        "the channel that is held is the customer's, while the answer shows the agent's",
    ),
    statement(
        "ccc.mute-call.own-channel",
        &MUTE_CALL,
        REQUEST,
        Basis::Documented,
        "without ChannelId it is the agent's own channel that is muted",
    ),
    statement(
        "ccc.mute-call.index",
        &MUTE_CALL,
        RESPONSE,
        Basis::Documented,
        "Index counts the channels of a call in the order in which they were created",
    ),
    statement(
        "ccc.mute-call.stays-answered",
        &MUTE_CALL,
        EXAMPLES,
        Basis::Sampled,
        "muting leaves the channel in state ANSWERED",
    ),
    statement(
        "ccc.mute-call.stays-talking",
        &MUTE_CALL,
        EXAMPLES,
        Basis::Sampled,
        "muting leaves the agent in state TALKING",
    ),
    statement(
        "ccc.mute-call.answers-before-effect",
        &MUTE_CALL,
        EXAMPLES,
        Basis::Sampled,
        "the answer does not show the new flag yet",
    ),
    statement(
        "ccc.mute-call.user-must-own-channel",
        &REFERENCE,
        "MuteCall",
        Basis::Documented,
        "only an agent who is in a call can mute, and only the own channel",
    ),
    statement(
        "ccc.release-call.ends-call",
        &RELEASE_CALL,
        "Description",
        Basis::Documented,
        "the conversation is over",
    ),
    statement(
        "ccc.release-call.own-channel",
        &REFERENCE,
        "ReleaseCall",
        Basis::Documented,
        "without ChannelId it is the agent's own channel that is hung up",
    ),
    statement(
        "ccc.release-call.needs-call",
        &REFERENCE,
        "ReleaseCall",
        Basis::Documented,
        "whoever hangs up is an agent and in a call",
    ),
    statement(
        "ccc.release-call.initiator",
        &RELEASE_CALL,
        EXAMPLES,
        Basis::Sampled,
        "ReleaseInitiator is the number that hung up",
    ),
    statement(
        "ccc.release-call.reason",
        &RELEASE_CALL,
        EXAMPLES,
        Basis::Sampled,
        "ReleaseReason is a SIP status and its words, joined by a hyphen",
    ),
    statement(
        "ccc.release-call.sample-state",
        &DECISIONS,
        EXAMPLES,
        Basis::Chosen,
        "that the example shows a channel CREATED and released at once, and its agent on a break, is a slip: no rule leads there",
    ),
];

/// A statement that several documents make in the same words.
struct Repeated {
    tail: &'static str,
    section: &'static str,
    basis: Basis,
    text: &'static str,
    documents: &'static [&'static Document],
}

const THREE: &[&Document] = &[&MAKE_CALL, &HOLD_CALL, &MUTE_CALL];
const HOLD_AND_MUTE: &[&Document] = &[&HOLD_CALL, &MUTE_CALL];
const ALL: &[&Document] = &[&MAKE_CALL, &HOLD_CALL, &MUTE_CALL, &RELEASE_CALL];

const REPEATED: &[Repeated] = &[
    Repeated {
        tail: "workbench",
        section: REQUEST,
        basis: Basis::Documented,
        text: "DeviceId is given by the client and stands for one workbench",
        documents: ALL,
    },
    Repeated {
        tail: "one-device",
        section: REQUEST,
        basis: Basis::Documented,
        text: "an agent may have workbenches of several kinds, of which one is in effect at a time",
        documents: THREE,
    },
    Repeated {
        tail: "user-id",
        section: REQUEST,
        basis: Basis::Documented,
        text: "a user id is a name, @ and a domain",
        documents: THREE,
    },
    Repeated {
        tail: "extension",
        section: RESPONSE,
        basis: Basis::Documented,
        text: "an extension has eight digits",
        documents: THREE,
    },
    Repeated {
        tail: "one-extension",
        section: RESPONSE,
        basis: Basis::Documented,
        text: "the devices of one account share one extension, and one of them can be used at a time",
        documents: THREE,
    },
    Repeated {
        tail: "call-type",
        section: RESPONSE,
        basis: Basis::Documented,
        text: "CallType is the type that the call had when it began",
        documents: THREE,
    },
    Repeated {
        tail: "customer-channel-user",
        section: RESPONSE,
        basis: Basis::Documented,
        text: "the channel of a customer has no user id",
        documents: THREE,
    },
    Repeated {
        tail: "job-while-in-call",
        section: RESPONSE,
        basis: Basis::Documented,
        text: "the user context names the call while the agent is in one",
        documents: ALL,
    },
    Repeated {
        tail: "flags",
        section: RESPONSE,
        basis: Basis::Documented,
        text: "ChannelFlags marks a channel that is muted, listens in or helps",
        documents: &[&MAKE_CALL, &MUTE_CALL],
    },
    Repeated {
        tail: "timestamp",
        section: RESPONSE,
        basis: Basis::Documented,
        text: "Timestamp changes when the state of the channel changes",
        documents: ALL,
    },
    Repeated {
        tail: "heartbeat",
        section: RESPONSE,
        basis: Basis::Documented,
        text: "Heartbeat is when the agent last did something",
        documents: HOLD_AND_MUTE,
    },
    Repeated {
        tail: "reserved",
        section: RESPONSE,
        basis: Basis::Documented,
        text: "Reserved is when the agent was promised a call that is about to come",
        documents: HOLD_AND_MUTE,
    },
    Repeated {
        tail: "mobile",
        section: RESPONSE,
        basis: Basis::Documented,
        text: "an agent who works off site is reached on Mobile",
        documents: HOLD_AND_MUTE,
    },
    Repeated {
        tail: "answer-order",
        section: EXAMPLES,
        basis: Basis::Sampled,
        text: "the fields of the answer stand in the order of the example",
        documents: ALL,
    },
    Repeated {
        tail: "answer-scalars",
        section: EXAMPLES,
        basis: Basis::Sampled,
        text: "the examples write every number, truth value and list as text, against the declared types",
        documents: ALL,
    },
];

/// What several documents say, once for each.
pub(super) fn repeated() -> impl Iterator<Item = Clause> {
    REPEATED.iter().flat_map(|row| {
        row.documents.iter().map(|document| Clause {
            id: Cow::Owned(format!("{}.{}", document.key, row.tail)),
            document,
            section: row.section,
            basis: row.basis,
            text: Cow::Borrowed(row.text),
            kind: Kind::Statement,
        })
    })
}
