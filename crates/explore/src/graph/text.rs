//! A summary for people.

use std::fmt::Write as _;

use offhook_machine::Basis;

use super::analyses::Analysis;
use super::drawing::Drawing;
use super::survey::Survey;

/// How many ids a line names before it only counts.
const NAMED: usize = 4;

/// What there is, what is wrong with it, what a run has been through.
pub fn text(survey: &Survey) -> String {
    let mut text = String::new();
    let head = ["graph", "states", "transitions", "documented", "sampled", "inferred", "chosen"];
    columns(&mut text, &head.map(str::to_owned));
    for drawing in &survey.drawings {
        columns(&mut text, &row(drawing));
    }
    text.push('\n');
    for analysis in Analysis::ALL {
        let mut found = survey.findings.iter().filter(|it| it.analysis == analysis).peekable();
        if found.peek().is_none() {
            let _ = writeln!(text, "{:<22} none", analysis.as_str());
        }
        for it in found {
            let under = it.under.join(" and ");
            let _ = writeln!(
                text,
                "{:<22} {}: {} (under {under})",
                analysis.as_str(),
                it.graph,
                it.of.join(", ")
            );
        }
    }
    if !survey.left_out.is_empty() {
        let _ = writeln!(text, "{:<22} {}", "rows not drawn", few(&survey.left_out));
    }
    let found = survey.planted - survey.missed.len();
    let dialects = survey.dialects.join(" and ");
    let _ = writeln!(
        text,
        "\nlooked for under {dialects}; of {} planted faults {found} were found",
        survey.planted
    );
    coverage(&mut text, survey);
    text
}

fn row(drawing: &Drawing) -> [String; 7] {
    let of = |basis: Basis| drawing.steps.iter().filter(|step| step.basis() == basis).count();
    let [documented, sampled, inferred, chosen] = Basis::ALL.map(of);
    let counts = [drawing.states.len(), drawing.steps.len(), documented, sampled, inferred, chosen];
    let mut row = std::array::from_fn(|_| drawing.name.to_owned());
    row[1..].iter_mut().zip(counts).for_each(|(cell, count)| *cell = count.to_string());
    row
}

fn columns(text: &mut String, cells: &[String]) {
    let mut line = String::new();
    for (index, cell) in cells.iter().enumerate() {
        let _ = if index == 0 { write!(line, "{cell:<12}") } else { write!(line, " {cell:>12}") };
    }
    let _ = writeln!(text, "{}", line.trim_end());
}

fn coverage(text: &mut String, survey: &Survey) {
    let Some(coverage) = &survey.coverage else { return };
    let shares = coverage.shares();
    text.push('\n');
    columns(text, &["hit", "states", "transitions", "pairs"].map(str::to_owned));
    let share = |share: offhook_harness::Share| format!("{}/{}", share.covered, share.total);
    for it in &shares.tables {
        let cells = [it.table.as_str().to_owned(), share(it.states), share(it.transitions), share(it.pairs)];
        columns(text, &cells);
    }
    let _ = writeln!(text, "cells of user state and request: {}", share(shares.cells));
    let never: Vec<String> = survey
        .drawings
        .iter()
        .flat_map(|drawing| &drawing.steps)
        .filter(|step| step.hits == Some(0))
        .map(super::Step::label)
        .collect();
    if !never.is_empty() {
        let _ = writeln!(text, "never hit: {}", few(&never));
    }
    if coverage.lost() > 0 {
        let _ = writeln!(text, "not counted: {} steps of traces that were full", coverage.lost());
    }
}

/// The first of a list, and how many more there are.
fn few(ids: &[String]) -> String {
    let more = ids.len().saturating_sub(NAMED);
    let named = ids.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if more == 0 { named } else { format!("{named} and {more} more") }
}
