//! Statements: what they say, and what is said of those that are wrong.

use offhook_harness::{Isolation, Observation, Statement, Stimuli, Time};
use serde_json::Value;

use crate::support::statement;

const LEAST: &str = "offhook: 1\nname: x\ndialect: ccc\ntarget: http://h\ncontrol: http://h/c\n";

fn faults(text: &str) -> String {
    let faults = Statement::parse("statement.yaml", text).unwrap_err();
    faults.iter().map(|fault| fault.render(false)).collect()
}

fn examples() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/statements");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect()
}

#[test]
fn the_examples_read_and_keep_to_the_schema() {
    let schema = Statement::json_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let examples = examples();
    assert!(examples.len() >= 3);
    for (name, text) in examples {
        statement(&text);
        let value: Value = serde_yaml::from_str(&text).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(wrong, [""; 0], "{name}");
    }
    let wrong: Value = serde_yaml::from_str("{offhook: 1, name: x, dialect: ccc, actoins: []}").unwrap();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn the_example_with_every_field_shows_every_field() {
    let everything = examples().into_iter().find(|(name, _)| name.ends_with("everything.yaml")).unwrap().1;
    let schema = Statement::json_schema();
    for field in schema["properties"].as_object().unwrap().keys() {
        assert!(everything.contains(&format!("{field}:")), "{field} is not shown");
    }
}

#[test]
fn what_is_left_out_has_its_default() {
    let least = statement(LEAST);
    assert_eq!(
        (least.timeout_ms(), least.time.value, least.isolation.value),
        (5_000, Time::Virtual, Isolation::Reset)
    );
    assert!(least.claims_action("MakeCall") && least.claims_parameter("HoldCall", "Music"));
    assert!(least.observed_by(Observation::Events) && least.claims_stimulus("busy"));
    assert_eq!(least.stimuli(), Stimuli::Control);
}

#[test]
fn a_fault_names_the_place_and_the_nearest_name() {
    assert_eq!(
        faults(&format!("{LEAST}actions: [MakeCal]\n")),
        "error[unknown-action]: unknown action of `ccc`: `MakeCal`\n --> statement.yaml:6:11\n  |\n6 | actions: [MakeCal]\n  \
         |           ^^^^^^^\n  |\n  = help: did you mean `MakeCall`?\n"
    );
    assert!(faults(&format!("{LEAST}obsevation: [polls]\n")).contains("did you mean `observation`?"));
    assert!(
        faults("offhook: 2\nname: x\ndialect: ccc\ntarget: http://h\ncontrol: http://h\n")
            .contains("version 2")
    );
}

#[test]
fn what_cannot_be_together_is_refused_with_the_remedy() {
    let cases = [
        ("offhook: 1\nname: x\ndialect: ccc\n", "nothing says how the implementation is reached"),
        (
            "offhook: 1\nname: x\ndialect: ccc\ntarget: http://h\n",
            "without a control endpoint nothing can be reset",
        ),
        (
            "offhook: 1\nname: x\ndialect: ccc\ntarget: ftp://h\ncontrol: http://h\n",
            "begins neither with http",
        ),
        (&format!("{LEAST}command: [x]\n"), "exclude each other"),
        (&format!("{LEAST}parallel: 2\n"), "cases run one at a time"),
        (&format!("{LEAST}parallel: 65\n"), "from 1 to 64"),
        (&format!("{LEAST}isolation: fresh-users\n"), "there are no users to play with"),
        (&format!("{LEAST}time: {{ scaled: 100 }}\n"), "a second could not be told from the next"),
        (&format!("{LEAST}time: {{ scaled: 0 }}\ntolerance: 0ms\n"), "the scale of time"),
        (&format!("{LEAST}timeout: 2h\n"), "`timeout`"),
        (&format!("{LEAST}rate_limit: 0\n"), "`rate_limit`"),
        (&format!("{LEAST}stimuli: stdio\n"), "nothing says where that is"),
        (&format!("{LEAST}stimulus_kinds: [anwsered]\n"), "did you mean `answered`?"),
        (&format!("{LEAST}edition: \"1999\"\n"), "unknown edition"),
        (&format!("{LEAST}deviations: [{{ reason: so }}]\n"), "exactly one of `clause` and `action`"),
        (&format!("{LEAST}deviations: [{{ clause: ccc.hold-cal, reason: so }}]\n"), "unknown clause"),
        (
            &format!("{LEAST}credentials: {{ access_key_id: {{ var: X }}, access_key_secret: s }}\n"),
            "unknown field `var`",
        ),
    ];
    for (text, part) in cases {
        let said = faults(text);
        assert!(said.contains(part) && said.contains("statement.yaml:"), "{text}\n{said}");
    }
}

#[test]
fn an_overridden_address_is_checked_as_the_others_are() {
    let wrong = statement(LEAST).reached_at(Some("nonsense".to_owned()), None).unwrap_err();
    assert!(wrong[0].title.contains("`nonsense` is not an address"));
    assert!(statement(LEAST).reached_at(Some("http://other".to_owned()), None).is_ok());
}

#[test]
fn a_statement_is_shown_without_its_secrets() {
    let shown = statement(&format!("{LEAST}credentials: {{ access_key_id: id, access_key_secret: hush }}\n"));
    assert!(!format!("{:?}", shown.credentials).contains("hush"));
}
