//! The enumerations of the vendor: the values that fields can have.

use offhook_machine::Basis;

use super::documents;
use crate::enumeration::Enumeration;

/// Every enumeration.
pub(super) const ENUMERATIONS: &[Enumeration] = &[
    Enumeration {
        clause: "cc-gateway.agent-state",
        of: "agentState",
        document: &documents::OBSERVED,
        section: "Agent states",
        basis: Basis::Sampled,
        values: &[
            ("1", "signed in"),
            ("2", "signed out"),
            ("3", "busy: not ready for calls"),
            ("4", "idle"),
            ("5", "after-call work"),
            ("6", "ready during after-call work; not in use"),
            ("7", "talking"),
            ("8", "at rest"),
        ],
    },
    Enumeration {
        clause: "cc-gateway.call-feature",
        of: "feature",
        document: &documents::REFERENCE,
        section: "Call features",
        basis: Basis::Documented,
        values: &[
            ("0", "an inbound call"),
            ("6", "a call between agents"),
            ("7", "a call to the outside"),
            ("40", "a reserved call to the outside"),
            ("41", "a call to the outside for an agent taken beforehand"),
            ("43", "a predicted call to the outside"),
            ("44", "a proposed call to the outside"),
            ("45", "a call back"),
            ("51", "a consultation of two"),
            ("52", "a consultation of three"),
            ("53", "a conference"),
        ],
    },
    Enumeration {
        clause: "cc-gateway.media-type",
        of: "mediaType",
        document: &documents::REFERENCE,
        section: "Events",
        basis: Basis::Documented,
        values: &[
            ("1", "a chat"),
            ("2", "a call that a click began"),
            ("4", "a wish to be called back"),
            ("5", "a call, with or without picture"),
            ("15", "a predicted call to the outside"),
            ("16", "a proposed call to the outside"),
            ("17", "a message left"),
            ("19", "a call with picture"),
            ("51", "a chat with media"),
            ("53", "a chat in a social network"),
        ],
    },
    Enumeration {
        clause: "cc-gateway.not-ready-reason",
        of: "reason",
        document: &documents::REFERENCE,
        section: "Events",
        basis: Basis::Documented,
        values: &[
            ("0", "no reason was given"),
            ("1", "the agent asked for it"),
            ("2", "the agent did not answer for long"),
            ("3", "an inspector asked for it"),
            ("4", "the agent is at rest"),
            ("5", "the agent's phone is not available"),
            ("7", "the agent declined a call"),
        ],
    },
];
