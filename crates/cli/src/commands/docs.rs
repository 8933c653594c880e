//! `offhook docs`: the pages that are generated from the tables.

use std::path::PathBuf;

use clap::Args;
use offhook_explore::graph;

use crate::exit::{CliError, Outcome};
use crate::output;

/// `offhook docs`.
#[derive(Debug, Args)]
pub(crate) struct Docs {
    /// The directory to write into
    #[arg(long, value_name = "DIR", default_value = "docs")]
    pub(crate) out: PathBuf,
}

pub(crate) fn docs(args: &Docs) -> Result<Outcome, CliError> {
    let pages = offhook_report::docs::pages(offhook_server::limits::LIMITS)
        .into_iter()
        .map(|page| (page.file, page.text));
    for (file, text) in pages.chain([(graph::PAGE, graph::page())]) {
        let path = args.out.join(file);
        std::fs::create_dir_all(&args.out)
            .and_then(|()| std::fs::write(&path, &text))
            .map_err(|error| CliError::file(&path, error))?;
        output::result(&format!("{}\n", path.display()))?;
    }
    Ok(Outcome::AsExpected)
}
