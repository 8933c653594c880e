//! One world: our machine with some options, playing the same scenario.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use offhook_centre::DEFAULT_NUMBER;
use offhook_dialect::{Behaviour, VENDORS, Vendor, behaviours};
use offhook_machine::limits::MAX_TRACED;
use offhook_machine::{Basis, RuleText, Rules, Table, Trace, Traced, UserTrigger, Word as _};
use offhook_scenario::{At, Place, Step};

use super::compare::Names;
use super::events::Events;
use super::wordings::Wordings;
use super::{Entry, Judged, Seed};
use crate::choices::Choices;
use crate::in_process::InProcess;
use crate::runner::heard::{Heard, Said};
use crate::runner::observed::Observed;
use crate::runner::play::{Failure, Play};
use crate::runner::refused::Look;
use crate::subject::SubjectError;

/// Our machine with some options, playing the same scenario as the subject.
pub(super) struct World<'a> {
    pub(super) choices: Choices,
    /// Its rules, which know what they have been asked.
    rules: Arc<Rules>,
    pub(super) play: Play<'a>,
    pub(super) names: Names,
    /// The weakest basis among the rules that have fired since the two last agreed on something.
    pub(super) since: Basis,
    /// Events that have not been held against each other yet.
    pub(super) events: Events,
    /// What our machine went through in the steps of the case.
    trace: Trace,
    /// What has been noted already that does not end the case: it is said once.
    pub(super) noted: BTreeSet<String>,
    /// What has been found in the step that is being judged.
    pub(super) found: Vec<Failure>,
    /// What is otherwise in this step and reported elsewhere: stimuli that were possible on one only, events of further parties.
    pub(super) unreported: usize,
    /// Set where a refusal of this step has another code, and no document says which.
    pub(super) is_refused_otherwise: bool,
    /// Set where the events of one moment come in another order.
    pub(super) is_turned: bool,
    /// The freedom by which the subject accepts what we chose to refuse: from here on the two are different call centres.
    pub(super) goes_elsewhere: Option<String>,
    /// What it has answered.
    pub(super) answers: Vec<Said>,
}

impl<'a> World<'a> {
    pub(super) fn new(seed: &Seed<'a>, choices: Choices) -> Self {
        let Seed { scenario, participants, options, times, makes_calls } = *seed;
        let vendor = scenario.dialect.value.vendor();
        let gives_number =
            scenario.given.instance.as_ref().is_some_and(|instance| !instance.value.numbers.is_empty());
        let rules = Arc::new(choices.rules(vendor).watched());
        let machine = InProcess::under(Arc::clone(&rules), choices.views(vendor));
        let machine = machine.traced().making_calls(makes_calls);
        let mut play = Play::new(scenario, participants, Box::new(machine), options);
        play.notes = None;
        play.keep_heard();
        let free_number = (!gives_number).then_some(DEFAULT_NUMBER);
        Self {
            choices,
            rules,
            play,
            names: Names::new(times, free_number, vendor, Wordings::new(options.profile, &scenario.id.value)),
            since: Basis::Documented,
            events: Events::default(),
            trace: Trace::default(),
            noted: BTreeSet::new(),
            found: Vec::new(),
            unreported: 0,
            is_refused_otherwise: false,
            is_turned: false,
            goes_elsewhere: None,
            answers: Vec::new(),
        }
    }

    pub(super) fn set_up(&mut self) -> Result<(), SubjectError> {
        self.play.set_up()?;
        self.play.subject.take_trace();
        self.play.take_heard();
        Ok(())
    }

    /// The words that have been heard.
    pub(super) const fn wordings(&self) -> &Wordings {
        &self.names.wordings
    }

    /// The cells of its rules that have been looked up.
    pub(super) fn cells(&self) -> Vec<(Table, &'static str, &'static str)> {
        self.rules.asked()
    }

    pub(super) fn take_trace(&mut self) -> Trace {
        std::mem::take(&mut self.trace)
    }

    /// Does what the subject has done, and holds the two against each other.
    ///
    /// # Errors
    /// Our machine cannot be used so.
    pub(super) fn enter(&mut self, entry: &Entry<'a>) -> Result<Judged, SubjectError> {
        match entry {
            Entry::Step(step, heard, _) => self.step(step, heard)?,
            Entry::Look(look, place, heard, refused) => self.look(look, *place, heard, refused.as_deref())?,
            Entry::End(place, heard, polls) => self.end(*place, heard, polls)?,
        }
        let place = match entry {
            Entry::Step(step, ..) => step.place,
            Entry::Look(_, place, ..) | Entry::End(place, ..) => *place,
        };
        self.found.extend(self.names.wordings.contradictions(place));
        let judged = Judged {
            departures: std::mem::take(&mut self.found),
            unreported: std::mem::take(&mut self.unreported),
            unmet: std::mem::take(&mut self.play.failures),
            reworded: std::mem::take(&mut self.names.wordings.reworded),
            is_refused_otherwise: std::mem::take(&mut self.is_refused_otherwise),
            // A look may take events that a later step expects.
            is_turned: self.is_turned && expects_events(entry),
            goes_elsewhere: std::mem::take(&mut self.goes_elsewhere),
            since: self.since,
            options: Vec::new(),
        };
        if expects_events(entry) {
            self.is_turned = false;
        }
        Ok(judged)
    }

