//! Breadth-first search over the states of a model: the shortest way to whatever is found, the same on any number of
//! threads.
//!
//! The frontier is worked off in waves of fixed size. Within a wave, threads take blocks of states, and see the states
//! known before the wave; what they find is put together in the order of the blocks. So neither the states nor their
//! numbers nor the ways to them depend on who was faster.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use offhook_harness::in_parallel;

/// States in one block: what a thread takes at a time.
const BLOCK: usize = 64;
/// Blocks in one wave.
const WAVE: usize = 64;
/// Bytes that one known state costs beside the frontier: its key with the room a table keeps free, its parent, its act.
const KNOWN_BYTES: usize = 64;

/// What is shown every next state of a model: the act that leads there, the state, and the workspace of the thread.
pub type Visit<'a, M> = dyn FnMut(<M as Model>::Act, &<M as Model>::State, &mut <M as Model>::Workspace) + 'a;

/// Something that has states.
pub trait Model: Sync {
    /// One state, with everything needed to go on from it.
    type State: Clone + Send + Sync;
    /// What leads from one state to another.
    type Act: Copy + Send + Sync;
    /// What must not be.
    type Flaw: Send + Sync;
    /// What is counted on the way; merged in a fixed order.
    type Tally: Default + Send + Sync + Merge;
    /// Room for the work, one for each thread.
    type Workspace: Send;

    /// A workspace for a thread.
    fn workspace(&self) -> Self::Workspace;
    /// The states at the beginning.
    fn starts(&self) -> Vec<Self::State>;
    /// The fingerprint of a state: equal for states that are the same.
    fn key(&self, state: &Self::State, workspace: &mut Self::Workspace) -> u128;
    /// Shows every next state to `visit`, in a fixed order; stops at a step that is flawed.
    ///
    /// # Errors
    /// The act that is flawed, and how.
    fn expand(
        &self,
        state: &Self::State,
        workspace: &mut Self::Workspace,
        tally: &mut Self::Tally,
        visit: &mut Visit<'_, Self>,
    ) -> Result<(), (Self::Act, Self::Flaw)>;
    /// What is wrong with a state in itself.
    fn flaw(&self, state: &Self::State, workspace: &mut Self::Workspace) -> Option<Self::Flaw>;
    /// Roughly how many bytes a state takes.
    fn bytes(&self, state: &Self::State) -> usize;
}

/// Counts that can be put together.
pub trait Merge {
    /// Adds another's counts.
    fn merge(&mut self, other: Self);
}

impl Merge for () {
    fn merge(&mut self, (): Self) {}
}

/// Where a search ends at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Steps from the beginning.
    pub depth: Option<u32>,
    /// Bytes that states may take, the frontier included.
    pub memory_bytes: usize,
    /// States.
    pub states: Option<u64>,
    /// Threads.
    pub jobs: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { depth: None, memory_bytes: 4 << 30, states: None, jobs: 1 }
    }
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing is left to visit.
    Complete,
    /// A flaw was found.
    Flawed,
    /// The depth was reached.
    Depth,
    /// The number of states was reached.
    States,
    /// The memory is used up.
    Memory,
}

impl End {
    /// The word that reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Flawed => "flawed",
            Self::Depth => "depth",
            Self::States => "states",
            Self::Memory => "memory",
        }
    }
}

/// What a search found.
#[derive(Debug)]
pub struct Found<M: Model> {
    /// Why it ended.
    pub end: End,
    /// Distinct states.
    pub states: u64,
    /// Steps that led to a state, known or new.
    pub steps: u64,
    /// The longest of the shortest ways.
    pub depth: u32,
    /// How many states lie how many steps away.
    pub levels: Vec<u64>,
    /// The shortest way to the flaw, and the flaw.
    pub flaw: Option<(Vec<M::Act>, M::Flaw)>,
    /// What was counted.
    pub tally: M::Tally,
}

/// Keys are fingerprints already.
#[derive(Default)]
pub(crate) struct Fingerprint(u64);

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "half of a fingerprint is one, too")]
    fn write_u128(&mut self, key: u128) {
        self.0 = key as u64;
    }
}

/// A set of fingerprints.
pub(crate) type Keys = HashSet<u128, BuildHasherDefault<Fingerprint>>;

struct Candidate<M: Model> {
    key: u128,
    parent: u32,
    act: M::Act,
    state: M::State,
    flaw: Option<M::Flaw>,
}

struct Block<M: Model> {
    found: Vec<Candidate<M>>,
    tally: M::Tally,
    steps: u64,
    /// The parent, the act and what is wrong with the step.
    flaw: Option<(u32, M::Act, M::Flaw)>,
}

/// One state of the way back: where it came from.
struct Node<A> {
    parent: u32,
    act: Option<A>,
}

/// The frontier: states and their numbers.
type Frontier<M> = Vec<(u32, <M as Model>::State)>;

struct Search<'a, M: Model> {
    model: &'a M,
    bounds: &'a Bounds,
    known: Keys,
    nodes: Vec<Node<M::Act>>,
    next: Frontier<M>,
    next_bytes: usize,
    steps: u64,
    tally: M::Tally,
    flaw: Option<(Vec<M::Act>, M::Flaw)>,
}

