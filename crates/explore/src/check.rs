//! The exhaustive check: every state of a small call centre, by the shortest way to each.

mod canaries;
mod report;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use canaries::{Canary, canaries};
pub use report::VERSION;

use offhook_machine::{ChannelState, Fired, Invariant, JobState, RuleText, Rules, Table, UserState};
use offhook_scenario::Dialect;

use crate::configuration::{Configuration, ConfigurationError};
use crate::graph::Conditions;
use crate::machine::{Flaw, MachineModel, Tally};
use crate::moves::{Families, Family, Move};
use crate::search::{Bounds, End, search};

/// What to check.
#[derive(Clone, Debug)]
pub struct Check {
    /// The vendor whose policy holds.
    pub dialect: Dialect,
    /// How many agents.
    pub agents: u8,
    /// How many outside parties.
    pub customers: u8,
    /// The state in which every agent begins.
    pub from: UserState,
    /// What is tried.
    pub families: Families,
    /// Whether interchangeable people are interchanged.
    pub symmetric: bool,
    /// Whether calls that have had other numbers of channels are told apart: else the way to a full call is not explored.
    pub counts_channels: bool,
    /// Where the search ends at the latest.
    pub bounds: Bounds,
    /// The rules.
    pub rules: Arc<Rules>,
}

/// States after which a configuration of the shipped configuration is left.
const MANY_STATES: u64 = 400_000;
/// Moves that four agents are followed for.
const FAR: u32 = 5;

impl Check {
    /// One agent and one outside party, everything tried, without bounds.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            agents: 1,
            customers: 1,
            from: UserState::Offline,
            families: Families::ALL,
            symmetric: true,
            counts_channels: false,
            bounds: Bounds::default(),
            rules: Arc::new(Rules::documented()),
        }
    }

    /// The shipped configuration: configurations in which together everything happens. One agent with everything and two agents
    /// with one customer, both in full or to a stated bound; two agents with two customers and several calls; four agents
    /// with two customers, five moves far; one call that is handed on until it is full.
    pub fn shipped(dialect: Dialect, bounds: Bounds) -> Vec<Self> {
        let most: Families = Families::ALL
            .iter()
            .filter(|it| !matches!(it, Family::Settings | Family::Progress | Family::SecondCall))
            .collect();
        let several =
            [Family::Call, Family::Hold, Family::Transfer, Family::SecondCall].into_iter().collect();
        let configuration = |agents, customers, families, from, states, depth| Self {
            agents,
            customers,
            families,
            from,
            bounds: Bounds { states, depth, ..bounds },
            ..Self::new(dialect)
        };
        let handed_on = [Family::Call, Family::Transfer].into_iter().collect();
        vec![
            configuration(1, 1, Families::ALL, UserState::Offline, None, None),
            configuration(2, 1, most, UserState::Ready, Some(MANY_STATES), None),
            configuration(2, 2, several, UserState::Ready, Some(MANY_STATES / 2), None),
            configuration(4, 2, most, UserState::Ready, None, Some(FAR)),
            Self { counts_channels: true, ..configuration(2, 1, handed_on, UserState::Ready, None, None) },
        ]
    }

    /// Visits every state within the bounds. `progress` is called with the number of states and the depth now and then.
    ///
    /// # Errors
    /// The configuration cannot be.
    pub fn run(&self, progress: impl FnMut(u64, u32)) -> Result<Checked, ConfigurationError> {
        let configuration = Configuration::with_rules(
            Arc::clone(&self.rules),
            self.dialect,
            self.agents,
            self.customers,
            self.from,
        )?;
        let model = MachineModel::new(configuration, self.families, self.symmetric)
            .counting_channels(self.counts_channels);
        let found = search(&model, &self.bounds, progress);
        let cells = model.cells(&found.tally);
        Ok(Checked {
            end: found.end,
            states: found.states,
            steps: found.steps,
            turned_down: found.tally.refused,
            depth: found.depth,
            levels: found.levels,
            moves: model.moves().len(),
            cells,
            sometimes: sometimes(self.dialect, &found.tally),
            fired: found.tally.fired,
            violation: found.flaw.map(|(way, flaw)| Violation { way, flaw }),
        })
    }
}

