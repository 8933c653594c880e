//! Diagnostics as text.

use offhook_scenario::{Code, Diagnostic, Dialect, Place, Scenario, Severity, Source};

const FAILED: Code = Code::Other("expectation-failed");

fn failure(text: &str, place: Place) -> Diagnostic {
    Diagnostic::error(FAILED, "the answer is not the expected one")
        .at(place)
        .from(&Source::new("a.yaml", text))
}

fn at(line: u32, column: u32, len: u32) -> Place {
    Place { source: 0, line, column, len }
}

#[test]
fn a_failed_expectation_shows_both_sides() {
    let shown = failure("steps:\n  - poll: { expect: { State: READY } }\n", at(2, 30, 5))
        .label("expected `READY`")
        .note("observed `BREAK`")
        .help("waive it with a reason")
        .render(false);
    let expected = "\
error[expectation-failed]: the answer is not the expected one
 --> a.yaml:2:30
  |
2 |   - poll: { expect: { State: READY } }
  |                              ^^^^^ expected `READY`
  |
  = note: observed `BREAK`
  = help: waive it with a reason
";
    assert_eq!(shown, expected);
}

#[test]
fn columns_count_characters_and_the_caret_is_under_wide_ones() {
    let shown = failure("名前: ええ x\n", at(1, 8, 1)).render(false);
    assert!(shown.contains("a.yaml:1:8\n"), "{shown}");
    assert!(shown.contains("1 | 名前: ええ x\n  |            ^\n"), "{shown}");
}

#[test]
fn colour_changes_nothing_but_colour() {
    let failure = failure("a: b", at(1, 4, 1));
    let plain = failure.render(false);
    let colored = failure.render(true);
    assert!(colored.contains("\u{1b}[") && !plain.contains('\u{1b}'));
    assert!(colored.contains("expectation-failed"));
}

#[test]
fn escape_sequences_of_a_file_do_not_reach_the_terminal() {
    let shown = failure("a: \u{1b}[31mred", at(1, 4, 3)).label("\u{1b}[2J").render(false);
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
}

#[test]
fn a_value_built_in_code_has_no_place_to_show() {
    let scenario = Scenario::new("a", Dialect::named("ccc").unwrap(), Vec::new());
    let shown =
        scenario.locate(Place::default(), Diagnostic::new(Severity::Warning, FAILED, "odd")).render(false);
    assert_eq!(shown, "warning[expectation-failed]: odd\n");
}

#[test]
fn places_beyond_the_text_are_harmless() {
    for (line, column, len) in
        [(9, 1, 1), (1, 900, 1), (1, 1, 900), (2, 1, 0), (u32::MAX, u32::MAX, u32::MAX)]
    {
        let shown = failure("a: é\n", at(line, column, len)).related(at(1, 4, 1), "here").render(false);
        assert!(shown.contains("a.yaml"), "{shown}");
    }
}

#[test]
fn on_one_line_the_place_comes_first() {
    assert_eq!(failure("a: b", at(1, 4, 1)).to_string(), "a.yaml:1:4: the answer is not the expected one");
}
