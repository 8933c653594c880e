//! `offhook openapi`: the tables as an OpenAPI document.

use std::path::PathBuf;

use clap::Args;
use offhook_report::json;
use offhook_scenario::Dialect;

use crate::exit::{CliError, Outcome};
use crate::options::dialect;
use crate::outlets::Outlet;

/// `offhook openapi`.
#[derive(Debug, Args)]
pub(crate) struct Openapi {
    /// The vendor
    #[arg(value_name = "DIALECT", value_parser = dialect())]
    dialect: Dialect,
    /// The edition of the vendor's documents: first, later, or a year
    #[arg(long, value_name = "EDITION", default_value = "first")]
    edition: String,
    /// The file to write into [default: the standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn openapi(args: &Openapi) -> Result<Outcome, CliError> {
    let Some(edition) = args.dialect.edition(&args.edition) else {
        let known: Vec<_> = args.dialect.editions.iter().map(|(name, _)| *name).collect();
        let message = format!("unknown edition `{}`: expected one of {}", args.edition, known.join(", "));
        return Err(CliError::usage(message));
    };
    let text = json::text(&(args.dialect.openapi)(edition));
    Outlet::of(args.out.as_deref())?.write(&text)?;
    Ok(Outcome::AsExpected)
}
