//! `offhook schema`: the JSON Schemas of files.

use crate::args::SchemaOf;
use crate::{exit, output};

pub(crate) fn schema(of: SchemaOf) -> u8 {
    output::json(&match of {
        SchemaOf::Scenario => offhook_scenario::json_schema(),
        SchemaOf::Report => offhook_harness::document::document_schema(),
        SchemaOf::Statement => offhook_harness::Statement::json_schema(),
        SchemaOf::Behaviour => offhook_server::behaviour_schema(),
        SchemaOf::Waivers => offhook_harness::waivers_schema(),
    });
    exit::OK
}
