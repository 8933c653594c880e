//! Worlds that several scenarios share.

use std::io;

use offhook_scenario::{Scenario, check, load, parse, to_yaml};

use crate::support::words;

const TEXT: &str = "
offhook: 1
id: a
dialect: ccc
given:
  include: ../given/two-agents.yaml
  users:
    amy: { state: BREAK }
    eve: { extension: \"8003\" }
  policy: { ring_timeout: 5s }
steps: [poll: { user: bob }]
";

const TWO_AGENTS: &str = "
include: clock.yaml
users:
  amy: { extension: \"8001\", state: READY }
  bob: { extension: \"8002\" }
policy: { call_from_break: true, ring_timeout: 30s }
";

fn files(path: &str) -> io::Result<String> {
    match path {
        "suite/given/two-agents.yaml" => Ok(TWO_AGENTS.to_owned()),
        "suite/given/clock.yaml" => Ok("{ clock: 5, seed: 1 }".to_owned()),
        _ => Err(io::ErrorKind::NotFound.into()),
    }
}

fn joined() -> Scenario {
    load("suite/ccc/a.yaml", TEXT, &files).unwrap()
}

#[test]
fn keys_of_the_file_replace_keys_of_the_included_file() {
    let given = joined().given;
    let names: Vec<&str> = given.users.iter().map(|(alias, _)| alias.as_str()).collect();
    assert_eq!(names, ["amy", "bob", "eve"]);
    let amy = given.users.get("amy").unwrap();
    assert_eq!((&amy.state, &amy.extension), (&Some("BREAK".into()), &Some("8001".into())));
    assert_eq!(given.policy.ring_timeout.map(|timeout| timeout.ms), Some(5000));
    assert_eq!(given.policy.call_from_break.map(|allowed| allowed.value), Some(true));
    assert_eq!(given.clock.map(|clock| clock.ms), Some(5), "two files down");
}

#[test]
fn a_joined_world_includes_nothing() {
    let scenario = joined();
    assert_eq!(check(&scenario, &words()), []);
    assert_eq!(scenario.given.include, None);
    assert_eq!(parse("b.yaml", &to_yaml(&scenario)), Ok(scenario));
}

#[test]
fn a_value_from_another_file_is_placed_there() {
    let scenario = joined();
    let extension = scenario.given.users.get("bob").unwrap().extension.clone().unwrap();
    assert_eq!(&*scenario.sources.of(extension.place).name, "suite/given/two-agents.yaml");
    assert_eq!((extension.place.line, extension.place.column), (5, 21));
}

#[test]
fn without_a_loader_the_include_stays() {
    let scenario = parse("a.yaml", TEXT).unwrap();
    assert_eq!(scenario.given.include, Some("../given/two-agents.yaml".into()));
}

#[test]
fn a_file_that_is_not_text_is_reported_as_such() {
    let binary = |_: &str| Err(io::ErrorKind::InvalidData.into());
    let problems = load("suite/ccc/a.yaml", TEXT, &binary).unwrap_err();
    assert_eq!(problems[0].label.as_deref(), Some("it is not UTF-8"));
}

/// What is said of a scenario that includes a file with this text.
fn said_of(included: &str) -> String {
    let text = "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { include: ../x }\nsteps:\n- wait: 1s\n";
    let faults = load("suite/a.yaml", text, &|_| Ok(included.to_owned())).unwrap_err();
    faults.iter().map(|fault| fault.render(false)).collect()
}

#[test]
fn nothing_is_quoted_of_an_included_file_that_is_no_world() {
    for file in [
        "root:x:0:0:root:/root:/bin/sh\n",
        "SECRET=root\nPASSWORD=root\n",
        "-----BEGIN PRIVATE KEY-----\nroot\n",
        "{\"token\": \"root\"}",
        "apiVersion: v1\nkind: Config\nusers:\n- { name: root, token: root }\n",
        "just root",
        "[root, root]",
        "!!root\n",
    ] {
        let said = said_of(file);
        assert!(!said.contains("root"), "{said}");
        assert!(said.contains("`x` holds no world") && said.contains("suite/a.yaml:4:"), "{said}");
        assert!(said.contains("include a mapping of these keys: include, clock"), "{said}");
    }
}

#[test]
fn a_world_with_a_fault_is_quoted_with_its_place() {
    for (file, quoted) in [
        ("clock: 2020-12-29T07:28:00Z\nusrs: {}\nusers: { amy: { state: READY } }\n", "2 | usrs: {}"),
        ("users: { amy: { stat: READY } }\n", "stat: READY"),
        ("{ users: { amy: { stat: READY } } }\n", "stat: READY"),
        ("users:\n  amy: [\n", "x:"),
    ] {
        assert!(said_of(file).contains(quoted), "{}", said_of(file));
    }
}
