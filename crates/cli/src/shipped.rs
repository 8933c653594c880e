//! The shipped scenarios, which are part of the program.

use std::io;

use include_dir::{Dir, DirEntry, include_dir};
use offhook_harness::is_scenario;
use offhook_scenario::{Diagnostic, Scenario, load};

static SCENARIOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../scenarios");
/// The documented answers that some scenarios name.
static FIXTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../dialect/fixtures");

/// Every shipped scenario, in the order of their files.
///
/// # Errors
/// A shipped file is not a scenario, which a test excludes.
pub(crate) fn scenarios() -> Result<Vec<Scenario>, Vec<Diagnostic>> {
    let mut files = Vec::new();
    find(&SCENARIOS, &mut files);
    files.sort_unstable();
    let read = |(name, text): (String, &str)| {
        load(&name, text, &|path| text_of(path).map_err(io::Error::other).map(str::to_owned))
    };
    files.into_iter().map(read).collect()
}

/// A file that a shipped scenario names, or another file.
pub(crate) fn read_named(path: &str) -> Result<String, String> {
    match text_of(path) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => offhook_scenario::files::read_named(path),
    }
}

fn find(dir: &'static Dir<'_>, files: &mut Vec<(String, &'static str)>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => find(dir, files),
            DirEntry::File(file) => {
                let path = format!("scenarios/{}", file.path().display());
                let named = file.path().file_name().is_some_and(is_scenario);
                if let Some(text) = file.contents_utf8().filter(|_| named) {
                    files.push((path, text));
                }
            }
        }
    }
}

fn text_of(path: &str) -> Result<&'static str, String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    let inside = parts.join("/");
    let shipped = [("scenarios/", &SCENARIOS), ("crates/dialect/fixtures/", &FIXTURES)];
    let file = shipped.iter().find_map(|(folder, dir)| dir.get_file(inside.strip_prefix(folder)?));
    file.and_then(|file| file.contents_utf8()).ok_or_else(|| format!("no file `{path}` is shipped"))
}
