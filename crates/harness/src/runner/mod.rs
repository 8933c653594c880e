//! Plays a scenario on a subject.

mod asking;
mod binds;
mod case;
mod checks;
mod cites;
mod codes;
mod envelope;
mod exercise;
mod expect;
mod freedoms;
mod given_calls;
mod heard;
mod kept;
mod ladder;
mod listening;
mod observed;
mod oracle;
mod phrasebook;
mod play;
mod record;
mod refresh;
mod refused;
mod remote_party;
mod text;
mod whole;
mod wire;

pub(crate) use checks::relative;
pub use cites::cited_clauses;
pub(crate) use cites::weight;
pub(crate) use codes::{FREEDOM, LEFT_OUT, NOT_APPLICABLE};

use std::sync::atomic::AtomicBool;

use offhook_centre::Participant;
use offhook_dialect::registry;
use offhook_scenario::{Code, Diagnostic, Place, Scenario, Severity, plan};

use self::case::{Case, Excused};
use self::codes::concerns_subject;
pub(crate) use self::kept::{LIMITS as KEPT_LIMITS, share};
pub(crate) use self::oracle::LIMITS;
pub use self::oracle::Times;
pub use self::phrasebook::Phrasebook;
use self::play::Failure;
pub use self::record::{Words, record};
pub use self::refresh::{Refreshed, refresh};
use crate::applicable::Reason;
use crate::given_ids::with_names;
use crate::ladder::Ladders;
use crate::profile::Profile;
use crate::secrets::Secrets;
use crate::subject::{Subject, SubjectError};
use crate::verdict::{CaseReport, Verdict, severity};

/// Reads a file that a scenario names, such as a whole expected answer; the path is the scenario's own.
pub type ReadFile<'a> = dyn Fn(&str) -> Result<String, String> + Sync + 'a;

/// How cases are run.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Whether everything counts that is not as expected, chosen or not.
    pub strict: bool,
    /// The seed of ids where a scenario gives none.
    pub seed: u64,
    /// Whether our own machine plays beside the subject and is held against it, and how far the times are to agree.
    pub oracle: Option<Times>,
    /// The options of the freedoms that the subject claims to take; with the oracle, any other counts as documented.
    pub profile: Option<&'a Profile>,
    /// Of which cases what is said is noted in [`CaseReport::ladder`].
    pub ladders: Ladders,
    /// Whether a suite ends with the first case that fails.
    pub fail_fast: bool,
    /// Set from outside, it ends a suite before the next case.
    pub interrupt: Option<&'a AtomicBool>,
    /// Reads the files that scenarios name.
    pub read_file: &'a ReadFile<'a>,
}

impl<'a> Options<'a> {
    /// What is inferred or chosen warns at most; the subject plays alone, and nothing of what is said is noted.
    pub const fn new(read_file: &'a ReadFile<'a>) -> Self {
        Self {
            strict: false,
            seed: 0,
            oracle: None,
            profile: None,
            ladders: Ladders::None,
            fail_fast: false,
            interrupt: None,
            read_file,
        }
    }

    /// Likewise, but all that is not as expected counts.
    pub const fn strict(read_file: &'a ReadFile<'a>) -> Self {
        Self { strict: true, ..Self::new(read_file) }
    }
}

/// Reads the files of scenarios that name none.
///
/// # Errors
/// Always: says that the file is not read.
pub fn read_nothing(path: &str) -> Result<String, String> {
    Err(format!("{path} is not read here"))
}

/// A diagnostic of the run.
pub(crate) fn fault(code: &'static str, title: impl Into<String>, place: Place) -> Diagnostic {
    Diagnostic::error(Code::Other(code), title).at(place)
}

/// Names the clause that does not hold, if the registry has it.
pub(crate) fn blame(diagnostic: Diagnostic, clause: &str) -> Diagnostic {
    if registry().get(clause).is_some() { diagnostic.clause(clause) } else { diagnostic }
}

/// Plays one scenario. What it comes to is without secrets, and bounded.
pub fn run_case(scenario: &Scenario, subject: &mut dyn Subject, options: &Options<'_>) -> CaseReport {
    run_case_within(scenario, subject, options, kept::MAX_KEPT_BYTES)
}

/// Plays one scenario, and keeps no more than so many bytes of texts.
pub(crate) fn run_case_within(
    scenario: &Scenario,
    subject: &mut dyn Subject,
    options: &Options<'_>,
    kept_bytes: usize,
) -> CaseReport {
    let mut secrets = subject.secrets();
    let mut report = judged(scenario, subject, options, &mut secrets);
    secrets.keep_out_of_case(&mut report);
    kept::cut(&mut report, kept_bytes);
    report
}

