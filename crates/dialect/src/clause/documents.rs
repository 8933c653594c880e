//! The documents that clauses are cited from.

use offhook_machine::Basis;

/// A document, or a set of documents that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Document {
    /// The key that reports group by.
    pub key: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Which state of it was read.
    pub edition: &'static str,
    /// Whether it is one of the five documents that the project set out from, whose coverage is published.
    pub seed: bool,
}

impl Document {
    /// This document for what it states or shows, our own decisions for what only we say.
    pub(crate) fn or_ours(&'static self, basis: Basis) -> &'static Self {
        match basis {
            Basis::Documented | Basis::Sampled => self,
            Basis::Inferred | Basis::Chosen => &DECISIONS,
        }
    }
}

const fn document(key: &'static str, title: &'static str, edition: &'static str) -> Document {
    Document { key, title, edition, seed: false }
}

const fn seed(key: &'static str, title: &'static str, edition: &'static str) -> Document {
    Document { key, title, edition, seed: true }
}

/// MakeCall.
pub static MAKE_CALL: Document = seed("ccc.make-call", "Alibaba Cloud CCC API: MakeCall", "2021-07");
/// HoldCall.
pub static HOLD_CALL: Document = seed("ccc.hold-call", "Alibaba Cloud CCC API: HoldCall", "2021-07");
/// MuteCall.
pub static MUTE_CALL: Document = seed("ccc.mute-call", "Alibaba Cloud CCC API: MuteCall", "2021-07");
/// ReleaseCall.
pub static RELEASE_CALL: Document = seed("ccc.release-call", "Alibaba Cloud CCC API: ReleaseCall", "2021-07");
/// Dropping a call.
pub static RELEASE: Document =
    seed("cc-gateway.release", "Huawei CC-Gateway API: Dropping a Call", "2023-09");

/// The other actions of CCC.
pub static CCC_REFERENCE: Document = document(
    "ccc.reference",
    "Alibaba Cloud CCC API reference, help pages and published SDK",
    "2021-07 to 2026",
);
/// The developer guide of CCC.
pub static CCC_GUIDE: Document =
    document("ccc.guide", "Alibaba Cloud CCC developer guide: event messages, workbench, web SDK", "2021-07");
/// What CCC was seen to answer.
pub static CCC_OBSERVED: Document =
    document("ccc.observed", "Answers of the live CCC service, as users published them", "2023-12");
/// The other operations of CC-Gateway.
pub static GATEWAY_REFERENCE: Document =
    document("cc-gateway.reference", "Huawei CC-Gateway API reference", "2023-09 to 2025-11");
/// The developer guide of CC-Gateway.
pub static GATEWAY_GUIDE: Document =
    document("cc-gateway.guide", "Huawei CC-Gateway development guide", "2023 to 2025");
/// What CC-Gateway was seen to answer.
pub static GATEWAY_OBSERVED: Document =
    document("cc-gateway.observed", "Answers of CC-Gateway, as its clients recorded them", "2014 to 2019");
/// What no document says.
pub static DECISIONS: Document = document("offhook.decisions", "Decisions of this project", "0.1");

/// Every document.
pub static DOCUMENTS: &[&Document] = &[
    &MAKE_CALL,
    &HOLD_CALL,
    &MUTE_CALL,
    &RELEASE_CALL,
    &RELEASE,
    &CCC_REFERENCE,
    &CCC_GUIDE,
    &CCC_OBSERVED,
    &GATEWAY_REFERENCE,
    &GATEWAY_GUIDE,
    &GATEWAY_OBSERVED,
    &DECISIONS,
];
