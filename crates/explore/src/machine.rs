//! The machine as a model: worlds, moves, and what must hold of every state.

use std::collections::BTreeMap;

use offhook_machine::{Fired, Invariant, JobState, Op, Party, Request, Signal, Stimulus, UserState, World};

use crate::configuration::Configuration;
use crate::moves::{Families, Move, Outcome, moves};
use crate::outline::Outliner;
use crate::script::can_say;
use crate::search::{Merge, Model, Visit};

/// What must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// Invariants that do not hold.
    Broken(Vec<Invariant>),
    /// An input that was rejected, and changed the world all the same.
    RefusalChanged,
    /// From here nobody can return to idle: calls go on although everybody hung up and all time is over.
    CallsNeverEnd,
    /// From here somebody can never sign out.
    NeverOffline(u8),
}

impl Flaw {
    /// A word for it: what findings are sorted by.
    pub fn word(&self) -> String {
        match self {
            Self::Broken(all) => all.iter().map(|it| it.as_str()).collect::<Vec<_>>().join("+"),
            Self::RefusalChanged => "refusal-changed-the-world".to_owned(),
            Self::CallsNeverEnd => "calls-never-end".to_owned(),
            Self::NeverOffline(_) => "never-offline".to_owned(),
        }
    }
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Broken(all) => {
                let all: Vec<&str> = all.iter().map(|it| it.as_str()).collect();
                write!(f, "does not hold: {}", all.join(", "))
            }
            Self::RefusalChanged => f.write_str("an input that was rejected changed the world"),
            Self::CallsNeverEnd => f.write_str("the calls never end, although everybody hangs up"),
            Self::NeverOffline(agent) => write!(f, "{} can never sign out", Configuration::alias(*agent)),
        }
    }
}

/// What an exhaustive check counts.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The rows that fired.
    pub fired: Fired,
    /// Inputs that were rejected.
    pub refused: u64,
    /// Whether a job was full: it takes no more channels.
    pub full: bool,
    /// For each state of a user and each move of the list, how often it was accepted and refused.
    cells: Vec<[u64; 2]>,
}

impl Merge for Tally {
    fn merge(&mut self, other: Self) {
        self.fired = self.fired.union(other.fired);
        self.refused += other.refused;
        self.full |= other.full;
        self.cells.resize(self.cells.len().max(other.cells.len()), [0, 0]);
        for (mine, [accepted, refused]) in self.cells.iter_mut().zip(other.cells) {
            mine[0] += accepted;
            mine[1] += refused;
        }
    }
}

/// A configuration, the moves tried in every state, and how alike states must be to be one.
#[derive(Clone, Debug)]
pub struct MachineModel {
    configuration: Configuration,
    moves: Vec<Move>,
    symmetric: bool,
    counts_channels: bool,
}

/// Room for a thread's work.
#[derive(Clone, Debug)]
pub struct Workspace {
    outliner: Outliner,
    world: World,
    /// A second world, on which everybody is brought to rest.
    rest: World,
}

impl MachineModel {
    /// Everything of these families in the configuration; with `symmetric`, interchangeable people are interchanged.
    pub fn new(configuration: Configuration, families: Families, symmetric: bool) -> Self {
        let moves = moves(&configuration, families);
        Self { configuration, moves, symmetric, counts_channels: false }
    }

    /// Shows states apart by how many channels their jobs have had.
    #[must_use]
    pub fn counting_channels(self, counts_channels: bool) -> Self {
        Self { counts_channels, ..self }
    }

    /// Those of the families for which the configuration's vendor has words.
    pub fn sayable(configuration: Configuration, families: Families, symmetric: bool) -> Self {
        let all = moves(&configuration, families);
        let moves = all.into_iter().filter(|it| can_say(configuration.dialect(), it)).collect();
        Self { configuration, moves, symmetric, counts_channels: false }
    }

    /// The configuration.
    pub const fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// The moves.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }
}

impl Model for MachineModel {
    type State = World;
    type Act = Move;
    type Flaw = Flaw;
    type Tally = Tally;
    type Workspace = Workspace;

    fn workspace(&self) -> Workspace {
        let world = self.configuration.start().clone();
        Workspace {
            outliner: Outliner::new(self.symmetric).counting_channels(self.counts_channels),
            rest: world.clone(),
            world,
        }
    }

    fn starts(&self) -> Vec<World> {
        vec![self.configuration.start().clone()]
    }

    fn key(&self, state: &World, workspace: &mut Workspace) -> u128 {
        workspace.outliner.key(&self.configuration, state)
    }

    fn expand(
        &self,
        state: &World,
        workspace: &mut Workspace,
        tally: &mut Tally,
        visit: &mut Visit<'_, Self>,
    ) -> Result<(), (Move, Flaw)> {
        let mut world = std::mem::replace(&mut workspace.world, self.configuration.start().clone());
        world.clone_from(state);
        tally.cells.resize(UserState::COUNT * self.moves.len(), [0, 0]);
        for (index, it) in self.moves.iter().enumerate() {
            let outcome = self.configuration.play(&mut world, *it);
            self.note(state, tally, index, outcome);
            if outcome.is_effective() {
                // What has ended is looked at once more before it is forgotten.
                if world.jobs().any(|(_, job)| job.state == JobState::Ended)
                    && let Some(flaw) = broken(&world)
                {
                    return Err((*it, flaw));
                }
                settle(&mut world);
                tally.fired = tally.fired.union(world.fired());
                tally.full = tally.full || world.jobs().any(|(_, job)| job.channels.is_full());
                visit(*it, &world, workspace);
                world.clone_from(state);
            }
        }
        let unchanged = world.digest() == state.digest();
        workspace.world = world;
        if unchanged { Ok(()) } else { Err((self.culprit(state), Flaw::RefusalChanged)) }
    }

