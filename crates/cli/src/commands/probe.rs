//! `offhook probe`: drafts the statement of an implementation.

use clap::Args;
use offhook_scenario::Dialect;

use crate::exit::{CliError, Outcome};
use crate::{interrupt, options, output};

/// `offhook probe`.
#[derive(Debug, Args)]
pub(crate) struct Probe {
    /// Address of the implementation
    #[arg(value_name = "URL")]
    pub(crate) target: String,
    /// The dialect of the implementation [default: detected from its answers]
    #[arg(long, value_name = "DIALECT", value_parser = options::dialect())]
    pub(crate) dialect: Option<Dialect>,
    /// Address of its control endpoint
    #[arg(long, value_name = "URL")]
    pub(crate) control: Option<String>,
}

pub(crate) fn probe(args: &Probe) -> Result<Outcome, CliError> {
    let control = args.control.as_deref();
    let drafted = offhook_harness::draft(&args.target, control, args.dialect, interrupt::flag())
        .map_err(CliError::Probe)?;
    output::result(&drafted.yaml)?;
    Ok(Outcome::AsExpected)
}
