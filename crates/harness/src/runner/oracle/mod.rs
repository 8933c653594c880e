//! The oracle: our own machine, which does every step beside the subject, and the events of both compared.

mod compare;
mod events;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use offhook_centre::{DEFAULT_NUMBER, Participant};
use offhook_dialect::{Operation, registry};
use offhook_machine::limits::MAX_TRACED;
use offhook_machine::{Basis, Table, Trace, Traced};
use offhook_scenario::{At, Code, Diagnostic, Place, Scenario, Step};

use self::compare::{Difference, Names};
use self::events::Events;
use crate::in_process::InProcess;
use crate::runner::play::Play;
use crate::runner::text::short;
use crate::runner::wire::ReadAnswer;
use crate::runner::{Options, fault};
use crate::subject::SubjectError;

pub use self::compare::Times;
pub(super) use self::compare::known;
pub(super) use self::events::clause_of_event;

/// The code of a difference in the events: the case can go on.
pub(super) const ORACLE: &str = "oracle";
/// The code of a request that is refused by one and not, or otherwise, by the other: from here on their worlds differ.
pub(super) const OTHERWISE: &str = "otherwise";

/// What an answer was to.
pub(super) struct Said {
    pub(super) of: Option<&'static dyn Operation>,
    pub(super) answer: ReadAnswer,
}

/// Our machine, playing the same scenario.
pub(super) struct Oracle<'a> {
    play: Play<'a>,
    pub(super) names: Names,
    /// The weakest basis among the rules that have fired since the two last agreed on something.
    since: Basis,
    /// Events that have not been held against each other yet.
    pub(super) events: Events,
    /// What our machine went through in the steps of the case.
    pub(super) trace: Trace,
    /// What has been noted already that does not end the case: it is said once.
    noted: BTreeSet<String>,
    /// Set once the scenario expects what our machine does not do: then the scenario alone is the judge.
    off: bool,
}

impl<'a> Oracle<'a> {
    pub(super) fn new(
        scenario: &'a Scenario,
        participants: &'a [Participant],
        machine: &'a mut InProcess,
        options: &'a Options<'a>,
        times: Times,
    ) -> Self {
        let gives_number =
            scenario.given.instance.as_ref().is_some_and(|instance| !instance.value.numbers.is_empty());
        let mut play = Play::new(scenario, participants, machine, options);
        play.keep_said();
        Self {
            play,
            names: Names::new(times, (!gives_number).then_some(DEFAULT_NUMBER)),
            since: Basis::Documented,
            events: Events::default(),
            trace: Trace::default(),
            noted: BTreeSet::new(),
            off: false,
        }
    }

    pub(super) fn set_up(&mut self, subject: &mut Play<'_>) -> Result<(), SubjectError> {
        self.play.set_up()?;
        self.play.subject.take_trace();
        self.play.take_said();
        subject.keep_said();
        Ok(())
    }

    /// Does the step that the subject has just done, and holds the two against each other.
    pub(super) fn step(&mut self, step: &At<Step>, subject: &mut Play<'_>) -> Result<(), SubjectError> {
        let (theirs, their_events) = subject.take_said();
        if self.off {
            return Ok(());
        }
        let before = subject.failures.len();
        self.play.step(step)?;
        let (ours, our_events) = self.play.take_said();
        if !self.play.failures.is_empty() {
            self.off = true;
            return Ok(());
        }
        let trace = self.play.subject.take_trace();
        self.since = self.since.max(weakest(&trace));
        self.went_through(trace);
        // A stimulus that is impossible on the subject alone departs from the rules that it fires here.
        for failure in
            subject.failures.iter_mut().filter(|it| it.diagnostic.code == Code::Other("impossible"))
        {
            failure.basis.get_or_insert(self.since);
        }
        self.events.note(our_events, their_events);
        self.events.next_step(&self.play);
        for (ours, theirs) in ours.iter().zip(&theirs) {
            self.answers(ours, theirs, step.place, subject);
        }
        if matches!(step.value, Step::Events(_)) {
            self.events(step.place, subject);
        }
        if subject.failures.len() == before && !ours.is_empty() {
            self.since = Basis::Documented;
        }
        Ok(())
    }

    /// Holds what is left of the events against each other, at the end.
    ///
    /// # Errors
    /// The subject broke.
    pub(super) fn end(&mut self, place: Place, subject: &mut Play<'_>) -> Result<(), SubjectError> {
        if self.off || subject.must_stop() {
            return Ok(());
        }
        let over = self.listen(place, subject)?;
        let (_, theirs) = subject.take_said();
        let (_, ours) = self.play.take_said();
        self.events.note(ours, theirs);
        self.events.forget(&over);
        self.events(place, subject);
        Ok(())
    }

