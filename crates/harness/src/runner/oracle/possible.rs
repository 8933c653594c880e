//! Which worlds are possible: asked with everything that the subject has said.

use std::collections::{BTreeMap, BTreeSet};

use offhook_dialect::{
    Behaviour, CallField, ChannelField, FieldRow, Source, UserField, Vendor, View, behaviours, wire_text,
};
use offhook_machine::{ChannelState, UserState};

use super::world::World;
use super::{Judged, MAX_CHANGES, MAX_WORLDS, Oracle};
use crate::choices::Choices;
use crate::runner::heard::Said;

/// In how much a world differs from what the subject said.
pub(super) type Rank = usize;

/// A world that differs less.
pub(super) struct Better<'a> {
    pub(super) world: World<'a>,
    pub(super) rank: Rank,
}

impl<'a> Oracle<'a> {
    /// The world that would have said everything that was said in the latest step, and before it differs no more than the leader.
    ///
    /// One option is changed after another as long as that helps. Where a change alone makes no difference, it may lead to where
    /// another one does: then that is tried, too.
    pub(super) fn better_world(&mut self, mut rank: Rank, leading: &Judged) -> Option<(Better<'a>, Judged)> {
        let entry = self.log.last()?;
        let rest = leading.rest(entry);
        let mut best = None;
        let mut known: BTreeSet<&str> =
            self.consulted(&self.leader).iter().map(|it| it.id.as_str()).collect();
        let mut frontier = self.neighbours(&self.leader, &BTreeSet::new(), false);
        let mut tried: BTreeSet<Choices> = frontier.iter().cloned().collect();
        for _ in 0..MAX_CHANGES {
            let mut next = Vec::new();
            let mut seen = known.clone();
            let mut helped = None;
            for choices in std::mem::take(&mut frontier) {
                if self.questions >= MAX_WORLDS {
                    return best;
                }
                // A world differs no less as more is said.
                if self.asked.get(&choices).is_some_and(|least| *least > rank) {
                    continue;
                }
                let (world, reached, last) = self.ask(choices, rank);
                let Some(last) = last else {
                    // It differs more; what it led to for the first time may be the reason.
                    next.extend(self.neighbours(&world, &known, true));
                    continue;
                };
                if reached <= self.rank {
                    return Some((Better { world, rank: reached }, last));
                }
                if reached < rank {
                    rank = reached;
                    helped = Some(self.neighbours(&world, &known, false));
                    // What is left was there before, and has nothing to do with the option.
                    if self.log.last().is_some_and(|entry| last.rest(entry).is_subset(&rest)) {
                        best = Some((Better { world, rank }, last));
                    }
                } else {
                    next.extend(self.neighbours(&world, &known, false));
                    seen.extend(self.consulted(&world).iter().map(|it| it.id.as_str()));
                }
            }
            // What helps by half is gone on with; what makes no difference, where it led to something new.
            frontier = helped.unwrap_or(next);
            frontier.retain(|choices| tried.insert(choices.clone()));
            known = seen;
        }
        best
    }

    /// The options of each freedom of which something depended on one, that agree with everything said.
    pub(super) fn possible_options(&mut self) -> BTreeMap<String, BTreeSet<String>> {
        let mut possible = BTreeMap::new();
        for behaviour in self.consulted(&self.leader) {
            let own = self.leader.choices.option(behaviour);
            let mut options = BTreeSet::from([own.to_owned()]);
            for option in self.open_options(behaviour).filter(|option| *option != own) {
                let choices = self.leader.choices.with(behaviour, option);
                let agrees = match self.asked.get(&choices) {
                    Some(rank) if *rank > self.rank => false,
                    _ if self.questions >= MAX_WORLDS => true,
                    _ => self.ask(choices, self.rank).1 <= self.rank,
                };
                if agrees {
                    options.insert(option.to_owned());
                }
            }
            if options.len() < behaviour.choices.len() {
                possible.insert(behaviour.id.clone(), options);
            }
        }
        possible
    }

