//! Brings a recorded scenario up to date: the steps and the paths that are expected stay, the values are what the subject says now.

use std::collections::BTreeSet;

use offhook_centre::{Participant, Stimulated};
use offhook_scenario::{
    At, EventItem, EventMatch, Expectations, Matcher, Network, Place, Poll, Request, Scenario, Step,
};
use serde_json::Value;

use super::Options;
use super::binds::Binds;
use super::expect;
use super::observed::{self, Observed};
use super::play::Play;
use crate::subject::{Subject, SubjectError};

/// A recorded scenario, brought up to date.
#[derive(Clone, Debug)]
pub struct Refreshed {
    /// The steps as they were, with the values of now.
    pub scenario: Scenario,
    /// The values that are not what they were.
    pub changed: Vec<String>,
    /// What is expected and is not there any more. Where there is any, the scenario would show less than it did.
    pub lost: Vec<String>,
    /// The requests whose accepted answers are expected with every field, in the order of the steps.
    pub whole_answers: Vec<String>,
    /// The events that are expected with every field, likewise.
    pub whole_events: Vec<String>,
}

/// Plays the steps of a scenario and puts what the subject says in place of the values that do not hold any more. What is
/// expected by path stays expected: no path is added, and none is left out without being named in [`Refreshed::lost`].
///
/// # Errors
/// The subject cannot be used, a request cannot be written, or the scenario repeats steps, whose turns could differ.
pub fn refresh(
    scenario: &Scenario,
    subject: &mut dyn Subject,
    options: &Options<'_>,
) -> Result<Refreshed, SubjectError> {
    let participants = Participant::of(scenario);
    let mut play = Play::new(scenario, &participants, Box::new(subject), options);
    play.set_up()?;
    let mut notes = Notes::default();
    let mut steps = Vec::with_capacity(scenario.steps.len());
    for (index, step) in scenario.steps.iter().enumerate() {
        notes.step = index + 1;
        steps.push(At::from(play.refresh_step(&step.value, &mut notes)?));
    }
    Ok(Refreshed {
        scenario: Scenario { steps, ..scenario.clone() },
        changed: notes.changed,
        lost: notes.lost,
        whole_answers: notes.whole_answers,
        whole_events: notes.whole_events,
    })
}

/// What is noted on the way.
#[derive(Default)]
struct Notes {
    /// The number of the step, from 1.
    step: usize,
    changed: Vec<String>,
    lost: Vec<String>,
    whole_answers: Vec<String>,
    whole_events: Vec<String>,
}

impl Notes {
    fn changed(&mut self, what: &str, before: impl std::fmt::Display, now: impl std::fmt::Display) {
        self.changed.push(format!("step {}: {what} was {before} and is {now}", self.step));
    }

    fn lost(&mut self, what: &str) {
        self.lost.push(format!("step {}: {what} is not there any more", self.step));
    }
}

/// Adds a name once.
fn add(names: &mut Vec<String>, name: &str) {
    if names.iter().all(|known| known != name) {
        names.push(name.to_owned());
    }
}