/// Visits every state within the bounds. `progress` is called for each wave: states known, and the depth.
pub fn search<M: Model>(model: &M, bounds: &Bounds, mut progress: impl FnMut(u64, u32)) -> Found<M> {
    let mut search = Search {
        model,
        bounds,
        known: Keys::default(),
        nodes: Vec::new(),
        next: Vec::new(),
        next_bytes: 0,
        steps: 0,
        tally: M::Tally::default(),
        flaw: None,
    };
    let mut workspaces: Vec<M::Workspace> = (0..bounds.jobs.max(1)).map(|_| model.workspace()).collect();
    search.begin(&mut workspaces[0]);
    let mut levels = Vec::new();
    let end = loop {
        if search.flaw.is_some() {
            break End::Flawed;
        }
        if search.next.is_empty() {
            break End::Complete;
        }
        let depth = u32::try_from(levels.len()).unwrap_or(u32::MAX);
        levels.push(search.next.len() as u64);
        if bounds.depth.is_some_and(|most| depth >= most) {
            break End::Depth;
        }
        let frontier = std::mem::take(&mut search.next);
        search.next_bytes = 0;
        if let Some(end) = search.level(&frontier, &mut workspaces, &mut |states| progress(states, depth)) {
            if !search.next.is_empty() {
                levels.push(search.next.len() as u64);
            }
            break end;
        }
    };
    let depth = u32::try_from(levels.len().saturating_sub(1)).unwrap_or(u32::MAX);
    Found {
        end,
        states: search.nodes.len() as u64,
        steps: search.steps,
        depth,
        levels,
        flaw: search.flaw,
        tally: search.tally,
    }
}

impl<M: Model> Search<'_, M> {
    fn begin(&mut self, workspace: &mut M::Workspace) {
        for state in self.model.starts() {
            let key = self.model.key(&state, workspace);
            if self.known.insert(key) {
                let flaw = self.model.flaw(&state, workspace);
                self.admit(u32::MAX, None, state, flaw);
            }
        }
    }

    /// Takes a new state in; the first that is flawed ends the search.
    fn admit(&mut self, parent: u32, act: Option<M::Act>, state: M::State, flaw: Option<M::Flaw>) {
        let Ok(id) = u32::try_from(self.nodes.len()) else { return };
        self.nodes.push(Node { parent, act });
        if let (None, Some(flaw)) = (&self.flaw, flaw) {
            self.flaw = Some((self.way(id), flaw));
        }
        self.next_bytes += self.model.bytes(&state);
        self.next.push((id, state));
    }

    fn way(&self, mut node: u32) -> Vec<M::Act> {
        let mut acts = Vec::new();
        while let Some(it) = self.nodes.get(node as usize) {
            acts.extend(it.act);
            node = it.parent;
        }
        acts.reverse();
        acts
    }

    fn level(
        &mut self,
        frontier: &Frontier<M>,
        workspaces: &mut [M::Workspace],
        progress: &mut dyn FnMut(u64),
    ) -> Option<End> {
        let frontier_bytes: usize = frontier.iter().map(|(_, state)| self.model.bytes(state)).sum();
        for wave in frontier.chunks(BLOCK * WAVE) {
            let blocks = self.wave(wave, workspaces);
            for block in blocks {
                self.steps += block.steps;
                self.tally.merge(block.tally);
                for it in block.found {
                    if self.known.insert(it.key) {
                        self.admit(it.parent, Some(it.act), it.state, it.flaw);
                    }
                }
                if let (None, Some((parent, act, flaw))) = (&self.flaw, block.flaw) {
                    let mut way = self.way(parent);
                    way.push(act);
                    self.flaw = Some((way, flaw));
                }
            }
            progress(self.nodes.len() as u64);
            if self.flaw.is_some() {
                return Some(End::Flawed);
            }
            if self.bounds.states.is_some_and(|most| self.nodes.len() as u64 >= most)
                || u32::try_from(self.nodes.len() + BLOCK * WAVE).is_err()
            {
                return Some(End::States);
            }
            if frontier_bytes + self.next_bytes + self.nodes.len() * KNOWN_BYTES > self.bounds.memory_bytes {
                return Some(End::Memory);
            }
        }
        None
    }

    /// Expands the states of a wave, block by block, on every thread.
    fn wave(&self, wave: &[(u32, M::State)], workspaces: &mut [M::Workspace]) -> Vec<Block<M>> {
        let blocks: Vec<&[(u32, M::State)]> = wave.chunks(BLOCK).collect();
        // One block is not worth a thread.
        let workers = if blocks.len() == 1 { 1 } else { workspaces.len() };
        let begin = |workspace| (workspace, Keys::default());
        let work = |(workspace, fresh): &mut (&mut M::Workspace, Keys), number: u64| {
            let block = blocks.get(usize::try_from(number).ok()?)?;
            Some(self.block(block, workspace, fresh))
        };
        in_parallel(workspaces.iter_mut().take(workers), begin, blocks.len() as u64, work)
            .into_values()
            .collect()
    }

    fn block(&self, states: &[(u32, M::State)], workspace: &mut M::Workspace, fresh: &mut Keys) -> Block<M> {
        let mut block = Block { found: Vec::new(), tally: M::Tally::default(), steps: 0, flaw: None };
        fresh.clear();
        for (parent, state) in states {
            let Block { found, tally, steps, .. } = &mut block;
            let outcome = self.model.expand(state, workspace, tally, &mut |act, next, workspace| {
                *steps += 1;
                let key = self.model.key(next, workspace);
                if !self.known.contains(&key) && fresh.insert(key) {
                    let flaw = self.model.flaw(next, workspace);
                    found.push(Candidate { key, parent: *parent, act, state: next.clone(), flaw });
                }
            });
            if let Err((act, flaw)) = outcome {
                block.flaw = Some((*parent, act, flaw));
                break;
            }
        }
        block
    }
}
