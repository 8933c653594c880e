//! One run of one scenario: its state, and its steps in order.

use std::collections::{BTreeSet, VecDeque};

use offhook_centre::{Participant, WireChoice};
use offhook_machine::Basis;
use offhook_scenario::{At, Code, Diagnostic, Place, PlannedStep, Scenario, Severity, Step};

use super::binds::Binds;
use super::cites::weight;
use super::codes::{FREEDOM, ORACLE, concerns_subject};
use super::exercise::Exercised;
use super::heard::{Heard, Said};
use super::kept::{LeftOut, MAX_FAILURES, MAX_KEPT_EVENT_BYTES, MAX_KEPT_EVENTS, size};
use super::ladder::Notes;
use super::observed::Observed;
use super::wire::{Asker, Composed, ReadAnswer};
use super::{Options, blame, fault};
use crate::ladder::Ladders;
use crate::profile::Profile;
use crate::secrets::Secrets;
use crate::subject::{Inspection, Subject, SubjectError};
use crate::verdict::severity;

/// The row of a failure that is about an answer as a whole.
pub(super) const WHOLE: &str = "*";

/// Something that was not as expected.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) diagnostic: Diagnostic,
    /// How we know the clause that does not hold; none where no table says which it is.
    pub(super) basis: Option<Basis>,
    /// The row of the field of an answer that it is about, where it is about one.
    pub(super) row: String,
}

impl Failure {
    pub(super) const fn new(basis: Option<Basis>, diagnostic: Diagnostic) -> Self {
        Self { diagnostic, basis, row: String::new() }
    }

    /// Of no clause in particular: the case's strongest citation says how much it counts.
    pub(super) const fn of_the_case(diagnostic: Diagnostic) -> Self {
        Self::new(None, diagnostic)
    }
}

pub(super) struct Play<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) participants: &'a [Participant],
    pub(super) subject: Box<dyn Subject + 'a>,
    pub(super) options: &'a Options<'a>,
    pub(super) choice: WireChoice,
    instance: String,
    pub(super) binds: Binds,
    /// How much a failure counts of which no table says more.
    pub(super) weight: Basis,
    pub(super) observed: VecDeque<Observed>,
    /// About how many bytes the events take that wait.
    observed_bytes: usize,
    /// Invariants that did not hold and are waived.
    waived: BTreeSet<&'static str>,
    pub(super) exercised: Exercised,
    pub(super) failures: Vec<Failure>,
    /// What is worth knowing and no failure.
    pub(super) remarks: Vec<Diagnostic>,
    /// What there was no room for.
    pub(super) left_out: LeftOut,
    pub(super) executed: usize,
    pub(super) requests: usize,
    /// The ids that answers have given to requests and to calls that began.
    pub(super) ids: BTreeSet<String>,
    /// What is said, where somebody wants to know.
    pub(super) notes: Option<Notes>,
    pub(super) secrets: Secrets,
    is_set: bool,
    /// The options that the subject may still take, where they are free.
    pub(super) freedoms: Option<Profile>,
    /// What was answered and told since it was asked last, for who holds two plays against each other.
    pub(super) heard: Option<Heard>,
}

impl<'a> Play<'a> {
    pub(super) fn new(
        scenario: &'a Scenario,
        participants: &'a [Participant],
        subject: Box<dyn Subject + 'a>,
        options: &'a Options<'a>,
    ) -> Self {
        Self {
            scenario,
            participants,
            subject,
            options,
            choice: WireChoice::of(scenario),
            instance: scenario.given.instance_id().to_owned(),
            binds: Binds::new(participants),
            weight: weight(scenario),
            observed: VecDeque::new(),
            observed_bytes: 0,
            waived: BTreeSet::new(),
            exercised: Exercised::of(scenario.dialect.value),
            failures: Vec::new(),
            remarks: Vec::new(),
            left_out: LeftOut::default(),
            executed: 0,
            requests: 0,
            ids: BTreeSet::new(),
            notes: (options.ladders != Ladders::None).then(Notes::default),
            secrets: Secrets::default(),
            is_set: false,
            freedoms: None,
            heard: None,
        }
    }

