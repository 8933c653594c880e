//! `offhook graph`: the rules as graphs, and what is wrong with them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use offhook_explore::coverage::{Coverage, MAX_REPORT_BYTES};
use offhook_explore::graph::{Conditions, Of, Survey, dot, json, mermaid, survey, svg, text};
use offhook_machine::Table;
use offhook_scenario::Dialect;

use crate::exit::{CliError, Outcome};
use crate::output;
use crate::reports::read_at_most;

/// `offhook graph`.
#[derive(Debug, Args)]
pub(crate) struct Graph {
    /// Which rules
    #[arg(long, value_enum, default_value_t)]
    pub(crate) table: GraphTable,
    /// The states of so many agents together, each with the own leg, instead of tables
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=16), conflicts_with = "table")]
    pub(crate) agents: Option<u8>,
    /// Under whose policy rows may fire
    #[arg(long, value_enum, default_value_t)]
    pub(crate) dialect: GraphDialect,
    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: GraphFormat,
    /// Show what a run has been through, from its report (`offhook run --format json`); several are added up
    #[arg(long, value_name = "REPORT")]
    pub(crate) hits: Vec<PathBuf>,
    /// The file to write into [default: the standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// The tables of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphTable {
    /// What a user may do
    User,
    /// How a call goes
    Job,
    /// How a leg goes
    Channel,
    /// The flag HOLD
    Hold,
    /// The flag MUTED
    Mute,
    /// The flags of supervision
    Supervision,
    /// Every table
    #[default]
    All,
}

/// The dialects whose policies rows are looked at under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphDialect {
    /// Alibaba Cloud CCC
    Ccc,
    /// Huawei CC-Gateway
    CcGateway,
    /// Either
    #[default]
    Both,
}

/// How to print graphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A summary for people, with what is wrong
    #[default]
    Text,
    /// For Graphviz
    Dot,
    /// For Mermaid
    Mermaid,
    /// A picture
    Svg,
    /// One JSON object with a `summary`
    Json,
}

pub(crate) fn graph(args: &Graph) -> Result<Outcome, CliError> {
    let coverage = hits(args)?;
    let of = match args.agents {
        Some(count) => Of::Agents(count.into()),
        None => Of::Tables(tables(args.table)),
    };
    let survey = survey(&of, &dialects(args.dialect), coverage).map_err(CliError::usage)?;
    let written = match args.format {
        GraphFormat::Text => text(&survey),
        GraphFormat::Dot => dot(&survey.drawings),
        GraphFormat::Mermaid => mermaid(&survey.drawings),
        GraphFormat::Json => format!("{:#}\n", json(&survey)),
        GraphFormat::Svg => svg(&survey.drawings).map_err(CliError::usage)?,
    };
    match &args.out {
        None => output::result(&written)?,
        Some(out) => std::fs::write(out, written).map_err(|error| CliError::file(out, error))?,
    }
    outcome(&survey)
}

fn tables(table: GraphTable) -> Vec<Table> {
    match table {
        GraphTable::User => vec![Table::User],
        GraphTable::Job => vec![Table::Job],
        GraphTable::Channel => vec![Table::Channel],
        GraphTable::Hold => vec![Table::Hold],
        GraphTable::Mute => vec![Table::Mute],
        GraphTable::Supervision => vec![Table::Supervision],
        GraphTable::All => Table::ALL.to_vec(),
    }
}

fn dialects(dialect: GraphDialect) -> Vec<Conditions> {
    match dialect {
        GraphDialect::Ccc => vec![Conditions::of(Dialect::Ccc)],
        GraphDialect::CcGateway => vec![Conditions::of(Dialect::CcGateway)],
        GraphDialect::Both => Conditions::of_each(),
    }
}

/// What the reports named have been through together; none where none is named.
fn hits(args: &Graph) -> Result<Option<Coverage>, CliError> {
    let mut all: Option<Coverage> = None;
    for path in &args.hits {
        let text = read_at_most(path, MAX_REPORT_BYTES)?;
        let report = serde_json::from_str(&text).map_err(|error| CliError::content(path, error))?;
        let coverage = Coverage::of_report(&report).map_err(|error| CliError::content(path, error))?;
        all.get_or_insert_default().merge(&coverage);
    }
    Ok(all)
}

fn outcome(survey: &Survey) -> Result<Outcome, CliError> {
    if !survey.missed.is_empty() {
        let message = format!("planted faults were not found: {}", survey.missed.join("; "));
        return Err(CliError::MissedCanary(message));
    }
    let nothing = survey.drawings.iter().all(|drawing| drawing.states.is_empty());
    Ok(match (survey.findings.is_empty(), nothing) {
        (false, _) => Outcome::Failed,
        (true, true) => Outcome::NothingRan,
        (true, false) => Outcome::AsExpected,
    })
}

#[cfg(test)]
mod tests {
    use offhook_explore::graph::{Analysis, Finding};

    use super::*;

    #[test]
    fn findings_and_missed_canaries_decide_the_outcome() {
        let whole = survey(&Of::Tables(vec![Table::Job]), &Conditions::of_each(), None).unwrap();
        assert_eq!(outcome(&whole).unwrap(), Outcome::AsExpected);
        let finding = Finding {
            analysis: Analysis::DeadRows,
            graph: "job",
            of: vec!["job.ivr.end".to_owned()],
            under: vec!["ccc"],
        };
        let faulty = Survey { findings: vec![finding], ..whole.clone() };
        assert_eq!(outcome(&faulty).unwrap(), Outcome::Failed);
        let missed = outcome(&Survey { missed: vec!["a state that no row leaves"], ..faulty });
        assert!(matches!(missed, Err(CliError::MissedCanary(_))));
        assert_eq!(outcome(&Survey { drawings: Vec::new(), ..whole }).unwrap(), Outcome::NothingRan);
    }
}
