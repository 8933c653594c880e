//! The oracle: our own machine beside the subject, as the set of worlds that the subject's answers still allow.
//!
//! Where the documents leave open what happens, each option is a world. One world leads: it plays every step beside the subject,
//! and the subject is held against it. What the subject says is kept, so that any other world can be asked at any time whether
//! it would have said the same. That is asked when the leader differs from the subject, and at the end, to tell which options are
//! still possible: freedoms that have nothing to do with each other are kept apart, and not multiplied.

mod compare;
mod events;
mod judge;
mod possible;
mod wordings;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use offhook_centre::Participant;
use offhook_machine::{Basis, Trace};
use offhook_scenario::{At, Code, Diagnostic, Place, Scenario, Step};

pub use self::compare::Times;
use self::possible::Rank;
use self::world::World;
use super::Options;
use super::codes::{IMPOSSIBLE, concerns_subject, is_undone};
use super::heard::Heard;
use super::play::{Failure, WHOLE};
use super::refused::Look;
use crate::choices::Choices;
use crate::profile::Profile;
use crate::subject::SubjectError;

offhook_machine::limits! {
    /// The most worlds that are asked in one case; further ones are not, and count as possible.
    pub const MAX_WORLDS: usize = 200;
    /// The most options that are changed one after another to explain one step.
    pub const MAX_CHANGES: usize = 4;
}

/// What the subject did in a step, what was looked at after a refusal, and what the end of a case is.
enum Entry<'a> {
    Step(&'a At<Step>, Heard, Vec<Failure>),
    Look(Look, Place, Heard, Option<String>),
    End(Place, Heard, Vec<Option<String>>),
}

impl Entry<'_> {
    /// What was not as the scenario expects.
    fn failures(&self) -> &[Failure] {
        match self {
            Self::Step(_, _, failures) => failures,
            Self::Look(..) | Self::End(..) => &[],
        }
    }
}

/// What the oracle has found in a step.
pub(super) struct Judged {
    /// What the subject does otherwise.
    pub(super) departures: Vec<Failure>,
    /// What is otherwise and is reported elsewhere: stimuli that were possible on one only, events of further parties.
    pub(super) unreported: usize,
    /// What the scenario expects in this step and the oracle does not do either, since it takes the subject's options.
    pub(super) unmet: Vec<Failure>,
    /// The rows of fields that say the same in other words.
    pub(super) reworded: BTreeSet<String>,
    /// Set where a refusal has another code, and no document says which.
    pub(super) is_refused_otherwise: bool,
    /// Set where the events of one moment come in another order.
    pub(super) is_turned: bool,
    /// The freedom by which the subject accepts what we chose to refuse: what follows cannot be judged.
    pub(super) goes_elsewhere: Option<String>,
    /// The weakest basis among the rules that have fired since the two last agreed on something.
    pub(super) since: Basis,
    /// The options of the oracle that are not ours, each as `freedom=option`.
    pub(super) options: Vec<String>,
}

impl Judged {
    /// In how much the two differed, what the scenario expects and the subject alone does not do among it.
    fn rank(&self, entry: &Entry<'_>) -> Rank {
        self.departures.len() + self.unreported + self.unexplained(entry).count()
    }

    fn unexplained<'f>(&'f self, entry: &'f Entry<'_>) -> impl Iterator<Item = &'f Failure> {
        entry.failures().iter().filter(|failure| !self.excuses(failure))
    }

    /// What was found and not explained, by place and title.
    fn rest(&self, entry: &Entry<'_>) -> BTreeSet<String> {
        let found = self.departures.iter().chain(self.unexplained(entry));
        found.map(|it| format!("{:?} {}", it.diagnostic.place, it.diagnostic.title)).collect()
    }

    /// Whether the oracle does not meet this expectation either, or says the same in other words.
    pub(super) fn excuses(&self, failure: &Failure) -> bool {
        let it = &failure.diagnostic;
        // Where nothing departs, the two have answered the same, in whatever ids and words. What no comparison looks at, the top of an
        // answer, is compared by what was observed.
        let is_compared = failure.row.is_empty() || failure.row == WHOLE || failure.row.contains('.');
        let is_same = |unmet: &Diagnostic| {
            (unmet.place, &unmet.title) == (it.place, &it.title)
                && (unmet.label == it.label
                    || it.code == Code::Other(IMPOSSIBLE)
                    || is_compared && self.departures.is_empty())
        };
        let is_said_otherwise = self.is_refused_otherwise || !self.reworded.is_empty();
        let is_wording = match failure.row.as_str() {
            _ if it.code != Code::Other("expectation") => false,
            _ if self.goes_elsewhere.is_some() => self.departures.is_empty(),
            // Everything that an answer or an event says has been looked at.
            WHOLE => is_said_otherwise && self.departures.is_empty(),
            row => {
                self.is_refused_otherwise
                    || self.is_turned && self.departures.is_empty()
                    || self.reworded.contains(row)
            }
        };
        is_wording || self.unmet.iter().any(|unmet| is_same(&unmet.diagnostic))
    }

    const fn nothing() -> Self {
        Self {
            departures: Vec::new(),
            unreported: 0,
            unmet: Vec::new(),
            reworded: BTreeSet::new(),
            is_refused_otherwise: false,
            is_turned: false,
            goes_elsewhere: None,
            since: Basis::Documented,
            options: Vec::new(),
        }
    }
}