    fn flaw(&self, state: &World, workspace: &mut Workspace) -> Option<Flaw> {
        broken(state).or_else(|| {
            workspace.rest.clone_from(state);
            to_idle(&self.configuration, &mut workspace.rest)
        })
    }

    fn bytes(&self, state: &World) -> usize {
        world_bytes(state)
    }
}

impl MachineModel {
    fn note(&self, before: &World, tally: &mut Tally, index: usize, outcome: Outcome) {
        if let Some(Move::Ask { by, .. }) = self.moves.get(index)
            && let Some(user) = before.user(self.configuration.agent(*by))
            && let Some(cell) = tally.cells.get_mut(user.state.index() * self.moves.len() + index)
        {
            cell[usize::from(outcome != Outcome::Accepted)] += 1;
        }
        tally.refused += u64::from(!outcome.is_effective() && outcome != Outcome::Idle);
    }

    /// For each state of a user and each request, how often it was accepted and refused.
    pub fn cells(&self, tally: &Tally) -> BTreeMap<(UserState, &'static str), [u64; 2]> {
        let mut cells = BTreeMap::new();
        for (index, [accepted, refused]) in tally.cells.iter().enumerate() {
            let (state, place) = (index / self.moves.len(), index % self.moves.len());
            let (Some(state), Some(Move::Ask { ask, .. })) =
                (UserState::ALL.get(state), self.moves.get(place))
            else {
                continue;
            };
            let cell: &mut [u64; 2] = cells.entry((*state, ask.word())).or_default();
            cell[0] += accepted;
            cell[1] += refused;
        }
        cells
    }

    /// Which of the moves that are rejected in this state changes it.
    fn culprit(&self, state: &World) -> Move {
        let changes = |it: &&Move| {
            let mut world = state.clone();
            !self.configuration.play(&mut world, **it).is_effective() && world.digest() != state.digest()
        };
        self.moves.iter().find(changes).copied().unwrap_or(Move::Elapse)
    }
}

/// The invariants that do not hold.
pub(crate) fn broken(world: &World) -> Option<Flaw> {
    let mut broken: Vec<Invariant> = world.broken_invariants().iter().map(|it| it.invariant).collect();
    broken.sort_unstable();
    broken.dedup();
    (!broken.is_empty()).then_some(Flaw::Broken(broken))
}

/// Polls the events and forgets what is over.
pub(crate) fn settle(world: &mut World) {
    while world.poll_event().is_some() {}
    world.forget_ended();
}

/// Rounds of hanging up before a call is taken to be endless.
const ROUNDS: usize = 16;

/// Everybody hangs up, time passes, everybody signs out.
fn to_idle(configuration: &Configuration, world: &mut World) -> Option<Flaw> {
    for _ in 0..ROUNDS {
        if !hang_up_all(world) {
            break;
        }
    }
    if world.jobs().any(|(_, job)| job.state != JobState::Ended) {
        return Some(Flaw::CallsNeverEnd);
    }
    let stays = |agent: &u8| {
        let by = configuration.agent(*agent);
        let is_offline = |world: &World| world.user(by).is_some_and(|user| user.state == UserState::Offline);
        if !is_offline(world) {
            let _ = world.request(world.now(), &Request { by, op: Op::SignOut });
            let _ = world.advance(world.now());
        }
        !is_offline(world)
    };
    (0..configuration.agents()).find(stays).map(Flaw::NeverOffline)
}

/// Ends what can be ended from outside; whether a call is left.
fn hang_up_all(world: &mut World) -> bool {
    let live = |world: &World| world.jobs().find(|(_, job)| job.state != JobState::Ended).map(|(id, _)| id);
    let Some(job) = live(world) else { return false };
    let channels: Vec<_> = world.job(job).map(|job| job.channels.to_vec()).unwrap_or_default();
    for channel in channels {
        let Some(it) = world.channel(channel).filter(|it| it.is_live()) else { continue };
        let party = it.user.map_or_else(|| Party::Number(it.party()), Party::User);
        for signal in [Signal::HungUp, Signal::Rejected] {
            let stimulus = Stimulus::Channel { job, party, signal, cause: None };
            if world.stimulus(world.now(), &stimulus).is_ok() {
                let _ = world.advance(world.now());
                break;
            }
        }
    }
    if live(world) == Some(job)
        && let Some(until) = world.next_deadline()
    {
        let _ = world.advance(until);
    }
    true
}

/// Roughly what a world takes: its fixed part, its users, its channels.
pub(crate) fn world_bytes(world: &World) -> usize {
    const FIXED: usize = 1_600;
    const USER: usize = 400;
    const JOB: usize = 1_200;
    const CHANNEL: usize = 200;
    let channels: usize = world.jobs().map(|(_, job)| JOB + CHANNEL * job.channels.len()).sum();
    FIXED + USER * world.users().len() + channels
}
