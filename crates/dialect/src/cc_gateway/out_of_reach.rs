//! Clauses of the vendor that no scenario can prove, each with the reason.

use crate::out_of_reach::{OutOfReach, row};

/// Every row.
pub(super) const OUT_OF_REACH: &[OutOfReach] = &[
    row(
        &[
            "cc-gateway.media-type.1",
            "cc-gateway.media-type.17",
            "cc-gateway.media-type.19",
            "cc-gateway.media-type.51",
            "cc-gateway.media-type.53",
            "cc-gateway.second-dial-ex.no-video",
            "cc-gateway.transfer.release-outside-video",
        ],
        "media other than voice are not simulated",
    ),
    row(
        &[
            "cc-gateway.media-type.2",
            "cc-gateway.media-type.4",
            "cc-gateway.media-type.15",
            "cc-gateway.call-feature.40",
            "cc-gateway.call-feature.41",
            "cc-gateway.call-feature.43",
            "cc-gateway.call-feature.45",
        ],
        "no page says what brings such a call about",
    ),
    row(
        &["cc-gateway.agent-state.1"],
        "an agent is idle, busy or at work from the moment of the sign-in, never merely signed in",
    ),
    row(&["cc-gateway.agent-state.2"], "who is signed out is refused, and has no state to show"),
    row(&["cc-gateway.agent-state.6"], "not in use, as its own source says"),
    row(
        &[
            "cc-gateway.events.push-or-poll",
            "cc-gateway.hand-shake.prerequisites.push-mode",
            "cc-gateway.login.push-mode",
            "cc-gateway.errors.000-001",
        ],
        "events are pushed over HTTP to an address of the client's",
    ),
    row(&["cc-gateway.poll.waits"], "a reply that is held back needs an HTTP transport"),
    row(
        &["cc-gateway.hand-shake.every-30-seconds", "cc-gateway.poll.gap"],
        "advice to clients: no answer of a gateway depends on it",
    ),
    row(&["cc-gateway.errors.000-004"], "no page says when agents are switched over to another site"),
    row(
        &[
            "cc-gateway.errors.000-005",
            "cc-gateway.not-ready-reason.3",
            "cc-gateway.query-all-call-info-ex.errors.900-002",
        ],
        "no operation by which one agent inspects another is documented, nor who may",
    ),
    row(&["cc-gateway.errors.000-007"], "no page says how often is too often"),
    row(&["cc-gateway.errors.100-003"], "no page says how it differs from 100-007"),
    row(
        &["cc-gateway.errors.100-014", "cc-gateway.errors.100-015"],
        "no page says for which phones, and for which agents, a gateway is set up so",
    ),
    row(
        &[
            "cc-gateway.errors.100-017",
            "cc-gateway.errors.100-018",
            "cc-gateway.errors.100-020",
            "cc-gateway.errors.110-016",
        ],
        "accounts are kept outside the gateway, and no page says how",
    ),
    row(
        &["cc-gateway.errors.100-019", "cc-gateway.errors.200-009"],
        "the operation that refuses so is not described on any page",
    ),
    row(
        &[
            "cc-gateway.connect-hold.events.media-event-stop-record-done",
            "cc-gateway.transfer.events.media-event-stop-record-done",
        ],
        "no page says what begins a recording, nor what the event holds",
    ),
    row(
        &["cc-gateway.query-all-call-info-ex.errors.100-011"],
        "a choice between two pages: by that of the codes it is said of a sign-in, and an agent's number that is wrong is refused with 000-002 as in every other query",
    ),
    row(
        &["cc-gateway.login.no-overlap", "cc-gateway.sign-in.under-way", "cc-gateway.errors.100-021"],
        "a request is answered before the next one is judged: none is ever under way",
    ),
    row(
        &["cc-gateway.not-ready-reason.1"],
        "an agent who asks to be busy gets the reason given, or 0: no page says when it is 1",
    ),
    row(&["cc-gateway.not-ready-reason.4"], "a rest has an event of its own"),
    row(&["cc-gateway.not-ready-reason.5"], "no page says when a phone counts as not available"),
    row(&["cc-gateway.media-type.16"], "only of a call that comes in is the kind of media told"),
];