/// What every world of a case is made from.
struct Seed<'a> {
    scenario: &'a Scenario,
    participants: &'a [Participant],
    options: &'a Options<'a>,
    times: Times,
    makes_calls: bool,
}

/// The worlds of one case.
pub(super) struct Oracle<'a> {
    seed: Seed<'a>,
    leader: World<'a>,
    /// What the subject has said, step by step.
    log: Vec<Entry<'a>>,
    /// How far the leader differs from it.
    rank: Rank,
    /// The worlds that have been asked, by what they choose, and how far each differed at least.
    asked: BTreeMap<Choices, Rank>,
    /// How many worlds have been asked, some more than once.
    questions: usize,
    /// Set once the scenario expects what our machine does not do: then the scenario alone is the judge.
    off: bool,
}

impl<'a> Oracle<'a> {
    pub(super) fn new(
        scenario: &'a Scenario,
        participants: &'a [Participant],
        options: &'a Options<'a>,
        times: Times,
        makes_calls: bool,
    ) -> Self {
        let seed = Seed { scenario, participants, options, times, makes_calls };
        let vendor = scenario.dialect.value.vendor();
        let choices = options.profile.map(|profile| Choices::of(vendor, profile)).unwrap_or_default();
        let leader = World::new(&seed, choices);
        Self { seed, leader, log: Vec::new(), rank: 0, asked: BTreeMap::new(), questions: 0, off: false }
    }

    pub(super) fn set_up(&mut self) -> Result<(), SubjectError> {
        self.leader.set_up()
    }

    /// True once the scenario alone is the judge.
    pub(super) const fn is_off(&self) -> bool {
        self.off
    }

    /// Does the step that the subject has just done, and holds the two against each other; `failures` are what the scenario
    /// expects in it and the subject did not do.
    ///
    /// # Errors
    /// Our machine cannot be used so.
    pub(super) fn step(
        &mut self,
        step: &'a At<Step>,
        heard: Heard,
        failures: &[Failure],
    ) -> Result<Judged, SubjectError> {
        let about_subject = |it: &&Failure| concerns_subject(it.diagnostic.code) || is_undone(&it.diagnostic);
        let failures = failures.iter().filter(about_subject).cloned().collect();
        self.judge(Entry::Step(step, heard, failures))
    }

    /// Looks, too, at what the subject was asked after a refusal; `refused` says with which code the poll for events was refused.
    ///
    /// # Errors
    /// Our machine cannot be used so.
    pub(super) fn look(
        &mut self,
        look: Look,
        place: Place,
        heard: Heard,
        refused: Option<String>,
    ) -> Result<Judged, SubjectError> {
        self.judge(Entry::Look(look, place, heard, refused))
    }

    /// Holds what is left of the events against each other, at the end; `polls` says for each agent the code with which the subject
    /// refused the last poll.
    ///
    /// # Errors
    /// Our machine cannot be used so.
    pub(super) fn end(
        &mut self,
        place: Place,
        heard: Heard,
        polls: Vec<Option<String>>,
    ) -> Result<Judged, SubjectError> {
        self.judge(Entry::End(place, heard, polls))
    }

    fn judge(&mut self, entry: Entry<'a>) -> Result<Judged, SubjectError> {
        if self.off {
            return Ok(Judged::nothing());
        }
        let mut judged = self.leader.enter(&entry)?;
        let rank = self.rank + judged.rank(&entry);
        self.log.push(entry);
        if self.leader.choices.are_ours() && !judged.unmet.is_empty() {
            self.off = true;
            return Ok(Judged::nothing());
        }
        if rank > self.rank
            && let Some((world, better)) = self.better_world(rank, &judged)
        {
            judged = better;
            self.rank = world.rank;
            self.leader = world.world;
        } else {
            self.rank = rank;
        }
        judged.options = self.leader.choices.others().map(|(id, option)| format!("{id}={option}")).collect();
        judged.options.extend(judged.goes_elsewhere.iter().map(|id| format!("{id}=accepted")));
        Ok(judged)
    }

    /// Adds to a profile what the case has shown: the options that agree with everything, and the words.
    pub(super) fn settle(&mut self, profile: &mut Profile, case: &str) {
        if self.off {
            return;
        }
        self.leader.wordings().settle(profile, case);
        for (id, options) in self.possible_options() {
            if profile.narrow(&id, &options, case).is_err() {
                profile.freedoms.insert(id, crate::profile::Taken { options, seen: case.to_owned() });
            }
        }
    }

    /// What the leader went through in the steps of the case.
    pub(super) fn take_trace(&mut self) -> Trace {
        self.leader.take_trace()
    }
}