impl Play<'_> {
    /// Whether something is expected of every field that is there. No recorded scenario expects the request's id, which is
    /// other in each run, and the name of an event, which stands before its fields.
    fn has_every_leaf(&self, expected: &Expectations, tree: &Value) -> bool {
        let tables = &self.choice.dialect.vendor().tables;
        let unexpected: Vec<&str> = tables.request_id.into_iter().chain([tables.event.name]).collect();
        let paths: BTreeSet<&str> = expected.iter().map(|(path, _)| path.value.as_str()).collect();
        let mut leaves = Vec::new();
        collect_leaves(&unexpected, tree, String::new(), &mut leaves);
        leaves.iter().all(|leaf| paths.contains(leaf.as_str()))
    }

    fn refresh_step(&mut self, step: &Step, notes: &mut Notes) -> Result<Step, SubjectError> {
        Ok(match step {
            Step::Request(request) => Step::Request(Box::new(self.refresh_request(request, notes)?)),
            Step::Poll(poll) => {
                let filled = self.refresh_request(&self.poll_request(poll), notes)?;
                Step::Poll(Box::new(Poll { expect: filled.expect, ..(**poll).clone() }))
            }
            Step::Network(network) => Step::Network(Box::new(self.refresh_network(network, notes)?)),
            Step::Events(expected) => Step::Events(self.refresh_events(expected, notes)?),
            Step::Wait(_) => {
                self.step(&At::from(step.clone()))?;
                step.clone()
            }
            Step::Repeat(_) => {
                let reason = format!("step {} repeats steps: write the turns out", notes.step);
                return Err(SubjectError::Setup(reason));
            }
        })
    }

    fn refresh_request(&mut self, request: &Request, notes: &mut Notes) -> Result<Request, SubjectError> {
        let composed = self.asker().compose(request).map_err(|fault| SubjectError::Setup(fault.title))?;
        // As where it is played: a name stands for what it stood for before the answer.
        let known = self.binds.clone();
        let Some((reply, answer)) = self.ask(request.by.as_ref(), &composed, Place::default())? else {
            let reason =
                format!("step {}: the answer to {} cannot be read", notes.step, request.action.value);
            return Err(SubjectError::Setup(reason));
        };
        let binds = known.or(&self.binds);
        let what = format!("the answer to {}", request.action.value);
        let mut filled = request.clone();
        if let Some(status) = &mut filled.status
            && status.value != reply.status
        {
            notes.changed(&format!("the HTTP status of {what}"), status.value, reply.status);
            status.value = reply.status;
        }
        filled.expect = refreshed(&request.expect, &answer.tree, &what, &binds, notes);
        for (name, path) in request.bind.iter() {
            if expect::at(path, &answer.tree).is_none() {
                notes.lost(&format!("`{}` of {what}, which `{}` names,", path.value.as_str(), name.value));
            }
        }
        self.bind(&request.bind, composed.of, &answer);
        if answer.refusal.is_none() && self.has_every_leaf(&request.expect, &answer.tree) {
            add(&mut notes.whole_answers, &request.action.value);
        }
        Ok(filled)
    }

    fn refresh_network(&mut self, network: &Network, notes: &mut Notes) -> Result<Network, SubjectError> {
        let remote_party =
            self.remote_party(network, Place::default()).map_err(|fault| SubjectError::Setup(fault.title))?;
        let outcome = self.subject.stimulus(&remote_party)?;
        let impossible = matches!(outcome, Stimulated::Impossible { .. });
        if let Stimulated::Done { job } = outcome {
            self.learn_job(network, job);
        }
        self.collect(Place::default())?;
        if impossible != network.impossible {
            notes.changed("`impossible` of the stimulus", network.impossible, impossible);
        }
        Ok(Network { impossible, ..network.clone() })
    }

    fn refresh_events(
        &mut self,
        expected: &[At<EventItem>],
        notes: &mut Notes,
    ) -> Result<Vec<At<EventItem>>, SubjectError> {
        let by_party = self.scenario.dialect.delivery.poll().is_some();
        let mut observed = self.take_events(Place::default())?;
        let names: Vec<At<EventItem>> = expected.iter().map(|item| At::from(without_fields(item))).collect();
        if observed::hold(Place::default(), &names, &observed, by_party, &self.binds).is_err() {
            notes.changed("the order of the events", listed(expected), listed(&named(&observed)));
            return Ok(self.retold(expected, &observed, notes));
        }
        let mut items = Vec::with_capacity(expected.len());
        for item in expected {
            items.push(At::from(match &item.value {
                EventItem::One(event) => EventItem::One(self.refresh_event(event, &mut observed, notes)),
                EventItem::AnyOrder(events) => {
                    let each = |event: &At<EventMatch>| {
                        At::from(self.refresh_event(&event.value, &mut observed, notes))
                    };
                    EventItem::AnyOrder(events.iter().map(each).collect())
                }
            }));
        }
        Ok(items)
    }

    /// The fields of an expected event, from the first observed one of its name and party, which is used up.
    fn refresh_event(
        &self,
        event: &EventMatch,
        observed: &mut Vec<Observed>,
        notes: &mut Notes,
    ) -> EventMatch {
        let plain = bare(event);
        let of_its_kind: Vec<usize> =
            (0..observed.len()).filter(|at| observed[*at].is(&plain, &self.binds)).collect();
        // Of several alike in a group, the one whose fields are as expected.
        let at = of_its_kind.iter().copied().find(|at| observed[*at].is(event, &self.binds));
        let Some(at) = at.or(of_its_kind.first().copied()) else {
            notes.lost(&format!("the event {event}"));
            return event.clone();
        };
        let found = observed.remove(at);
        let what = format!("the event {event}");
        let with = refreshed(&event.with, &found.body, &what, &self.binds, notes);
        if !with.is_empty() && self.has_every_leaf(&with, &found.body) {
            add(&mut notes.whole_events, &event.name.value);
        }
        EventMatch { with, ..event.clone() }
    }

    /// The events as they come now; what was expected of their fields goes with their names and parties.
    fn retold(
        &self,
        expected: &[At<EventItem>],
        observed: &[Observed],
        notes: &mut Notes,
    ) -> Vec<At<EventItem>> {
        let mut before: Vec<&EventMatch> = expected.iter().flat_map(|item| item.value.events()).collect();
        let mut items = Vec::with_capacity(observed.len());
        for found in observed {
            let event = match before.iter().position(|event| found.is(&bare(event), &self.binds)) {
                Some(at) => self.refresh_event(before.remove(at), &mut vec![found.clone()], notes),
                None => EventMatch::new(&found.name, Some(&found.party)),
            };
            items.push(At::from(EventItem::One(event)));
        }
        for event in before.into_iter().filter(|event| !event.with.is_empty()) {
            notes.lost(&format!("the event {event}, of which fields are expected,"));
        }
        items
    }
}

