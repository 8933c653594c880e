//! `offhook variants`: correct implementations that take other options, and whether the suite condemns one.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use globset::GlobMatcher;
use offhook_explore::variants::{Field, Tried, Variant, combinations, variants as single};
use offhook_harness::Verdict;
use offhook_scenario::Dialect;
use offhook_scenario::files::read_named;
use serde_json::json;

use crate::exit::{CliError, Outcome};
use crate::options::{Format, Selection, dialect, dialects, glob, threads};
use crate::{files, output, progress};

/// `offhook variants`.
#[derive(Debug, Args)]
pub(crate) struct Variants {
    /// Scenario files, or directories of them
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Only variants of this dialect
    #[arg(long, value_name = "DIALECT", value_parser = dialect())]
    dialect: Option<Dialect>,
    /// Only variants whose id matches, such as '*Message=*'
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    filter: Option<GlobMatcher>,
    /// Random combinations for each dialect, beside the single options
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(..=10_000))]
    combinations: u16,
    /// Options in one combination
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=100))]
    options: u16,
    /// The seed of the combinations
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Number of variants that run at the same time [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// The format of the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What came of the variants of one vendor.
struct Row {
    dialect: Dialect,
    kind: &'static str,
    tried: Vec<Tried>,
}

impl Row {
    fn cases(&self) -> usize {
        self.tried.iter().map(|it| it.cases).sum()
    }

    fn alarms(&self) -> usize {
        self.tried.iter().filter(|it| !it.alarms.is_empty() || !it.unseen.is_empty()).count()
    }

    fn elsewhere(&self) -> usize {
        self.tried.iter().map(|it| it.elsewhere).sum()
    }

    fn warnings(&self) -> usize {
        self.tried.iter().map(|it| it.warnings.len()).sum()
    }
}

pub(crate) fn variants(args: &Variants) -> Result<Outcome, CliError> {
    let selection = Selection { paths: args.paths.clone(), filter: None, format: args.format };
    let scenarios = files::select(&selection)?.scenarios;
    let jobs = threads(args.jobs);
    let wanted = |mut all: Vec<Variant>| {
        all.retain(|it| args.filter.as_ref().is_none_or(|glob| glob.is_match(&it.id)));
        all
    };
    let mut rows = Vec::new();
    for dialect in dialects(args.dialect) {
        let (count, options) = (usize::from(args.combinations), usize::from(args.options));
        rows.push((dialect, "options", wanted(single(dialect))));
        rows.push((dialect, "combinations", wanted(combinations(dialect, args.seed, count, options))));
    }
    let total: usize = rows.iter().map(|(_, _, all)| all.len()).sum();
    if total == 0 {
        return Err(CliError::NothingSelected("no variant is selected".to_owned()));
    }
    let field = Field::of(&scenarios, jobs, &read_named);
    let wrong: Vec<&str> = field
        .plain()
        .into_iter()
        .filter(|(_, verdict)| *verdict != Verdict::Pass)
        .map(|(id, _)| id)
        .collect();
    if !wrong.is_empty() {
        let list = wrong.join(", ");
        return Err(CliError::broke(format!(
            "our own machine does not pass, so no variant is judged: {list}"
        )));
    }
    let bar = progress::bar_of(total, "variants");
    let rows: Vec<Row> = rows
        .into_iter()
        .map(|(dialect, kind, all)| Row {
            dialect,
            kind,
            tried: field.attempt_all(&all, jobs, || bar.inc(1)),
        })
        .collect();
    bar.finish_and_clear();
    match args.format {
        Format::Console => output::result(&text(&rows))?,
        Format::Json => output::json(&object(&rows))?,
    }
    let alarms: usize = rows.iter().map(Row::alarms).sum();
    Ok(if alarms == 0 { Outcome::AsExpected } else { Outcome::Failed })
}

fn text(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<12}{:<14}{:>9}{:>11}{:>10}{:>11}{:>14}{:>10}\n",
        "dialect", "kind", "variants", "exercised", "cases", "elsewhere", "false alarms", "warnings"
    );
    for row in rows {
        let exercised = row.tried.iter().filter(|it| it.cases > 0).count();
        let _ = writeln!(
            text,
            "{:<12}{:<14}{:>9}{:>11}{:>10}{:>11}{:>14}{:>10}",
            row.dialect.name,
            row.kind,
            row.tried.len(),
            exercised,
            row.cases(),
            row.elsewhere(),
            row.alarms(),
            row.warnings()
        );
    }
    for it in rows.iter().flat_map(|row| &row.tried) {
        for (case, reason) in it.alarms.iter().take(3) {
            let _ = writeln!(text, "false alarm  {} in {case}: {reason}", it.id);
        }
        for (case, reason) in it.warnings.iter().take(1) {
            let _ = writeln!(text, "warning      {} in {case}: {reason}", it.id);
        }
        if !it.unseen.is_empty() {
            let _ =
                writeln!(text, "false alarm  {}: the profile does not name {}", it.id, it.unseen.join(", "));
        }
    }
    text
}

fn listed(found: &[(String, String)]) -> Vec<serde_json::Value> {
    found.iter().map(|(case, reason)| json!({ "case": case, "reason": reason })).collect()
}

fn object(rows: &[Row]) -> serde_json::Value {
    let of = |row: &Row| {
        let tried: Vec<_> = row
            .tried
            .iter()
            .map(|it| {
                json!({
                    "id": it.id,
                    "options": it.options,
                    "cases": it.cases,
                    "elsewhere": it.elsewhere,
                    "alarms": listed(&it.alarms),
                    "warnings": listed(&it.warnings),
                    "unseen": it.unseen,
                })
            })
            .collect();
        json!({ "dialect": row.dialect.name, "kind": row.kind, "variants": tried })
    };
    json!({
        "offhook": 1,
        "false_alarms": rows.iter().map(Row::alarms).sum::<usize>(),
        "rows": rows.iter().map(of).collect::<Vec<_>>(),
    })
}
