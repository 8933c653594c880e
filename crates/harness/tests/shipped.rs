//! The shipped scenarios: all pass, all are well kept, and nothing documented of the five seeds is left out.
#![cfg(test)]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{fs, thread};

use offhook_dialect::cc_gateway::EVENTS;
use offhook_dialect::{names_clause, out_of_reach, out_of_reach_rows, registry};
use offhook_harness::{InProcess, Options, SuiteReport, Verdict, read_scenarios, run_suite};
use offhook_machine::{Basis, Table};
use offhook_scenario::files::read_named;
use offhook_scenario::{Scenario, parse, to_yaml};

fn folder() -> PathBuf {
    PathBuf::from("../../scenarios")
}

fn shipped() -> Vec<Scenario> {
    read_scenarios(&[folder()]).unwrap_or_else(|error| panic!("{error}"))
}

fn run(scenarios: &[Scenario]) -> SuiteReport {
    let jobs = thread::available_parallelism().map_or(1, Into::into);
    let options = Options::strict(&read_named);
    run_suite(scenarios, jobs, &options, InProcess::new, |_| ())
}

#[test]
fn every_shipped_scenario_passes_even_where_nobody_documents_it() {
    let report = run(&shipped());
    for case in report.cases.iter().filter(|case| case.verdict != Verdict::Pass) {
        for failure in &case.failures {
            eprintln!("{}", failure.render(false));
        }
    }
    let counts = report.counts();
    assert!(counts.planned >= 60, "only {} scenarios", counts.planned);
    assert_eq!((counts.passed, counts.failed), (counts.planned, 0));
}

#[test]
fn everything_that_the_five_seeds_document_is_covered() {
    let report = run(&shipped());
    let uncovered = report.uncovered(|clause| clause.is_seed());
    let ids: Vec<&str> = uncovered.iter().map(|clause| clause.id.as_ref()).collect();
    assert_eq!(ids, [""; 0]);
}

#[test]
fn what_is_documented_is_proved_or_out_of_reach_and_never_both() {
    let report = run(&shipped());
    let open =
        report.uncovered(|clause| clause.basis <= Basis::Sampled && out_of_reach(&clause.id).is_none());
    let open: Vec<&str> = open.iter().map(|clause| clause.id.as_ref()).collect();
    assert_eq!(open, [""; 0], "neither proved nor out of reach");
    let unproved = report.uncovered(|_| true);
    let both = registry().iter().filter(|clause| out_of_reach(&clause.id).is_some());
    let both: Vec<&str> =
        both.filter(|clause| !unproved.contains(clause)).map(|clause| clause.id.as_ref()).collect();
    assert_eq!(both, [""; 0], "proved, and out of reach all the same");
}

#[test]
fn every_row_out_of_reach_names_a_documented_clause_and_no_clause_twice() {
    let rows = || out_of_reach_rows().flat_map(|row| row.clauses);
    for pattern in rows() {
        let named = |clause: &&offhook_dialect::Clause| names_clause(pattern, &clause.id);
        assert!(
            registry().iter().filter(named).any(|it| it.basis <= Basis::Sampled),
            "{pattern} names nothing"
        );
    }
    for clause in registry().iter() {
        let by = rows().filter(|pattern| names_clause(pattern, &clause.id)).count();
        assert!(by <= 1, "{} is named {by} times", clause.id);
    }
}

#[test]
fn every_rule_fires_in_some_scenario() {
    let fired: Vec<String> = run(&shipped()).fired().rules().map(|rule| rule.id).collect();
    let dead: Vec<String> = Table::ALL
        .into_iter()
        .flat_map(Table::rows)
        .map(|rule| rule.id)
        .filter(|id| !fired.contains(id))
        .collect();
    assert_eq!(dead, [""; 0]);
}

#[test]
fn every_event_of_the_gateway_is_met_and_what_counts_as_never_told_is_not() {
    let report = run(&shipped());
    let met: BTreeSet<&str> = report.cases.iter().flat_map(|case| &case.exercised).copied().collect();
    for shape in EVENTS {
        let clause = format!("cc-gateway.events.{}", shape.tail());
        assert_eq!(met.contains(clause.as_str()), shape.is_emitted, "{}", shape.name);
    }
}

#[test]
fn both_yaml_libraries_read_the_same_in_every_scenario() {
    for scenario in shipped() {
        let source = scenario.sources.of(scenario.id.place);
        let ours: serde_json::Value = serde_saphyr::from_str(&source.text).unwrap();
        let other: serde_json::Value = serde_yaml::from_str(&source.text).unwrap();
        assert_eq!(ours, other, "{}", source.name);
    }
}

#[test]
fn every_scenario_begins_with_the_editor_line_and_is_called_after_its_file() {
    for scenario in shipped() {
        let source = scenario.sources.of(scenario.id.place);
        let path = source.name.strip_prefix("../../scenarios/").unwrap().strip_suffix(".yaml").unwrap();
        assert_eq!(scenario.id.value, path.replace('/', "."), "{}", source.name);
        let up = "../".repeat(path.matches('/').count());
        let line = format!("# yaml-language-server: $schema={up}schema.json");
        assert_eq!(source.text.lines().next(), Some(line.as_str()), "{}", source.name);
        assert!(scenario.title.is_some() && !scenario.cites.is_empty(), "{}", source.name);
    }
}

#[test]
fn a_scenario_written_out_and_read_again_is_the_same() {
    for scenario in shipped() {
        let name = &scenario.sources.of(scenario.id.place).name;
        assert_eq!(parse(name, &to_yaml(&scenario)).unwrap(), scenario, "{name}");
    }
}

#[test]
fn every_included_world_is_used() {
    let texts: Vec<String> =
        shipped().iter().map(|scenario| scenario.sources.of(scenario.id.place).text.to_string()).collect();
    let given = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path().join("given"));
    for file in given.filter(|folder| folder.is_dir()).flat_map(|folder| fs::read_dir(folder).unwrap()) {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(texts.iter().any(|text| text.contains(&name)), "no scenario includes {name}");
    }
}
