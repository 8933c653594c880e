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
        (&format!("{LEAST}stimuli: none\nstimulus_kinds: [answered]\n"), "nobody plays the network"),
        (
            &format!("{LEAST}actions: [MakeCall]\nparameters: {{ HoldCall: [JobId] }}\n"),
            "parameters of HoldCall are claimed, but HoldCall itself is not",
        ),
        (
            "offhook: 1\nname: x\ndialect: cc-gateway\ntarget: http://h\ncontrol: http://h\nformats: [json, xml]\n",
            "answers of cc-gateway are not written in XML",
        ),
        (
            "offhook: 1\nname: x\ndialect: ccc\ntarget: http://h\nisolation: fresh-users\nusers: [{ id: a }]\n",
            "requests name the call centre by `InstanceId`",
        ),
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

/// The places and titles of the faults of a statement.
fn listed(text: &str) -> Vec<(u32, String)> {
    let faults = Statement::parse("statement.yaml", text).unwrap_err();
    faults.into_iter().map(|fault| (fault.place.line, fault.title)).collect()
}

#[test]
fn all_faults_of_a_statement_show_at_once() {
    let text = "offhook: 1\nnaem: x\ndialect: ccc\ntarget: ftp://h\ncontrol: http://h/c\nactions: [MakeCal]\n\
                parallel: two\ntimeout: soon\nusers:\n- { id: amy, extnsion: \"1\" }\n- { id: bob }\n\
                deviations:\n- { clause: ccc.hold-cal, reason: so }\n- { clause: ccc.hold-call }\nobsevation: []\n";
    let faults = listed(text);
    let lines: Vec<u32> = faults.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 4, 6, 7, 8, 10, 13, 14, 15], "{faults:#?}");
    let shown = self::faults(text);
    for part in [
        "did you mean `name`?",
        "did you mean `observation`?",
        "did you mean `MakeCall`?",
        "did you mean `extension`?",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(shown.matches("statement.yaml:").count(), lines.len(), "{shown}");
}

#[test]
fn nothing_is_concluded_from_what_could_not_be_read() {
    // Neither that there is no control endpoint, nor that there are no users, nor that a name is missing.
    for (text, line) in [
        ("offhook: 1\nname: x\ndialect: ccc\ntarget: http://h\ncontrol: [a]\n", 5),
        (&format!("{LEAST}isolation: fresh-users\ninstance: i\nusers: all\n"), 8),
        (&LEAST.replace("name: x", "name: [x]"), 2),
        (&LEAST.replace("dialect: ccc", "dialect: cccc"), 3),
    ] {
        let faults = listed(text);
        assert_eq!(faults.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [line], "{text}: {faults:#?}");
    }
}

#[test]
fn a_claimed_profile_is_held_against_the_freedoms_that_there_are() {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("claimed-profile");
    std::fs::create_dir_all(&folder).unwrap();
    let statement = folder.join("statement.yaml");
    std::fs::write(&statement, format!("{LEAST}profile: taken.json\nparallel: 0\n")).unwrap();
    let said = |profile: &str| {
        std::fs::write(folder.join("taken.json"), profile).unwrap();
        Statement::read(&statement).unwrap_err().to_string()
    };
    let taken = |id: &str, option: &str| {
        format!(
            "{{\n\"offhook_profile\": 1,\n\"freedoms\": {{\n\"{id}\": {{ \"options\": [\"{option}\"] }}\n}}\n}}\n"
        )
    };
    let unknown = said(&taken("ccc.no-value.json.Mesage", "null"));
    assert!(unknown.contains("`ccc.no-value.json.Mesage` is no freedom of `ccc`"), "{unknown}");
    assert!(unknown.contains("did you mean `ccc.no-value.json.Message`?"), "{unknown}");
    assert!(unknown.contains("taken.json:4:1") && unknown.contains("statement.yaml:7:11"), "{unknown}");
    let wrong = said(&taken("ccc.no-value.json.Message", "nul"));
    assert!(wrong.contains("`nul` is no option of `ccc.no-value.json.Message`"), "{wrong}");
    assert!(wrong.contains("taken.json:4:44") && wrong.contains("its options are `"), "{wrong}");
    assert!(said("[]").contains("the profile cannot be read"));
    std::fs::write(&statement, format!("{LEAST}profile: taken.json\n")).unwrap();
    std::fs::write(folder.join("taken.json"), taken("ccc.no-value.json.Message", "null")).unwrap();
    let read = Statement::read(&statement).unwrap();
    assert!(read.claimed_profile.is_some());
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
