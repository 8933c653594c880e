//! `offhook merge`: the reports of all shards, joined.

use std::path::PathBuf;

use clap::Args;
use offhook_explore::coverage::Coverage;
use offhook_harness::document::{self, Document, MergeError};

use crate::report_options::Reports;
use crate::{output, reports};

/// `offhook merge`.
#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// The JSON reports of all shards
    #[arg(required = true, value_name = "REPORT")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reports: Reports,
}

pub(crate) fn merge(args: &Merge) -> u8 {
    let mut documents = Vec::new();
    for path in &args.paths {
        match reports::read(path) {
            Ok(document) => documents.push(document),
            Err(code) => return code,
        }
    }
    let coverage = coverage(&documents);
    let mut merged = match document::merge(documents) {
        Ok(merged) => merged,
        Err(error) => {
            let about = match &error {
                MergeError::Whole { nth } | MergeError::Differs { nth, .. } => args.paths.get(*nth),
                _ => None,
            };
            let name = about.map(|path| format!("{}: ", path.display())).unwrap_or_default();
            output::error(format!("{name}{error}"));
            return crate::exit::USAGE;
        }
    };
    merged.coverage = coverage;
    reports::hand_over(&merged, &args.reports)
}

/// What all went through together, where each says it.
fn coverage(documents: &[Document]) -> Option<serde_json::Value> {
    let mut all: Option<Coverage> = None;
    for document in documents {
        all.get_or_insert_default().merge(&reports::coverage(document)?);
    }
    all.map(|all| all.to_json())
}
