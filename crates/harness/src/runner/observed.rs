//! Events as observed, and the partial order in which they are expected.

use offhook_dialect::{EventFields, EventPath, EventValue, Vendor};
use offhook_scenario::{At, EventItem, EventMatch, Place};
use serde_json::Value;

use super::binds::Binds;
use super::expect::{self, Mismatch};
use offhook_centre::Participant;

/// An event that the subject told of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Observed {
    /// Its name.
    pub(super) name: String,
    /// The alias of the user whose event it is; `customer` for an outside party.
    pub(super) party: String,
    /// The vendor's object.
    pub(super) body: Value,
    /// The numbers by which an outside party may be known, in the body.
    numbers: &'static [&'static str],
    /// The paths at which an id stands whose form is the subject's own.
    own_ids: Vec<&'static str>,
}

impl Observed {
    /// A pushed event.
    pub(super) fn pushed(fields: &EventFields, participants: &[Participant], body: Value) -> Self {
        let user = fields.user_in(&body);
        let party = match participants.iter().find(|who| who.id == user) {
            Some(who) => who.alias.clone(),
            None if user.is_empty() => "customer".to_owned(),
            None => user.to_owned(),
        };
        let name = fields.name_in(&body).to_owned();
        Self { name, party, body, numbers: fields.numbers, own_ids: Vec::new() }
    }

    /// Its ids may have any form: the documents only show some.
    pub(super) fn with_own_ids(mut self, vendor: &Vendor) -> Self {
        let fields = vendor.event(&self.name).map(|event| event.fields.iter()).into_iter().flatten();
        let is_id = |field: &&EventPath| {
            field.kind == EventValue::Id || field.row.is_some_and(|row| row.source.is_id())
        };
        self.own_ids = fields.filter(is_id).map(|field| field.path).collect();
        self
    }

    /// An event from a user's poll.
    pub(super) fn polled(fields: &EventFields, alias: &str, event: &Value) -> Self {
        let (name, body) = (fields.name_in(event).to_owned(), event.clone());
        let (party, own_ids) = (alias.to_owned(), Vec::new());
        Self { name, party, body, numbers: fields.numbers, own_ids }
    }

    pub(super) fn is(&self, expected: &EventMatch, binds: &Binds) -> bool {
        self.name == expected.name.value
            && self.is_of(party(expected))
            && self.fault(expected, binds).is_none()
    }

    /// Whether it is this party's: an outside party may be named by its number.
    fn is_of(&self, party: Option<&str>) -> bool {
        let Some(party) = party else { return true };
        self.party == party
            || self.party == "customer"
                && self.numbers.iter().any(|name| self.body.get(name) == Some(&party.into()))
    }

    /// The first field that is not as expected.
    fn fault(&self, expected: &EventMatch, binds: &Binds) -> Option<(Place, String, Mismatch)> {
        expected.with.iter().find_map(|(path, matcher)| {
            let found = expect::at(path, &self.body);
            let has_own_form = self.own_ids.contains(&path.value.as_str());
            if has_own_form && expect::asks_for_a_form(&matcher.value, found) {
                return None;
            }
            let mismatch = expect::hold(&matcher.value, found, binds).err()?;
            Some((matcher.place, path.value.as_str().to_owned(), mismatch))
        })
    }
}

impl std::fmt::Display for Observed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.name, self.party)
    }
}

/// Where the events depart from what is expected.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Departure {
    pub(super) place: Place,
    /// The name of the event that is missing or surplus.
    pub(super) event: String,
    /// The path of the field in which one differs that is like it; empty if there is none.
    pub(super) path: String,
    pub(super) title: String,
    pub(super) label: String,
    pub(super) remedy: Option<String>,
}

