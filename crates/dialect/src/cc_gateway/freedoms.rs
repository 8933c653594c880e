//! What the documents of CC-Gateway leave open in what happens.

use crate::freedom::{BehaviourRow, OpenBehaviour, after_unconnected, user};

/// What is open.
pub(super) const OPEN_BEHAVIOUR: OpenBehaviour = OpenBehaviour { rows: ROWS, ..OpenBehaviour::NOTHING };

const ROWS: &[BehaviourRow] = &[
    BehaviourRow {
        id: "after-unconnected-call",
        about: "the state of an agent whose call ended before it was connected: whether after-call work follows a call that never was",
        clause: "user.dialing.cleared",
        ours: "idle",
        others: &[("work", &after_unconnected("WORKING"))],
    },
    BehaviourRow {
        id: "after-caller-gave-up",
        about: "the state of an agent at whom a call rang until the caller gave up",
        clause: "user.ringing.cleared",
        ours: "idle",
        others: &[("work", &[user("RINGING", "cleared", Some("WORKING"))])],
    },
    BehaviourRow {
        id: "sign-out-from-work",
        about: "whether an agent signs out during after-call work",
        clause: "user.working.sign-out",
        ours: "allowed",
        others: &[("refused", &[user("WORKING", "sign-out", None)])],
    },
    BehaviourRow {
        id: "busy-from-busy",
        about: "whether an agent who is busy can be made busy",
        clause: "user.break.break",
        ours: "allowed",
        others: &[("refused", &[user("BREAK", "break", None)])],
    },
    BehaviourRow {
        id: "busy-from-work",
        about: "whether an agent is made busy during after-call work",
        clause: "user.working.break",
        ours: "allowed",
        others: &[("refused", &[user("WORKING", "break", None)])],
    },
    BehaviourRow {
        id: "work-from-busy",
        about: "whether an agent who is busy begins after-call work",
        clause: "user.break.work",
        ours: "allowed",
        others: &[("refused", &[user("BREAK", "work", None)])],
    },
    BehaviourRow {
        id: "work-from-work",
        about: "whether after-call work begins during after-call work",
        clause: "user.working.work",
        ours: "allowed",
        others: &[("refused", &[user("WORKING", "work", None)])],
    },
    BehaviourRow {
        id: "call-from-busy",
        about: "whether an agent who is busy places a call",
        clause: "cc-gateway.callout.from-busy",
        ours: "allowed",
        others: &[("refused", &[user("BREAK", "make-call", None)])],
    },
    BehaviourRow {
        id: "call-from-work",
        about: "whether an agent places a call during after-call work",
        clause: "cc-gateway.callout.from-busy",
        ours: "allowed",
        others: &[("refused", &[user("WORKING", "make-call", None)])],
    },
    BehaviourRow {
        id: "adjust-in-call",
        about: "whether the state after a call and the skills are set during a call",
        clause: "user.talking.adjust",
        ours: "allowed",
        others: &[(
            "refused",
            &[
                user("DIALING", "adjust", None),
                user("RINGING", "adjust", None),
                user("TALKING", "adjust", None),
            ],
        )],
    },
];