    /// Begins to keep what is answered and told.
    pub(super) fn keep_heard(&mut self) {
        self.heard = Some(Heard::default());
    }

    /// What was answered and told since it was asked last.
    pub(super) fn take_heard(&mut self) -> Heard {
        self.heard.as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(super) fn note_answer(&mut self, composed: &Composed, answer: &ReadAnswer) {
        if let Some(heard) = &mut self.heard {
            let refused = answer.refusal.is_some().then_some(&composed.request);
            let for_state = refused.and_then(|request| self.subject.refused_for_state(request));
            heard.answers.push(Said { of: composed.of, answer: answer.clone(), for_state });
        }
    }

    /// An event has been received.
    pub(super) fn observe(&mut self, event: Observed) {
        let event = if self.is_free() { event.with_own_ids(self.choice.dialect.vendor()) } else { event };
        if let Some(heard) = &mut self.heard {
            heard.events.push(event.clone());
        }
        self.note_event(&event.name, &event.party, &event.body);
        self.observed_bytes += size(&event.body);
        self.observed.push_back(event);
        while self.observed.len() > MAX_KEPT_EVENTS || self.observed_bytes > MAX_KEPT_EVENT_BYTES {
            let Some(oldest) = self.observed.pop_front() else { break };
            self.observed_bytes -= size(&oldest.body);
            self.left_out.event();
        }
    }

    /// The events that wait; none does after this.
    pub(super) fn take_observed(&mut self) -> Vec<Observed> {
        self.observed_bytes = 0;
        self.observed.drain(..).collect()
    }

    pub(super) fn inspect(&self) -> Option<Inspection> {
        // What the subject shows before its configuration is set is of another case.
        self.is_set.then(|| self.subject.inspect()).flatten()
    }

    /// Sets the configuration, up to where the first step begins.
    pub(super) fn set_up(&mut self) -> Result<(), SubjectError> {
        self.subject.reset(self.scenario, self.options.seed)?;
        self.is_set = true;
        let made = self.subject.makes_given_calls();
        if !made {
            self.bind_given();
        }
        self.sign_in_given()?;
        if made {
            self.make_given_calls()?;
        }
        self.subject.begin()
    }

    /// Whether there is no sense in going on: what is only told otherwise, and is not documented, does not end a case.
    pub(super) fn must_stop(&self) -> bool {
        self.left_out.ends || self.failures.iter().any(|failure| self.ends(failure))
    }

    fn ends(&self, failure: &Failure) -> bool {
        let code = failure.diagnostic.code;
        code != Code::Other(FREEDOM)
            && (code != Code::Other(ORACLE) || self.severity(failure) == Severity::Error)
    }

    /// How much a failure counts.
    pub(super) fn severity(&self, failure: &Failure) -> Severity {
        if concerns_subject(failure.diagnostic.code) {
            severity(failure.basis.unwrap_or(self.weight), self.options.strict)
        } else {
            failure.diagnostic.severity
        }
    }

    /// Says in which step of the plan the failures are that have come since.
    pub(super) fn note_step(&mut self, step: &PlannedStep<'_>, of: usize, since: usize) {
        let mut note = format!("in step {} of {of}, {}", self.executed, step.step.value.verb());
        if !step.turns.is_empty() {
            let turns: Vec<String> = step.turns.iter().map(u32::to_string).collect();
            note = format!("{note}, in turn {} of its repeat", turns.join("."));
        }
        let noted = |it: Failure| Failure { diagnostic: it.diagnostic.note(note.clone()), ..it };
        let new = self.failures.split_off(since.min(self.failures.len()));
        self.failures.extend(new.into_iter().map(noted));
    }

    pub(super) fn step(&mut self, step: &At<Step>) -> Result<(), SubjectError> {
        match &step.value {
            Step::Request(request) => self.request(request, step.place),
            Step::Poll(poll) => self.poll(poll, step.place),
            Step::Network(network) => self.network(network, step.place),
            Step::Wait(wait) => {
                self.exercised.held_off();
                self.note_wait(wait.value.ms);
                match self.subject.advance(wait.value.ms) {
                    Err(error @ SubjectError::Clock(_)) => {
                        self.fail(fault("wait", error.to_string(), step.place).help("wait less"));
                    }
                    moved => moved?,
                }
                self.collect(step.place)
            }
            Step::Events(expected) => self.events(expected, step.place),
            Step::Repeat(_) => Ok(()),
        }
    }

    pub(super) fn fail(&mut self, diagnostic: Diagnostic) {
        self.fail_by(None, diagnostic);
    }

    /// Notes a failure of a clause that is known this well.
    pub(super) fn fail_by(&mut self, basis: Option<Basis>, diagnostic: Diagnostic) {
        self.fail_at("", basis, diagnostic);
    }

    /// Likewise, of the field of this row.
    pub(super) fn fail_at(&mut self, row: &str, basis: Option<Basis>, diagnostic: Diagnostic) {
        self.note_fault(&diagnostic);
        self.keep(Failure { diagnostic, basis, row: row.to_owned() });
    }

    /// Keeps a failure while there is room; then it is only counted.
    pub(super) fn keep(&mut self, failure: Failure) {
        if self.failures.len() < MAX_FAILURES {
            self.failures.push(failure);
        } else {
            self.left_out.failure(self.severity(&failure), self.ends(&failure));
        }
    }

    /// Names the clause of the failures that have come since and name none.
    pub(super) fn blame_since(&mut self, since: usize, clause: Option<&str>) {
        let Some(clause) = clause else { return };
        let new = self.failures.split_off(since.min(self.failures.len()));
        self.failures.extend(new.into_iter().map(|it| match it.diagnostic.clause {
            Some(_) => it,
            None => Failure { diagnostic: blame(it.diagnostic, clause), ..it },
        }));
    }

    pub(super) fn asker(&self) -> Asker<'_> {
        Asker {
            choice: self.choice,
            instance: &self.instance,
            participants: self.participants,
            binds: &self.binds,
        }
    }

