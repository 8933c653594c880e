//! `offhook docs`: the pages that are generated from the tables.

use std::path::{Path, PathBuf};

use clap::Args;
use offhook_explore::graph;
use offhook_harness::write_whole;

use crate::exit::{CliError, Outcome};
use crate::output;

/// `offhook docs`.
#[derive(Debug, Args)]
pub(crate) struct Docs {
    /// The directory to write into [default: docs of the checkout of offhook that the command runs in]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

pub(crate) fn docs(args: &Docs) -> Result<Outcome, CliError> {
    let out = match &args.out {
        Some(out) => out.clone(),
        None => checkout()?.join(DOCS),
    };
    let pages = offhook_report::docs::pages(offhook_server::limits::LIMITS)
        .into_iter()
        .map(|page| (page.file, page.text));
    for (file, text) in pages.chain([(graph::PAGE, graph::page())]) {
        let path = out.join(file);
        write_whole(&path, &text).map_err(|error| CliError::unwritable(&path, error))?;
        output::result(&format!("{}\n", path.display()))?;
    }
    Ok(Outcome::AsExpected)
}

/// The folder of the pages in a checkout.
const DOCS: &str = "docs";
/// A file of each checkout of offhook, and a line that it has there.
const OURS: (&str, &str) = ("crates/cli/Cargo.toml", "name = \"offhook\"");

/// The checkout of offhook that the command runs in. Elsewhere `docs` is somebody else's.
fn checkout() -> Result<PathBuf, CliError> {
    let (file, line) = OURS;
    let is_ours = |folder: &&Path| {
        std::fs::read_to_string(folder.join(file)).is_ok_and(|text| text.lines().any(|it| it == line))
    };
    let here = std::env::current_dir().map_err(|error| CliError::file(Path::new("."), error))?;
    match here.ancestors().find(is_ours) {
        // Where it can be said in short, it is.
        Some(root) if root == here => Ok(PathBuf::new()),
        Some(root) => Ok(root.to_owned()),
        None => {
            Err(CliError::usage("this is no checkout of offhook: say where the pages go with `--out DIR`"))
        }
    }
}
