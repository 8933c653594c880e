//! The formats in which graphs are written, pinned for the small ones.
#![cfg(test)]

use std::path::PathBuf;

use offhook_explore::coverage::Coverage;
use offhook_explore::graph::{Conditions, Of, Survey, TooLarge, dot, json, mermaid, survey, svg, text};
use offhook_harness::{InProcess, Options, read_scenarios, run_suite};
use offhook_machine::Table;
use offhook_scenario::Dialect;
use offhook_scenario::files::read_named;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn pinned(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(PathBuf::from(ROOT).join("snapshots/explore"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn drawn(tables: &[Table], coverage: Option<Coverage>) -> Survey {
    survey(&Of::Tables(tables.to_vec()), &Conditions::of_each(), coverage).unwrap()
}

/// What one scenario of ours goes through.
fn one_call() -> Coverage {
    let file = PathBuf::from(ROOT).join("scenarios/ccc/hold-call/hold-and-retrieve.yaml");
    let scenarios = read_scenarios(&[file]).unwrap();
    let options = Options::strict(&read_named);
    Coverage::of(&run_suite(&scenarios, 1, &options, InProcess::tracing, |_| {}))
}

#[test]
fn the_flag_hold_in_every_format() {
    let hold = drawn(&[Table::Hold], None);
    pinned("hold-dot", &dot(&hold.drawings));
    pinned("hold-mermaid", &mermaid(&hold.drawings));
    pinned("hold-svg", &svg(&hold.drawings).unwrap());
    pinned("hold-json", &format!("{:#}", json(&hold).value()));
    pinned("hold-text", &text(&hold));
}

#[test]
fn the_flags_with_what_one_call_hits() {
    let both = drawn(&[Table::Hold, Table::Mute], Some(one_call()));
    pinned("hits-dot", &dot(&both.drawings));
    pinned("hits-mermaid", &mermaid(&both.drawings));
    pinned("hits-svg", &svg(&both.drawings).unwrap());
    pinned("hits-json", &format!("{:#}", json(&both).value()));
    pinned("hits-text", &text(&both));
}

#[test]
fn jobs_as_a_picture() {
    pinned("job-svg", &svg(&drawn(&[Table::Job], None).drawings).unwrap());
}

#[test]
fn a_picture_is_the_same_bytes_every_time() {
    let all = drawn(&Table::ALL, Some(one_call()));
    let first = svg(&all.drawings).unwrap();
    for _ in 0..5 {
        assert_eq!(svg(&drawn(&Table::ALL, Some(one_call())).drawings).unwrap(), first);
    }
}

#[test]
fn a_picture_shows_every_rule_and_closes_what_it_opens() {
    for of in [Of::Tables(Table::ALL.to_vec()), Of::Agents(1)] {
        let survey = survey(&of, &[Conditions::of(Dialect::named("cc-gateway").unwrap())], None).unwrap();
        let picture = svg(&survey.drawings).unwrap();
        for rule in survey.drawings.iter().flat_map(|drawing| &drawing.steps).flat_map(|step| &step.rules) {
            assert!(picture.contains(&format!("{}<", rule.id)), "{}", rule.id);
        }
        for tag in ["svg", "g", "text", "style", "defs", "marker", "title"] {
            let opened =
                picture.matches(&format!("<{tag}>")).count() + picture.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, picture.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        assert!(!["NaN", "inf ", "inf\""].iter().any(|it| picture.contains(it)), "{picture}");
    }
}

#[test]
fn many_agents_are_too_many_for_a_picture_but_not_for_graphviz() {
    let two = survey(&Of::Agents(2), &Conditions::of_each(), None).unwrap();
    assert_eq!(svg(&two.drawings), Err(TooLarge { states: 2116 }));
    assert_eq!(dot(&two.drawings).matches("agents_begin_").count(), 2);
}
