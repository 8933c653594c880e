//! `offhook variants`: correct implementations that take other options, and whether the suite condemns one.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use globset::GlobMatcher;
use offhook_explore::mutants::{Learned, Missed, Power, Trial, drawn};
use offhook_explore::variants::{Field, Tried, Variant, combinations, variants as single};
use offhook_harness::{Summarised, Verdict};
use offhook_scenario::files::read_named;
use offhook_scenario::{Dialect, Scenario};
use serde_json::json;

use crate::exit::{CliError, Outcome, delivered};
use crate::files::{PASSED_OVER, Selected};
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
    /// Faults for each dialect that are laid over combinations, to see how many are still caught
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=10_000))]
    faults: u16,
    /// Combinations for each dialect that faults are laid over
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    behind: u16,
    /// Number of variants that run at the same time [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// The format of the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The kind of row with random combinations of options.
const COMBINATIONS: &str = "combinations";

/// What came of the variants of one vendor.
struct Row {
    dialect: Dialect,
    kind: &'static str,
    variants: Vec<Variant>,
    tried: Vec<Tried>,
}

/// What is caught of faults on ours, and behind variants.
struct Caught {
    dialect: Dialect,
    power: Power,
    missed: Vec<Missed>,
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
    let Selected { scenarios, passed_over, .. } = files::select(&selection)?;
    let jobs = threads(args.jobs);
    let wanted = |mut all: Vec<Variant>| {
        all.retain(|it| args.filter.as_ref().is_none_or(|glob| glob.is_match(&it.id)));
        all
    };
    let mut rows = Vec::new();
    for dialect in dialects(args.dialect) {
        let (count, options) = (usize::from(args.combinations), usize::from(args.options));
        rows.push((dialect, "options", wanted(single(dialect))));
        rows.push((dialect, COMBINATIONS, wanted(combinations(dialect, args.seed, count, options))));
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
            variants: all,
        })
        .collect();
    bar.finish_and_clear();
    let caught = caught(args, &scenarios, &field, &rows, jobs);
    let shown = match args.format {
        Format::Console => output::result(&(text(&rows) + &text_of_power(&caught))),
        Format::Json => output::json(&object(&rows, &caught).with(PASSED_OVER, passed_over)),
    };
    let alarms: usize = rows.iter().map(Row::alarms).sum();
    delivered(if alarms == 0 { Outcome::AsExpected } else { Outcome::Failed }, shown)
}

/// Lays faults over the first combinations of each dialect.
fn caught(
    args: &Variants,
    scenarios: &[Scenario],
    field: &Field<'_>,
    rows: &[Row],
    jobs: usize,
) -> Vec<Caught> {
    if args.faults == 0 {
        return Vec::new();
    }
    let trial = Trial::new(scenarios, field.own_profile(), jobs, &read_named);
    let of = |row: &Row| {
        let mutants = drawn(row.dialect, args.seed, usize::from(args.faults));
        let learned = row.variants.iter().zip(&row.tried).take(usize::from(args.behind));
        let learned: Vec<Learned<'_>> =
            learned.map(|(variant, tried)| Learned { variant, profile: &tried.profile }).collect();
        let bar = progress::bar_of(mutants.len(), "faults");
        let (power, missed) = trial.power(&mutants, &learned, || bar.inc(1));
        bar.finish_and_clear();
        Caught { dialect: row.dialect, power, missed }
    };
    rows.iter().filter(|row| row.kind == COMBINATIONS).map(of).collect()
}

/// The share of one in another, rounded down: 100 % is all.
fn percent(part: usize, whole: usize) -> String {
    let tenths = (part * 1_000).checked_div(whole).unwrap_or(0);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn text_of_power(caught: &[Caught]) -> String {
    if caught.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "\n{:<12}{:>9}{:>16}{:>9}{:>17}{:>16}\n",
        "dialect", "faults", "caught on ours", "share", "laid over", "caught there"
    );
    for Caught { dialect, power, .. } in caught {
        let _ = writeln!(
            text,
            "{:<12}{:>9}{:>16}{:>9}{:>17}{:>16}",
            dialect.name,
            power.faults,
            power.caught,
            percent(power.caught, power.faults),
            power.laid_over,
            format!("{} {}", power.caught_behind, percent(power.caught_behind, power.laid_over)),
        );
    }
    for it in caught.iter().flat_map(|it| &it.missed) {
        let _ = writeln!(text, "missed  {} over {}: on ours {} catches it", it.mutant, it.variant, it.case);
    }
    text
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

fn object_of_power(caught: &Caught) -> serde_json::Value {
    let Caught { dialect, power, missed } = caught;
    let missed: Vec<_> = missed
        .iter()
        .map(|it| json!({ "fault": it.mutant, "variant": it.variant, "caught_on_ours_by": it.case }))
        .collect();
    json!({
        "dialect": dialect.name,
        "faults": power.faults,
        "caught": power.caught,
        "laid_over": power.laid_over,
        "caught_behind": power.caught_behind,
        "missed": missed,
    })
}

fn listed(found: &[(String, String)]) -> Vec<serde_json::Value> {
    found.iter().map(|(case, reason)| json!({ "case": case, "reason": reason })).collect()
}

fn object(rows: &[Row], caught: &[Caught]) -> Summarised {
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
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let summary = [
        ("variants", sum(|row| row.tried.len())),
        ("cases", sum(Row::cases)),
        ("elsewhere", sum(Row::elsewhere)),
        ("false_alarms", sum(Row::alarms)),
        ("warnings", sum(Row::warnings)),
    ];
    let rest = [
        ("false_alarms", json!(sum(Row::alarms))),
        ("rows", rows.iter().map(of).collect()),
        ("power", caught.iter().map(object_of_power).collect()),
    ];
    Summarised::new(summary.map(|(name, figure)| (name, figure.into())), rest)
}