/// Holds events against an expected partial order. Where the subject keeps one queue an agent (`by_party`), the order
/// counts for each agent alone.
pub(super) fn hold(
    step: Place,
    expected: &[At<EventItem>],
    observed: &[Observed],
    by_party: bool,
    binds: &Binds,
) -> Result<(), Departure> {
    if !by_party {
        let items: Vec<Group<'_>> = expected.iter().map(Group::new).collect();
        return hold_one(step, &items, &observed.iter().collect::<Vec<_>>(), binds);
    }
    let mut parties: Vec<&str> = observed.iter().map(|event| event.party.as_str()).collect();
    parties.extend(expected.iter().flat_map(|item| item.value.events()).filter_map(party));
    parties.sort_unstable();
    parties.dedup();
    for party in parties {
        let items: Vec<Group<'_>> = expected
            .iter()
            .map(|item| Group::of(item, party))
            .filter(|group| !group.events.is_empty())
            .collect();
        let own: Vec<&Observed> = observed.iter().filter(|event| event.party == party).collect();
        hold_one(step, &items, &own, binds)?;
    }
    Ok(())
}

/// Whose event is expected.
fn party(event: &EventMatch) -> Option<&str> {
    event.party.as_deref()
}

/// Events whose mutual order does not count.
struct Group<'a> {
    place: Place,
    events: Vec<&'a EventMatch>,
}

impl<'a> Group<'a> {
    fn new(item: &'a At<EventItem>) -> Self {
        Self { place: item.place, events: item.value.events().collect() }
    }

    fn of(item: &'a At<EventItem>, party: &str) -> Self {
        let is_of = |event: &&EventMatch| self::party(event).is_none_or(|own| own == party);
        Self { place: item.place, events: item.value.events().filter(is_of).collect() }
    }
}

fn hold_one(
    step: Place,
    expected: &[Group<'_>],
    observed: &[&Observed],
    binds: &Binds,
) -> Result<(), Departure> {
    let mut rest = observed;
    for group in expected {
        let (window, after) = rest.split_at(group.events.len().min(rest.len()));
        if let Some(missing) = unmatched(&group.events, window, binds) {
            return Err(departure(group.place, missing, window, observed, binds));
        }
        rest = after;
    }
    match rest.first() {
        None => Ok(()),
        Some(surplus) => Err(Departure {
            place: step,
            event: surplus.name.clone(),
            path: String::new(),
            title: format!("an event that is not expected: {surplus}"),
            label: format!("observed {}", list(observed)),
            remedy: None,
        }),
    }
}

/// An expected event that no assignment of the observed ones leaves matched.
fn unmatched<'a>(expected: &[&'a EventMatch], window: &[&Observed], binds: &Binds) -> Option<&'a EventMatch> {
    let mut taken: Vec<Option<usize>> = vec![None; window.len()];
    for (index, event) in expected.iter().enumerate() {
        let mut seen = vec![false; window.len()];
        if !assign(index, expected, window, binds, &mut taken, &mut seen) {
            return Some(event);
        }
    }
    None
}

/// One augmenting path of a bipartite matching: groups are small, but need not be told apart by name alone.
fn assign(
    index: usize,
    expected: &[&EventMatch],
    window: &[&Observed],
    binds: &Binds,
    taken: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    for (place, observed) in window.iter().enumerate() {
        if seen[place] || !observed.is(expected[index], binds) {
            continue;
        }
        seen[place] = true;
        let free = match taken[place] {
            None => true,
            Some(other) => assign(other, expected, window, binds, taken, seen),
        };
        if free {
            taken[place] = Some(index);
            return true;
        }
    }
    false
}

fn departure(
    place: Place,
    missing: &EventMatch,
    window: &[&Observed],
    observed: &[&Observed],
    binds: &Binds,
) -> Departure {
    let alike = window.iter().find(|event| event.name == missing.name.value && event.is_of(party(missing)));
    let title = format!("the event {missing} is not observed here");
    let event = missing.name.value.clone();
    match alike.and_then(|event| event.fault(missing, binds)) {
        Some((field, path, mismatch)) => {
            let (label, remedy) = (format!("at {path}: {mismatch}"), mismatch.remedy());
            Departure { place: field, event, title, label, path, remedy }
        }
        None => Departure {
            place,
            event,
            title,
            label: format!("observed {}", list(observed)),
            path: String::new(),
            remedy: None,
        },
    }
}

fn list(observed: &[&Observed]) -> String {
    if observed.is_empty() {
        return "no event at all".to_owned();
    }
    observed.iter().map(|event| event.to_string()).collect::<Vec<_>>().join(", ")
}
