//! The events of our machine and of the subject, compared party by party.
//!
//! In which order a party gets the events at one moment is mostly open. So our machine's events of one moment are a batch, and
//! the subject's order of them is a freedom.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use offhook_dialect::{Clause, WordKind};
use offhook_machine::Basis;
use offhook_scenario::Place;
use serde_json::{Value, json};

use super::world::World;
use crate::runner::cites::clause_of_event;
use crate::runner::codes::ORACLE;
use crate::runner::fault;
use crate::runner::observed::Observed;
use crate::runner::play::Play;
use crate::runner::text::short;

/// When our machine told an event: in which step, and at what time if it says one.
type Moment = (usize, Option<Value>);

/// Whose event it is, and what it is called.
type Name = (String, String);

/// Events that have not been held against each other yet.
#[derive(Debug, Default)]
pub(super) struct Events {
    by_party: BTreeMap<String, OfParty>,
    /// Whose events of which names came, in order over all parties.
    all: (Vec<(Moment, Name)>, Vec<Name>),
    /// How many steps have been done.
    step: usize,
    /// Our events that wait for an agent's polls: each one's place among all, and in which step it came about.
    waiting: BTreeMap<String, VecDeque<(u64, usize)>>,
}

/// The events of one party.
#[derive(Debug, Default)]
struct OfParty {
    ours: Vec<(Moment, Observed)>,
    theirs: Vec<Observed>,
}

impl Events {
    /// Takes what both have told in a step; `time` is the field of an event that says when it happened.
    pub(super) fn note(&mut self, time: &str, ours: Vec<Observed>, theirs: Vec<Observed>) {
        for event in ours {
            let waited = self.waiting.get_mut(&event.party).and_then(VecDeque::pop_front);
            let time = event.body.get(time).cloned();
            let moment = (waited.map_or(self.step, |(_, step)| step), time);
            self.all.0.push((moment.clone(), (event.party.clone(), event.name.clone())));
            self.by_party.entry(event.party.clone()).or_default().ours.push((moment, event));
        }
        for event in theirs {
            self.all.1.push((event.party.clone(), event.name.clone()));
            self.by_party.entry(event.party.clone()).or_default().theirs.push(event);
        }
    }

    /// Our machine has done a step: what waits now and did not before came about in it.
    pub(super) fn next_step(&mut self, ours: &Play<'_>) {
        let before = std::mem::take(&mut self.waiting);
        for who in ours.participants {
            let known = before.get(&who.alias);
            let step_of = |place: u64| {
                let at = known?.binary_search_by_key(&place, |(place, _)| *place).ok()?;
                known?.get(at).map(|(_, step)| *step)
            };
            let waiting = ours.subject.waiting(&who.id).into_iter();
            let waiting: VecDeque<_> =
                waiting.map(|place| (place, step_of(place).unwrap_or(self.step))).collect();
            if !waiting.is_empty() {
                self.waiting.insert(who.alias.clone(), waiting);
            }
        }
        self.step += 1;
    }

    /// Whether the events of some moment come in another order, over all parties, and nothing else is otherwise.
    fn is_turned(&mut self) -> bool {
        let (ours, theirs) = std::mem::take(&mut self.all);
        let (mut rest, mut is_turned) = (theirs.as_slice(), false);
        for moment in ours.chunk_by(|(one, _), (other, _)| one == other) {
            let (of_moment, after) = rest.split_at(moment.len().min(rest.len()));
            let mut ours: Vec<&Name> = moment.iter().map(|(_, name)| name).collect();
            let mut theirs: Vec<&Name> = of_moment.iter().collect();
            is_turned |= ours != theirs;
            ours.sort();
            theirs.sort();
            // Of two that are called the same nobody sees which came first.
            is_turned |= ours.windows(2).any(|pair| pair[0] == pair[1]);
            if ours != theirs {
                return false;
            }
            rest = after;
        }
        is_turned && rest.is_empty()
    }

