//! `offhook completions`: a completion script for a shell.

use clap::Command;
use clap_complete::{Shell, generate};

use crate::exit::{CliError, Outcome};
use crate::output;

pub(crate) fn completions(shell: Shell, command: &mut Command) -> Result<Outcome, CliError> {
    let mut script = Vec::new();
    generate(shell, command, "offhook", &mut script);
    output::result(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::AsExpected)
}
