//! Which cases were meant to run, and what they held: a hash that two reports of the same suite share.

use data_encoding::HEXLOWER;
use offhook_scenario::{Scenario, Step};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::runner::ReadFile;

/// The bytes of a hash that are shown: enough that no two suites share it by chance.
const SHOWN_BYTES: usize = 16;

/// The cases of a run, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Sorted by id.
    pub cases: Vec<ManifestCase>,
}

/// A case as it stands in a manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ManifestCase {
    /// The case's id.
    pub id: String,
    /// The hash of what the case says, included worlds and named answers among it; comments and layout do not count.
    pub hash: String,
}

impl Manifest {
    /// The manifest of these scenarios, in whatever order they come. `read_file` reads the answers that they name.
    pub fn of<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>, read_file: &ReadFile<'_>) -> Self {
        let case = |scenario: &Scenario| ManifestCase {
            id: scenario.id.value.clone(),
            hash: content_hash(scenario, read_file),
        };
        Self::from_cases(scenarios.into_iter().map(case).collect())
    }

    /// Adds a case that is no scenario.
    pub fn add(&mut self, id: &str, holds: &str) {
        let mut hasher = Sha256::new();
        feed(&mut hasher, holds.as_bytes());
        self.cases.push(ManifestCase { id: id.to_owned(), hash: shown(hasher) });
        self.cases.sort();
    }

    /// The manifest of cases whose hashes are known.
    pub fn from_cases(mut cases: Vec<ManifestCase>) -> Self {
        cases.sort();
        Self { cases }
    }

    /// The hash of all cases together.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for case in &self.cases {
            feed(&mut hasher, case.id.as_bytes());
            feed(&mut hasher, case.hash.as_bytes());
        }
        shown(hasher)
    }

    /// The hash of one case.
    pub fn hash_of(&self, id: &str) -> Option<&str> {
        let at = self.cases.binary_search_by(|case| case.id.as_str().cmp(id)).ok()?;
        self.cases.get(at).map(|case| case.hash.as_str())
    }
}

/// What a scenario says, hashed: its own canonical text, and the text of each file that it names.
fn content_hash(scenario: &Scenario, read_file: &ReadFile<'_>) -> String {
    let mut hasher = Sha256::new();
    // A scenario that could not be written would be no scenario: none is, and such a one would differ from all others.
    feed(&mut hasher, &serde_json::to_vec(scenario).unwrap_or_default());
    for path in answers(scenario) {
        // A file that cannot be read fails the case itself; here only the reason tells it from one that can.
        feed(&mut hasher, read_file(&path).unwrap_or_else(|reason| reason).as_bytes());
    }
    shown(hasher)
}

/// The files with whole answers that a scenario names.
fn answers(scenario: &Scenario) -> Vec<String> {
    let mut files = Vec::new();
    let mut rest: Vec<&Step> = scenario.steps.iter().map(|step| &step.value).collect();
    while let Some(step) = rest.pop() {
        match step {
            Step::Repeat(repeat) => rest.extend(repeat.steps.iter().map(|step| &step.value)),
            Step::Request(request) => {
                files.extend(request.answer.as_ref().map(|path| crate::runner::relative(scenario, path)));
            }
            _ => {}
        }
    }
    files.sort();
    files.dedup();
    files
}

/// Feeds a part with its length before it, so that no two lists of parts are the same bytes.
pub(crate) fn feed(hasher: &mut Sha256, part: &[u8]) {
    hasher.update((part.len() as u64).to_le_bytes());
    hasher.update(part);
}

fn shown(hasher: Sha256) -> String {
    format!("sha256:{}", HEXLOWER.encode(&hasher.finalize()[..SHOWN_BYTES]))
}
