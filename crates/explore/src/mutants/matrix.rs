//! What came of the mutants.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use offhook_harness::Summarised;
use offhook_scenario::{Scenario, to_yaml};
use serde_json::{Value, json};

use super::class::Class;
use super::mutant::Mutant;
use crate::fuzz::Budget;

/// What came of one mutant.
#[derive(Clone, Debug)]
pub enum Fate {
    /// A scenario told it from the original.
    Killed {
        /// Which: the first in the mutant's order.
        by: String,
        /// By what: the code of the diagnostic.
        how: &'static str,
    },
    /// Nothing can tell it from the original.
    Equivalent {
        /// Why not.
        why: String,
    },
    /// No scenario told it.
    Survived {
        /// Whether it ever did anything that the original would not, as far as it knows.
        differed: Option<bool>,
        /// The shortest scenario that distinguishes it, if one is known.
        trace: Option<Box<Scenario>>,
        /// Where nobody knows if anything can tell it: how far we came.
        undecided: Option<String>,
    },
}

/// How many mutants of a kind came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// In all.
    pub mutants: usize,
    /// Told from the original.
    pub killed: usize,
    /// Not told from the original, though they are not known to be equivalent.
    pub survived: usize,
    /// Of the survivors: those of which nobody knows whether anything can tell them.
    pub undecided: usize,
    /// Not to be told from the original.
    pub equivalent: usize,
}

impl Tally {
    fn add(&mut self, fate: &Fate) {
        self.mutants += 1;
        match fate {
            Fate::Killed { .. } => self.killed += 1,
            Fate::Equivalent { .. } => self.equivalent += 1,
            Fate::Survived { undecided, .. } => {
                self.survived += 1;
                self.undecided += usize::from(undecided.is_some());
            }
        }
    }

    /// Killed in a thousand of those that are not equivalent.
    pub const fn per_mille(&self) -> usize {
        let total = self.mutants - self.equivalent;
        match (self.killed * 1_000).checked_div(total) {
            Some(share) => share,
            None => 1_000,
        }
    }
}

/// Random runs that are part of a suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomSuite {
    /// How many.
    pub runs: usize,
    /// Inputs in all, for each vendor, and the seed.
    pub budget: Budget,
}

/// Each mutant and what came of it.
pub type Verdicts = Vec<(Mutant, Fate)>;

/// What came of all mutants.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// In the order of the mutants.
    pub verdicts: Verdicts,
    /// How many scenarios there were, random runs aside.
    pub scenarios: usize,
    /// The random runs, if there were any.
    pub random: Option<RandomSuite>,
    /// What is wrong with the canaries: the original that was killed, or the mute one that lived.
    pub canaries: Vec<String>,
}

impl Matrix {
    /// The counts of each class that has mutants.
    pub fn tallies(&self) -> BTreeMap<Class, Tally> {
        let mut tallies: BTreeMap<Class, Tally> = BTreeMap::new();
        for (mutant, fate) in &self.verdicts {
            tallies.entry(mutant.class).or_default().add(fate);
        }
        tallies
    }

    /// The counts of all.
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.verdicts.iter().for_each(|(_, fate)| total.add(fate));
        total
    }

    /// Those that nobody told from the original.
    pub fn survivors(&self) -> impl Iterator<Item = (&Mutant, &Fate)> {
        let survived = |fate: &Fate| matches!(fate, Fate::Survived { .. });
        self.verdicts.iter().filter(move |(_, fate)| survived(fate)).map(|(mutant, fate)| (mutant, fate))
    }

    /// The matrix for people: the counts by class, then the survivors.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(
            text,
            "{:<24}{:>8}{:>8}{:>10}{:>10}{:>11}{:>8}",
            "class", "mutants", "killed", "survived", "undecided", "equivalent", "share"
        );
        for (class, tally) in self.tallies() {
            line(&mut text, class.as_str(), &tally);
        }
        line(&mut text, "all", &self.total());
        let _ = writeln!(text, "by {}; canaries: {}", self.suite_text(), self.canary_text());
        for (mutant, fate) in self.survivors() {
            let _ = writeln!(text, "survived  {}\n  {}{}", mutant.id, mutant.change, remark(fate));
            if let Fate::Survived { trace: Some(trace), .. } = fate {
                let _ = writeln!(text, "  distinguished by:\n{}", indented(&yaml(trace)));
            }
        }
        text
    }

    fn suite_text(&self) -> String {
        let scenarios = format!("{} scenarios", self.scenarios);
        let Some(RandomSuite { runs, budget: Budget { steps, seed } }) = self.random else {
            return scenarios;
        };
        let runs = format!("{runs} random runs ({steps} inputs for each vendor, seed {seed})");
        if self.scenarios == 0 { runs } else { format!("{scenarios} and {runs}") }
    }

    fn canary_text(&self) -> String {
        if self.canaries.is_empty() { "both as they must be".to_owned() } else { self.canaries.join("; ") }
    }

    /// The same as one object.
    pub fn json(&self) -> Summarised {
        let classes: serde_json::Map<String, Value> = self
            .tallies()
            .iter()
            .map(|(class, tally)| (class.as_str().to_owned(), tally_json(tally)))
            .collect();
        let random = self.random.map(|RandomSuite { runs, budget }| {
            json!({ "runs": runs, "steps": budget.steps, "seed": budget.seed })
        });
        let summary = [
            ("scenarios", json!(self.scenarios)),
            ("random", json!(random)),
            ("total", tally_json(&self.total())),
            ("classes", classes.into()),
            ("canaries", json!(self.canaries)),
        ];
        Summarised::new(summary, [("mutants", self.verdicts.iter().map(mutant_json).collect())])
    }
}

fn line(text: &mut String, name: &str, tally: &Tally) {
    let Tally { mutants, killed, survived, undecided, equivalent } = tally;
    let share = tally.per_mille();
    let _ = writeln!(
        text,
        "{name:<24}{mutants:>8}{killed:>8}{survived:>10}{undecided:>10}{equivalent:>11}{:>5}.{} %",
        share / 10,
        share % 10
    );
}

fn remark(fate: &Fate) -> String {
    match fate {
        Fate::Survived { differed: Some(false), .. } => " (no scenario puts it to use)".to_owned(),
        Fate::Survived { undecided: Some(why), .. } => format!("\n  undecided: {why}"),
        _ => String::new(),
    }
}

fn yaml(scenario: &Scenario) -> String {
    to_yaml(scenario)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

fn tally_json(tally: &Tally) -> Value {
    json!({
        "mutants": tally.mutants,
        "killed": tally.killed,
        "survived": tally.survived,
        "undecided": tally.undecided,
        "equivalent": tally.equivalent,
        "per_mille": tally.per_mille(),
    })
}

fn mutant_json((mutant, fate): &(Mutant, Fate)) -> Value {
    let mut out = json!({
        "id": mutant.id,
        "class": mutant.class.as_str(),
        "dialect": mutant.dialect.as_str(),
        "change": mutant.change,
        "touches": mutant.touches,
    });
    let fate = match fate {
        Fate::Killed { by, how } => json!({ "fate": "killed", "by": by, "how": how }),
        Fate::Equivalent { why } => json!({ "fate": "equivalent", "why": why }),
        Fate::Survived { differed, trace, undecided } => json!({
            "fate": "survived",
            "differed": differed,
            "undecided": undecided.is_some(),
            "why": undecided,
            "trace": trace.as_deref().map(yaml),
        }),
    };
    if let (Some(out), Value::Object(fate)) = (out.as_object_mut(), fate) {
        out.extend(fate);
    }
    out
}
