//! The enumerations of the vendor: the values that fields can have.

use offhook_machine::Basis;

use super::documents;
use crate::enumeration::Enumeration;

/// Every enumeration.
pub(super) const ENUMERATIONS: &[Enumeration] = &[
    Enumeration {
        clause: "ccc.user-state",
        of: "UserState",
        document: &documents::MAKE_CALL,
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
    Enumeration {
        clause: "ccc.channel-state",
        of: "ChannelState",
        document: &documents::REFERENCE,
        section: "Enumerations",
        basis: Basis::Documented,
        values: &[
            ("NONE", "nothing has happened to the channel yet"),
            ("CREATED", "the channel exists"),
            ("RINGING", "the party's phone rings"),
            ("EARLY_MEDIA", "there is sound before the answer"),
            ("ANSWERED", "the party picked up"),
            ("RELEASED", "the channel was hung up"),
            ("RETIRED", "the channel is no longer valid"),
        ],
    },
    Enumeration {
        clause: "ccc.channel-flag",
        of: "ChannelFlags",
        document: &documents::REFERENCE,
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
    Enumeration {
        clause: "ccc.call-type",
        of: "CallType",
        document: &documents::REFERENCE,
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
    Enumeration {
        clause: "ccc.work-mode",
        of: "WorkMode",
        document: &documents::REFERENCE,
        section: "Enumerations",
        basis: Basis::Documented,
        values: &[
            ("ON_SITE", "calls come to the workbench"),
            ("OFF_SITE", "calls come to the agent's own mobile"),
            ("OFFICE_PHONE", "calls come to a SIP phone"),
        ],
    },
    Enumeration {
        clause: "ccc.break-code",
        of: "BreakCode",
        document: &documents::REFERENCE,
        section: "Enumerations",
        basis: Basis::Documented,
        values: &[
            ("Warm-up", "the agent signed in and has not been ready yet"),
            ("RingingTimeout", "the agent let a call ring too long"),
            ("RejectCall", "the agent declined a call"),
        ],
    },
    Enumeration {
        clause: "ccc.device-state",
        of: "DeviceState",
        document: &documents::REFERENCE,
        section: "Enumerations",
        basis: Basis::Documented,
        values: &[
            ("UNREGISTERED", "the agent has no SIP phone"),
            ("OFFLINE", "the SIP phone cannot be reached"),
            ("ONLINE", "the SIP phone can be reached"),
        ],
    },
    Enumeration {
        clause: "ccc.event-scenario",
        of: "scenario",
        document: &documents::GUIDE,
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
    Enumeration {
        clause: "ccc.abandon-phase",
        of: "abandonPhase",
        document: &documents::GUIDE,
        section: "Event messages",
        basis: Basis::Documented,
        values: &[
            ("IVR", "the caller gave up in the IVR"),
            ("Queuing", "the caller gave up in the queue"),
            ("Ringing", "the caller gave up while an agent's phone rang"),
        ],
    },
];

#[cfg(test)]
mod tests {
    use offhook_machine::{CallType, ChannelState, Flag, UserState, WorkMode};

    use crate::registry::registry;
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
