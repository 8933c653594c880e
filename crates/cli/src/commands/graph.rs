//! `offhook graph`: the rules as graphs, and their faults.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use offhook_explore::coverage::Coverage;
use offhook_explore::graph::{Conditions, Of, Survey, dot, json, mermaid, survey, svg, text};
use offhook_harness::document::MAX_DOCUMENT_BYTES;
use offhook_machine::Table;
use offhook_scenario::Dialect;

use crate::exit::{CliError, Outcome, delivered};
use crate::options::{dialect, dialects};
use crate::outlets::Outlet;
use crate::reports::read_at_most;

/// `offhook graph`.
#[derive(Debug, Args)]
pub(crate) struct Graph {
    /// The table of rules
    #[arg(long, value_enum, default_value_t)]
    pub(crate) table: GraphTable,
    /// Draw the joint states of this many agents, each with its own channel, instead of a table
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=16), conflicts_with = "table")]
    pub(crate) agents: Option<u8>,
    /// The vendor whose policy decides which rows can fire [default: every vendor]
    #[arg(long, value_parser = dialect())]
    pub(crate) dialect: Option<Dialect>,
    /// The format of the result
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: GraphFormat,
    /// Show the hits of a run, from its report (`offhook run --format json`, or `--report json=FILE`); several reports are added up
    #[arg(long, value_name = "REPORT")]
    pub(crate) hits: Vec<PathBuf>,
    /// The file to write into [default: the standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// The tables of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphTable {
    /// States of a user
    User,
    /// States of a call
    Job,
    /// States of a channel
    Channel,
    /// The flag HOLD
    Hold,
    /// The flag MUTED
    Mute,
    /// The flags of silent monitoring and coaching
    Supervision,
    /// Every table
    #[default]
    All,
}

/// The format of graphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A summary for people, with the faults
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
    let out = Outlet::of(args.out.as_deref())?;
    let coverage = hits(args)?;
    let of = match args.agents {
        Some(count) => Of::Agents(count.into()),
        None => Of::Tables(tables(args.table)),
    };
    let survey = survey(&of, &conditions(args.dialect), coverage).map_err(CliError::usage)?;
    let written = match args.format {
        GraphFormat::Text => text(&survey),
        GraphFormat::Dot => dot(&survey.drawings),
        GraphFormat::Mermaid => mermaid(&survey.drawings),
        GraphFormat::Json => offhook_report::json::text(&json(&survey)),
        GraphFormat::Svg => svg(&survey.drawings).map_err(CliError::usage)?,
    };
    let written = out.write(&written);
    delivered(outcome(&survey)?, written)
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

fn conditions(dialect: Option<Dialect>) -> Vec<Conditions> {
    dialects(dialect).into_iter().map(Conditions::of).collect()
}

/// The coverage of all given reports together; none without a report.
fn hits(args: &Graph) -> Result<Option<Coverage>, CliError> {
    let mut all: Option<Coverage> = None;
    for path in &args.hits {
        let text = read_at_most(path, MAX_DOCUMENT_BYTES)?;
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
