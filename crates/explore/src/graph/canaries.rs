//! Faults planted on purpose, on every run: an analysis that finds nothing has to show that it would.

use offhook_machine::{RuleText, Table, When};

use super::analyses::{Analysis, Finding, analyse};
use super::conditions::Conditions;
use super::tables::RuleTable;

/// A broken table and what must be found in it.
struct Canary {
    name: &'static str,
    table: RuleTable,
    known: Vec<Conditions>,
    analysis: Analysis,
    of: &'static [&'static str],
}

/// The names of the planted faults that were not found, and how many were planted.
pub fn missed() -> (Vec<&'static str>, usize) {
    missed_by(analyse)
}

fn missed_by(
    analyse: impl Fn(&RuleTable, &[Conditions], &[Conditions]) -> Vec<Finding>,
) -> (Vec<&'static str>, usize) {
    let canaries = canaries();
    let planted = canaries.len();
    let is_found = |canary: &Canary| {
        let found = analyse(&canary.table, &canary.known, &canary.known);
        found.iter().any(|it| it.analysis == canary.analysis && it.of == canary.of)
    };
    let missed = canaries.into_iter().filter(|canary| !is_found(canary));
    (missed.map(|canary| canary.name).collect(), planted)
}

fn canaries() -> Vec<Canary> {
    let each = Conditions::of_each;
    vec![
        Canary {
            name: "a state into which no row leads",
            table: without(Table::Job, |row| row.to == "QUEUED"),
            known: each(),
            analysis: Analysis::UnreachableStates,
            of: &["QUEUED"],
        },
        Canary {
            name: "a state that no row leaves",
            table: without(Table::User, |row| row.from == "TALKING" && row.to != "TALKING"),
            known: each(),
            analysis: Analysis::DeadEndStates,
            of: &["TALKING"],
        },
        Canary {
            name: "two rows of which either could fire",
            table: changed(Table::User, "user.talking.release.ready", When::Always),
            known: each(),
            analysis: Analysis::NondeterministicRows,
            of: &["user.talking.release.working", "user.talking.release.ready"],
        },
        Canary {
            name: "a row that starts in an unreachable state",
            table: without(Table::Job, |row| row.to == "QUEUED"),
            known: each(),
            analysis: Analysis::DeadRows,
            of: &["job.queued.assign"],
        },
        Canary {
            name: "a row whose condition no policy fulfils",
            table: changed(Table::Job, "job.ivr.end", When::CallFromBreak),
            known: each().into_iter().filter(|it| !it.may_hold(When::CallFromBreak)).collect(),
            analysis: Analysis::DeadRows,
            of: &["job.ivr.end"],
        },
    ]
}

fn without(table: Table, is_taken_out: impl Fn(&RuleText) -> bool) -> RuleTable {
    let mut broken = RuleTable::documented(table);
    broken.rows.retain(|row| !is_taken_out(row));
    broken
}

fn changed(table: Table, id: &str, when: When) -> RuleTable {
    let mut broken = RuleTable::documented(table);
    broken.rows.iter_mut().filter(|row| row.id == id).for_each(|row| row.when = when);
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planted_fault_is_found_and_each_analysis_has_one() {
        assert_eq!(missed(), (vec![], 5));
        for analysis in Analysis::ALL {
            assert!(canaries().iter().any(|canary| canary.analysis == analysis), "{analysis:?}");
        }
    }

    #[test]
    fn an_analysis_that_finds_nothing_or_the_wrong_thing_is_caught() {
        let (missed, planted) = missed_by(|_, _, _| Vec::new());
        assert_eq!(missed.len(), planted);
        let (missed, _) = missed_by(|table, selected, known| {
            let all = analyse(table, selected, known);
            all.into_iter().filter(|it| it.analysis != Analysis::DeadEndStates).collect()
        });
        assert_eq!(missed, ["a state that no row leaves"]);
    }
}
