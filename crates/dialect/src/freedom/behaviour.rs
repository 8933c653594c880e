//! Freedoms of behaviour: what happens, or what an answer shows of it. Each option is a call centre of its own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use offhook_machine::{Deviation, Table};

use crate::shape::kebab;
use crate::vendor::Vendor;
use crate::vendors::VENDORS;

/// What the documents of a vendor leave open in what happens and in what is shown of it.
#[derive(Clone, Copy, Debug)]
pub struct OpenBehaviour {
    /// The freedoms.
    pub rows: &'static [BehaviourRow],
    /// The operations whose answers show channels, and whether ours shows all of the call.
    pub channels: fn() -> Vec<(&'static str, bool)>,
    /// The clause that records which channels our answers show.
    pub channels_clause: &'static str,
}

impl OpenBehaviour {
    /// Nothing is open.
    pub const NOTHING: Self = Self { rows: &[], channels: Vec::new, channels_clause: "" };
}

/// A freedom of behaviour as a vendor's table has it.
#[derive(Clone, Copy, Debug)]
pub struct BehaviourRow {
    /// The last part of its id.
    pub id: &'static str,
    /// What is open.
    pub about: &'static str,
    /// The clause, or the rule of the machine's tables, that records our own option.
    pub clause: &'static str,
    /// The name of our own option.
    pub ours: &'static str,
    /// The other options, and how each departs from ours.
    pub others: &'static [(&'static str, &'static [Departure])],
}

/// A freedom of behaviour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// Its id, such as `ccc.after-unconnected-call`.
    pub id: String,
    /// What is open.
    pub about: String,
    /// The clause that records our own option.
    pub clause: &'static str,
    /// The options, our own first.
    pub choices: Vec<Choice>,
}

/// One option of a freedom of behaviour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name.
    pub name: &'static str,
    /// How it departs from our own; of our own, nothing.
    pub departures: Vec<Departure>,
}

/// One way in which a call centre departs from ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    /// A cell of the machine's rules.
    Rule(Deviation),
    /// What an answer shows.
    View(View),
}

/// What answers show otherwise than ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// A poll shows the call that is over as long as its after-call work lasts.
    FinishedCall,
    /// The code of a break is shown only during it.
    BreakCodeOfBreakOnly,
    /// A user who is signed out is shown without what belongs to a session.
    OfflineForgets,
    /// The agent's channel of an outbound call shows the agent's first skill group.
    OutboundSkillGroup,
    /// A channel that has ended is not shown while its call goes on.
    LiveChannelsOnly,
    /// The answer to this operation shows all channels of the call where ours shows the user's own, and the other way about.
    OtherChannels(&'static str),
}

/// What answers of a call centre show otherwise than ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Views(pub Vec<View>);

impl Views {
    /// True if it is one of them.
    pub fn has(&self, view: View) -> bool {
        self.0.contains(&view)
    }
}

/// A departure in a rule of the users' table.
pub(crate) const fn user(from: &'static str, trigger: &'static str, to: Option<&'static str>) -> Departure {
    Departure::Rule(Deviation { table: Table::User, from, trigger, to })
}

/// A departure in a rule of the channels' table.
pub(crate) const fn channel(
    from: &'static str,
    trigger: &'static str,
    to: Option<&'static str>,
) -> Departure {
    Departure::Rule(Deviation { table: Table::Channel, from, trigger, to })
}

/// Where a user is after an attempt that was not connected: given up, declined, or ended by the other side.
pub(crate) const fn after_unconnected(to: &'static str) -> [Departure; 3] {
    [
        user("DIALING", "release", Some(to)),
        user("DIALING", "reject", Some(to)),
        user("DIALING", "cleared", Some(to)),
    ]
}

