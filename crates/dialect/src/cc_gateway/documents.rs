//! The documents of CC-Gateway that clauses are cited from.

use crate::document::{Document, document, seed};

/// Dropping a call.
pub(super) static RELEASE: Document =
    seed("cc-gateway.release", "Huawei CC-Gateway API: Dropping a Call", "2023-09");

/// The other operations of CC-Gateway.
pub(super) static REFERENCE: Document =
    document("cc-gateway.reference", "Huawei CC-Gateway API reference", "2023-09 to 2025-11");

/// The developer guide of CC-Gateway.
pub(super) static GUIDE: Document =
    document("cc-gateway.guide", "Huawei CC-Gateway development guide", "2023 to 2025");

/// What CC-Gateway was seen to answer.
pub(super) static OBSERVED: Document =
    document("cc-gateway.observed", "Answers of CC-Gateway, as its clients recorded them", "2014 to 2019");

/// Every document of the vendor.
pub(super) static DOCUMENTS: &[&Document] = &[&RELEASE, &REFERENCE, &GUIDE, &OBSERVED];
