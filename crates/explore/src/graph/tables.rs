//! A rule table as a graph: states are nodes, rows are edges.

use offhook_machine::{RuleText, Table};
use petgraph::graph::{Graph, NodeIndex};

use super::conditions::Conditions;

/// A state, as a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Its documented spelling.
    pub text: &'static str,
    /// Whether things begin here.
    pub initial: bool,
    /// Whether things may stay here for good.
    pub rest: bool,
}

/// The graph of a table: an edge a row.
pub type RuleGraph = Graph<State, RuleText>;

/// The states and rows of one table, to be looked at or to be broken on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTable {
    /// Which table it is.
    pub table: Table,
    /// The states, in declaration order.
    pub states: Vec<State>,
    /// The rows, in table order.
    pub rows: Vec<RuleText>,
}

impl RuleTable {
    /// The table as the machine has it.
    pub fn documented(table: Table) -> Self {
        let texts: Vec<&'static str> = table.states().collect();
        let last = texts.len().saturating_sub(1);
        // Who is signed out and a flag that is down end as they began; a job and a channel are used once.
        let rest = match table {
            Table::User | Table::Hold | Table::Mute | Table::Supervision => 0,
            Table::Job | Table::Channel => last,
        };
        let state = |(index, text)| State { text, initial: index == 0, rest: index == rest };
        Self {
            table,
            states: texts.into_iter().enumerate().map(state).collect(),
            rows: table.rows().collect(),
        }
    }

    /// The rows that can fire under one of these conditions.
    pub fn rows_under<'a>(&'a self, conditions: &'a [Conditions]) -> impl Iterator<Item = &'a RuleText> {
        self.rows.iter().filter(|row| conditions.iter().any(|it| it.may_hold(row.when)))
    }

    /// The graph of the rows that can fire under one of these conditions. The index of a node is the place of its state.
    pub fn graph(&self, conditions: &[Conditions]) -> RuleGraph {
        let mut graph = RuleGraph::with_capacity(self.states.len(), self.rows.len());
        for state in &self.states {
            graph.add_node(state.clone());
        }
        for row in self.rows_under(conditions) {
            if let (Some(from), Some(to)) = (self.node(row.from), self.node(row.to)) {
                graph.add_edge(from, to, row.clone());
            }
        }
        graph
    }

    fn node(&self, text: &str) -> Option<NodeIndex> {
        self.states.iter().position(|state| state.text == text).map(NodeIndex::new)
    }
}

#[cfg(test)]
mod tests {
    use offhook_scenario::Dialect;

    use super::*;

    #[test]
    fn every_row_of_every_table_is_an_edge() {
        for table in Table::ALL {
            let graph = RuleTable::documented(table).graph(&Conditions::of_each());
            assert_eq!(graph.edge_count(), table.rows().count());
            assert_eq!(graph.node_count(), table.states().count());
            for row in table.rows() {
                let edge = graph.edge_indices().find(|edge| graph[*edge].id == row.id).unwrap();
                let (from, to) = graph.edge_endpoints(edge).unwrap();
                assert_eq!((graph[from].text, graph[to].text), (row.from, row.to));
            }
        }
    }

    #[test]
    fn rest_is_where_the_documents_let_things_end() {
        let rest = |table| {
            let states = RuleTable::documented(table).states;
            states.into_iter().filter(|state| state.rest).map(|state| state.text).collect::<Vec<_>>()
        };
        assert_eq!(Table::ALL.map(rest).concat(), ["OFFLINE", "ENDED", "RETIRED", "DOWN", "DOWN", "DOWN"]);
    }

    #[test]
    fn a_dialect_leaves_out_the_rows_of_the_other() {
        let rows =
            |dialect| RuleTable::documented(Table::User).graph(&[Conditions::of(dialect)]).edge_count();
        assert_eq!(
            (rows(Dialect::named("ccc").unwrap()), rows(Dialect::named("cc-gateway").unwrap())),
            (58, 67)
        );
    }
}
