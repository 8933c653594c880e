//! The search for scenario files: links, cycles, and names that are no UTF-8.

use std::collections::{BTreeSet, VecDeque};
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use offhook_scenario::files::shown;

use super::{MAX_DEPTH, Origin, STDIN, STDIN_SHOWN, ScenarioFiles, Why};

/// How the names of scenarios end, in any case of letters.
const ENDINGS: [&str; 2] = [".yaml", ".yml"];
/// How the names of worlds end, which scenarios include.
const WORLD_ENDINGS: [&str; 2] = [".given.yaml", ".given.yml"];

/// Whether a file of this name in a directory is a scenario.
#[must_use]
pub fn is_scenario(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes().to_ascii_lowercase();
    let ends = |endings: [&str; 2]| endings.iter().any(|it| name.ends_with(it.as_bytes()));
    ends(ENDINGS) && !ends(WORLD_ENDINGS) && !is_dot_name(&name)
}

fn is_dot_name(name: &[u8]) -> bool {
    name.starts_with(b".")
}

/// Whether the ending of a scenario stands anywhere in a name, as in `x.yaml~` and `.#x.yaml`.
fn mentions_ending(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes().to_ascii_lowercase();
    ENDINGS.iter().any(|ending| name.windows(ending.len()).any(|it| it == ending.as_bytes()))
}

/// Finds the files of these paths.
pub(super) fn find(paths: &[PathBuf]) -> Result<ScenarioFiles, String> {
    let mut search = Search::default();
    for path in paths {
        search.named(path)?;
    }
    // What can be reached without a link has its own name, whatever links lead to it: links come last.
    while let Some(Link { path, depth }) = search.links.pop_front() {
        search.follow(&path, depth)?;
    }
    search.found.files.sort_by(|(one, _), (other, _)| Path::new(one).cmp(Path::new(other)));
    if !search.found.files.is_empty() {
        search.empty.into_iter().for_each(|name| search.found.passed_over.add(Why::Empty, name));
    }
    search.found.passed_over.sort();
    Ok(search.found)
}

#[derive(Default)]
struct Search {
    found: ScenarioFiles,
    /// Every file and directory that was met, by what it is and not by a path.
    met: BTreeSet<Identity>,
    /// Links that are not followed yet.
    links: VecDeque<Link>,
    /// The directories that were named and have nothing to read.
    empty: Vec<String>,
}

struct Link {
    path: PathBuf,
    /// How deep below what was named; 0 is named itself.
    depth: usize,
}

impl Search {
    fn named(&mut self, path: &Path) -> Result<(), String> {
        if path == Path::new(STDIN) {
            let is_new = self.found.files.iter().all(|(_, from)| *from != Origin::Stdin);
            if is_new {
                self.found.files.push((STDIN_SHOWN.to_owned(), Origin::Stdin));
            } else {
                self.found.passed_over.add(Why::SecondPath, STDIN_SHOWN.to_owned());
            }
            return Ok(());
        }
        let remedy = "name a scenario file or a directory of them";
        let what = fs::metadata(path).map_err(|error| format!("{}: {error}: {remedy}", path.display()))?;
        if leads_through_link(path) {
            self.links.push_back(Link { path: path.to_owned(), depth: 0 });
            return Ok(());
        }
        let before = self.size();
        self.take(path, &what, 0)?;
        if what.is_dir() && self.size() == before {
            self.empty.push(shown(path));
        }
        Ok(())
    }

    /// How much was found so far, read or not.
    fn size(&self) -> usize {
        self.found.files.len() + self.found.passed_over.count() + self.links.len()
    }

    /// Takes what stands at a path without a link: a file that is named or has the name of a scenario, or a directory.
    fn take(&mut self, path: &Path, what: &Metadata, depth: usize) -> Result<(), String> {
        if !what.is_dir() && !what.is_file() && depth > 0 {
            self.pass_over(Why::NoFile, path);
            return Ok(());
        }
        let identity = identity(path, what).map_err(|error| wrong(path, &error))?;
        if !self.met.insert(identity) {
            self.pass_over(Why::SecondPath, path);
        } else if what.is_dir() {
            self.directory(path, depth)?;
        } else {
            self.found.files.push((shown(path), Origin::File(path.to_owned())));
        }
        Ok(())
    }

