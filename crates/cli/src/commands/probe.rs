//! `offhook probe`: drafts the statement of an implementation.

use clap::Args;
use offhook_harness::Contact;
use offhook_scenario::Dialect;
use offhook_scenario::files::FilesError;

use crate::exit::{CliError, Outcome};
use crate::{interrupt, options, output, shipped};

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
    /// Id of a call centre that it has
    #[arg(long, value_name = "ID")]
    pub(crate) instance: Option<String>,
    /// Id of a user whom it has, who is polled once
    #[arg(long, value_name = "ID")]
    pub(crate) user: Option<String>,
    /// Id of the access key that requests are signed with
    #[arg(long, value_name = "ID", requires = "key_secret_env")]
    pub(crate) key_id: Option<String>,
    /// Variable of the environment that holds the secret of the access key
    #[arg(long, value_name = "NAME", requires = "key_id")]
    pub(crate) key_secret_env: Option<String>,
}

pub(crate) fn probe(args: &Probe) -> Result<Outcome, CliError> {
    let suite = shipped::scenarios().map_err(|faults| CliError::Input {
        error: FilesError::Faults(faults),
        format: options::Format::Console,
    })?;
    let contact = Contact {
        target: &args.target,
        control: args.control.as_deref(),
        dialect: args.dialect,
        instance: args.instance.as_deref(),
        user: args.user.as_deref(),
        key: args.key_id.as_deref().zip(args.key_secret_env.as_deref()),
    };
    let drafted = offhook_harness::draft(&contact, &suite, interrupt::flag()).map_err(CliError::Probe)?;
    output::result(&drafted.yaml)?;
    Ok(Outcome::AsExpected)
}
