//! Recorded scenarios: a person, a search or a table chose their steps, and our machine wrote what they expect.
//!
//! They stand below `scenarios/generated`, in a folder for each kind. The steps of a file, and the paths of which it expects
//! something, are its recipe. Its values, its title and its header are written anew by [`Recorder::record`], which checks that
//! the scenario still shows what it is there to show. Of the kind `next-call`, a table of endings is the recipe: the whole file is
//! written anew, and [`missing`] writes those that are not there yet.

mod endings;
mod next_call;
mod title;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use offhook_harness::{InProcess, Options, SubjectError, Verdict, read_nothing, refresh, run_case};
use offhook_scenario::{Dialect, Format, Scenario, parse, to_yaml};

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
    /// After an ending of a call, the next call is as any other.
    NextCall,
}

impl Kind {
    const ALL: [Self; 3] = [Self::KillMutant, Self::AllFields, Self::NextCall];

    /// The name of the folder.
    const fn as_str(self) -> &'static str {
        match self {
            Self::KillMutant => "kill-mutant",
            Self::AllFields => "all-fields",
            Self::NextCall => "next-call",
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
    /// Its id names no ending of the table, or one that its dialect does not have.
    NoEnding,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotGenerated => write!(
                f,
                "not a recorded scenario: their ids are `{PREFIX}`, the dialect, and {}",
                Kind::ALL.map(Kind::as_str).join(" or ")
            ),
            Self::NoMutant => f.write_str("its id names no mutant of the rule tables"),
            Self::Unreadable => f.write_str("it cannot be read without the world that it includes"),
            Self::Subject(error) => error.fmt(f),
            Self::Lost(lost) => write!(f, "it would show less than it did: {}", lost.join("; ")),
            Self::Fails(why) => write!(f, "it fails on our machine: {}", why.join("; ")),
            Self::Spares { mutant } => write!(f, "it does not kill the mutant {mutant}"),
            Self::NothingWhole => f.write_str("it expects no answer and no event with every field"),
            Self::NoEnding => f.write_str("its id names no ending of a call that its dialect has"),
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
        match kind(scenario).ok_or(RecordError::NotGenerated)? {
            Kind::NextCall => after_ending(scenario),
            kind => self.refreshed(scenario, kind == Kind::KillMutant),
        }
    }

    fn refreshed(&self, scenario: &Scenario, of_mutant: bool) -> Result<Recorded, RecordError> {
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
        let title = if of_mutant {
            self.of_mutant(&refreshed.scenario)?
        } else {
            let title = title::of_fields(&refreshed.whole_answers, &refreshed.whole_events)
                .ok_or(RecordError::NothingWhole)?;
            if scenario.format == Format::Xml { format!("{title}, with answers in XML") } else { title }
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

/// A scenario of the table of endings, written anew as a whole.
fn after_ending(scenario: &Scenario) -> Result<Recorded, RecordError> {
    let source = scenario.sources.of(scenario.id.place);
    let text = next_call(scenario.dialect.value, &scenario.id.value)?;
    let is_current = *source.text == *text;
    let changed = if is_current { Vec::new() } else { vec!["it is another scenario than it was".to_owned()] };
    Ok(Recorded { file: source.name.to_string(), is_current, text, changed })
}

/// The scenarios of the table of endings that are not among those of these ids: for each the path of its file below
/// `scenarios/generated`, and what the file is to hold.
///
/// # Errors
/// One cannot be played.
pub fn missing(known: &BTreeSet<&str>) -> Result<Vec<(PathBuf, String)>, RecordError> {
    let all =
        Dialect::all().flat_map(|dialect| next_call::ids(dialect).into_iter().map(move |id| (dialect, id)));
    let missing = all.filter(|(_, id)| !known.contains(id.as_str()));
    missing.map(|(dialect, id)| Ok((file(&id), next_call(dialect, &id)?))).collect()
}

/// The file of a recorded scenario, below `scenarios/generated`.
fn file(id: &str) -> PathBuf {
    let mut file: PathBuf = id.trim_start_matches(PREFIX).split('.').collect();
    file.set_extension("yaml");
    file
}

/// The file of a scenario of the table of endings, once it passes.
fn next_call(dialect: Dialect, id: &str) -> Result<String, RecordError> {
    let scenario = next_call::scenario(dialect, id).ok_or(RecordError::NoEnding)?;
    let scenario = scenario.map_err(RecordError::Subject)?;
    let report = run_case(&scenario, &mut InProcess::new(), &Options::strict(&read_nothing));
    if report.verdict != Verdict::Pass {
        return Err(RecordError::Fails(report.failures.into_iter().map(|failure| failure.title).collect()));
    }
    Ok(text(&scenario))
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
