//! The smallest scenario that still fails the same, on any subject.

use std::cell::Cell;

use offhook_centre::vocabulary;
use offhook_dialect::names_clause;
use offhook_harness::{CaseReport, InProcess, Options, ReadFile, Verdict, Words, record, run_case};
use offhook_scenario::{At, Code, Diagnostic, Expectations, Scenario, Severity, Step, check, plan};

use crate::leave_out::leave_out;

/// Runs of the subject that one failure may cost, where nobody says otherwise.
pub const DEFAULT_TRIES: usize = 100;

/// What a case fails with that cites what it has nothing to do with.
const IDLE_CITE: Code = Code::Other("unexercised-clause");

/// A scenario of which nothing can go.
#[derive(Clone, Debug)]
pub struct Minimised {
    /// The scenario. It expects what our machine does.
    pub scenario: Scenario,
    /// What came of it on the subject.
    pub report: CaseReport,
    /// How often the subject was run.
    pub tries: usize,
    /// Whether the tries ran out before no single step could go.
    pub gave_up: bool,
}

/// Makes a failing scenario as small as it can be with at most so many runs. After each step that is left out, what our own
/// machine does is expected of those that remain, so that each script tried is one that our machine passes.
///
/// None where the failure does not show again, or only an error does.
pub fn minimise(
    scenario: &Scenario,
    failed: &CaseReport,
    most: usize,
    read_file: &ReadFile<'_>,
    run: &mut dyn FnMut(&Scenario) -> CaseReport,
) -> Option<Minimised> {
    let wanted = kind(failed)?;
    let options = Options::strict(read_file);
    let steps: Vec<At<Step>> =
        plan(scenario).ok()?.steps.iter().map(|planned| planned.step.clone()).collect();
    let tries = Cell::new(0);
    let best: Cell<Option<(Scenario, CaseReport)>> = Cell::new(None);
    let more = || tries.get() < most;
    let words = vocabulary();
    let mut fails = |candidate: Scenario| {
        // A script whose names stand for nothing would not be read.
        if !more() || !check(&candidate, &words).is_empty() {
            return false;
        }
        tries.set(tries.get() + 1);
        let report = run(&candidate);
        let same = kind(&report).as_deref() == Some(wanted.as_str());
        if same {
            best.set(Some((candidate, report)));
        }
        same
    };
    let as_it_is = Scenario { id: id_of(scenario), steps: steps.clone(), ..scenario.clone() };
    let expecting = |steps: &[At<Step>]| {
        let script = Scenario { steps: steps.to_vec(), ..as_it_is.clone() };
        record(&script, &mut InProcess::new(), &options, Words::LeftOut).ok()
    };
    // What the scenario itself expects may be what fails, and not be in what our machine would be expected to say.
    let repairs = expecting(&steps).is_some_and(&mut fails);
    if !repairs && !fails(as_it_is.clone()) {
        return None;
    }
    // Nor is a script that nobody could pass, where the whole can be passed.
    let right = |script: &Scenario| holds(script, &options);
    let can_be_right = !repairs && right(&as_it_is);
    let left = leave_out(steps, &more, &mut |shorter| {
        let candidate = if repairs {
            expecting(shorter)
        } else {
            let script = Scenario { steps: shorter.to_vec(), ..as_it_is.clone() };
            Some(script).filter(|script| !can_be_right || right(script))
        };
        !shorter.is_empty() && candidate.is_some_and(&mut fails)
    });
    let (mut scenario, _) = peek(&best)?;
    for index in 0..left.len().min(scenario.steps.len()) {
        if let Some(silent) = silenced(&scenario, index)
            && fails(silent.clone())
        {
            scenario = silent;
        }
    }
    if let Some(fewer) = without_idle_users(&scenario) {
        fails(fewer);
    }
    let gave_up = !more();
    // Not one of the tries: without it the script could not be used.
    if let Some((scenario, _)) = peek(&best)
        && let Some(fewer) = without_idle_cites(&scenario, &options)
    {
        let report = run(&fewer);
        if kind(&report).as_deref() == Some(wanted.as_str()) {
            best.set(Some((fewer, report)));
        }
    }
    let (scenario, report) = best.take()?;
    Some(Minimised { scenario, report, tries: tries.get(), gave_up })
}

