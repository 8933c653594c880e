//! `offhook docs`: the pages that are printed from the tables.

use crate::args::Docs;
use crate::{exit, output};

pub(crate) fn docs(args: &Docs) -> u8 {
    for page in offhook_report::docs::pages() {
        let path = args.out.join(page.file);
        if let Err(error) =
            std::fs::create_dir_all(&args.out).and_then(|()| std::fs::write(&path, &page.text))
        {
            output::error(format!("{}: {error}", path.display()));
            return exit::USAGE;
        }
        output::result(&format!("{}\n", path.display()));
    }
    exit::OK
}
