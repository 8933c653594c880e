//! `offhook list`: the scenarios there are.

use crate::args::{Format, List};
use crate::{exit, files, output};

pub(crate) fn list(args: &List) -> u8 {
    let selected = match files::select(&args.selection) {
        Ok(selected) => selected,
        Err(code) => return code,
    };
    match args.selection.format {
        Format::Console => output::result(&offhook_report::list::text(&selected.scenarios, selected.skipped)),
        Format::Json => output::json(&offhook_report::list::json(&selected.scenarios, selected.skipped)),
    }
    exit::OK
}
