//! A graph as it is drawn, whatever it was made from: the writers of formats know nothing else.

use std::collections::BTreeMap;

use offhook_machine::{Basis, RuleText, When};
use petgraph::visit::EdgeRef as _;

use super::agents::AgentsGraph;
use super::tables::{RuleGraph, RuleTable};
use crate::coverage::Coverage;

/// A state, drawn as a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnState {
    /// What stands in it.
    pub label: String,
    /// Whether things begin here.
    pub initial: bool,
    /// Whether things may stay here for good.
    pub rest: bool,
    /// How often a run came here, where a run is shown.
    pub hits: Option<u64>,
}

/// A transition: one row, or of agents the rows that fire together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The place of the state before.
    pub from: usize,
    /// The place of the state after.
    pub to: usize,
    /// Whose step it is, from 1, where there are several agents.
    pub agent: Option<usize>,
    /// The rows.
    pub rules: Vec<RuleText>,
    /// How often a run took it, where a run is shown; of several rows, the one that fired least.
    pub hits: Option<u64>,
}

impl Step {
    /// The ids of the rows.
    pub fn label(&self) -> String {
        let ids: Vec<&str> = self.rules.iter().map(|rule| rule.id.as_str()).collect();
        let agent = self.agent.map_or_else(String::new, |agent| format!("{agent}: "));
        format!("{agent}{}", ids.join(" + "))
    }

    /// The condition, in words; empty where there is none.
    pub fn condition(&self) -> &'static str {
        let when = self.rules.iter().map(|rule| rule.when).find(|when| *when != When::Always);
        when.map_or("", When::as_str)
    }

    /// How well the step is known: as well as the least known of its rows.
    pub fn basis(&self) -> Basis {
        self.rules.iter().map(|rule| rule.basis).max().unwrap_or(Basis::Chosen)
    }
}

/// A graph to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// A word for ids: `user`, `agents`.
    pub name: &'static str,
    /// A heading.
    pub title: String,
    /// The states.
    pub states: Vec<DrawnState>,
    /// The transitions.
    pub steps: Vec<Step>,
}

impl Drawing {
    /// Of a table.
    pub fn of_table(table: &RuleTable, graph: &RuleGraph, coverage: Option<&Coverage>) -> Self {
        let state = |node| {
            let state: &super::State = &graph[node];
            DrawnState {
                label: state.text.to_owned(),
                initial: state.initial,
                rest: state.rest,
                hits: coverage.map(|coverage| coverage.state(table.table, state.text)),
            }
        };
        let step = |edge: petgraph::graph::EdgeReference<'_, RuleText>| Step {
            from: edge.source().index(),
            to: edge.target().index(),
            agent: None,
            rules: vec![edge.weight().clone()],
            hits: coverage.map(|coverage| coverage.transition(table.table, &edge.weight().id)),
        };
        Self {
            name: table.table.as_str(),
            title: table.table.title().to_owned(),
            states: graph.node_indices().map(state).collect(),
            steps: graph.edge_references().map(step).collect(),
        }
    }

    /// Of several agents. A run's coverage does not know which agent did what, so states have no hits.
    pub fn of_agents(graph: &AgentsGraph, coverage: Option<&Coverage>) -> Self {
        let count = graph.node_weights().next().map_or(0, |agents| agents.0.len());
        let state = |agents: &super::Agents| {
            let each: Vec<String> = agents.0.iter().map(ToString::to_string).collect();
            DrawnState { label: each.join(" | "), initial: agents.rest(), rest: agents.rest(), hits: None }
        };
        let mut known: BTreeMap<String, u64> = BTreeMap::new();
        let mut hits = |rule: &RuleText, coverage: &Coverage| {
            let fired = || coverage.rule(&rule.id);
            *known.entry(rule.id.clone()).or_insert_with(fired)
        };
        let mut steps = Vec::with_capacity(graph.edge_count());
        for edge in graph.edge_references() {
            let rules = edge.weight().rules.to_vec();
            steps.push(Step {
                from: edge.source().index(),
                to: edge.target().index(),
                agent: (count > 1).then_some(edge.weight().agent + 1),
                hits: coverage
                    .map(|coverage| rules.iter().map(|rule| hits(rule, coverage)).min().unwrap_or_default()),
                rules,
            });
        }
        let title = if count == 1 { "An agent".to_owned() } else { format!("{count} agents") };
        Self { name: "agents", title, states: graph.node_weights().map(state).collect(), steps }
    }

    /// The steps that leave a state as it is.
    pub fn loops(&self, state: usize) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.from == state && step.to == state)
    }

    /// The steps between different states, grouped by both.
    pub fn arrows(&self) -> BTreeMap<(usize, usize), Vec<&Step>> {
        let mut arrows: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for step in self.steps.iter().filter(|step| step.from != step.to) {
            arrows.entry((step.from, step.to)).or_default().push(step);
        }
        arrows
    }

    /// The same, and grouped by basis, for formats in which an arrow has one colour.
    pub fn arrows_by_basis(&self) -> BTreeMap<(usize, usize, Basis), Vec<&Step>> {
        let mut arrows: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for step in self.steps.iter().filter(|step| step.from != step.to) {
            arrows.entry((step.from, step.to, step.basis())).or_default().push(step);
        }
        arrows
    }

    /// How much a run has heated everything: none where no run is shown.
    pub fn heat(&self) -> Option<Heat> {
        let hits = self.steps.iter().map(|step| step.hits).chain(self.states.iter().map(|state| state.hits));
        hits.flatten().max().map(Heat)
    }
}

/// The scale of a heat map: the most hits that anything has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heat(u64);

impl Heat {
    /// The number of steps of the scale, beside that of what was never hit.
    pub const LEVELS: u32 = 5;

    /// 0 for what was never hit, then 1 to [`Self::LEVELS`]; each doubling counts the same.
    pub fn level(self, hits: u64) -> u32 {
        if hits == 0 {
            return 0;
        }
        // Bits of the number: a logarithm without rounding, the same on every machine.
        let (bits, most) = (u64::BITS - hits.leading_zeros(), u64::BITS - self.0.leading_zeros());
        (bits * Self::LEVELS).div_ceil(most.max(1)).clamp(1, Self::LEVELS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heat_goes_from_never_to_most() {
        let heat = Heat(1000);
        assert_eq!([0, 1, 10, 100, 1000].map(|hits| heat.level(hits)), [0, 1, 2, 4, 5]);
        assert_eq!(Heat(0).level(0), 0);
        assert_eq!(Heat(1).level(1), Heat::LEVELS);
    }
}