fn peek(best: &Cell<Option<(Scenario, CaseReport)>>) -> Option<(Scenario, CaseReport)> {
    let taken = best.take();
    best.set(taken.clone());
    taken
}

/// What a failure is about: the verdict, and the code, clause and title of what brought it about, without numbers and ids. None
/// of a pass or an error. A failure that shrank to something that no document states would be another one.
fn kind(report: &CaseReport) -> Option<String> {
    if !matches!(report.verdict, Verdict::Fail | Verdict::Inconclusive) {
        return None;
    }
    let weighs = |it: &&Diagnostic| report.verdict != Verdict::Fail || it.severity == Severity::Error;
    let first = report.failures.iter().find(weighs)?;
    let about: String = first.title.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    let clause = first.clause.as_deref().unwrap_or_default();
    Some(format!("{:?}: {}: {clause}: {about}", report.verdict, first.code.as_str()))
}

/// Whether our own machine passes a script, whatever it cites.
fn holds(script: &Scenario, options: &Options<'_>) -> bool {
    let script = Scenario { cites: Vec::new(), ..script.clone() };
    run_case(&script, &mut InProcess::new(), options).verdict == Verdict::Pass
}

/// The scenario without the citations that the steps which are left have nothing to do with: on a subject that is right it
/// would fail for them.
fn without_idle_cites(scenario: &Scenario, options: &Options<'_>) -> Option<Scenario> {
    let report = run_case(scenario, &mut InProcess::new(), options);
    let unmet = report.failures.iter().filter(|it| it.code == IDLE_CITE);
    let unmet: Vec<&str> = unmet.filter_map(|it| it.title.split('`').nth(1)).collect();
    let idle = |cite: &At<String>| unmet.iter().any(|id| names_clause(&cite.value, id));
    let mut fewer = scenario.clone();
    fewer.cites.retain(|cite| !idle(cite));
    (fewer.cites.len() < scenario.cites.len()).then_some(fewer)
}

fn id_of(scenario: &Scenario) -> At<String> {
    let id = &scenario.id.value;
    At::from(if id.ends_with(".minimal") { id.clone() } else { format!("{id}.minimal") })
}

/// The scenario without what one of its requests or polls expects.
fn silenced(scenario: &Scenario, index: usize) -> Option<Scenario> {
    let mut silent = scenario.clone();
    match &mut silent.steps.get_mut(index)?.value {
        // A step that says nothing expects to be accepted.
        Step::Request(request) if !request.expect.is_empty() => {
            request.expect = Expectations::new();
            if request.status.as_ref().is_some_and(|status| status.value == 200) {
                request.status = None;
            }
        }
        Step::Poll(poll) if !poll.expect.is_empty() => poll.expect = Expectations::new(),
        _ => return None,
    }
    Some(silent)
}

/// The scenario without the users whom no step names.
fn without_idle_users(scenario: &Scenario) -> Option<Scenario> {
    let text = serde_json::to_string(&scenario.steps).ok()?;
    let mut fewer = scenario.clone();
    for (alias, user) in scenario.given.users.iter() {
        let id = scenario.given.user_id(alias).unwrap_or_default();
        let named = [alias.value.as_str(), &id].iter().any(|name| text.contains(name));
        let number = user.agent_id.as_ref().map(|id| id.value.to_string());
        if !named && !number.is_some_and(|number| text.contains(&number)) {
            fewer.given.users.remove(&alias.value);
        }
    }
    (fewer.given.users.iter().count() < scenario.given.users.iter().count()).then_some(fewer)
}
