//! Graphs with all that is to be said of them.

use std::collections::BTreeSet;

use offhook_machine::Table;

use super::agents::{Agents, TooMany, agents};
use super::analyses::{Analysis, Finding, analyse, restless};
use super::canaries;
use super::conditions::Conditions;
use super::drawing::Drawing;
use super::tables::RuleTable;
use crate::coverage::Coverage;

/// What is to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// These tables, each for itself.
    Tables(Vec<Table>),
    /// So many agents together.
    Agents(usize),
}

/// Graphs, what is wrong with them, and how much of them a run has been through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// Under whose policies rows may fire.
    pub dialects: Vec<&'static str>,
    /// The graphs.
    pub drawings: Vec<Drawing>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// The ids of rows that are not drawn: only another dialect's policy lets them fire, or they move no agent's own channel.
    pub left_out: Vec<String>,
    /// What a run has been through.
    pub coverage: Option<Coverage>,
    /// How many faults were planted, to show that they would be found.
    pub planted: usize,
    /// The planted faults that were not found: then nothing here can be trusted.
    pub missed: Vec<&'static str>,
}

/// Draws, looks for faults, and plants some.
///
/// # Errors
/// So many agents have too many states.
pub fn survey(of: &Of, dialects: &[Conditions], coverage: Option<Coverage>) -> Result<Survey, TooMany> {
    let tables = match of {
        Of::Tables(tables) => tables.clone(),
        Of::Agents(_) => vec![Table::User, Table::Channel, Table::Hold, Table::Mute],
    };
    let tables: Vec<RuleTable> = tables.into_iter().map(RuleTable::documented).collect();
    let known = Conditions::of_each();
    let mut findings: Vec<Finding> =
        tables.iter().flat_map(|table| analyse(table, dialects, &known)).collect();
    let drawings = match *of {
        Of::Tables(_) => tables
            .iter()
            .map(|table| Drawing::of_table(table, &table.graph(dialects), coverage.as_ref()))
            .collect(),
        Of::Agents(count) => {
            let graph = agents(count, dialects)?;
            let under: Vec<&'static str> = dialects.iter().map(Conditions::name).collect();
            findings.extend(restless(&graph, Agents::rest).into_iter().map(|node| Finding {
                analysis: Analysis::DeadEndStates,
                graph: "agents",
                of: graph[node].0.iter().map(ToString::to_string).collect(),
                under: under.clone(),
            }));
            vec![Drawing::of_agents(&graph, coverage.as_ref())]
        }
    };
    let (missed, planted) = canaries::missed();
    Ok(Survey {
        dialects: dialects.iter().map(Conditions::name).collect(),
        left_out: left_out(&tables, &drawings),
        drawings,
        findings,
        coverage,
        planted,
        missed,
    })
}

fn left_out(tables: &[RuleTable], drawings: &[Drawing]) -> Vec<String> {
    let steps = drawings.iter().flat_map(|drawing| &drawing.steps);
    let drawn: BTreeSet<&str> = steps.flat_map(|step| &step.rules).map(|rule| rule.id.as_str()).collect();
    let ids = tables.iter().flat_map(|table| &table.rows).map(|row| &row.id);
    ids.filter(|id| !drawn.contains(id.as_str())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use offhook_scenario::Dialect;

    use super::*;

    #[test]
    fn one_dialect_leaves_out_the_others_rows_and_both_leave_out_none() {
        let of = Of::Tables(Table::ALL.to_vec());
        let ccc = survey(&of, &[Conditions::of(Dialect::named("ccc").unwrap())], None).unwrap();
        assert_eq!(ccc.left_out.len(), 10);
        assert_eq!(ccc.findings, []);
        let both = survey(&of, &Conditions::of_each(), None).unwrap();
        assert_eq!((both.left_out.len(), both.findings.len(), both.missed.len()), (0, 0, 0));
    }

    #[test]
    fn an_own_channel_takes_every_row_but_the_networks_shortcuts() {
        let one = survey(&Of::Agents(1), &Conditions::of_each(), None).unwrap();
        assert_eq!(
            one.left_out,
            [
                "channel.none.early-media",
                "channel.none.answer",
                "channel.none.release",
                "channel.released.retire"
            ]
        );
    }
}
