//! Clauses of the vendor that no scenario can prove, each with the reason.

use crate::out_of_reach::{OutOfReach, row};

/// Every row.
pub(super) const OUT_OF_REACH: &[OutOfReach] = &[
    row(
        &["ccc.wire.action-places", "ccc.wire.one-path", "ccc.wire.param-places"],
        "path, headers and form bodies need an HTTP transport",
    ),
    row(&["ccc.rules.hold-music"], "what a party hears stands in no answer and no event"),
    row(&["ccc.events.conference-unpublished"], "it announces pages to come, and is about no call"),
];
