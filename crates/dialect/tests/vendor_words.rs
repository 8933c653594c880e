//! Outside a vendor's folder nothing knows a vendor by its words: no text in the sources of the other crates is the name of a
//! field, a parameter, an operation or an event, a path of these, or a code. What a crate needs of them is a value of the
//! `Vendor`.
//!
//! A name that is a plain word, such as `result` or `answer`, cannot be told apart from our own words and is not looked for.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use offhook_dialect::{ACTION, VENDORS};

/// Where a vendor's word may stand outside its folder: a path under `crates` or its beginning, the word (empty for any), and
/// the reason.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("hostility/src/", "", "seeds of the fuzzers, and worlds for them: what clients of these vendors send"),
    (
        "harness/src/applicable/",
        "ContextId",
        "an id that a given world spells is looked for in the scenario's text",
    ),
    (
        "harness/src/remote/link.rs",
        "Content-Type",
        "a header of HTTP, which a vendor's request may name, too",
    ),
    (
        "machine/src/names.rs",
        "RingingTimeout",
        "the reason why a channel ended, which is in the world's names",
    ),
    ("scenario/src/path.rs", "CallContext", "the example in the help for a path"),
    ("scenario/src/path.rs", "ChannelContexts", "the example in the help for a path"),
];

#[test]
fn no_source_outside_a_vendors_folder_has_a_word_of_the_vendor() {
    let (words, mut found, mut files) = (words(), Vec::new(), 0_usize);
    let mut used = BTreeSet::new();
    for file in sources() {
        files += 1;
        let source = std::fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(crates()).unwrap().to_str().unwrap().to_owned();
        for (line, text) in literals(product(&source)) {
            for word in text.split(['.', '/', '[', ']']).filter(|word| words.contains(*word)) {
                let allows = |(path, own, _): &(&str, &str, &str)| {
                    name.starts_with(path) && (own.is_empty() || *own == word)
                };
                match ALLOWED.iter().position(allows) {
                    Some(row) => drop(used.insert(row)),
                    None => found.push(format!("{name}:{line}: \"{text}\" has `{word}`")),
                }
            }
        }
    }
    assert!(files > 200, "the sources are not where they were: {files} files");
    assert!(found.is_empty(), "make a value of `Vendor` of each:\n{}", found.join("\n"));
    let unused: Vec<_> = ALLOWED.iter().enumerate().filter(|(row, _)| !used.contains(row)).collect();
    assert!(unused.is_empty(), "nothing is allowed by {unused:?}");
}

#[test]
fn a_word_of_a_vendor_is_found_in_a_text_and_not_in_a_comment_or_a_test() {
    let source = "// \"JobId\"\nlet at = \"Data.CallContext.JobId\"; // \"RequestId\"\nlet text = r#\"retcode\"#;\n\
                  let sentence = \"a JobId is said\";\n#[cfg(test)]\nmod tests { let it = \"JobId\"; }\n";
    let words = words();
    let has_word = |text: &str| text.split(['.', '/', '[', ']']).any(|word| words.contains(word));
    let found: Vec<_> = literals(product(source)).into_iter().filter(|(_, text)| has_word(text)).collect();
    assert_eq!(found, [(2, "Data.CallContext.JobId"), (3, "retcode")]);
}

/// The words by which a vendor can be known: those that are no plain words of English.
fn words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for vendor in VENDORS {
        let tables = &vendor.tables;
        let mut names: Vec<&str> = tables.refusal_fields.iter().map(|row| row.path).collect();
        for operation in tables.operations {
            names.push(operation.name());
            names.extend(operation.params().iter().map(|row| row.name));
            names.extend(operation.fields().iter().map(|row| row.path));
        }
        for event in (tables.events)() {
            names.push(event.name);
            names.extend(event.fields.iter().map(|field| field.path));
        }
        names.extend((tables.codes)());
        names.extend((tables.common_refusals)());
        words.extend(names.iter().flat_map(|name| name.split(['.', '[', ']'])).map(str::to_owned));
    }
    words.retain(|word| is_telling(word));
    words.remove(ACTION);
    words
}

/// Words of two humps, codes, and lower-case words that no English dictionary has.
fn is_telling(word: &str) -> bool {
    const JOINED: [&str; 6] = ["retcode", "callid", "agentid", "workno", "phonenum", "dstaddress"];
    let mut letters = word.chars();
    let first = letters.next();
    let humps =
        letters.any(|letter| letter.is_ascii_uppercase()) && !word.chars().all(|it| it.is_ascii_uppercase());
    let code = first.is_some_and(|it| it.is_ascii_digit()) && word.contains('-');
    humps || code || JOINED.contains(&word) || first.is_some_and(|it| it.is_ascii_uppercase())
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The sources of every crate but this one, in order.
fn sources() -> Vec<PathBuf> {
    fn add(folder: &Path, all: &mut Vec<PathBuf>) {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for entry in entries {
            if entry.is_dir() {
                add(&entry, all);
            } else if entry.extension().is_some_and(|it| it == "rs") {
                all.push(entry);
            }
        }
    }
    let mut all = Vec::new();
    for entry in std::fs::read_dir(crates()).unwrap() {
        let folder = entry.unwrap().path();
        if folder.file_name().is_some_and(|name| name != "dialect") {
            add(&folder.join("src"), &mut all);
        }
    }
    all.sort();
    all
}

/// A source without its unit tests, which stand at its end.
fn product(source: &str) -> &str {
    source.split("#[cfg(test)]\nmod ").next().unwrap_or(source)
}

/// The texts of a source with their lines; comments have none.
fn literals(source: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    for (index, line) in source.lines().enumerate() {
        let mut rest = line;
        while let Some(at) = rest.find(['"', '\'', '/']) {
            let (before, from) = rest.split_at(at);
            if from.starts_with("//") {
                break;
            }
            let raw = from.starts_with('"') && before.ends_with("r#");
            let skipped = ["'\"'", "'\\\"'"].into_iter().find(|it| from.starts_with(it));
            if let Some(letter) = skipped {
                rest = &from[letter.len()..];
            } else if let Some(text) = from.strip_prefix('"') {
                let end = if raw { text.find("\"#") } else { end_of(text) };
                let (text, after) = text.split_at(end.unwrap_or(text.len()));
                all.push((index + 1, text));
                rest = after.strip_prefix('"').unwrap_or_default();
            } else {
                rest = &from[1..];
            }
        }
    }
    all
}

/// Where a text ends: at the first quote that is not escaped.
fn end_of(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, letter)| {
        let ends = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        ends.then_some(at)
    })
}