/// Something that must not be, and the shortest way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The moves that lead there; none shorter do.
    pub way: Vec<Move>,
    /// What is wrong.
    pub flaw: Flaw,
}

/// Something that must happen at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sometimes {
    /// The id of a rule, or of a state such as `user.TALKING`.
    pub id: String,
    /// Whether it has happened.
    pub met: bool,
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Why it ended.
    pub end: End,
    /// Distinct states.
    pub states: u64,
    /// Moves that were accepted, or happened.
    pub steps: u64,
    /// Moves that were rejected, and changed nothing.
    pub turned_down: u64,
    /// The longest of the shortest ways.
    pub depth: u32,
    /// How many states lie how many moves away.
    pub levels: Vec<u64>,
    /// Moves tried in every state.
    pub moves: usize,
    /// For each state of a user and each request, how often it was accepted and refused.
    pub cells: BTreeMap<(UserState, &'static str), [u64; 2]>,
    /// What must happen at some time, and whether it has.
    pub sometimes: Vec<Sometimes>,
    /// The rules that fired.
    pub fired: Fired,
    /// What must not be.
    pub violation: Option<Violation>,
}

impl Checked {
    /// What has never happened.
    pub fn never(&self) -> impl Iterator<Item = &str> {
        self.sometimes.iter().filter(|it| !it.met).map(|it| it.id.as_str())
    }

    /// Whether anything at all was tried.
    pub const fn is_nothing(&self) -> bool {
        self.steps == 0
    }
}

/// What has happened in none of the checks.
pub fn never_in(all: &[Checked]) -> Vec<String> {
    let Some((first, rest)) = all.split_first() else { return Vec::new() };
    let never = first.never().filter(|id| rest.iter().all(|other| other.never().any(|it| it == *id)));
    never.map(str::to_owned).collect()
}

/// The invariants that are checked in every state.
pub const fn invariants() -> usize {
    Invariant::COUNT
}

/// Every rule that can hold under the vendor's policy, every state of users, jobs and channels, and a call that is full.
fn sometimes(dialect: Dialect, tally: &Tally) -> Vec<Sometimes> {
    let fired: Vec<RuleText> = tally.fired.rules().collect();
    let conditions = Conditions::of(dialect);
    let can_hold = |row: &RuleText| conditions.may_hold(row.when);
    let rows = Table::ALL.into_iter().flat_map(Table::rows).filter(can_hold);
    let rules = rows.map(|row| Sometimes { met: fired.contains(&row), id: row.id });
    let reached = |table: Table, state: &str, first: &str| {
        let prefix = format!("{}.", table.as_str());
        let leads = |row: &RuleText| row.id.starts_with(&prefix) && (row.to == state || row.from == state);
        state == first && !fired.is_empty() || fired.iter().any(leads)
    };
    let states = [
        (Table::User, UserState::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>(), ""),
        (Table::Job, JobState::ALL.iter().map(|it| it.as_str()).collect(), JobState::Accepted.as_str()),
        (
            Table::Channel,
            ChannelState::ALL.iter().map(|it| it.as_str()).collect(),
            ChannelState::None.as_str(),
        ),
    ];
    let states = states.into_iter().flat_map(|(table, words, first)| {
        words.into_iter().map(move |word| (table, word, first)).collect::<Vec<_>>()
    });
    let states: Vec<Sometimes> = states
        .map(|(table, word, first)| Sometimes {
            id: format!("{}.{word}", table.as_str()),
            met: reached(table, word, first),
        })
        .collect();
    let full = Sometimes { id: "job.full".to_owned(), met: tally.full };
    rules.chain(states).chain([full]).collect()
}
