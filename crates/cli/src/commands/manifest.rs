//! `offhook manifest`: which cases are meant to run.

use offhook_harness::{Manifest, read_named};

use crate::args::{self, Format};
use crate::{exit, files, output};

pub(crate) fn manifest(args: &args::Manifest) -> u8 {
    let selected = match files::select(&args.selection) {
        Ok(selected) => selected,
        Err(code) => return code,
    };
    let manifest = Manifest::of(&selected.scenarios, &read_named);
    match args.selection.format {
        Format::Console => output::result(&offhook_report::manifest::text(&manifest, args.shard)),
        Format::Json => output::json(&offhook_report::manifest::json(&manifest, args.shard)),
    }
    exit::OK
}
