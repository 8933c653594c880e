//! The language as a JSON Schema, for editors.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::scenario::Scenario;

/// The JSON Schema of a scenario file. Its `Given`, under `$defs`, is that of an included file.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Scenario>();
    schema.insert("title".to_owned(), "offhook scenario, version 1".into());
    schema.to_value()
}
