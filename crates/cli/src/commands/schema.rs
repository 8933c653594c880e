//! `offhook schema`: the JSON Schema of scenarios.

use crate::{exit, output};

pub(crate) fn schema() -> u8 {
    output::json(&offhook_scenario::json_schema());
    exit::OK
}
