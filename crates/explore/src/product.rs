//! Two machines side by side: the shortest way that tells them apart, or the proof that none does.
//!
//! A state of the product is a state of each. Every move is played on both; what is seen of it, answer and events, must be
//! the same. Where every state has been visited and nothing differs, the two cannot be told apart in this configuration.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use offhook_machine::{Rules, Table, UserState, World};
use offhook_scenario::Dialect;

use crate::automaton::{Sight, look, look_with};
use crate::configuration::{Configuration, ConfigurationError};
use crate::machine::{MachineModel, settle};
use crate::moves::{Ask, Families, Family, Move, moves};
use crate::outline::Outliner;
use crate::script::can_say;
use crate::search::{Bounds, End, Model, Visit, search};

/// What is known of two machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Nothing that anybody can do tells them apart, within the configurations that were visited in full.
    Equivalent(Proof),
    /// This does, and nothing shorter in its configuration.
    Differs {
        /// The configuration in which it shows.
        configuration: Place,
        /// The moves; the last is seen differently.
        way: Vec<Move>,
    },
    /// No difference was found, and not everything was visited.
    Undecided {
        /// A configuration of which there is more.
        configuration: Place,
        /// How many states of its product were visited.
        states: u64,
    },
}

/// Agents, outside parties, and the state in which everybody begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// How many agents.
    pub agents: u8,
    /// How many outside parties.
    pub customers: u8,
    /// How they begin.
    pub from: UserState,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { agents, customers, from } = self;
        write!(f, "agents: {agents}, outside parties: {customers}, from {}", from.as_str())
    }
}

/// Why two machines are equivalent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The cell in which they differ is never asked about.
    NeverAsked,
    /// Every state of the product was visited in each of the small configurations, and no difference was met in larger ones.
    Product {
        /// How many there are in the largest.
        states: u64,
    },
}

/// A configuration of two machines.
struct Pair<'a> {
    original: &'a Configuration,
    mutant: &'a Configuration,
    moves: Vec<Move>,
    sight: Sight,
    /// The rules that the mutant follows once a row has fired.
    later: Option<(&'a Arc<Rules>, usize)>,
}

impl Pair<'_> {
    fn switch(&self, world: &mut World) {
        if let Some((rules, row)) = self.later
            && world.fired().has(row)
        {
            world.set_rules(Arc::clone(rules));
        }
    }
}

/// What is seen differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Apart;

struct Workspace {
    outliner: Outliner,
    worlds: (World, World),
}

impl Model for Pair<'_> {
    type State = (World, World);
    type Act = Move;
    type Flaw = Apart;
    type Tally = ();
    type Workspace = Workspace;

    fn workspace(&self) -> Workspace {
        Workspace {
            outliner: Outliner::new(false),
            worlds: (self.original.start().clone(), self.mutant.start().clone()),
        }
    }

    fn starts(&self) -> Vec<Self::State> {
        vec![(self.original.start().clone(), self.mutant.start().clone())]
    }

    fn key(&self, state: &Self::State, workspace: &mut Workspace) -> u128 {
        let one = workspace.outliner.key(self.original, &state.0);
        let other = workspace.outliner.key(self.mutant, &state.1);
        let switched = self.later.is_some_and(|(_, row)| state.1.fired().has(row));
        one.rotate_left(1)
            ^ other.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
            ^ u128::from(switched)
    }

    fn expand(
        &self,
        state: &Self::State,
        workspace: &mut Workspace,
        (): &mut (),
        visit: &mut Visit<'_, Self>,
    ) -> Result<(), (Move, Apart)> {
        let empty = (self.original.start().clone(), self.mutant.start().clone());
        let mut worlds = std::mem::replace(&mut workspace.worlds, empty);
        worlds.0.clone_from(&state.0);
        worlds.1.clone_from(&state.1);
        for it in &self.moves {
            let (seen, one) = look(self.original, &mut worlds.0, *it, self.sight);
            let switch = |world: &mut World| self.switch(world);
            let (other_seen, other) = look_with(self.mutant, &mut worlds.1, *it, self.sight, &switch);
            if seen != other_seen {
                workspace.worlds = worlds;
                return Err((*it, Apart));
            }
            if one || other {
                settle(&mut worlds.0);
                settle(&mut worlds.1);
                visit(*it, &worlds, workspace);
                worlds.0.clone_from(&state.0);
                worlds.1.clone_from(&state.1);
            }
        }
        workspace.worlds = worlds;
        Ok(())
    }

    fn flaw(&self, _: &Self::State, _: &mut Workspace) -> Option<Apart> {
        None
    }

    fn bytes(&self, state: &Self::State) -> usize {
        2 * crate::machine::world_bytes(&state.0)
    }
}

