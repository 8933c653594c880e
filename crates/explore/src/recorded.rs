//! Recorded scenarios: a person or a search chose their steps, and our machine wrote what they expect.
//!
//! They stand below `scenarios/generated`, in a folder for each kind. The steps of a file, and the paths of which it expects
//! something, are its recipe. Its values, its title and its header are written anew by [`Recorder::record`], which checks that
//! the scenario still shows what it is there to show.

mod title;

use std::collections::BTreeMap;
use std::fmt;

use offhook_harness::{InProcess, Options, SubjectError, Verdict, read_nothing, refresh, run_case};
use offhook_scenario::{Dialect, Scenario, parse, to_yaml};

use crate::mutants::{Mutant, kills, mutants};

/// The command that writes every recorded scenario anew.
pub const COMMAND: &str = "offhook record scenarios/generated";
/// The seed of ids, where a scenario gives none.
pub const SEED: u64 = 0;
/// What the ids of recorded scenarios begin with.
const PREFIX: &str = "generated.";

/// What a recorded scenario is there to show: the folder in which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One mutant of the rule tables is killed.
    KillMutant,
    /// Answers and events are expected with every field.
    AllFields,
}

impl Kind {
    const ALL: [Self; 2] = [Self::KillMutant, Self::AllFields];

    /// The name of the folder.
    const fn as_str(self) -> &'static str {
        match self {
            Self::KillMutant => "kill-mutant",
            Self::AllFields => "all-fields",
        }
    }
}

/// A scenario as it is recorded now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The file that it was read from.
    pub file: String,
    /// What the file is to hold.
    pub text: String,
    /// Whether it holds just this already.
    pub is_current: bool,
    /// The values that are not what they were.
    pub changed: Vec<String>,
}

/// Why a scenario is not recorded. Its file stays as it is.
#[derive(Debug)]
#[non_exhaustive]
pub enum RecordError {
    /// It is none of the generated ones, which alone may be overwritten.
    NotGenerated,
    /// Its id names no mutant of the rule tables.
    NoMutant,
    /// It does not parse by itself, without what it includes.
    Unreadable,
    /// It cannot be played.
    Subject(SubjectError),
    /// What it expects is not there any more.
    Lost(Vec<String>),
    /// It does not pass on our machine with the values of now.
    Fails(Vec<String>),
    /// It does not kill its mutant.
    Spares {
        /// The mutant's id.
        mutant: String,
    },
    /// It expects no answer and no event with every field.
    NothingWhole,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotGenerated => write!(
                f,
                "not a recorded scenario: their ids are `{PREFIX}`, the dialect, and {} or {}",
                Kind::KillMutant.as_str(),
                Kind::AllFields.as_str()
            ),
            Self::NoMutant => f.write_str("its id names no mutant of the rule tables"),
            Self::Unreadable => f.write_str("it cannot be read without the world that it includes"),
            Self::Subject(error) => error.fmt(f),
            Self::Lost(lost) => write!(f, "it would show less than it did: {}", lost.join("; ")),
            Self::Fails(why) => write!(f, "it fails on our machine: {}", why.join("; ")),
            Self::Spares { mutant } => write!(f, "it does not kill the mutant {mutant}"),
            Self::NothingWhole => f.write_str("it expects no answer and no event with every field"),
        }
    }
}

impl std::error::Error for RecordError {}

/// Writes recorded scenarios anew.
#[derive(Debug)]
pub struct Recorder {
    /// The mutants of the rule tables, by the ids of the scenarios that kill them.
    mutants: BTreeMap<String, Mutant>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

impl Recorder {
    /// Knows the mutants of every dialect.
    #[must_use]
    pub fn new() -> Self {
        let of_tables = Dialect::all().flat_map(mutants).filter(|it| it.class.is_of_tables());
        Self { mutants: of_tables.map(|mutant| (killer(&mutant), mutant)).collect() }
    }

