//! The clauses of enumerations: one for each value.

use std::borrow::Cow;

use super::documents::{CCC_GUIDE, CCC_REFERENCE, Document, GATEWAY_OBSERVED, GATEWAY_REFERENCE, MAKE_CALL};
use super::{Basis, Clause, Kind};
use crate::shape::kebab;

/// An enumeration.
struct Values {
    /// What its clause ids begin with.
    clause: &'static str,
    /// What it enumerates.
    of: &'static str,
    document: &'static Document,
    section: &'static str,
    basis: Basis,
    /// The values on the wire, each with its meaning.
    values: &'static [(&'static str, &'static str)],
}

pub(super) fn clauses() -> impl Iterator<Item = Clause> {
    VALUES.iter().flat_map(|list| {
        list.values.iter().map(|&(value, text)| Clause {
            id: Cow::Owned(format!("{}.{}", list.clause, kebab(value))),
            document: list.document.or_ours(list.basis),
            section: list.section,
            basis: list.basis,
            text: Cow::Borrowed(text),
            kind: Kind::Value { of: list.of, value },
        })
    })
}

const VALUES: &[Values] = &[
    Values {
        clause: "ccc.user-state",
        of: "UserState",
        document: &MAKE_CALL,
        section: "Response",
        basis: Basis::Documented,
        values: &[
            ("OFFLINE", "the agent is not signed in"),
            ("BREAK", "the agent takes a break"),
            ("READY", "the agent is idle and ready for calls"),
            ("DIALING", "the agent is placing a call"),
            ("RINGING", "a call rings at the agent"),
            ("TALKING", "the agent is in a conversation"),
            ("WORKING", "the agent does after-call work"),
        ],
    },
    Values {
        clause: "ccc.channel-state",
        of: "ChannelState",
        document: &CCC_REFERENCE,
        section: "Enumerations",
        basis: Basis::Documented,
        values: &[
            ("NONE", "nothing has happened to the leg yet"),
            ("CREATED", "the leg exists"),
            ("RINGING", "the party's phone rings"),
            ("EARLY_MEDIA", "there is sound before the answer"),
            ("ANSWERED", "the party picked up"),
            ("RELEASED", "the leg was hung up"),
            ("RETIRED", "the leg is no longer valid"),
        ],
    },
    Values {
        clause: "ccc.channel-flag",
        of: "ChannelFlags",
        document: &CCC_REFERENCE,
        section: "Enumerations",
        basis: Basis::Documented,
        values: &[
            ("HOLD", "the party is on hold"),
            ("MUTED", "the party is not heard"),
            ("MONITORING", "the party listens to an agent"),
            ("MONITORED", "the party is listened to"),
            ("COACHING", "the party whispers to an agent"),
            ("COACHED", "the party is whispered to"),
        ],
    },
    Values {
        clause: "ccc.call-type",
        of: "CallType",
        document: &CCC_REFERENCE,
        section: "Enumerations",
        basis: Basis::Documented,
        values: &[
            ("INBOUND", "a customer called"),
            ("OUTBOUND", "an agent called a customer"),
            ("INTERNAL", "an agent called an agent"),
            ("BACK2BACK", "the centre called two outside parties"),
            ("PREDICTIVE", "the centre dialled ahead of the agents"),
            ("CONSULTANT", "an agent asked another during a call"),
            ("CONFERENCE", "several parties met"),
            ("MONITOR", "a supervisor listens"),
            ("COACH", "a supervisor whispers"),
            ("BARGE", "a supervisor joined"),
            ("INTERCEPT", "a supervisor took over"),
        ],
    },
    Values {
        clause: "ccc.work-mode",
        of: "WorkMode",
        document: &CCC_REFERENCE,
        section: "Enumerations",
        basis: Basis::Documented,
        values: &[
            ("ON_SITE", "calls come to the workbench"),
            ("OFF_SITE", "calls come to the agent's own mobile"),
            ("OFFICE_PHONE", "calls come to a SIP phone"),
        ],
    },
    Values {
        clause: "ccc.break-code",
        of: "BreakCode",
        document: &CCC_REFERENCE,
        section: "Enumerations",
        basis: Basis::Documented,
        values: &[
            ("Warm-up", "the agent signed in and has not been ready yet"),
            ("RingingTimeout", "the agent let a call ring too long"),
            ("RejectCall", "the agent declined a call"),
        ],
    },
    Values {
        clause: "ccc.device-state",
        of: "DeviceState",
        document: &CCC_REFERENCE,
        section: "Enumerations",
        basis: Basis::Documented,
        values: &[
            ("UNREGISTERED", "the agent has no SIP phone"),
            ("OFFLINE", "the SIP phone cannot be reached"),
            ("ONLINE", "the SIP phone can be reached"),
        ],
    },
    Values {
        clause: "ccc.event-scenario",
        of: "scenario",
        document: &CCC_GUIDE,
        section: "Event messages",
        basis: Basis::Documented,
        values: &[
            ("BLIND_TRANSFER", "a blind transfer"),
            ("ATTENDED_TRANSFER", "an attended transfer"),
            ("CONSULTED", "the party consulted before a transfer"),
            ("MONITORING", "a supervisor who listens"),
            ("COACHING", "a supervisor who whispers"),
            ("INTERCEPTING", "a supervisor who takes over"),
            ("INTERCEPTED", "an agent whose call is taken over"),
            ("BARGING", "a supervisor who joins"),
            ("CONFERENCE", "a conference"),
        ],
    },
    Values {
        clause: "ccc.abandon-phase",
        of: "abandonPhase",
        document: &CCC_GUIDE,
        section: "Event messages",
        basis: Basis::Documented,
        values: &[
            ("IVR", "the caller gave up in the IVR"),
            ("Queuing", "the caller gave up in the queue"),
            ("Ringing", "the caller gave up while an agent's phone rang"),
        ],
    },
    Values {
        clause: "cc-gateway.agent-state",
        of: "agentState",
        document: &GATEWAY_OBSERVED,
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
    Values {
        clause: "cc-gateway.call-feature",
        of: "feature",
        document: &GATEWAY_REFERENCE,
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
    Values {
        clause: "cc-gateway.media-type",
        of: "mediaType",
        document: &GATEWAY_REFERENCE,
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
    Values {
        clause: "cc-gateway.not-ready-reason",
        of: "reason",
        document: &GATEWAY_REFERENCE,
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

#[cfg(test)]
mod tests {
    use offhook_machine::{CallType, ChannelState, Flag, UserState, WorkMode};

    use crate::clause::registry;
    use crate::shape::kebab;

    fn each_has_a_clause(prefix: &str, words: impl ExactSizeIterator<Item = &'static str>) {
        assert_eq!(registry().under(prefix).count(), words.len(), "{prefix}");
        for word in words {
            assert!(registry().get(&format!("{prefix}.{}", kebab(word))).is_some(), "{prefix}: {word}");
        }
    }

    #[test]
    fn every_word_of_the_machine_has_a_clause_and_every_clause_a_word() {
        each_has_a_clause("ccc.user-state", UserState::ALL.iter().map(|word| word.as_str()));
        each_has_a_clause("ccc.channel-state", ChannelState::ALL.iter().map(|word| word.as_str()));
        each_has_a_clause("ccc.channel-flag", Flag::ALL.iter().map(|word| word.as_str()));
        each_has_a_clause("ccc.call-type", CallType::ALL.iter().map(|word| word.as_str()));
        each_has_a_clause("ccc.work-mode", WorkMode::ALL.iter().map(|word| word.as_str()));
    }
}