/// A cell of the tables: the table, the state before, what happens.
pub(crate) type Cell = (Table, String, String);

/// A judge of mutants of one vendor's machine.
pub struct Judge {
    dialect: Dialect,
    original: Arc<Rules>,
    /// The cells that the original ever asks about.
    asked: BTreeSet<Cell>,
    /// States of the product that are visited in each configuration.
    states: u64,
}

/// A configuration in which two machines are compared: agents, outside parties, what is tried, in which state everybody begins.
pub(crate) type Setting = (u8, u8, &'static [Family], UserState);

/// The configurations that must be visited in full before two machines are called equivalent.
pub(crate) const SMALL: [Setting; 7] = [
    (1, 1, MOST, UserState::Offline),
    (1, 1, &[Family::Session, Family::Settings, Family::Call], UserState::Offline),
    (2, 1, &[Family::Session, Family::Call, Family::Hold, Family::Inbound], UserState::Offline),
    (2, 1, &[Family::Session, Family::Call, Family::Transfer, Family::SecondCall], UserState::Offline),
    (2, 1, &[Family::Call, Family::Transfer, Family::Conference, Family::Supervision], UserState::Ready),
    (2, 1, &[Family::Call, Family::Hold, Family::Supervision], UserState::Ready),
    (2, 1, &[Family::Call, Family::Queue, Family::Hold], UserState::Ready),
];
/// The configurations in which a difference is looked for as far as the judge may go.
const LARGE: [Setting; 3] =
    [(2, 1, MOST, UserState::Ready), (2, 2, MOST, UserState::Ready), (3, 1, MOST, UserState::Ready)];
/// States of a small configuration's product beyond which it is given up: many times those of the original.
const SMALL_STATES: u64 = 20_000;
const MOST: &[Family] = &[
    Family::Session,
    Family::Call,
    Family::Hold,
    Family::Inbound,
    Family::Queue,
    Family::Transfer,
    Family::Conference,
    Family::Supervision,
    Family::Centre,
    Family::SecondCall,
    Family::Progress,
];

impl Judge {
    /// The configurations that must be visited in full before two machines are called equivalent.
    pub const CONFIGURATIONS: usize = SMALL.len();

    /// Works out what the original asks about when everything is tried that the vendor has words for: one agent with
    /// everything, and two agents with one outside party with all but where and how calls are taken, are visited in full;
    /// three and two as far as sixteen times `states` goes. Mutants are visited as far as `states` goes.
    ///
    /// # Errors
    /// A configuration cannot be set.
    pub fn new(dialect: Dialect, states: u64, jobs: usize) -> Result<Self, ConfigurationError> {
        Self::bounded(dialect, states, None, jobs)
    }

    /// The same, visiting no configuration further than `most` states: what is called never asked about is then a guess.
    ///
    /// # Errors
    /// A configuration cannot be set.
    pub fn bounded(
        dialect: Dialect,
        states: u64,
        most: Option<u64>,
        jobs: usize,
    ) -> Result<Self, ConfigurationError> {
        let rules = Arc::new(Rules::documented().watched());
        let some = Some(states.saturating_mul(16));
        let configurations = [(1, 1, Family::ALL, most), (2, 1, MOST, most), (3, 2, Family::ALL, some)];
        for (agents, customers, families, states) in configurations {
            let configuration = Configuration::with_rules(
                Arc::clone(&rules),
                dialect,
                agents,
                customers,
                UserState::Offline,
            )?;
            let model = MachineModel::sayable(configuration, families.iter().copied().collect(), true);
            search(&model, &Bounds { states, jobs, ..Bounds::default() }, |_, _| {});
        }
        Ok(Self { dialect, original: Arc::new(Rules::documented()), asked: asked(&rules), states })
    }

    /// Takes in what others have asked about, such as the session layer of a vendor in the course of a suite.
    pub fn hear(&mut self, watched: &Rules) {
        self.asked.extend(asked(watched));
    }

    /// Whether the original ever asks about this cell.
    pub fn asks(&self, table: Table, from: &str, trigger: &str) -> bool {
        self.asked.contains(&(table, from.to_owned(), trigger.to_owned()))
    }

    /// Judges rules that differ from the documented ones in one cell: from the beginning, or once a row has fired.
    ///
    /// # Errors
    /// A configuration cannot be set.
    pub fn judge(
        &self,
        mutant: &Arc<Rules>,
        cell: (Table, &str, &str),
        after: Option<usize>,
    ) -> Result<Judgement, ConfigurationError> {
        let (table, from, trigger) = cell;
        if !self.asks(table, from, trigger) {
            return Ok(Judgement::Equivalent(Proof::NeverAsked));
        }
        let (mut most, mut open) = (0, None);
        for setting in SMALL {
            let (found, end, states) = self.side_by_side(mutant, after, setting, SMALL_STATES)?;
            if let Some(way) = found {
                return Ok(Judgement::Differs { configuration: place_of(setting), way });
            }
            most = most.max(states);
            if end != End::Complete {
                open.get_or_insert((place_of(setting), states));
            }
        }
        for setting in LARGE {
            if let (Some(way), ..) = self.side_by_side(mutant, after, setting, self.states)? {
                return Ok(Judgement::Differs { configuration: place_of(setting), way });
            }
        }
        Ok(match open {
            None => Judgement::Equivalent(Proof::Product { states: most }),
            Some((configuration, states)) => Judgement::Undecided { configuration, states },
        })
    }

    fn side_by_side(
        &self,
        mutant: &Arc<Rules>,
        after: Option<usize>,
        (agents, customers, families, from): Setting,
        states: u64,
    ) -> Result<(Option<Vec<Move>>, End, u64), ConfigurationError> {
        let configuration = |rules: &Arc<Rules>| {
            Configuration::with_rules(Arc::clone(rules), self.dialect, agents, customers, from)
        };
        let original = configuration(&self.original)?;
        let other = if after.is_some() { original.clone() } else { configuration(mutant)? };
        let moves = tried(&original, families.iter().copied().collect());
        let later = after.map(|row| (mutant, row));
        let pair = Pair { original: &original, mutant: &other, moves, sight: Sight::Events, later };
        let bounds = Bounds { states: Some(states), ..Bounds::default() };
        let found = search(&pair, &bounds, |_, _| {});
        Ok((found.flaw.map(|(way, Apart)| way), found.end, found.states))
    }
}

/// What is tried where two machines are compared: all that the vendor has words for, and a poll of every agent, for what shows
/// there alone must be able to show.
pub(crate) fn tried(configuration: &Configuration, families: Families) -> Vec<Move> {
    let mut moves = moves(configuration, families);
    moves.retain(|it| can_say(configuration.dialect(), it));
    for by in 0..configuration.agents() {
        let poll = Move::Ask { by, ask: Ask::Poll };
        if !moves.contains(&poll) {
            moves.push(poll);
        }
    }
    moves
}

/// Who is in a configuration.
pub(crate) const fn place_of((agents, customers, _, from): Setting) -> Place {
    Place { agents, customers, from }
}

/// The cells that were asked about.
pub(crate) fn asked(rules: &Rules) -> BTreeSet<Cell> {
    let own = |(table, from, trigger): (Table, &str, &str)| (table, from.to_owned(), trigger.to_owned());
    rules.asked().into_iter().map(own).collect()
}