    /// The ids that a given world spells.
    pub(super) fn bind_given(&mut self) {
        for (_, job) in self.scenario.given.jobs.iter() {
            if let Some(id) = &job.id {
                self.binds.set("job", id.value.clone().into());
            }
            for channel in job.channels.iter().flatten() {
                let user = channel
                    .value
                    .user
                    .as_ref()
                    .and_then(|alias| self.participants.iter().find(|who| who.alias == alias.value));
                if let Some(id) = &channel.value.id {
                    self.binds.learn_channel(self.participants, user.map_or("", |who| &who.id), &id.value);
                }
            }
        }
    }

    /// What does not hold must be waived by the given world.
    pub(super) fn check_invariants(&mut self, place: Place) {
        let Some(inspection) = self.subject.inspect() else { return };
        let waives = &self.scenario.given.waives;
        let is_waived = |name: &&str| waives.iter().any(|waive| waive.invariant.value == *name);
        let (waived, broken): (Vec<_>, Vec<_>) = inspection.broken.into_iter().partition(is_waived);
        self.waived.extend(waived);
        if !broken.is_empty() {
            let title = format!("after this step, an invariant does not hold: {}", broken.join(", "));
            self.fail(
                fault("invariant", title, place).help("`offhook explain` says what an invariant means"),
            );
        }
    }

    /// A waiver that nothing needed would hide the next fault.
    pub(super) fn check_waivers(&mut self) {
        for waive in &self.scenario.given.waives {
            if !self.waived.contains(waive.invariant.value.as_str()) {
                let title = format!("the invariant `{}` is waived but always held", waive.invariant.value);
                self.fail(fault("idle-waiver", title, waive.invariant.place).help("take the waiver away"));
            }
        }
    }
}
