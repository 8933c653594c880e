//! `offhook schema`: the JSON Schemas of the files that people write.

use clap::{Args, ValueEnum};

use crate::{exit, output};

/// `offhook schema`.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Of which kind of file
    #[arg(long, value_enum, default_value_t)]
    pub(crate) of: Of,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Of {
    /// A scenario
    #[default]
    Scenario,
    /// The statement of an implementation
    Statement,
}

pub(crate) fn schema(args: &Schema) -> u8 {
    output::json(&match args.of {
        Of::Scenario => offhook_scenario::json_schema(),
        Of::Statement => offhook_harness::Statement::json_schema(),
    });
    exit::OK
}