    /// Forgets the events of these parties.
    pub(super) fn forget(&mut self, parties: &[String]) {
        self.by_party.retain(|party, _| !parties.contains(party));
    }
}

impl World<'_> {
    /// Compares the events of each party, up to the first that only one of the two emits.
    pub(super) fn judge_events(&mut self, place: Place) {
        self.is_turned |= self.events.is_turned();
        let mut is_same = true;
        for (party, events) in std::mem::take(&mut self.events.by_party) {
            let events = self.without_optional(events);
            let known = self.found.len();
            let told = self.party_told(&party, &events, place);
            if !is_same {
                // It is enough to say it of the first; but a world that differs for more parties differs more.
                self.unreported += self.found.len() - known;
                self.found.truncate(known);
            }
            is_same &= told;
        }
    }

    /// Leaves out the events of which no document says when they are sent, where one of the two sends none.
    fn without_optional(&mut self, events: OfParty) -> OfParty {
        let vendor = self.play.choice.dialect.vendor();
        let OfParty { mut ours, mut theirs } = events;
        let known: BTreeSet<String> =
            ours.iter().map(|(_, event)| event).chain(&theirs).map(|event| event.name.clone()).collect();
        for name in known {
            let clause = clause_of_event(self.play.choice.dialect, &name);
            if clause.is_none_or(|clause| clause.basis < Basis::Inferred) {
                continue;
            }
            let sent = (
                ours.iter().any(|(_, event)| event.name == name),
                theirs.iter().any(|event| event.name == name),
            );
            if sent.0 {
                let option = if sent.1 { "sent" } else { "not-sent" };
                self.names.wordings.take(WordKind::EventSent, vendor, &[&name], option);
            }
            if sent.0 != sent.1 {
                ours.retain(|(_, event)| event.name != name);
                theirs.retain(|event| event.name != name);
            }
        }
        OfParty { ours, theirs }
    }

    /// Holds batch against batch; whether both tell the same.
    fn party_told(&mut self, party: &str, events: &OfParty, place: Place) -> bool {
        let mut rest = events.theirs.as_slice();
        for batch in events.ours.chunk_by(|(one, _), (other, _)| one == other) {
            let (theirs, after) = rest.split_at(batch.len().min(rest.len()));
            let ours: Vec<&Observed> = batch.iter().map(|(_, event)| event).collect();
            let Some(order) = self.order(&ours, theirs) else {
                let same = ours.iter().zip(theirs).take_while(|(our, their)| our.name == their.name);
                let same = same.map(|(our, their)| self.contents(our, their, place)).count();
                let pair = (ours.get(same).copied(), theirs.get(same));
                self.missing_or_surplus(party, events, pair, place);
                return false;
            };
            self.hear_order(party, &ours, theirs, &order, place);
            // In the subject's order, in which its times go on.
            for (index, their) in order.into_iter().zip(theirs) {
                if let Some(our) = ours.get(index) {
                    self.contents(our, their, place);
                }
            }
            rest = after;
        }
        if let Some(surplus) = rest.first() {
            self.missing_or_surplus(party, events, (None, Some(surplus)), place);
        }
        rest.is_empty()
    }

    /// Which of ours each of theirs is: the first of its name that is left and may be the same. None if they are not the same, in
    /// whatever order.
    fn order(&self, ours: &[&Observed], theirs: &[Observed]) -> Option<Vec<usize>> {
        let mut left: VecDeque<usize> = (0..ours.len()).collect();
        let found = theirs.iter().map(|their| {
            let event = self.play.choice.dialect.event(&their.name);
            let is = |index: &usize| ours.get(*index).is_some_and(|our| our.name == their.name);
            let may_be = |index: &usize| {
                let our = ours.get(*index).filter(|_| is(index));
                our.zip(event).is_some_and(|(our, event)| self.names.may_be(event, &our.body, &their.body))
            };
            let at = left.iter().position(may_be).or_else(|| left.iter().position(is))?;
            left.remove(at)
        });
        let found = found.collect::<Option<Vec<_>>>()?;
        left.is_empty().then_some(found)
    }

    /// In which order a party gets the events of one moment is open: which of each two neighbours of ours comes first on the subject.
    fn hear_order(
        &mut self,
        party: &str,
        ours: &[&Observed],
        theirs: &[Observed],
        order: &[usize],
        at: Place,
    ) {
        if self.play.options.strict
            && let Some(moved) = ours.iter().zip(theirs).find(|(our, their)| our.name != their.name)
        {
            let clause = self.event_clause(moved.0);
            let title = format!("{party} gets the events of one moment in another order");
            let label = format!("expected {}; observed {}", names(ours.iter().copied()), names(theirs));
            let basis = Basis::Inferred.max(clause.map_or(Basis::Chosen, |clause| clause.basis));
            let diagnostic = fault(ORACLE, title, at).label(label);
            self.depart(basis, clause.map_or("", |clause| &clause.id), diagnostic);
        }
        let vendor = self.play.choice.dialect.vendor();
        let place = |index: usize| order.iter().position(|it| *it == index);
        for (index, pair) in ours.windows(2).enumerate() {
            let [first, second] = pair else { continue };
            if first.name != second.name {
                let is_turned = place(index) > place(index + 1);
                let option = if is_turned { "turned" } else { "ours" };
                let of = [first.name.as_str(), &second.name];
                self.names.wordings.take(WordKind::EventOrder, vendor, &of, option);
            }
        }
    }

    fn missing_or_surplus(
        &mut self,
        party: &str,
        events: &OfParty,
        (our, their): (Option<&Observed>, Option<&Observed>),
        place: Place,
    ) {
        let name = |event: Option<&Observed>| event.map_or("no event", |it| &it.name).to_owned();
        let clause = our.or(their).and_then(|event| self.event_clause(event));
        let title = match (our, their) {
            (Some(our), _) => format!("no event {}", our.name),
            (None, _) => format!("unexpected event {}", name(their)),
        };
        let diagnostic = fault(ORACLE, title, place)
            .label(format!("for {party}: expected {}, observed {}", name(our), name(their)))
            .note(format!(
                "expected in all: {}; observed: {}",
                names(events.ours.iter().map(|(_, event)| event)),
                names(&events.theirs)
            ));
        let basis = clause.map_or(Basis::Chosen, |clause| clause.basis);
        self.depart(basis, clause.map_or("", |clause| &clause.id), diagnostic);
    }

    fn event_clause(&self, event: &Observed) -> Option<&'static Clause> {
        clause_of_event(self.play.choice.dialect, &event.name)
    }

    fn contents(&mut self, our: &Observed, their: &Observed, place: Place) {
        let clause = self.event_clause(our);
        let Some(event) = self.play.choice.dialect.event(&our.name) else { return };
        let basis = clause.map_or(Basis::Chosen, |clause| clause.basis);
        // The rows of an event that is polled for are those of the answer that brings it.
        let polled = self.play.choice.dialect.tables.event.polled;
        let whole = |it: &Observed| match polled {
            Some(name) => json!({ name: it.body }),
            None => it.body.clone(),
        };
        let differences = self.names.differ_event(event, basis, &whole(our), &whole(their));
        for it in differences {
            let title = format!("`{}` of the event {} differs", it.path, our.name);
            let diagnostic = fault(ORACLE, title, place)
                .label(format!("expected {}, observed {}", it.expected, it.observed))
                .note(format!("the event: {}", short(&their.body.to_string())));
            let clause = clause.map_or("", |clause| &clause.id);
            if it.is_missing && event.fields.iter().all(|field| field.row.is_none()) {
                // Which fields an event has does not depend on what led to it.
                self.miss(it.basis, clause, diagnostic);
            } else {
                self.depart(it.basis, clause, diagnostic);
            }
        }
    }
}

fn names<'a>(events: impl IntoIterator<Item = &'a Observed>) -> String {
    events.into_iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ")
}
