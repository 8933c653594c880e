//! Numbers on the command line have bounds, and a number beyond them is refused with a message.
#![cfg(test)]

mod common;

use common::{offhook, stderr, stdout};

/// Options that take any number: a seed asks for nothing.
const ANY: [&str; 1] = ["--seed"];

/// The options of a command that take a number, by its help.
fn numeric(command: &str) -> Vec<String> {
    let help = offhook(&[command, "--help"]);
    let lines = stdout(&help).lines().map(str::trim);
    let names = lines.filter_map(|line| {
        let (option, value) = line.split_once(" <")?;
        let name = option.rsplit(' ').next()?;
        let number =
            ["N>", "M>", "K>", "D>", "S>", "MIB>", "SECONDS>"].iter().any(|it| value.starts_with(it));
        (name.starts_with("--") && number).then(|| name.to_owned())
    });
    names.collect()
}

#[test]
fn a_number_that_is_too_large_is_refused_and_nothing_panics() {
    let mut tried = 0;
    for (command, more) in [
        ("generate", &[][..]),
        ("fuzz", &["--time", "1ms"]),
        ("check", &["--agents", "1"]),
        ("conform", &["--statement", "no-such-file.yaml", "--minimal", "no-such-dir"]),
        ("mutants", &["no-such-dir"]),
        ("variants", &["no-such-dir"]),
        ("run", &["no-such-dir"]),
        ("graph", &[]),
    ] {
        for option in numeric(command).iter().filter(|it| !ANY.contains(&it.as_str())) {
            let given: Vec<&str> = if option == "--agents" { vec![] } else { more.to_vec() };
            for number in ["18446744073709551615", "18446744073709551616", "-1"] {
                let output = offhook(&[&[command], &given[..], &[&format!("{option}={number}")]].concat());
                let said = stderr(&output);
                assert!(!said.contains("panicked"), "{command} {option}={number}: {said}");
                assert_eq!(output.status.code(), Some(1), "{command} {option}={number}: {said}");
                assert!(said.contains(option.as_str()), "the message names the option: {said}");
                tried += 1;
            }
        }
    }
    assert!(tried >= 50, "{tried}");
}

#[test]
fn the_largest_seed_is_a_seed_like_any_other() {
    let case = "scenarios/ccc/hold-call/hold-and-retrieve.yaml";
    for (command, more) in [
        ("run", &[case][..]),
        ("generate", &["--tests", "1", "--length", "2"]),
        ("fuzz", &["--steps", "100", "--cross-checks", "1"]),
    ] {
        let output = offhook(&[&[command], more, &["--seed", "18446744073709551615"]].concat());
        assert!(!stderr(&output).contains("panicked"), "{command}: {}", stderr(&output));
        assert_eq!(output.status.code(), Some(0), "{command}: {}", stderr(&output));
    }
}
