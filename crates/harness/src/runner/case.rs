//! One case: a loop over the steps of the subject and of the oracle beside it, and what the two differ in.

use std::collections::BTreeSet;

use offhook_centre::Participant;
use offhook_machine::Trace;
use offhook_scenario::{Code, Place, Plan, Scenario};

use super::codes::{CUT_SHORT, IMPOSSIBLE, UNBOUND, is_undone};
use super::oracle::{Judged, Oracle};
use super::play::{Failure, Play};
use super::refused::Look;
use super::{Options, fault};
use crate::profile::Profile;
use crate::subject::{Subject, SubjectError};

/// A subject that plays a scenario, and the oracle that plays it too.
pub(super) struct Case<'a> {
    pub(super) play: Play<'a>,
    oracle: Option<Oracle<'a>>,
    /// The expectations that only hold for other options than the subject takes.
    pub(super) excused: Excused,
}

/// What a scenario expects and an option of the subject does not bring.
#[derive(Clone, Debug, Default)]
pub(super) struct Excused {
    /// The options, each as `freedom=option`.
    pub(super) options: BTreeSet<String>,
    /// Set where a step could not be done for that.
    pub(super) is_cut_short: bool,
    /// Set where nothing that follows can be judged.
    is_over: bool,
    /// Set where something was said in other words than the scenario has.
    is_reworded: bool,
}

impl Excused {
    /// True if the scenario is past what it cites, or says it in other words.
    pub(super) fn anything(&self) -> bool {
        self.is_reworded || !self.options.is_empty()
    }
}

impl<'a> Case<'a> {
    pub(super) fn new(
        scenario: &'a Scenario,
        participants: &'a [Participant],
        subject: &'a mut dyn Subject,
        options: &'a Options<'a>,
    ) -> Self {
        let makes_calls = subject.makes_given_calls();
        let mut play = Play::new(scenario, participants, Box::new(subject), options);
        let oracle = options.oracle.map(|times| {
            play.watch_freedoms();
            play.keep_heard();
            Oracle::new(scenario, participants, options, times, makes_calls)
        });
        Self { play, oracle, excused: Excused::default() }
    }

    /// Does the steps until one is not as expected.
    pub(super) fn run(&mut self, plan: &Plan<'a>) -> Result<(), SubjectError> {
        let Self { play, oracle, .. } = self;
        play.set_up()?;
        play.take_heard();
        if let Some(oracle) = oracle {
            oracle.set_up()?;
        }
        play.check_invariants(play.scenario.id.place);
        for (index, step) in plan.steps.iter().enumerate() {
            if self.play.must_stop() || self.excused.is_over {
                break;
            }
            let before = self.play.failures.len();
            self.play.note_begin(self.play.executed + 1);
            self.play.step(step.step)?;
            self.play.executed += 1;
            self.play.check_invariants(step.step.place);
            if let Some(oracle) = &mut self.oracle {
                let heard = self.play.take_heard();
                let next = plan.steps.get(index + 1).map(|next| &next.step.value);
                let look = Look::after(&self.play, &step.step.value, next, &heard);
                let judged =
                    oracle.step(step.step, heard, self.play.failures.get(before..).unwrap_or_default())?;
                self.take_over(judged, before);
                self.say_why_it_stops(before, step.step.place)?;
                if let Some(look) = look.filter(|_| self.play.failures.len() == before) {
                    self.look(look, step.step.place)?;
                }
            }
            self.play.note_step(step, plan.steps.len(), before);
        }
        if let (Some(oracle), Some(last)) = (&mut self.oracle, plan.steps.last())
            && !oracle.is_off()
            && !self.excused.is_over
            && !self.play.must_stop()
        {
            let place = last.step.place;
            let before = self.play.failures.len();
            let polls = self.play.poll_each(place)?;
            let judged = oracle.end(place, self.play.take_heard(), polls)?;
            self.take_over(judged, before);
        }
        if self.play.failures.is_empty() && self.play.subject.inspect().is_some() {
            self.play.check_waivers();
        }
        Ok(())
    }

