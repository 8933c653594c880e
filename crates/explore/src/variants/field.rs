//! The suite that variants are tried with.

use std::collections::BTreeSet;

use offhook_dialect::WordKind;
use offhook_harness::{
    CaseReport, InProcess, Options, Profile, ReadFile, SuiteReport, Times, Verdict, Wrapped, in_parallel,
    run_case,
};
use offhook_scenario::Scenario;

use super::Variant;
use super::layer::Layer;

/// What came of one variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The variant.
    pub id: String,
    /// The options that it takes, each as `freedom=option`.
    pub options: Vec<String>,
    /// The cases that were run: those in which one of its freedoms shows.
    pub cases: usize,
    /// The cases that failed, each with what was held against the variant.
    pub alarms: Vec<(String, String)>,
    /// The cases that were not as expected in what no document states, each with what was held against the variant.
    pub warnings: Vec<(String, String)>,
    /// The cases that go on otherwise where an option is taken, and are not judged to their end.
    pub elsewhere: usize,
    /// The options of the variant that the profile of the run does not name.
    pub unseen: Vec<String>,
    /// What the run has learned of it.
    pub profile: Profile,
}

/// A suite for variants: the scenarios, and what our machine itself shows in each.
pub struct Field<'a> {
    scenarios: &'a [Scenario],
    shows: Vec<Shows>,
    read_file: &'a ReadFile<'a>,
}

/// The kinds of freedom that show in every case.
const ALL_OVER: [WordKind; 4] = [WordKind::Clock, WordKind::ExtraFields, WordKind::Extensions, WordKind::Ids];

/// What our own machine shows in a case.
struct Shows {
    verdict: Verdict,
    freedoms: BTreeSet<String>,
    report: CaseReport,
}

impl Shows {
    /// Whether a freedom shows, or one of those below it.
    fn has(&self, id: &str) -> bool {
        let below =
            |it: &String| it.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let of_any = |it: &String| {
            id.split_once(".*.").is_some_and(|(kind, path)| {
                it.strip_prefix(kind).is_some_and(|rest| rest.ends_with(&format!(".{path}")))
            })
        };
        let is_all_over = ALL_OVER.iter().any(|kind| id.ends_with(&format!(".{}", kind.as_str())));
        is_all_over
            || self.freedoms.iter().any(|it| below(it) || of_any(it))
            || id.ends_with(".xml") && self.is_xml()
    }

    fn is_xml(&self) -> bool {
        self.freedoms.iter().any(|it| it.ends_with(".xml-root"))
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
                let profile = report.freedoms.clone().unwrap_or_default();
                let freedoms = profile.freedoms.into_keys().chain(profile.words.into_keys()).collect();
                Some(Shows { verdict: report.verdict, freedoms, report })
            },
        );
        Self { scenarios, shows: shows.into_values().collect(), read_file }
    }

    /// The options of our own machine, as the suite learns them.
    pub fn own_profile(&self) -> Profile {
        let cases = self.shows.iter().map(|shows| shows.report.clone()).collect();
        SuiteReport { cases, skipped: 0 }.settle_profile(None)
    }

    /// The cases, with the verdict on our own machine.
    pub fn plain(&self) -> Vec<(&'a str, Verdict)> {
        let cases = self.scenarios.iter().zip(&self.shows);
        cases.map(|(scenario, shows)| (scenario.id.value.as_str(), shows.verdict)).collect()
    }

    /// Runs the scenarios in which a variant shows on it, as on an implementation of others.
    pub fn attempt(&self, variant: &Variant) -> Tried {
        let options = Options { oracle: Some(Times::Virtual), ..Options::new(self.read_file) };
        let shows = |seen: &Shows| variant.options.keys().any(|id| seen.has(id));
        let chosen = self.scenarios.iter().zip(&self.shows);
        let chosen = chosen.filter(|(it, seen)| it.dialect.value == variant.dialect && shows(seen));
        let on_variant = |(scenario, _): (&Scenario, _)| {
            let inner = InProcess::choosing(&variant.choices, variant.dialect.vendor());
            let wrap = Layer::new(variant, scenario);
            let mut subject = Wrapped { inner, wrap };
            run_case(scenario, &mut subject, &options)
        };
        let cases: Vec<CaseReport> = chosen.map(on_variant).collect();
        let mut report = SuiteReport { cases, skipped: 0 };
        let profile = report.settle_profile(None);
        let first = |case: &CaseReport| {
            let failure = case.failures.first();
            failure.map_or_else(String::new, |it| {
                format!("{}: {}", it.title, it.label.as_deref().unwrap_or_default())
            })
        };
        let of = |verdicts: &[Verdict]| -> Vec<(String, String)> {
            let found = report.cases.iter().filter(|case| verdicts.contains(&case.verdict));
            found.map(|case| (case.id.clone(), first(case))).collect()
        };
        Tried {
            id: variant.id.clone(),
            options: variant.options.iter().map(|(id, option)| format!("{id}={option}")).collect(),
            cases: report.cases.len(),
            alarms: of(&[Verdict::Fail, Verdict::Error]),
            warnings: of(&[Verdict::Inconclusive]),
            elsewhere: of(&[Verdict::NotApplicable]).len(),
            unseen: unseen(variant, &profile),
            profile,
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
