//! What an addition touches is what CONTRIBUTING.md says.
#![cfg(test)]

use std::path::{Path, PathBuf};

/// The files that an operation of the machine touches, the one of its concept among them.
const OF_AN_OP: [&str; 7] = [
    "dialect/src/cc_gateway/client.rs",
    "dialect/src/ccc/client.rs",
    "explore/src/moves/ask.rs",
    "machine/src/op.rs",
    "machine/src/rules/user.rs",
    "machine/src/world/directed_pickup.rs",
    "machine/src/world/operations.rs",
];

/// Where the actions that ask for it are, and the calls that end by it: additions of their own.
const ELSEWHERE: [&str; 3] = [
    "dialect/src/cc_gateway/operations/",
    "dialect/src/cc_gateway/session_layer/",
    "explore/src/recorded/endings.rs",
];

#[test]
fn an_op_is_named_in_no_other_files_than_the_table_lists() {
    let sources = crates();
    let mut named = Vec::new();
    for folder in std::fs::read_dir(&sources).unwrap() {
        named_in(&folder.unwrap().path().join("src"), "DirectedPickup", &mut named);
    }
    let mut named: Vec<String> =
        named.iter().map(|file| file.strip_prefix(&sources).unwrap().to_str().unwrap().to_owned()).collect();
    named.retain(|file| !ELSEWHERE.iter().any(|folder| file.starts_with(folder)));
    named.sort();
    assert_eq!(named, OF_AN_OP);
}

#[test]
fn the_table_of_additions_names_each_file_of_an_op() {
    let page = std::fs::read_to_string(crates().join("../CONTRIBUTING.md")).unwrap();
    let row = page.lines().find(|line| line.starts_with("| an `Op` |")).unwrap();
    for file in OF_AN_OP.iter().filter(|file| !file.ends_with("directed_pickup.rs")) {
        let name = file.rsplit('/').next().unwrap_or(file);
        assert!(row.contains(name), "{name} is not in: {row}");
    }
    assert!(row.contains("at most 8"), "with the list of modules there are eight: {row}");
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The sources in a folder that have this word.
fn named_in(folder: &Path, word: &str, named: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            named_in(&path, word, named);
        } else if path.extension().is_some_and(|it| it == "rs")
            && std::fs::read_to_string(&path).unwrap().contains(word)
        {
            named.push(path);
        }
    }
}
