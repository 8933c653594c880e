//! `offhook manifest`: the cases that must run.

use clap::Args;
use offhook_harness::Shard;
use offhook_scenario::files::read_named;

use crate::exit::{CliError, Outcome};
use crate::files::PASSED_OVER;
use crate::options::{Format, Selection};
use crate::{files, output};

/// `offhook manifest`.
#[derive(Debug, Args)]
pub(crate) struct Manifest {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// List only the I-th of N parts of the suite
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
}

pub(crate) fn manifest(args: &Manifest) -> Result<Outcome, CliError> {
    let selected = files::select(&args.selection)?;
    let manifest = offhook_harness::Manifest::of(&selected.scenarios, &read_named);
    match args.selection.format {
        Format::Console => output::result(&offhook_report::manifest::text(&manifest, args.shard))?,
        Format::Json => {
            let listed = offhook_report::manifest::json(&manifest, args.shard);
            output::json(&listed.with(PASSED_OVER, selected.passed_over))?;
        }
    }
    Ok(Outcome::AsExpected)
}