/// Plays one scenario, and learns its secrets.
fn judged(
    scenario: &Scenario,
    subject: &mut dyn Subject,
    options: &Options<'_>,
    secrets: &mut Secrets,
) -> CaseReport {
    let mut report = CaseReport::lost(scenario);
    let named;
    // A call that is made has ids of its own.
    let scenario = if subject.makes_given_calls() {
        named = with_names(scenario);
        &named
    } else {
        scenario
    };
    let plan = match plan(scenario) {
        Ok(plan) => plan,
        Err(error) => {
            report.failures.push(locate(scenario, fault("limit", error.to_string(), scenario.id.place)));
            return report;
        }
    };
    report.planned = plan.steps.len();
    let participants = Participant::of(scenario);
    let mut case = Case::new(scenario, &participants, subject, options);
    case.play.secrets = std::mem::take(secrets);
    let outcome = case.run(&plan);
    report.freedoms = case.take_freedoms();
    report.trace = case.take_trace();
    let Case { mut play, excused, .. } = case;
    report.executed = play.executed;
    report.cites = cites::ids(scenario);
    report.requests = play.requests;
    let mut failures = std::mem::take(&mut play.failures);
    failures.extend(play.left_out.failures(scenario.id.place).map(Failure::of_the_case));
    let mut remarks = std::mem::take(&mut play.remarks);
    remarks.extend(play.left_out.remarks(scenario.id.place));
    if let Some(inspection) = play.inspect() {
        report.fired = inspection.fired;
        play.exercised.fired(inspection.fired);
        report.digest = Some(inspection.digest.to_string());
    }
    let ladder = play.take_ladder();
    *secrets = std::mem::take(&mut play.secrets);
    play.subject.finish();
    if let (Err(SubjectError::NotApplicable(reason)), true) = (&outcome, failures.is_empty()) {
        report.verdict = Verdict::NotApplicable;
        report.failures.push(locate(scenario, not_applicable(reason, scenario)));
        return report;
    }
    if let (true, true, Ok(())) = (excused.is_cut_short, failures.is_empty(), &outcome) {
        report.verdict = Verdict::NotApplicable;
        report.failures.push(locate(scenario, not_applicable(&excused.reason().into(), scenario)));
        return report;
    }
    let (mut broke, mut not_run) = (false, false);
    match outcome {
        Ok(()) if failures.is_empty() => match cites::covered(scenario, &play.exercised) {
            Ok(covered) => {
                report.covered = covered;
                report.exercised = play.exercised.clauses();
            }
            // Another option than the scenario's leads past what it cites.
            Err(_) if excused.anything() => {}
            Err(unmet) => failures
                .extend(unmet.into_iter().map(|(basis, diagnostic)| Failure::new(Some(basis), diagnostic))),
        },
        Ok(()) => {}
        Err(error) => {
            not_run = match error {
                SubjectError::Interrupted | SubjectError::Down(_) => true,
                // Nothing of the case was said to anybody.
                SubjectError::Unreached(_) => report.executed == 0 && report.requests == 0,
                _ => false,
            };
            broke = true;
            failures.push(Failure::of_the_case(subject_fault(&error, scenario)));
        }
    }
    let basis = report.basis;
    let weighed = |Failure { mut diagnostic, basis: own, .. }| {
        if not_run {
            diagnostic.severity = Severity::Note;
            return diagnostic;
        }
        if concerns_subject(diagnostic.code) {
            diagnostic.severity = severity(own.unwrap_or(basis), options.strict);
        }
        diagnostic
    };
    let failures: Vec<Diagnostic> = failures.into_iter().map(weighed).collect();
    let red = failures.iter().any(|failure| failure.severity == Severity::Error);
    report.verdict = match (failures.is_empty(), broke, red) {
        _ if not_run => Verdict::NotRun,
        (true, ..) => Verdict::Pass,
        (false, true, _) => Verdict::Error,
        (false, false, true) => Verdict::Fail,
        (false, false, false) => Verdict::Inconclusive,
    };
    report.ladder = ladder.filter(|_| options.ladders == Ladders::All || report.verdict != Verdict::Pass);
    report.failures = failures.into_iter().map(|failure| locate(scenario, failure)).collect();
    report.remarks = remarks.into_iter().map(|it| locate(scenario, it)).collect();
    report
}

/// Why a case does not apply: worth a note.
fn not_applicable(reason: &Reason, scenario: &Scenario) -> Diagnostic {
    let mut why = fault(NOT_APPLICABLE, reason.why.as_str(), scenario.id.place);
    why.severity = Severity::Note;
    why.help_maybe(reason.remedy())
}

fn subject_fault(error: &SubjectError, scenario: &Scenario) -> Diagnostic {
    let code = match error {
        SubjectError::Setup(_) => "setup",
        SubjectError::Interrupted => "interrupted",
        SubjectError::Down(_) => "subject-down",
        _ => "subject",
    };
    fault(code, error.to_string(), scenario.id.place)
}

/// Fills in the file and text behind a diagnostic's place.
fn locate(scenario: &Scenario, diagnostic: Diagnostic) -> Diagnostic {
    let place = diagnostic.place;
    scenario.locate(place, diagnostic)
}

impl Excused {
    /// Why the case does not apply.
    fn reason(&self) -> String {
        let options: Vec<&str> = self.options.iter().map(String::as_str).collect();
        format!("it goes on otherwise where {} is taken", options.join(" and "))
    }
}
