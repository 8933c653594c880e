//! Benign variants: our machine behind a layer that takes another option of a freedom. A suite that condemns one is wrong.
//!
//! Mutants measure the faults that a suite misses. Variants measure the other error: the correct implementations that it
//! condemns. Each variant is correct by construction, because the documents leave open what it does otherwise.

use std::collections::{BTreeMap, BTreeSet};

use offhook_centre::WireChoice;
use offhook_dialect::{
    BY_ROW, FieldRow, Format, Freedom, HttpRequest, HttpResponse, Spelling, Type, freedoms, respell_no_values,
};
use offhook_harness::{
    CaseReport, InProcess, Options, Profile, ReadFile, Subject as _, SubjectError, SuiteReport, Times,
    Verdict, Wrap, Wrapped, in_parallel, run_case,
};
use offhook_scenario::{Dialect, Scenario};
use serde_json::Value;

use crate::draw::Draw;

/// Our machine with some options that are not those of its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its id: the freedom and the option, or the number of the combination.
    pub id: String,
    /// The vendor whose answers it varies.
    pub dialect: Dialect,
    /// The options that it takes, by the id of the freedom.
    pub options: BTreeMap<String, &'static str>,
    /// The same by the row: whether it is one of refusals, and its path.
    spellings: BTreeMap<(bool, &'static str, Type), Spelling>,
}

/// What came of one variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The variant.
    pub id: String,
    /// The cases that were run: those in which one of its freedoms shows.
    pub cases: usize,
    /// The cases that failed, each with what was held against the variant.
    pub alarms: Vec<(String, String)>,
    /// The cases that were not as expected in what no document states.
    pub warnings: usize,
    /// The options of the variant that the profile of the run does not name.
    pub unseen: Vec<String>,
}

/// A suite for variants: the scenarios, and what our machine itself shows in each.
pub struct Field<'a> {
    scenarios: &'a [Scenario],
    shows: Vec<Shows>,
    read_file: &'a ReadFile<'a>,
}

/// What our own machine shows in a case.
struct Shows {
    verdict: Verdict,
    freedoms: BTreeSet<String>,
}

fn of(freedom: &Freedom, option: &'static str, dialect: Dialect) -> Option<Variant> {
    let spelling = Spelling::from_text(option)?;
    Some(Variant {
        id: format!("{}={option}", freedom.id),
        dialect,
        options: BTreeMap::from([(freedom.id.clone(), option)]),
        spellings: BTreeMap::from([((freedom.is_refusal, freedom.row.path, freedom.row.ty), spelling)]),
    })
}

/// The freedoms of a vendor that a layer can take another option of: those of answers in JSON.
fn varied(dialect: Dialect) -> Vec<Freedom> {
    let mut all = freedoms(dialect.vendor());
    all.retain(|freedom| freedom.format == Format::Json);
    all
}

/// A variant for each freedom and each option of it but our own.
pub fn variants(dialect: Dialect) -> Vec<Variant> {
    let all = varied(dialect);
    let options = all.iter().flat_map(|freedom| freedom.options.iter().map(move |option| (freedom, *option)));
    options.filter_map(|(freedom, option)| of(freedom, option, dialect)).collect()
}

/// Variants that take an option of each of so many freedoms at once, drawn by a seed.
pub fn combinations(dialect: Dialect, seed: u64, count: usize, options: usize) -> Vec<Variant> {
    let all = varied(dialect);
    let mut draw = Draw::new(seed);
    let one = |number: usize| {
        let mut whole = Variant {
            id: format!("{}.combination.{seed}-{number}", dialect.name),
            dialect,
            options: BTreeMap::new(),
            spellings: BTreeMap::new(),
        };
        while whole.options.len() < options.min(all.len()) {
            let index = draw.below(u32::try_from(all.len()).unwrap_or(u32::MAX)) as usize;
            let Some(freedom) = all.get(index) else { break };
            let others: Vec<&'static str> =
                freedom.options.iter().copied().filter(|option| *option != BY_ROW).collect();
            let part = draw.pick(&others).and_then(|option| of(freedom, option, dialect));
            if let Some(part) = part.filter(|_| !whole.options.contains_key(&freedom.id)) {
                whole.options.extend(part.options);
                whole.spellings.extend(part.spellings);
            }
        }
        whole
    };
    (0..count).map(one).collect()
}

/// Writes the answers of a variant, as a scenario wants them written.
struct Layer<'a> {
    variant: &'a Variant,
    choice: WireChoice,
}

