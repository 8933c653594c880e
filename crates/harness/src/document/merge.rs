//! The documents of all shards of a run, joined into one.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use super::Document;
use crate::manifest::{Manifest, ManifestCase};

/// Why documents cannot be joined. `nth` counts from 0, in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MergeError {
    /// There is none.
    Empty,
    /// A document is not of a shard.
    Whole {
        /// Which.
        nth: usize,
    },
    /// A document is of another run than the first.
    Differs {
        /// Which.
        nth: usize,
        /// In what.
        in_what: &'static str,
        /// What the first one says.
        first: String,
        /// What this one says.
        other: String,
    },
    /// A shard is there twice.
    Overlap {
        /// Which shard.
        shard: String,
    },
    /// Shards are missing.
    Gap {
        /// Which.
        missing: Vec<String>,
    },
    /// The cases together are not those of the manifest.
    Manifest {
        /// What the manifest says.
        planned: String,
        /// What the cases come to.
        found: String,
    },
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no report to merge"),
            Self::Whole { .. } => {
                f.write_str("the report is not of a shard: only what was run with `--shard` can be merged")
            }
            Self::Differs { in_what, first, other, .. } => {
                write!(
                    f,
                    "the report is of another run than the first: its {in_what} is {other}, not {first}"
                )
            }
            Self::Overlap { shard } => write!(f, "the shard {shard} is there twice"),
            Self::Gap { missing } => write!(f, "shards are missing: {}", missing.join(", ")),
            Self::Manifest { planned, found } => write!(
                f,
                "the cases of all shards together are not those of the manifest: planned {planned}, found {found}"
            ),
        }
    }
}

impl std::error::Error for MergeError {}

/// Joins the documents of all shards of one run. What they say of coverage is left to the caller.
///
/// # Errors
/// Shards are missing or there twice, or a document is of another run.
pub fn merge(documents: Vec<Document>) -> Result<Document, MergeError> {
    let mut rest = documents.into_iter();
    let mut merged = rest.next().ok_or(MergeError::Empty)?;
    let count = merged.manifest.shard.ok_or(MergeError::Whole { nth: 0 })?.count;
    let mut shards = BTreeSet::from(merged.manifest.shard.map(|shard| [shard.index]).unwrap_or_default());
    for (nth, document) in (1..).zip(rest) {
        let shard = document.manifest.shard.ok_or(MergeError::Whole { nth })?;
        same(&merged, &document, nth)?;
        if !shards.insert(shard.index) {
            return Err(MergeError::Overlap { shard: shard.to_string() });
        }
        merged.interrupted |= document.interrupted;
        merged.cases.extend(document.cases);
        merged.clauses.extend(document.clauses);
        merged.problems.extend(document.problems);
    }
    let missing: Vec<String> =
        (1..=count).filter(|index| !shards.contains(index)).map(|index| format!("{index}/{count}")).collect();
    if !missing.is_empty() {
        return Err(MergeError::Gap { missing });
    }
    merged.cases.sort_by(|a, b| (Path::new(&a.file), &a.id).cmp(&(Path::new(&b.file), &b.id)));
    merged.manifest.shard = None;
    merged.coverage = None;
    complete(&merged)?;
    merged.judge();
    Ok(merged)
}

/// Whether the cases are those of the manifest. A case that was planned and not run is a problem of its shard already.
fn complete(merged: &Document) -> Result<(), MergeError> {
    let case = |id: &String, hash: &String| ManifestCase { id: id.clone(), hash: hash.clone() };
    let cases = merged.cases.iter().map(|it| case(&it.id, &it.hash)).collect();
    let found = Manifest::from_cases(cases);
    let (hash, lost) = (found.hash(), merged.problems.iter().any(|it| it.code.starts_with("not-")));
    if hash == merged.manifest.hash || lost {
        return Ok(());
    }
    let planned = format!("{} cases with {}", merged.manifest.count, merged.manifest.hash);
    Err(MergeError::Manifest { planned, found: format!("{} cases with {hash}", found.cases.len()) })
}

/// Something that all documents of a run have in common: its name, and how it is described.
type Trait<'a> = (&'static str, &'a dyn Fn(&Document) -> String);

/// Whether two documents are of one run.
fn same(first: &Document, other: &Document, nth: usize) -> Result<(), MergeError> {
    let shards = |it: &Document| it.manifest.shard.map(|shard| shard.count.to_string()).unwrap_or_default();
    let subject = |it: &Document| {
        let super::Subject { name, version, reached } = &it.subject;
        format!("{name} {version} ({reached})")
    };
    let manifest = |it: &Document| format!("{} of {} cases", it.manifest.hash, it.manifest.count);
    let waivers = |it: &Document| match &it.waivers {
        None => "without waivers".to_owned(),
        Some(sheet) => format!("with {} waivers, on {}", sheet.rows.len(), sheet.today),
    };
    let events: [Trait<'_>; 7] = [
        ("version", &|it| it.version.clone()),
        ("manifest", &manifest),
        ("subject", &subject),
        ("number of shards", &shards),
        ("seed", &|it| it.seed.to_string()),
        ("strictness", &|it| it.strict.to_string()),
        ("list of waivers", &waivers),
    ];
    for (in_what, of) in events {
        let (first, other) = (of(first), of(other));
        if first != other {
            return Err(MergeError::Differs { nth, in_what, first, other });
        }
    }
    let differs = |in_what: &'static str| {
        let (first, other) = ("another".to_owned(), "different".to_owned());
        Err(MergeError::Differs { nth, in_what, first, other })
    };
    match (first.waivers == other.waivers, first.environment == other.environment) {
        (false, _) => differs("list of waivers"),
        (_, false) => differs("environment"),
        _ => Ok(()),
    }
}