impl Behaviour {
    fn of(vendor: &Vendor, row: &BehaviourRow) -> Self {
        let ours = Choice { name: row.ours, departures: Vec::new() };
        let others =
            row.others.iter().map(|(name, departures)| Choice { name, departures: departures.to_vec() });
        Self {
            id: format!("{}.{}", vendor.name, row.id),
            about: row.about.to_owned(),
            clause: row.clause,
            choices: std::iter::once(ours).chain(others).collect(),
        }
    }

    /// Which channels the answers to one operation show.
    fn channels(vendor: &Vendor, operation: &'static str, shows_all: bool) -> Self {
        let [ours, other] = if shows_all { ["all", "own"] } else { ["own", "all"] };
        let other = Choice { name: other, departures: vec![Departure::View(View::OtherChannels(operation))] };
        Self {
            id: format!("{}.channels-shown.{}", vendor.name, kebab(operation)),
            about: format!("which channels of the call the answer to {operation} shows"),
            clause: vendor.open_behaviour.channels_clause,
            choices: vec![Choice { name: ours, departures: Vec::new() }, other],
        }
    }

    /// The option of this name.
    pub fn choice(&self, name: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.name == name)
    }

    /// The cells of the rules in which its options differ.
    pub fn cells(&self) -> impl Iterator<Item = (Table, &'static str, &'static str)> {
        let departures = self.choices.iter().flat_map(|choice| &choice.departures);
        departures.filter_map(|departure| match departure {
            Departure::Rule(cell) => Some((cell.table, cell.from, cell.trigger)),
            Departure::View(_) => None,
        })
    }

    /// The answers in which its options differ.
    pub fn views(&self) -> impl Iterator<Item = View> {
        let departures = self.choices.iter().flat_map(|choice| &choice.departures);
        departures.filter_map(|departure| match departure {
            Departure::View(view) => Some(*view),
            Departure::Rule(_) => None,
        })
    }
}

/// The freedoms of behaviour, by vendor.
static BEHAVIOURS: LazyLock<BTreeMap<&'static str, Vec<Behaviour>>> = LazyLock::new(|| {
    let of = |vendor: &'static Vendor| {
        let rows = vendor.open_behaviour.rows.iter().map(|row| Behaviour::of(vendor, row));
        let channels = (vendor.open_behaviour.channels)();
        let channels =
            channels.into_iter().map(|(operation, all)| Behaviour::channels(vendor, operation, all));
        (vendor.name, rows.chain(channels).collect())
    };
    VENDORS.iter().copied().map(of).collect()
});

/// The freedoms of behaviour of a vendor.
pub fn behaviours(vendor: &Vendor) -> &'static [Behaviour] {
    BEHAVIOURS.get(vendor.name).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use offhook_machine::Rules;

    use super::*;
    use crate::registry::registry;

    #[test]
    fn every_option_can_be_taken_and_its_own_is_recorded_by_a_clause() {
        for vendor in VENDORS {
            let mut ids = BTreeSet::new();
            for behaviour in behaviours(vendor) {
                assert!(ids.insert(&behaviour.id), "{}", behaviour.id);
                let rule =
                    Table::ALL.into_iter().flat_map(Table::rows).find(|row| row.id == behaviour.clause);
                let basis = registry().get(behaviour.clause).map(|clause| clause.basis);
                assert!(
                    basis.or(rule.map(|rule| rule.basis)).is_some(),
                    "{}: {}",
                    behaviour.id,
                    behaviour.clause
                );
                assert!(behaviour.choices.len() > 1 && behaviour.choices[0].departures.is_empty());
                for choice in &behaviour.choices[1..] {
                    assert!(!choice.departures.is_empty(), "{}={}", behaviour.id, choice.name);
                    let rules: Vec<Deviation> = choice
                        .departures
                        .iter()
                        .filter_map(|it| match it {
                            Departure::Rule(deviation) => Some(*deviation),
                            Departure::View(_) => None,
                        })
                        .collect();
                    Rules::documented().deviating(&rules).unwrap();
                }
            }
        }
    }
}
