//! `offhook docs`: the pages that are printed from the tables.

use std::path::PathBuf;

use clap::Args;
use offhook_explore::graph;

use crate::{exit, output};

/// `offhook docs`.
#[derive(Debug, Args)]
pub(crate) struct Docs {
    /// The directory to write into
    #[arg(long, value_name = "DIR", default_value = "docs")]
    pub(crate) out: PathBuf,
}

pub(crate) fn docs(args: &Docs) -> u8 {
    let pages = offhook_report::docs::pages().into_iter().map(|page| (page.file, page.text));
    for (file, text) in pages.chain([(graph::PAGE, graph::page())]) {
        let path = args.out.join(file);
        if let Err(error) = std::fs::create_dir_all(&args.out).and_then(|()| std::fs::write(&path, &text)) {
            output::error(format!("{}: {error}", path.display()));
            return exit::USAGE;
        }
        output::result(&format!("{}\n", path.display()));
    }
    exit::OK
}