impl Wrap for Layer<'_> {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(request)?;
        if self.choice.format != Format::Json {
            return Ok(reply);
        }
        let dialect = self.choice.dialect;
        let tables = &dialect.tables;
        let Ok(mut tree) = serde_json::from_str::<Value>(&reply.body) else { return Ok(reply) };
        let is_refusal = tables.refusal_in(&tree).is_some();
        let rows = match dialect.client.read(request).operation {
            Some(operation) if !is_refusal => operation.fields(),
            _ => tables.refusal_fields,
        };
        let wanted = |row: &FieldRow| self.variant.spellings.get(&(is_refusal, row.path, row.ty)).copied();
        respell_no_values(&mut tree, rows, self.choice.form, Format::Json, &wanted);
        reply.body = tree.to_string();
        Ok(reply)
    }
}

impl<'a> Field<'a> {
    /// Runs every scenario once on our machine, to see which freedoms show in it.
    pub fn of(scenarios: &'a [Scenario], jobs: usize, read_file: &'a ReadFile<'a>) -> Self {
        let options = Options { oracle: Some(Times::Virtual), ..Options::new(read_file) };
        let shows = in_parallel(
            0..jobs.max(1),
            |_| (),
            scenarios.len() as u64,
            |(), number| {
                let scenario = scenarios.get(usize::try_from(number).ok()?)?;
                let mut plain = Wrapped::new(offhook_harness::Plain);
                let report = run_case(scenario, &mut plain, &options);
                let freedoms = report.freedoms.unwrap_or_default().freedoms.into_keys().collect();
                Some(Shows { verdict: report.verdict, freedoms })
            },
        );
        Self { scenarios, shows: shows.into_values().collect(), read_file }
    }

    /// The cases, with the verdict on our own machine.
    pub fn plain(&self) -> Vec<(&'a str, Verdict)> {
        let cases = self.scenarios.iter().zip(&self.shows);
        cases.map(|(scenario, shows)| (scenario.id.value.as_str(), shows.verdict)).collect()
    }

    /// Runs the scenarios in which a variant shows on it, as on an implementation of others.
    pub fn attempt(&self, variant: &Variant) -> Tried {
        let options = Options { oracle: Some(Times::Virtual), ..Options::new(self.read_file) };
        let shows = |seen: &Shows| variant.options.keys().any(|id| seen.freedoms.contains(id));
        let chosen = self.scenarios.iter().zip(&self.shows);
        let chosen = chosen.filter(|(it, seen)| it.dialect.value == variant.dialect && shows(seen));
        let on_variant = |(scenario, _): (&Scenario, _)| {
            let mut subject = Wrapped::new(Layer { variant, choice: WireChoice::of(scenario) });
            run_case(scenario, &mut subject, &options)
        };
        let cases: Vec<CaseReport> = chosen.map(on_variant).collect();
        let mut report = SuiteReport { cases, skipped: 0 };
        let profile = report.settle_profile(None);
        let is_alarm = |case: &&CaseReport| matches!(case.verdict, Verdict::Fail | Verdict::Error);
        let first = |case: &CaseReport| {
            let failure = case.failures.first();
            failure.map_or_else(String::new, |it| {
                format!("{}: {}", it.title, it.label.as_deref().unwrap_or_default())
            })
        };
        Tried {
            id: variant.id.clone(),
            cases: report.cases.len(),
            alarms: report.cases.iter().filter(is_alarm).map(|case| (case.id.clone(), first(case))).collect(),
            warnings: report.cases.iter().filter(|case| case.verdict == Verdict::Inconclusive).count(),
            unseen: unseen(variant, &profile),
        }
    }

    /// Tries many variants. `done` is called for each that has been tried, from any thread.
    pub fn attempt_all(&self, variants: &[Variant], jobs: usize, done: impl Fn() + Sync) -> Vec<Tried> {
        let tried = in_parallel(
            0..jobs.max(1),
            |_| (),
            variants.len() as u64,
            |(), number| {
                let tried = self.attempt(variants.get(usize::try_from(number).ok()?)?);
                done();
                Some(tried)
            },
        );
        tried.into_values().collect()
    }
}

/// The options of a variant that showed, and that the profile does not name.
fn unseen(variant: &Variant, profile: &Profile) -> Vec<String> {
    let is_unseen = |(id, option): &(&String, &&'static str)| {
        profile.freedoms.get(*id).is_some_and(|taken| !taken.options.contains(**option))
    };
    variant.options.iter().filter(is_unseen).map(|(id, option)| format!("{id}={option}")).collect()
}
