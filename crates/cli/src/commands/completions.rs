//! `offhook completions`: a completion script for a shell.

use clap::CommandFactory as _;
use clap_complete::{Shell, generate};

use crate::args::Args;
use crate::{exit, output};

pub(crate) fn completions(shell: Shell) -> u8 {
    let mut script = Vec::new();
    generate(shell, &mut Args::command(), "offhook", &mut script);
    output::result(&String::from_utf8_lossy(&script));
    exit::OK
}