    /// Looks whether a refused request has changed nothing, on the subject and beside it.
    fn look(&mut self, look: Look, place: Place) -> Result<(), SubjectError> {
        let Some(oracle) = self.oracle.as_mut().filter(|oracle| !oracle.is_off()) else { return Ok(()) };
        let before = self.play.failures.len();
        let refused = self.play.look(&look, place)?;
        let judged = oracle.look(look, place, self.play.take_heard(), refused)?;
        self.take_over(judged, before);
        Ok(())
    }

    /// A step that names what nothing has bound: what went otherwise before it, and was not looked at yet, is the reason.
    fn say_why_it_stops(&mut self, before: usize, place: Place) -> Result<(), SubjectError> {
        let is_unbound = |it: &Failure| it.diagnostic.code == Code::Other(UNBOUND);
        let new = self.play.failures.split_off(before.min(self.play.failures.len()));
        let (unbound, others): (Vec<_>, Vec<_>) = new.into_iter().partition(is_unbound);
        self.play.failures.extend(others);
        if let (false, true, Some(oracle)) =
            (unbound.is_empty(), self.play.failures.is_empty(), &mut self.oracle)
            && !oracle.is_off()
        {
            let polls = self.play.poll_each(place)?;
            let judged = oracle.end(place, self.play.take_heard(), polls)?;
            self.take_over(judged, before);
        }
        for failure in unbound {
            let failure = match self.play.failures.first() {
                Some(first) => cut_short(failure, first),
                None => failure,
            };
            self.play.failures.push(failure);
        }
        Ok(())
    }

    /// Takes over what the oracle has found in a step. What the scenario expects, and the oracle does not do either once it
    /// takes the options of the subject, is no failure of the subject.
    fn take_over(&mut self, judged: Judged, before: usize) {
        let play = &mut self.play;
        self.excused.is_reworded |= judged.is_refused_otherwise || !judged.reworded.is_empty();
        if judged.goes_elsewhere.is_some() && judged.departures.is_empty() {
            self.excused.options.extend(judged.options.iter().cloned());
            self.excused.is_over = true;
            self.excused.is_cut_short = true;
        }
        let new = play.failures.split_off(before.min(play.failures.len()));
        for mut failure in new {
            // A stimulus that is impossible on the subject alone departs from the rules that it fires here.
            if failure.diagnostic.code == Code::Other(IMPOSSIBLE) {
                failure.basis.get_or_insert(judged.since);
            }
            if judged.excuses(&failure) {
                self.excused.options.extend(judged.options.iter().cloned());
                self.excused.is_cut_short |= is_undone(&failure.diagnostic);
                play.remark(failure.diagnostic, excuse(&judged.options));
            } else {
                play.failures.push(failure);
            }
        }
        for departure in judged.departures {
            play.note_fault(&departure.diagnostic);
            play.keep(departure);
        }
    }

    /// The options that everything seen agrees with.
    pub(super) fn take_freedoms(&mut self) -> Option<Profile> {
        let mut profile = self.play.take_freedoms()?;
        let is_clean = self.play.failures.is_empty();
        if let Some(oracle) = self.oracle.as_mut().filter(|_| is_clean) {
            oracle.settle(&mut profile, &self.play.scenario.id.value);
        }
        Some(profile)
    }

    /// What our machine went through beside a subject that nobody sees inside.
    pub(super) fn take_trace(&mut self) -> Trace {
        let own = self.play.subject.take_trace();
        match &mut self.oracle {
            Some(oracle) if self.play.inspect().is_none() => oracle.take_trace(),
            _ => own,
        }
    }
}

/// Why an expectation that is not met is no failure.
fn excuse(options: &[String]) -> String {
    match options {
        [] => "no document says it in these words: the subject may have its own".to_owned(),
        options => format!("no document states it: the subject takes {}", options.join(" and ")),
    }
}

/// A case that names what an earlier step was to bring, and that step went otherwise: it counts no more than that.
fn cut_short(failure: Failure, first: &Failure) -> Failure {
    let it = failure.diagnostic;
    let title = "the case cannot go on, because an earlier step went otherwise";
    let diagnostic =
        fault(CUT_SHORT, title, it.place).label(it.title).note(format!("first: {}", first.diagnostic.title));
    Failure::new(first.basis, diagnostic)
}
