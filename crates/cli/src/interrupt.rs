//! Ctrl-C: the run stops, and its report is marked as interrupted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use offhook_harness::end_programs;

use crate::exit::CliError;

/// A flag that the first Ctrl-C sets; the second ends the program at once.
pub(crate) fn flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    // Without a handler, Ctrl-C only ends the program without a report, so a failure here does not matter.
    let _ = ctrlc::set_handler(move || {
        if set.swap(true, Ordering::Relaxed) {
            end_programs();
            std::process::exit(CliError::Interrupted.exit_code().into());
        }
    });
    flag
}
