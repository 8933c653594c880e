//! `offhook schema`: the JSON Schemas of files.

use clap::{Args, ValueEnum};

use crate::exit::{CliError, Outcome};
use crate::output;

/// `offhook schema`.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// The kind of file
    #[arg(long, value_enum, default_value_t)]
    pub(crate) of: SchemaOf,
}

/// The kinds of files that have a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// Scenarios
    #[default]
    Scenario,
    /// JSON reports
    Report,
    /// Waivers
    Waivers,
    /// Statements of implementations
    Statement,
    /// Behaviours of a server: the users and numbers that answer by themselves
    Behaviour,
}

pub(crate) fn schema(of: SchemaOf) -> Result<Outcome, CliError> {
    output::json(&match of {
        SchemaOf::Scenario => offhook_scenario::json_schema(),
        SchemaOf::Report => offhook_harness::document::document_schema(),
        SchemaOf::Statement => offhook_harness::Statement::json_schema(),
        SchemaOf::Behaviour => offhook_server::behaviour_schema(),
        SchemaOf::Waivers => offhook_harness::waivers_schema(),
    })?;
    Ok(Outcome::AsExpected)
}