    /// Plays a scenario on our machine and writes down what it says, at the paths of which the scenario expects something.
    ///
    /// # Errors
    /// The scenario is not generated, cannot be played, or would not show any more what it is there to show.
    pub fn record(&self, scenario: &Scenario) -> Result<Recorded, RecordError> {
        let kind = kind(scenario).ok_or(RecordError::NotGenerated)?;
        let source = scenario.sources.of(scenario.id.place);
        let own = parse(&source.name, &source.text).map_err(|_| RecordError::Unreadable)?;
        let options = Options { seed: SEED, ..Options::strict(&read_nothing) };
        let refreshed = refresh(scenario, &mut InProcess::new(), &options).map_err(RecordError::Subject)?;
        if !refreshed.lost.is_empty() {
            return Err(RecordError::Lost(refreshed.lost));
        }
        let report = run_case(&refreshed.scenario, &mut InProcess::new(), &options);
        if report.verdict != Verdict::Pass {
            let why = report.failures.into_iter().map(|failure| failure.title);
            return Err(RecordError::Fails(why.collect()));
        }
        let title = match kind {
            Kind::KillMutant => self.of_mutant(&refreshed.scenario)?,
            Kind::AllFields => title::of_fields(&refreshed.whole_answers, &refreshed.whole_events)
                .ok_or(RecordError::NothingWhole)?,
        };
        // As in the file: the world that it includes is not written into it.
        let written = Scenario { title: Some(title.as_str().into()), given: own.given, ..refreshed.scenario };
        let text = text(&written);
        Ok(Recorded {
            file: source.name.to_string(),
            is_current: *source.text == *text,
            text,
            changed: refreshed.changed,
        })
    }

    /// The title of a scenario that kills a mutant, once it does.
    fn of_mutant(&self, scenario: &Scenario) -> Result<String, RecordError> {
        let mutant = self.mutants.get(scenario.id.as_str()).ok_or(RecordError::NoMutant)?;
        let table = mutant.table().ok_or(RecordError::NoMutant)?;
        if kills(scenario, table) {
            Ok(title::of_mutant(table))
        } else {
            Err(RecordError::Spares { mutant: mutant.id.clone() })
        }
    }
}

/// The id of the scenario that kills a mutant: `ccc/missing-transition/channel.none.release` is killed by
/// `generated.ccc.kill-mutant.missing-transition.channel-none-release`.
fn killer(mutant: &Mutant) -> String {
    let (dialect, class) = (mutant.dialect.as_str(), mutant.class.as_str());
    let what = mutant.id.rsplit('/').next().unwrap_or_default().replace(['.', '_'], "-");
    format!("{PREFIX}{dialect}.{}.{class}.{what}", Kind::KillMutant.as_str())
}

fn kind(scenario: &Scenario) -> Option<Kind> {
    let rest = scenario.id.strip_prefix(PREFIX)?.strip_prefix(scenario.dialect.value.as_str())?;
    let folder = rest.strip_prefix('.')?.split('.').next()?;
    Kind::ALL.into_iter().find(|kind| kind.as_str() == folder)
}

/// The whole file: the line for editors, the header, the scenario.
fn text(scenario: &Scenario) -> String {
    let yaml = to_yaml(scenario);
    let body = unfolded(yaml.split_once('\n').map_or("", |(_, body)| body));
    let up = "../".repeat(scenario.id.matches('.').count());
    format!(
        "# yaml-language-server: $schema={up}schema.json\n\
         # Generated: do not edit it by hand. `{COMMAND}` writes it anew.\n\
         # Seed {SEED}, offhook {}.\n{body}",
        env!("CARGO_PKG_VERSION")
    )
}

/// Ids and titles that the writer folds over several lines, on one: who looks for an id finds it. They hold nothing that
/// YAML would take for something else than a text.
fn unfolded(yaml: &str) -> String {
    const FOLDED: [&str; 2] = ["id: >-", "title: >-"];
    let mut text = String::with_capacity(yaml.len());
    let mut lines = yaml.lines().peekable();
    while let Some(line) = lines.next() {
        match FOLDED.iter().find(|folded| line == **folded) {
            Some(folded) => {
                text.push_str(folded.trim_end_matches(" >-"));
                while let Some(more) = lines.next_if(|line| line.starts_with("  ")) {
                    text.push(' ');
                    text.push_str(more.trim_start());
                }
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}
