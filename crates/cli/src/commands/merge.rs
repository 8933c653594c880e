//! `offhook merge`: the reports of all shards, joined.

use std::path::PathBuf;

use clap::Args;
use offhook_explore::coverage::Coverage;
use offhook_harness::document::{self, Document, MergeError};

use crate::exit::{CliError, Outcome, delivered};
use crate::options::Format;
use crate::report_options::Reports;
use crate::reports;

/// `offhook merge`.
#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// The JSON reports of all shards
    #[arg(required = true, value_name = "REPORT")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reports: Reports,
}

pub(crate) fn merge(args: &Merge) -> Result<Outcome, CliError> {
    let opened = reports::open(&args.reports, Format::Console)?;
    let documents = args.paths.iter().map(|path| reports::read(path)).collect::<Result<Vec<_>, _>>()?;
    let coverage = coverage(&documents);
    let mut merged = document::merge(documents).map_err(|error| {
        let about = match &error {
            MergeError::Whole { nth } | MergeError::Differs { nth, .. } => args.paths.get(*nth),
            _ => None,
        };
        match about {
            Some(path) => CliError::file(path, error),
            None => CliError::usage(error),
        }
    })?;
    merged.coverage = coverage;
    delivered(merged.ending().into(), opened.hand_over(&merged))
}

/// The coverage of all reports together, if each has one.
fn coverage(documents: &[Document]) -> Option<serde_json::Value> {
    let mut all: Option<Coverage> = None;
    for document in documents {
        all.get_or_insert_default().merge(&reports::coverage(document)?);
    }
    all.map(|all| all.to_json())
}
