//! The JSON Schema for editors.

use std::{env, fs};

use offhook_scenario::json_schema;
use serde_json::Value;

use crate::support::{SAMPLE, root};

/// With `OFFHOOK_BLESS=1` in the environment the committed schema is rewritten instead of compared.
#[test]
fn the_committed_schema_is_current() {
    let file = root().join("scenarios/schema.json");
    let current = serde_json::to_string_pretty(&json_schema()).unwrap() + "\n";
    if env::var_os("OFFHOOK_BLESS").is_some_and(|value| value == "1") {
        fs::write(&file, &current).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == current, "scenarios/schema.json is old: run the tests once with OFFHOOK_BLESS=1");
}

#[test]
fn the_schema_is_valid_and_accepts_the_sample() {
    let schema = json_schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let errors: Vec<String> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&serde_saphyr::from_str::<Value>(SAMPLE).unwrap())
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn the_schema_rejects_what_the_parser_rejects() {
    let validator = jsonschema::validator_for(&json_schema()).unwrap();
    let refused = |text: &str| {
        let head = "offhook: 1\nid: a\ndialect: ccc\n";
        !validator.is_valid(&serde_saphyr::from_str::<Value>(&format!("{head}{text}")).unwrap())
    };
    assert!(!refused("steps: [wait: 5s]"));
    for text in [
        "steps: []",
        "steps: [wait: soon]",
        "steps: [hold: amy]",
        "steps: [{ wait: 5s, poll: { user: amy } }]",
        "steps: [request: { by: amy }]",
        "steps: [request: { action: A, expect: { Code: { matches: x } } }]",
        "steps: [network: { hang_up: amy }]",
        "steps: [events: [[[AgentTalk amy]]]]",
        "steps: [events: [{ event: Held, when: {} }]]",
        "steps: [wait: 5s]\ngiven: { users: { amy: { extention: x } } }",
        "steps: [wait: 5s]\ngiven: { instance: { ids: a } }",
        "steps: [wait: 5s]\ncities: [a]",
        "steps: [repeat: { times: 0, steps: [wait: 5s] }]",
    ] {
        assert!(refused(text), "{text}");
    }
}

#[test]
fn the_schema_accepts_every_shipped_scenario() {
    let validator = jsonschema::validator_for(&json_schema()).unwrap();
    let mut folders = vec![root().join("scenarios")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".yaml") && !name.ends_with(".given.yaml") {
                let text = fs::read_to_string(&path).unwrap();
                let tree = serde_saphyr::from_str::<Value>(&text).unwrap();
                let errors: Vec<String> = validator
                    .iter_errors(&tree)
                    .map(|error| format!("{}: {error}", error.instance_path()))
                    .collect();
                assert_eq!(errors, Vec::<String>::new(), "{name}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 60, "only {seen} scenarios");
}