    /// Takes the events of both, and polls every agent, since an agent that polls gets nothing unasked. Whose session is over by now on
    /// ours cannot be polled, whatever the subject says; their names.
    fn listen(&mut self, place: Place, subject: &mut Play<'_>) -> Result<Vec<String>, SubjectError> {
        let mut over = Vec::new();
        if subject.choice.dialect.delivery.poll().is_some() {
            for who in subject.participants {
                let (theirs, ours) = (subject.poll_agent(who, place)?, self.play.poll_agent(who, place)?);
                match (theirs, ours) {
                    (_, Some(_)) => over.push(who.alias.clone()),
                    (Some(code), None) => subject.cannot_poll(who, &code, place),
                    (None, None) => {}
                }
            }
        }
        Ok(over)
    }

    fn went_through(&mut self, more: Trace) {
        let room = MAX_TRACED.saturating_sub(self.trace.steps.len());
        let over = more.steps.len().saturating_sub(room) as u64;
        self.trace.lost = self.trace.lost.saturating_add(more.lost).saturating_add(over);
        self.trace.steps.extend(more.steps.into_iter().take(room));
    }

    fn answers(&mut self, ours: &Said, theirs: &Said, place: Place, subject: &mut Play<'_>) {
        let judged = match (&ours.answer.refusal, &theirs.answer.refusal) {
            (None, None) => {
                let differences =
                    self.names.differ(ours.answer.fields, &ours.answer.tree, &theirs.answer.tree);
                for it in differences {
                    let clause = ours.of.map(|of| of.field_clause(it.row));
                    self.differs(&it, clause.as_deref(), theirs, place, subject);
                }
                return;
            }
            (Some(code), Some(their)) if code == their => return,
            (Some(code), their) => {
                let row = ours.of.and_then(|of| Some((of.refusal(code)?.basis, of.refusal_clause(code))));
                let (basis, clause) = row.unwrap_or((Basis::Chosen, String::new()));
                let observed =
                    their.as_ref().map_or_else(|| "accepted".to_owned(), |code| format!("refused: {code}"));
                (basis, clause, format!("refused: {code}"), observed)
            }
            (None, Some(code)) => {
                let clause = ours.of.map_or("", |of| of.clause()).to_owned();
                (self.since, clause, "accepted".to_owned(), format!("refused: {code}"))
            }
        };
        let (basis, clause, expected, observed) = judged;
        let title = format!("the request should be {expected}, by our machine");
        let diagnostic =
            fault(OTHERWISE, title, place).label(format!("expected {expected}, observed {observed}"));
        let diagnostic = diagnostic.note(format!("the answer: {}", short(&theirs.answer.raw.to_string())));
        subject.fail_by(Some(basis.max(subject.weight)), cite(diagnostic, &clause));
    }

    fn differs(
        &mut self,
        it: &Difference,
        clause: Option<&str>,
        theirs: &Said,
        place: Place,
        subject: &mut Play<'_>,
    ) {
        let diagnostic = fault(ORACLE, format!("`{}` is not what our machine answers", it.path), place)
            .label(format!("expected {}, observed {}", it.expected, it.observed))
            .note(format!("the answer: {}", short(&theirs.answer.raw.to_string())));
        self.depart(it.basis, clause.unwrap_or_default(), diagnostic, subject);
    }

    /// Notes a departure that is known no better than the rules that led to it; the same is said once a case.
    pub(super) fn depart(
        &mut self,
        basis: Basis,
        clause: &str,
        diagnostic: Diagnostic,
        subject: &mut Play<'_>,
    ) {
        if self.noted.insert(diagnostic.title.clone()) {
            subject.fail_by(Some(basis.max(self.since)), cite(diagnostic, clause));
        }
    }
}

/// Adds what the clause says.
fn cite(diagnostic: Diagnostic, clause: &str) -> Diagnostic {
    match registry().get(clause) {
        Some(it) => diagnostic.clause(clause).note(format!(
            "{} ({}, {}): {}",
            it.id,
            it.basis.as_str(),
            it.document.title,
            it.text
        )),
        None => diagnostic,
    }
}

/// How well each rule is known, in the order in which a trace counts them.
static BASES: LazyLock<Vec<Basis>> =
    LazyLock::new(|| Table::ALL.into_iter().flat_map(Table::rows).map(|rule| rule.basis).collect());

/// The weakest basis among the rules that fired.
fn weakest(trace: &Trace) -> Basis {
    let fired = trace.steps.iter().filter_map(|step| match step {
        Traced::Fired { row, .. } => BASES.get(usize::from(*row)).copied(),
        Traced::Asked { .. } => None,
    });
    fired.max().unwrap_or(Basis::Documented)
}