    fn directory(&mut self, path: &Path, depth: usize) -> Result<(), String> {
        if depth >= MAX_DEPTH {
            return Err(format!(
                "{}: directories nested deeper than {MAX_DEPTH}: name those below",
                path.display()
            ));
        }
        let entries = fs::read_dir(path).map_err(|error| wrong(path, &error))?;
        let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
        let mut names = names.collect::<Result<Vec<_>, _>>().map_err(|error| wrong(path, &error))?;
        names.sort();
        for name in names {
            self.entry(path.join(&name), &name, depth + 1)?;
        }
        Ok(())
    }

    fn entry(&mut self, path: PathBuf, name: &OsStr, depth: usize) -> Result<(), String> {
        if is_dot_name(name.as_encoded_bytes()) {
            if mentions_ending(name) || path.is_dir() {
                self.pass_over(Why::DotName, &path);
            }
            return Ok(());
        }
        let what = match fs::symlink_metadata(&path) {
            Ok(what) => what,
            // It was removed since the directory was read, as editors do with what they write on the way.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(wrong(&path, &error)),
        };
        if what.is_symlink() {
            self.links.push_back(Link { path, depth });
        } else if what.is_dir() || is_scenario(name) {
            self.take(&path, &what, depth)?;
        } else {
            self.other_name(&path, name);
        }
        Ok(())
    }

    /// A file that is not named as a scenario. What merely looks like one is said.
    fn other_name(&mut self, path: &Path, name: &OsStr) {
        let is_world = WORLD_ENDINGS
            .iter()
            .any(|ending| name.as_encoded_bytes().to_ascii_lowercase().ends_with(ending.as_bytes()));
        if mentions_ending(name) && !is_world {
            self.pass_over(Why::OtherEnding, path);
        }
    }

    /// Follows a link. What it leads to is named after its real file: the files that it names stand beside that.
    fn follow(&mut self, link: &Path, depth: usize) -> Result<(), String> {
        let (real, what) = match fs::canonicalize(link).and_then(|real| Ok((fs::metadata(&real)?, real))) {
            Ok((what, real)) => (real, what),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return Err(wrong(link, &error)),
            Err(_) => {
                self.pass_over(Why::BrokenLink, link);
                return Ok(());
            }
        };
        let name = link.file_name().unwrap_or_default();
        if !what.is_dir() && depth > 0 && !is_scenario(name) {
            self.other_name(link, name);
            return Ok(());
        }
        // A link to a directory above it would have everything there read that nobody has named.
        if depth > 0 && what.is_dir() && is_within(link, &real) {
            self.pass_over(Why::Cycle, link);
            return Ok(());
        }
        if identity(&real, &what).is_ok_and(|it| self.met.contains(&it)) {
            self.pass_over(Why::SecondPath, link);
            return Ok(());
        }
        let here = std::env::current_dir().and_then(fs::canonicalize);
        let near =
            here.ok().and_then(|here| real.strip_prefix(here).ok()).filter(|it| !it.as_os_str().is_empty());
        let path = near.map_or_else(|| real.clone(), Path::to_owned);
        self.take(&path, &what, depth)
    }

    fn pass_over(&mut self, why: Why, path: &Path) {
        self.found.passed_over.add(why, shown(path));
    }
}

/// Whether a path that is named is a link or, where it is relative, leads through one. An absolute path may begin with links that
/// are the system's own.
fn leads_through_link(path: &Path) -> bool {
    let looked_at = if path.is_absolute() { 1 } else { usize::MAX };
    path.ancestors().take(looked_at).any(Path::is_symlink)
}

/// Whether a link stands in a directory or below it.
fn is_within(link: &Path, directory: &Path) -> bool {
    let parent = link.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::canonicalize(parent).is_ok_and(|parent| parent.starts_with(directory))
}

fn wrong(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}: make it readable, or name only what is to be read", path.display())
}

/// What a file or directory is, whatever path leads to it.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = PathBuf;

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have to look it up")]
fn identity(_: &Path, what: &Metadata) -> std::io::Result<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    Ok((what.dev(), what.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path, _: &Metadata) -> std::io::Result<Identity> {
    fs::canonicalize(path)
}