    /// Holds everything that the subject has said against a world, as long as it differs no more than so far; what it found last, if it
    /// came to the end.
    fn ask(&mut self, choices: Choices, most: Rank) -> (World<'a>, Rank, Option<Judged>) {
        self.questions += 1;
        let mut world = World::new(&self.seed, choices);
        let mut rank = 0;
        let mut last = None;
        let mut goes_on = world.set_up().is_ok();
        for entry in &self.log {
            last = if goes_on { world.enter(entry).ok() } else { None };
            // A world that breaks is none that the subject could be.
            rank = last.as_ref().map_or(Rank::MAX, |judged| rank + judged.rank(entry));
            goes_on = rank <= most;
            if !goes_on {
                last = None;
                break;
            }
        }
        self.asked.insert(world.choices.clone(), rank);
        (world, rank, last)
    }

    /// What one can choose instead: another option of a freedom that mattered, also in place of one chosen before; first of those that
    /// did not matter before, or those alone.
    fn neighbours(&self, from: &World<'a>, known: &BTreeSet<&str>, only_new: bool) -> Vec<Choices> {
        let mut all = Vec::new();
        let mut bases = vec![from.choices.clone()];
        let vendor = self.seed.scenario.dialect.value.vendor();
        for behaviour in behaviours(vendor) {
            if let (true, Some(ours)) =
                (from.choices.others().any(|(id, _)| id == behaviour.id), behaviour.choices.first())
            {
                bases.push(from.choices.with(behaviour, ours.name));
            }
        }
        let mut consulted = self.consulted(from);
        consulted.retain(|behaviour| !only_new || !known.contains(behaviour.id.as_str()));
        consulted.sort_by_key(|behaviour| known.contains(behaviour.id.as_str()));
        for base in bases {
            for behaviour in &consulted {
                let options = self.open_options(behaviour).map(|option| base.with(behaviour, option));
                all.extend(options.filter(|choices| *choices != from.choices));
            }
        }
        let mut seen = BTreeSet::new();
        all.retain(|choices| seen.insert(choices.clone()));
        all
    }

    /// The options that the subject may take: all, or those that it claims.
    fn open_options(&self, behaviour: &'static Behaviour) -> impl Iterator<Item = &'static str> + use<> {
        let claimed = self.seed.options.profile.and_then(|profile| profile.freedoms.get(&behaviour.id));
        let claimed = claimed.map(|taken| taken.options.clone());
        let names = behaviour.choices.iter().map(|choice| choice.name);
        names.filter(move |name| claimed.as_ref().is_none_or(|options| options.contains(*name)))
    }

    /// The freedoms on which something that a world did depended.
    fn consulted(&self, world: &World<'a>) -> Vec<&'static Behaviour> {
        let vendor: &Vendor = self.seed.scenario.dialect.value.vendor();
        let cells: BTreeSet<_> = world.cells().into_iter().collect();
        let depends = |behaviour: &&Behaviour| {
            behaviour.cells().any(|cell| cells.contains(&cell))
                || behaviour.views().any(|view| world.answers.iter().any(|said| may_show(view, said)))
        };
        behaviours(vendor).iter().filter(depends).collect()
    }
}

/// Whether an answer of ours would look otherwise in this view.
fn may_show(view: View, said: &Said) -> bool {
    if said.answer.refusal.is_some() {
        return false;
    }
    let fields = said.answer.fields;
    let value = |source: Source| {
        let row: &FieldRow = fields.iter().find(|row| row.source == source)?;
        said.answer.tree.pointer(&format!("/{}", row.path.replace('.', "/"))).map(wire_text)
    };
    let state = || value(Source::User(UserField::State)).unwrap_or_default().into_owned();
    match view {
        View::OtherChannels(operation) => {
            said.of.is_some_and(|of| of.name() == operation) && value(Source::Call(CallField::Job)).is_some()
        }
        View::BreakCodeOfBreakOnly => {
            state() != UserState::Break.as_str()
                && fields.iter().any(|row| row.source == Source::User(UserField::BreakCode))
        }
        View::OfflineForgets => state() == UserState::Offline.as_str(),
        View::OutboundSkillGroup => {
            fields.iter().any(|row| row.source == Source::Channel(ChannelField::SkillGroup))
                && value(Source::Call(CallField::CallType)).is_some()
        }
        View::LiveChannelsOnly => said.answer.tree.to_string().contains(ChannelState::Released.as_str()),
        View::FinishedCall => state() == UserState::Working.as_str(),
    }
}
