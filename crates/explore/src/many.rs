//! Many agents together, beyond what a graph can hold: the product of [`agents`](crate::graph::agents) as a model to search.
//!
//! One agent's graph is turned into a table; a state of all of them is a number of a few bits for each.

use petgraph::visit::{EdgeRef as _, NodeIndexable as _};

use crate::graph::{Agent, Conditions, TooMany, agents};
use crate::search::{Model, Visit};

/// Bits of one agent's state.
const BITS: u32 = 8;
/// Agents that fit into a state.
pub const MAX_MANY: usize = (u64::BITS / BITS) as usize;

/// So many agents, each of whom does what the rules let one do.
#[derive(Clone, Debug)]
pub struct Many {
    count: u8,
    /// For each state of one agent, the states that one move leads to.
    next: Vec<Vec<u8>>,
    start: u8,
}

/// A move of one agent: whose, and which of the moves in the agent's state.
pub type Step = (u8, u8);

impl Many {
    /// The product of so many agents.
    ///
    /// # Errors
    /// One agent has too many states, or there are too many agents.
    pub fn new(count: usize, conditions: &[Conditions]) -> Result<Self, TooMany> {
        let graph = agents(1, conditions)?;
        let fits = u8::try_from(count).ok().filter(|_| count <= MAX_MANY && graph.node_bound() < 1 << BITS);
        let count = fits.ok_or(TooMany { agents: count })?;
        #[expect(clippy::cast_possible_truncation, reason = "fewer than 64 states")]
        let number = |index: petgraph::graph::NodeIndex| index.index() as u8;
        let next = graph.node_indices().map(|node| {
            let mut next: Vec<u8> = graph.edges(node).map(|edge| number(edge.target())).collect();
            next.sort_unstable();
            next.dedup();
            next
        });
        let start = graph.node_indices().find(|node| graph[*node].0[0] == Agent::SIGNED_OUT);
        Ok(Self { count, next: next.collect(), start: start.map_or(0, number) })
    }

    /// How many states one agent has.
    pub const fn states_of_one(&self) -> usize {
        self.next.len()
    }

    fn shift(agent: u8) -> u32 {
        u32::from(agent) * BITS
    }

    fn of(state: u64, agent: u8) -> usize {
        (state >> Self::shift(agent) & ((1 << BITS) - 1)) as usize
    }
}

impl Model for Many {
    type State = u64;
    type Act = Step;
    type Flaw = ();
    type Tally = ();
    type Workspace = ();

    fn workspace(&self) {}

    fn starts(&self) -> Vec<u64> {
        vec![(0..self.count).fold(0, |state, _| state << BITS | u64::from(self.start))]
    }

    fn key(&self, state: &u64, (): &mut ()) -> u128 {
        u128::from(*state) << 64 | u128::from(spread(*state))
    }

    fn expand(
        &self,
        state: &u64,
        (): &mut (),
        (): &mut (),
        visit: &mut Visit<'_, Self>,
    ) -> Result<(), (Step, ())> {
        for agent in 0..self.count {
            let shift = Self::shift(agent);
            let rest = state & !(((1 << BITS) - 1) << shift);
            for (place, next) in (0..).zip(&self.next[Self::of(*state, agent)]) {
                visit((agent, place), &(rest | u64::from(*next) << shift), &mut ());
            }
        }
        Ok(())
    }

    fn flaw(&self, _: &u64, (): &mut ()) -> Option<()> {
        None
    }

    fn bytes(&self, _: &u64) -> usize {
        size_of::<(u32, u64)>()
    }
}

/// Every bit of the state in every bit of what a table looks at: a product alone carries upwards only, and puts the states that
/// share the first agents into one place. The steps are those of splitmix64, and none loses anything.
const fn spread(mut bits: u64) -> u64 {
    bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ bits >> 31
}

#[cfg(test)]
mod tests {
    use offhook_scenario::Dialect;

    use super::*;
    use crate::search::{Bounds, End, search};

    #[test]
    fn the_product_has_as_many_states_as_the_graph_and_goes_on_where_it_ends() {
        let conditions = [Conditions::of(Dialect::named("ccc").unwrap())];
        let one = Many::new(1, &conditions).unwrap().states_of_one() as u64;
        for count in [1, 2, 3, 4] {
            let many = Many::new(count, &conditions).unwrap();
            let found = search(&many, &Bounds { jobs: 2, ..Bounds::default() }, |_, _| {});
            assert_eq!((found.end, found.states), (End::Complete, one.pow(u32::try_from(count).unwrap())));
        }
    }
}
