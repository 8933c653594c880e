//! The document of a run: everything that a report is made from, as values that can be written, read, merged and compared.
//!
//! It holds no time of the day and nothing that depends on the order of threads: the same run gives the same bytes.

mod case;
mod findings;
mod merge;
mod reading;
mod scope;
mod summary;
mod waiving;

use std::collections::{BTreeMap, BTreeSet};

use offhook_dialect::{names_clause, registry};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::case::{Case, Failure, Outcome, Waived};
pub use self::findings::{Finding, Smallest, Written, findings};
pub use self::merge::{MergeError, merge};
pub use self::reading::{DocumentError, LIMITS, MAX_DOCUMENT_BYTES, document_schema};
pub use self::scope::{Addition, Scope};
pub use self::summary::{Ending, Proved, Summary};
pub use self::waiving::{Sheet, SheetRow};
use crate::manifest::Manifest;
use crate::shard::Shard;
use crate::suite::SuiteReport;
use crate::verdict::CaseReport;

/// The version of the shape of documents.
pub const VERSION: u32 = 1;

/// A run, and what it came to.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
pub struct Document {
    /// The version of this shape.
    #[schemars(range(min = 1, max = 1))]
    pub offhook_report: u32,
    /// The version of offhook.
    pub version: String,
    /// Who was tested.
    pub subject: Subject,
    /// Whatever else there is to say of how it ran, by name; nothing that differs between two runs of the same.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub environment: BTreeMap<String, String>,
    /// The seed of ids.
    pub seed: u64,
    /// Whether everything counted that is not as expected, chosen or not.
    pub strict: bool,
    /// Whether the run was stopped before its end.
    pub interrupted: bool,
    /// Which cases were meant to run.
    #[serde(default)]
    pub manifest: Stamp,
    /// What the claims of the subject are about, where it is tested by its statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// The counts.
    pub summary: Summary,
    /// What is wrong with the run as a whole. It is red while there is anything here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// The waivers that hold for the run, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waivers: Option<Sheet>,
    /// The cases, in the order planned.
    pub cases: Vec<Case>,
    /// What the clauses say that cases cite or failures are about, by id.
    #[serde(default)]
    pub clauses: BTreeMap<String, ClauseText>,
    /// How much of the rules the cases went through, where somebody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Value>,
}

/// How our own machine is reached.
const IN_PROCESS: &str = "in process";

/// Who was tested.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Subject {
    /// What it is called.
    pub name: String,
    /// Its version.
    pub version: String,
    /// How it was reached: `in process`, a URL without credentials, or a command.
    pub reached: String,
}

impl Subject {
    /// Our own machine, in this process.
    pub fn in_process() -> Self {
        Self {
            name: "offhook".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            reached: IN_PROCESS.to_owned(),
        }
    }

    /// Whether it is our own machine, in this process.
    pub fn is_in_process(&self) -> bool {
        self.reached == IN_PROCESS
    }
}

/// The manifest in short: what two reports of the same suite share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Stamp {
    /// How many cases the suite has, all shards together.
    pub count: usize,
    /// The hash of their ids and contents.
    pub hash: String,
    /// Which part of the suite this is, where it is only a part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
}

/// Something wrong with a run as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
pub struct Problem {
    /// What kind of thing, such as `waiver-expired`.
    pub code: String,
    /// One sentence.
    pub title: String,
    /// The file and line that it is about, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// What a clause says, and where.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct ClauseText {
    /// How we know it: `documented`, `sampled`, `inferred` or `chosen`.
    pub basis: String,
    /// What it says, in our words.
    pub text: String,
    /// The document that states it.
    pub document: String,
    /// In which part of the document.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
}

impl Document {
    /// The document of a run.
    pub fn of(report: &SuiteReport, subject: Subject, seed: u64, strict: bool) -> Self {
        let mut document = Self {
            offhook_report: VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            subject,
            environment: BTreeMap::new(),
            seed,
            strict,
            interrupted: false,
            manifest: Stamp { count: report.cases.len(), ..Stamp::default() },
            scope: None,
            summary: Summary { not_selected: report.skipped, ..Summary::default() },
            problems: Vec::new(),
            waivers: None,
            clauses: clauses_of(report.cases.iter().flat_map(named_by)),
            cases: report.cases.iter().map(Case::of).collect(),
            coverage: None,
        };
        document.judge();
        document
    }

