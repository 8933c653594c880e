//! What can be wrong with a rule table without any run of it.

use std::collections::BTreeMap;

use offhook_machine::RuleText;
use petgraph::graph::{Graph, NodeIndex};
use petgraph::visit::{Dfs, Reversed};

use super::conditions::Conditions;
use super::tables::RuleTable;

/// The kinds of fault that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Analysis {
    /// A state into which no rows lead from the first one.
    UnreachableStates,
    /// A state from which no rows lead to rest.
    DeadEndStates,
    /// Two rows for the same state and trigger that can hold together.
    NondeterministicRows,
    /// A row that can never fire: its state is unreachable, or its condition never holds.
    DeadRows,
}

impl Analysis {
    /// Every analysis.
    pub const ALL: [Self; 4] =
        [Self::UnreachableStates, Self::DeadEndStates, Self::NondeterministicRows, Self::DeadRows];

    /// The words used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnreachableStates => "unreachable states",
            Self::DeadEndStates => "dead-end states",
            Self::NondeterministicRows => "nondeterministic rows",
            Self::DeadRows => "dead rows",
        }
    }
}

/// A fault found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub analysis: Analysis,
    /// In which graph: a table's name, or `agents`.
    pub graph: &'static str,
    /// The states or the ids of the rows that it is about.
    pub of: Vec<String>,
    /// Under which dialects' conditions.
    pub under: Vec<&'static str>,
}

/// Everything wrong with a table, under each of these conditions for itself. `known` are the conditions of all dialects: a row that
/// only another one's policy lets fire is not dead.
pub fn analyse(table: &RuleTable, selected: &[Conditions], known: &[Conditions]) -> Vec<Finding> {
    let mut found = BTreeMap::new();
    for conditions in selected {
        let mut note = |analysis, of: Vec<String>| {
            let under: &mut Vec<_> = found.entry((analysis, of)).or_default();
            under.push(conditions.name());
        };
        let graph = table.graph(std::slice::from_ref(conditions));
        for node in unreachable(&graph, |state| state.initial) {
            note(Analysis::UnreachableStates, vec![graph[node].text.to_owned()]);
        }
        for node in restless(&graph, |state| state.rest) {
            note(Analysis::DeadEndStates, vec![graph[node].text.to_owned()]);
        }
    }
    let any = Conditions::any();
    for pair in nondeterministic(&table.rows, &any) {
        found.insert((Analysis::NondeterministicRows, pair.to_vec()), vec![any.name()]);
    }
    for row in dead(table, selected, known) {
        let under = selected.iter().map(Conditions::name).collect();
        found.insert((Analysis::DeadRows, vec![row.id.clone()]), under);
    }
    let finding = |((analysis, of), under)| Finding { analysis, graph: table.table.as_str(), of, under };
    found.into_iter().map(finding).collect()
}

/// The nodes that cannot be reached from where things begin.
pub fn unreachable<N, E>(graph: &Graph<N, E>, begins: impl Fn(&N) -> bool) -> Vec<NodeIndex> {
    let mut dfs = Dfs::empty(graph);
    dfs.stack.extend(graph.node_indices().filter(|node| begins(&graph[*node])));
    while dfs.next(graph).is_some() {}
    graph.node_indices().filter(|node| !dfs.discovered.contains(node.index())).collect()
}

/// The nodes from which rest cannot be reached.
pub fn restless<N, E>(graph: &Graph<N, E>, rests: impl Fn(&N) -> bool) -> Vec<NodeIndex> {
    let backwards = Reversed(graph);
    let mut dfs = Dfs::empty(backwards);
    dfs.stack.extend(graph.node_indices().filter(|node| rests(&graph[*node])));
    while dfs.next(backwards).is_some() {}
    graph.node_indices().filter(|node| !dfs.discovered.contains(node.index())).collect()
}

/// The pairs of rows of which either could fire.
pub fn nondeterministic(rows: &[RuleText], conditions: &Conditions) -> Vec<[String; 2]> {
    let clash = |one: &RuleText, other: &RuleText| {
        one.from == other.from
            && one.trigger == other.trigger
            && conditions.hold_together(one.when, other.when)
    };
    let after = |(index, one): (usize, &RuleText)| {
        let others = rows[index + 1..].iter().filter(|other| clash(one, other));
        others.map(|other| [one.id.clone(), other.id.clone()]).collect::<Vec<_>>()
    };
    rows.iter().enumerate().flat_map(after).collect()
}

/// The rows that can never fire.
pub fn dead<'a>(
    table: &'a RuleTable,
    selected: &'a [Conditions],
    known: &'a [Conditions],
) -> impl Iterator<Item = &'a RuleText> {
    let unreached: Vec<Vec<&'static str>> = selected
        .iter()
        .map(|conditions| {
            let graph = table.graph(std::slice::from_ref(conditions));
            let nodes = unreachable(&graph, |state| state.initial);
            nodes.into_iter().map(|node| graph[node].text).collect()
        })
        .collect();
    table.rows.iter().filter(move |row| {
        let mut holds = selected.iter().zip(&unreached).filter(|(it, _)| it.may_hold(row.when)).peekable();
        match holds.peek() {
            Some(_) => holds.all(|(_, unreached)| unreached.contains(&row.from)),
            None => !known.iter().any(|it| it.may_hold(row.when)),
        }
    })
}

#[cfg(test)]
mod tests {
    use offhook_machine::{Table, When};
    use offhook_scenario::Dialect;

    use super::*;

    fn analysed(table: &RuleTable) -> Vec<Finding> {
        analyse(table, &Conditions::of_each(), &Conditions::of_each())
    }

    #[test]
    fn the_tables_of_the_machine_have_no_fault() {
        for table in Table::ALL.map(RuleTable::documented) {
            assert_eq!(analysed(&table), []);
            for conditions in Conditions::of_each() {
                assert_eq!(analyse(&table, &[conditions], &Conditions::of_each()), []);
            }
        }
    }

    #[test]
    fn two_rows_that_can_hold_together_are_found_with_their_ids() {
        let mut users = RuleTable::documented(Table::User);
        let row = users.rows.iter().position(|row| row.id == "user.talking.cleared.ready").unwrap();
        users.rows[row].when = When::CallFromBreak;
        let [found] = &analysed(&users)[..] else { panic!("one fault") };
        assert_eq!(found.analysis, Analysis::NondeterministicRows);
        assert_eq!(found.of, ["user.talking.cleared.working", "user.talking.cleared.ready"]);
        assert_eq!(found.under, ["any setting"]);
    }

    #[test]
    fn a_fault_that_one_dialect_alone_has_names_it() {
        let mut users = RuleTable::documented(Table::User);
        users.rows.retain(|row| row.trigger != "work" || row.to != "WORKING");
        let row = |row: &RuleText| row.when != When::AfterCallWork;
        users.rows.retain(row);
        users.rows.iter_mut().filter(|row| row.to == "WORKING").for_each(|row| row.when = When::AutoIdle);
        let faults = analysed(&users);
        let unreachable = faults.iter().find(|it| it.analysis == Analysis::UnreachableStates).unwrap();
        assert_eq!(
            (unreachable.of[0].as_str(), &unreachable.under[..]),
            ("WORKING", &["ccc", "cc-gateway"][..])
        );
        let alone =
            analyse(&users, &[Conditions::of(Dialect::named("ccc").unwrap())], &Conditions::of_each());
        assert!(alone.iter().all(|it| it.under == ["ccc"]), "{alone:?}");
    }
}
