//! The documents of CCC that clauses are cited from.

use crate::document::{Document, document, seed};

/// MakeCall.
pub(super) static MAKE_CALL: Document = seed("ccc.make-call", "Alibaba Cloud CCC API: MakeCall", "2021-07");

/// HoldCall.
pub(super) static HOLD_CALL: Document = seed("ccc.hold-call", "Alibaba Cloud CCC API: HoldCall", "2021-07");

/// MuteCall.
pub(super) static MUTE_CALL: Document = seed("ccc.mute-call", "Alibaba Cloud CCC API: MuteCall", "2021-07");

/// ReleaseCall.
pub(super) static RELEASE_CALL: Document =
    seed("ccc.release-call", "Alibaba Cloud CCC API: ReleaseCall", "2021-07");

/// The other actions of CCC.
pub(super) static REFERENCE: Document = document(
    "ccc.reference",
    "Alibaba Cloud CCC API reference, help pages and published SDK",
    "2021-07 to 2026",
);

/// The developer guide of CCC.
pub(super) static GUIDE: Document =
    document("ccc.guide", "Alibaba Cloud CCC developer guide: event messages, workbench, web SDK", "2021-07");

/// What CCC was seen to answer.
pub(super) static OBSERVED: Document =
    document("ccc.observed", "Answers of the live CCC service, as users published them", "2023-12");

/// Every document of the vendor.
pub(super) static DOCUMENTS: &[&Document] =
    &[&MAKE_CALL, &HOLD_CALL, &MUTE_CALL, &RELEASE_CALL, &REFERENCE, &GUIDE, &OBSERVED];