/// Every expectation, with the value of now where the one it has does not hold.
fn refreshed(
    expected: &Expectations,
    tree: &Value,
    what: &str,
    binds: &Binds,
    notes: &mut Notes,
) -> Expectations {
    let mut fresh = Expectations::new();
    for (path, matcher) in expected.iter() {
        let found = expect::at(path, tree);
        let now = match expect::hold(&matcher.value, found, binds) {
            Ok(()) => matcher.value.clone(),
            Err(_) => renewed(&matcher.value, found).unwrap_or_else(|| {
                notes.lost(&format!("`{}` of {what}", path.value.as_str()));
                matcher.value.clone()
            }),
        };
        if now != matcher.value {
            let shown = |value| expect::wanted(value, binds);
            notes.changed(
                &format!("`{}` of {what}", path.value.as_str()),
                shown(&matcher.value),
                shown(&now),
            );
        }
        fresh.insert(path.clone(), At::from(now));
    }
    fresh
}

/// An expectation of a value, about the value of now. One that says anything else was written by a person, who must look at it.
fn renewed(matcher: &Matcher, found: Option<&Value>) -> Option<Matcher> {
    let found = match found? {
        Value::String(text) => Value::from(text.replace('$', "$$")),
        other => other.clone(),
    };
    match matcher {
        Matcher::Is(_) => Some(Matcher::Is(found)),
        Matcher::OneOf(values) if values.len() == 1 => Some(Matcher::OneOf(vec![found])),
        Matcher::OneOf(_) | Matcher::Any | Matcher::Absent | Matcher::Type(_) | Matcher::Pattern(_) => None,
    }
}

fn collect_leaves(unexpected: &[&str], value: &Value, path: String, leaves: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if !unexpected.contains(&name.as_str()) {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    collect_leaves(unexpected, member, path, leaves);
                }
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (index, item) in items.iter().enumerate() {
                collect_leaves(unexpected, item, format!("{path}[{index}]"), leaves);
            }
        }
        Value::Null => {}
        _ => leaves.push(path),
    }
}

/// An event by its name and party alone.
fn bare(event: &EventMatch) -> EventMatch {
    EventMatch { with: Expectations::new(), ..event.clone() }
}

fn without_fields(item: &EventItem) -> EventItem {
    match item {
        EventItem::One(event) => EventItem::One(bare(event)),
        EventItem::AnyOrder(events) => {
            EventItem::AnyOrder(events.iter().map(|event| At::from(bare(event))).collect())
        }
    }
}

fn named(observed: &[Observed]) -> Vec<At<EventItem>> {
    let one = |event: &Observed| EventItem::One(EventMatch::new(&event.name, Some(&event.party)));
    observed.iter().map(|event| At::from(one(event))).collect()
}

fn listed(items: &[At<EventItem>]) -> String {
    let names: Vec<String> =
        items.iter().flat_map(|item| item.value.events()).map(ToString::to_string).collect();
    format!("[{}]", names.join(", "))
}
