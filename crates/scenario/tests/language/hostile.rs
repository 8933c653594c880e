//! No input, however hostile, causes a panic, a hang or unbounded output.

use std::time::{Duration, Instant};

use offhook_scenario::{limits, plan};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::support::{SAMPLE, nothing, problems, read};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 400,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20),
        ..Default::default()
    }
}

/// Reads, checks and shows a text; the test is that this returns.
fn survives(text: &str) {
    let started = Instant::now();
    let found = problems("hostile.yaml", text, &nothing);
    assert!(found.len() <= limits::MAX_DIAGNOSTICS);
    for problem in &found {
        assert!(problem.place.is_known(), "nowhere: {problem}");
        assert!(problem.render(false).len() < 40_000, "a long message");
    }
    if let Ok(scenario) = offhook_scenario::parse("hostile.yaml", text) {
        let _ = plan(&scenario);
    }
    assert!(started.elapsed() < Duration::from_secs(20), "took {:?}", started.elapsed());
}

/// A valid text with one piece replaced.
fn mutated() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~\n\t]{0,6}",
        "\\PC{0,3}",
        Just("&a ".to_owned()),
        Just("*a".to_owned()),
        Just("{".to_owned()),
        Just("]".to_owned()),
        Just("- ".to_owned()),
        Just("$".to_owned()),
        Just("\n".to_owned()),
        Just("null".to_owned()),
        Just("99999999999999999999".to_owned()),
    ];
    (any::<prop::sample::Index>(), 0..12_usize, piece).prop_map(|(at, len, piece)| {
        let chars: Vec<char> = SAMPLE.chars().collect();
        let start = at.index(chars.len());
        let end = (start + len).min(chars.len());
        chars[..start].iter().copied().chain(piece.chars()).chain(chars[end..].iter().copied()).collect()
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_yaml_like_text_is_survived(text in "[-:,{}\\[\\]&*!|>'\"%@`#?~ \nab01$\t]{0,80}") {
        survives(&text);
        survives(&format!("offhook: 1\nid: a\ndialect: ccc\nsteps:\n{text}"));
    }

    #[test]
    fn a_damaged_scenario_is_survived(text in mutated()) {
        survives(&text);
    }
}

const HEAD: &str = "offhook: 1\nid: a\ndialect: ccc\n";

#[test]
fn a_file_of_a_megabyte_of_one_character_is_survived() {
    for piece in ["x", "[", "{a: ", "- ", "\n", "é", "? ", "wait: soon, "] {
        let full = piece.repeat(limits::MAX_FILE_BYTES / piece.len() - 10);
        survives(&full);
        survives(&format!("{HEAD}{full}: 1\n"));
    }
}

#[test]
fn thousands_of_the_same_mistake_are_survived() {
    for (field, piece) in [
        ("cites", "ccc.make, "),
        ("steps", "wait: soon, "),
        ("steps", "{poll: {user: nobody}}, "),
        ("steps", "{request: {action: Nothing, with: {a: $nobody}}}, "),
        ("steps", "{request: {action: MakeCall, expect: {A.b: $}}}, "),
        ("steps", "{events: [A b, [A b, A b]]}, "),
    ] {
        survives(&format!("{HEAD}{field}: [{}]\n", piece.repeat(5000)));
        survives(&format!("{HEAD}{field}: [\n{}]\n", format!("  {piece}\n").repeat(5000)));
    }
}

#[test]
fn thousands_of_users_and_unknown_names_are_survived() {
    let users: String = (0..limits::MAX_USERS).map(|n| format!("    u{n}: {{ state: NOWHERE }}\n")).collect();
    let polls: String = (0..limits::MAX_STEPS).map(|n| format!("  - poll: {{ user: w{n} }}\n")).collect();
    survives(&format!("{HEAD}given:\n  users:\n{users}steps:\n{polls}"));
    let one_more = format!("{HEAD}given:\n  users:\n{users}    last: {{}}\nsteps: [wait: 1s]\n");
    assert_eq!(problems("a.yaml", &one_more, &nothing)[0].title, "more than 10000 users");
}

#[test]
fn a_file_that_is_too_large_is_rejected_before_it_is_parsed() {
    let found = problems("a.yaml", &" ".repeat(limits::MAX_FILE_BYTES + 1), &nothing);
    assert_eq!(found[0].title, "the file is larger than 1048576 bytes");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_harmless() {
    assert_eq!(read(&format!("\u{feff}{}", SAMPLE.replace('\n', "\r\n"))), read(SAMPLE));
}