    fn step(&mut self, step: &At<Step>, heard: &Heard) -> Result<(), SubjectError> {
        self.play.step(step)?;
        let ours = self.play.take_heard();
        if self.choices.are_ours() && !self.play.failures.is_empty() {
            return Ok(());
        }
        let pairs = ours.stimuli.iter().zip(&heard.stimuli);
        self.unreported += pairs.filter(|(our, their)| our != their).count();
        let trace = self.play.subject.take_trace();
        self.since = self.since.max(weakest(&trace, self.play.choice.dialect.vendor()));
        self.went_through(trace);
        self.note_events(ours.events, heard);
        self.events.next_step(&self.play);
        for (ours, theirs) in ours.answers.iter().zip(&heard.answers) {
            self.judge_answer(ours, theirs, step.place);
        }
        if matches!(step.value, Step::Events(_)) {
            self.judge_events(step.place);
        }
        if self.found.is_empty() && !ours.answers.is_empty() {
            self.since = Basis::Documented;
        }
        self.answers.extend(ours.answers);
        Ok(())
    }

    /// Notes the events of both.
    fn note_events(&mut self, ours: Vec<Observed>, heard: &Heard) {
        let time = self.play.choice.dialect.vendor().tables.event.time;
        self.events.note(time, ours, heard.events.clone());
    }

    /// Polls the agent whose request was refused. A poll fires rows of its own, which led to nothing that it shows.
    fn look(
        &mut self,
        look: &Look,
        place: Place,
        heard: &Heard,
        refused: Option<&str>,
    ) -> Result<(), SubjectError> {
        let own = self.play.look(look, place)?;
        let who = self.play.participants.iter().find(|who| who.alias == look.who.value);
        if let (None, Some(code), Some(who)) = (own, refused, who) {
            self.found.push(Failure::new(None, self.play.cannot_poll(who, code, place)));
        }
        let ours = self.play.take_heard();
        // The trace is of the steps of the case.
        self.play.subject.take_trace();
        self.note_events(ours.events, heard);
        self.events.next_step(&self.play);
        for (ours, theirs) in ours.answers.iter().zip(&heard.answers) {
            self.judge_answer(ours, theirs, place);
        }
        self.judge_events(place);
        self.answers.extend(ours.answers);
        Ok(())
    }

    /// Takes the events that are left, and polls every agent, since an agent that polls gets nothing unasked. Whose session is over by
    /// now on ours cannot be polled, whatever the subject says.
    fn end(&mut self, place: Place, heard: &Heard, polls: &[Option<String>]) -> Result<(), SubjectError> {
        let own = self.play.poll_each(place)?;
        let mut over = Vec::new();
        for ((who, ours), theirs) in self.play.participants.iter().zip(own).zip(polls) {
            match (ours, theirs) {
                (Some(_), _) => over.push(who.alias.clone()),
                (None, Some(code)) => {
                    self.found.push(Failure::new(None, self.play.cannot_poll(who, code, place)));
                }
                (None, None) => {}
            }
        }
        let ours = self.play.take_heard();
        self.note_events(ours.events, heard);
        self.events.forget(&over);
        self.judge_events(place);
        Ok(())
    }

    fn went_through(&mut self, more: Trace) {
        let room = MAX_TRACED.saturating_sub(self.trace.steps.len());
        let over = more.steps.len().saturating_sub(room) as u64;
        self.trace.lost = self.trace.lost.saturating_add(more.lost).saturating_add(over);
        self.trace.steps.extend(more.steps.into_iter().take(room));
    }
}

/// Whether a scenario can expect events of all that has happened there.
fn expects_events(entry: &Entry<'_>) -> bool {
    match entry {
        Entry::Step(step, ..) => matches!(step.value, Step::Events(_)),
        Entry::Look(..) => false,
        Entry::End(..) => true,
    }
}

/// How much it counts that each rule fired, by vendor and in the order in which a trace counts them: as the rule is known. What a
/// freedom of the vendor is about counts fully, because every option of it is asked for, and so does a poll, which leads to nothing.
static BASES: LazyLock<BTreeMap<&'static str, Vec<Basis>>> = LazyLock::new(|| {
    let poll = UserTrigger::Poll.text();
    let of = |vendor: &'static Vendor| {
        let open: BTreeSet<_> = behaviours(vendor).iter().flat_map(Behaviour::cells).collect();
        let rows = Table::ALL.into_iter().flat_map(|table| table.rows().map(move |rule| (table, rule)));
        let basis = |(table, rule): (Table, RuleText)| {
            let counts_fully = rule.trigger == poll || open.contains(&(table, rule.from, rule.trigger));
            if counts_fully { Basis::Documented } else { rule.basis }
        };
        (vendor.name, rows.map(basis).collect())
    };
    VENDORS.iter().copied().map(of).collect()
});

/// The weakest basis among the rules that fired.
fn weakest(trace: &Trace, vendor: &Vendor) -> Basis {
    let bases = BASES.get(vendor.name).map_or(&[][..], Vec::as_slice);
    let fired = trace.steps.iter().filter_map(|step| match step {
        Traced::Fired { row, .. } => bases.get(usize::from(*row)).copied(),
        Traced::Asked { .. } => None,
    });
    fired.max().unwrap_or(Basis::Documented)
}