    /// Says which cases were meant to run: those of a whole suite, and the part of it that this run was to do. What was planned
    /// and is not here, or is here and was not planned, is a problem.
    #[must_use]
    pub fn planned(mut self, manifest: &Manifest, shard: Option<Shard>) -> Self {
        self.manifest = Stamp { count: manifest.cases.len(), hash: manifest.hash(), shard };
        for case in &mut self.cases {
            case.hash = manifest.hash_of(&case.id).unwrap_or_default().to_owned();
        }
        let planned = manifest.cases.iter().filter(|case| shard.is_none_or(|shard| shard.holds(&case.id)));
        let ran: BTreeSet<&str> = self.cases.iter().map(|case| case.id.as_str()).collect();
        let missing = planned.map(|case| case.id.as_str()).filter(|id| !ran.contains(id));
        let surplus = self.cases.iter().filter(|case| case.hash.is_empty()).map(|case| case.id.as_str());
        let problems: Vec<Problem> = missing
            .map(|id| Problem::new("not-executed", format!("the case {id} was planned and not run")))
            .chain(
                surplus
                    .map(|id| Problem::new("not-planned", format!("the case {id} was run and not planned"))),
            )
            .collect();
        self.problems.extend(problems);
        self.judge();
        self
    }

    /// Says how many names of files and directories were found and not read.
    #[must_use]
    pub fn passing_over(mut self, names: usize) -> Self {
        self.summary.passed_over = names;
        self
    }

    /// Says what the claims of the subject are about: shares are counted over that.
    #[must_use]
    pub fn scoped(mut self, scope: Scope) -> Self {
        self.scope = Some(scope);
        self.judge();
        self
    }

    /// Counts anew, after cases or waivers have changed.
    fn judge(&mut self) {
        self.judge_waivers();
        self.problems.sort();
        self.problems.dedup();
        self.summary = Summary::of(self);
    }

    /// What a clause that a case cites says: itself, or all that a citation such as `ccc.hold-call.*` names.
    pub fn cited<'a>(&'a self, cite: &'a str) -> impl Iterator<Item = (&'a str, &'a ClauseText)> {
        let one = self.clauses.get_key_value(cite);
        let under = || self.clauses.iter().filter(move |(id, _)| names_clause(cite, id));
        let under = one.is_none().then(under).into_iter().flatten();
        one.into_iter().chain(under).map(|(id, clause)| (id.as_str(), clause))
    }
}

impl Problem {
    /// A problem without a place.
    pub fn new(code: &str, title: String) -> Self {
        Self { code: code.to_owned(), title, place: None }
    }
}

/// The clauses that a case names: those that it cites, and those that its failures are about.
fn named_by(case: &CaseReport) -> impl Iterator<Item = &String> {
    case.cites.iter().chain(case.failures.iter().filter_map(|failure| failure.clause.as_ref()))
}

/// What the clauses say that these citations name.
fn clauses_of<'a>(cites: impl Iterator<Item = &'a String>) -> BTreeMap<String, ClauseText> {
    let cites: BTreeSet<&str> = cites.map(String::as_str).collect();
    let mut clauses = BTreeMap::new();
    for cite in cites {
        let named: Vec<_> = match registry().get(cite) {
            Some(clause) => vec![clause],
            None => registry().iter().filter(|clause| names_clause(cite, &clause.id)).collect(),
        };
        for clause in named {
            let text = ClauseText {
                basis: clause.basis.as_str().to_owned(),
                text: clause.text.to_string(),
                document: format!("{}, {}", clause.document.title, clause.document.edition),
                section: clause.section.to_owned(),
            };
            clauses.insert(clause.id.to_string(), text);
        }
    }
    clauses
}
