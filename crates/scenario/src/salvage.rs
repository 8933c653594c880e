//! Reads a file on after a fault, so that all faults of it show at once.
//!
//! serde stops at the first error. Here the lines that hold it are left empty and the rest is read again, which keeps the place of
//! everything else. A key that must be there and is not gets a value that stands in for it.

use std::collections::BTreeSet;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_saphyr::Error;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{MAX_DIAGNOSTICS, MAX_READS};
use crate::nearest::nearest;
use crate::parse::{Stopped, once, refuse};
use crate::place::Place;
use crate::source::Source;

/// What can be read of a file.
#[derive(Clone, Debug)]
pub struct Salvaged<T> {
    /// The value, without what could not be read; none where too little is left for one.
    pub value: Option<T>,
    /// Everything that could not be read, in order of position.
    pub faults: Vec<Diagnostic>,
    /// The keys at the top of the file of which something could not be read, or that are missing. What they say is not known, so
    /// that nothing follows from their absence in the value.
    pub unread: BTreeSet<String>,
}

/// Reads a file as far as it can be read. `stand_ins` has a value for keys at the top that must be there.
pub fn salvage_yaml<T: DeserializeOwned>(source: &Source, stand_ins: &[(&str, &str)]) -> Salvaged<T> {
    let mut salvage = Salvage { lines: lines(&source.text), faults: Vec::new(), unread: BTreeSet::new() };
    let value = match refuse(0, &source.text) {
        Some(fault) => {
            salvage.faults.push(fault);
            None
        }
        None => salvage.read(stand_ins),
    };
    let Salvage { mut faults, unread, .. } = salvage;
    faults.sort_by_key(|fault| fault.place);
    faults.truncate(MAX_DIAGNOSTICS);
    Salvaged { value, faults: faults.into_iter().map(|fault| fault.from(source)).collect(), unread }
}

fn lines(text: &str) -> Vec<String> {
    text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

struct Salvage {
    /// The lines that are still read.
    lines: Vec<String>,
    faults: Vec<Diagnostic>,
    unread: BTreeSet<String>,
}

impl Salvage {
    fn read<T: DeserializeOwned>(&mut self, stand_ins: &[(&str, &str)]) -> Option<T> {
        for _ in 0..MAX_READS {
            let (result, invalid) = once::<T>(0, &self.text());
            for fault in invalid {
                let top = self.top(fault.place).map(|(_, key)| key);
                self.unread.extend(top);
                self.report(fault);
            }
            let Stopped { error, fault } = match result {
                Ok(value) => return Some(value),
                Err(stopped) => *stopped,
            };
            let goes_on = match root(&error) {
                Error::SerdeMissingField { field, .. } if fault.place.column <= 1 => {
                    self.stand_in(field, fault, stand_ins)
                }
                error => {
                    let meant = match error {
                        Error::SerdeUnknownField { field, expected, .. } if fault.place.column <= 1 => {
                            nearest(field, expected.iter().copied())
                        }
                        _ => None,
                    };
                    self.unread.extend(meant.map(str::to_owned));
                    let place = fault.place;
                    self.report(fault);
                    self.leave_out(place)
                }
            };
            if !goes_on {
                return None;
            }
        }
        None
    }

    fn text(&self) -> String {
        // Where everything was left out, that nothing is left is no news.
        if !self.faults.is_empty() && self.lines.iter().all(|line| is_blank(line)) {
            return "{}".to_owned();
        }
        self.lines.join("\n")
    }

    /// Notes a fault, once: what is invalid shows in each reading.
    fn report(&mut self, fault: Diagnostic) {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// Gives a missing key a value. That it is missing is no news where it is what could not be read.
    fn stand_in(&mut self, field: &str, fault: Diagnostic, stand_ins: &[(&str, &str)]) -> bool {
        if self.unread.insert(field.to_owned()) {
            self.report(fault);
        }
        let Some((key, value)) = stand_ins.iter().find(|(key, _)| *key == field) else { return false };
        self.lines.push(format!("{key}: {value}"));
        is_yaml(&self.text())
    }

    /// Leaves the lines of a fault empty: no more than the item or entry that it is in, or all of its key at the top where the rest
    /// would be no YAML.
    fn leave_out(&mut self, place: Place) -> bool {
        let Some(line) = (place.line as usize).checked_sub(1).filter(|line| !is_blank(self.line(*line)))
        else {
            return false;
        };
        let Some((top, key)) = self.top(place) else { return false };
        self.unread.insert(key);
        let before = self.lines.clone();
        [line, top].into_iter().any(|from| {
            self.lines.clone_from(&before);
            self.clear(from);
            is_yaml(&self.text())
        })
    }

    /// Empties a line with all that is indented below it, and the key above that has nothing left.
    fn clear(&mut self, from: usize) {
        let indent = indent(self.line(from));
        let is_item = self.line(from).trim_start().starts_with("- ");
        self.lines[from].clear();
        for line in from + 1..self.lines.len() {
            let here = self.line(line);
            let belongs = is_blank(here) || self::indent(here) > indent || is_listed(here, indent, is_item);
            if !belongs {
                break;
            }
            self.lines[line].clear();
        }
        let above = (0..from).rev().find(|line| !is_blank(self.line(*line)));
        let below = (from..self.lines.len()).find(|line| !is_blank(self.line(*line)));
        let Some(above) = above.filter(|line| self.line(*line).trim_end().ends_with(':')) else { return };
        let (parent, next) = (self::indent(self.line(above)), below.map(|line| self.line(line)));
        let has_more = next.is_some_and(|next| self::indent(next) > parent || is_listed(next, parent, false));
        if parent <= indent && !has_more {
            self.clear(above);
        }
    }

    /// The key at the top of the file that a place belongs to, and its line.
    fn top(&self, place: Place) -> Option<(usize, String)> {
        (0..place.line as usize).rev().find_map(|line| Some((line, key(self.line(line))?.to_owned())))
    }

    fn line(&self, line: usize) -> &str {
        self.lines.get(line).map_or("", String::as_str)
    }
}

/// The error itself, where it is in what an alias repeats.
fn root(error: &Error) -> &Error {
    match error.without_snippet() {
        Error::AliasError { error, .. } => root(error),
        error => error,
    }
}

/// Whether the text is YAML, whatever it says.
fn is_yaml(text: &str) -> bool {
    match once::<IgnoredAny>(0, text).0 {
        Ok(_) => true,
        Err(stopped) => !matches!(stopped.fault.code, Code::Syntax | Code::Limit),
    }
}

/// The key that a line at the top of the file begins with.
fn key(line: &str) -> Option<&str> {
    let begins = |symbol: char| symbol.is_alphanumeric() || symbol == '"' || symbol == '\'';
    let (key, _) = line.split_once(':').filter(|_| line.starts_with(begins))?;
    Some(key.trim_matches(|symbol: char| symbol == '"' || symbol == '\'' || symbol.is_whitespace()))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn is_blank(line: &str) -> bool {
    let text = line.trim_start();
    text.is_empty() || text.starts_with('#')
}

/// Whether a line is an item of the list below a key of this indentation: the items may stand in the column of the key.
fn is_listed(line: &str, indent: usize, below_item: bool) -> bool {
    !below_item && self::indent(line) == indent && line.trim_start().starts_with('-')
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::at::At;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Item {
        name: At<String>,
        #[serde(default)]
        size: u8,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        version: At<u32>,
        #[serde(default)]
        items: Vec<Item>,
        #[serde(default)]
        switch: bool,
    }

    fn salvaged(text: &str) -> (Option<File>, Vec<(u32, String)>, Vec<String>) {
        let read = salvage_yaml::<File>(&Source::new("a.yaml", text), &[("version", "1")]);
        let faults = read.faults.iter().map(|fault| (fault.place.line, fault.title.clone())).collect();
        (read.value, faults, read.unread.into_iter().collect())
    }

    #[test]
    fn every_fault_is_found_and_the_rest_is_read() {
        let text = "version: 1\nitems:\n- name: one\n  size: big\n- { nmae: two }\n- name: three\nswitch: 7\nmore: 1\n";
        let (file, faults, unread) = salvaged(text);
        let lines: Vec<u32> = faults.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [4, 5, 7, 8], "{faults:?}");
        let file = file.unwrap();
        let read: Vec<(&str, u8)> =
            file.items.iter().map(|item| (item.name.value.as_str(), item.size)).collect();
        assert_eq!((read, file.switch), (vec![("one", 0), ("three", 0)], false));
        assert_eq!(unread, ["items", "more", "switch"]);
    }

    #[test]
    fn a_key_that_must_be_there_is_missed_once_and_not_if_it_is_misspelt() {
        let (file, faults, unread) = salvaged("items: []\nswitch: 7\n");
        let titles: Vec<&str> = faults.iter().map(|(_, title)| title.as_str()).collect();
        assert_eq!(titles.len(), 2, "{titles:?}");
        assert!(titles.iter().any(|title| title.contains("the field `version` is missing")), "{titles:?}");
        assert_eq!(
            (file.unwrap().version.value, unread),
            (1, vec!["switch".to_owned(), "version".to_owned()])
        );
        let (_, faults, unread) = salvaged("vresion: 1\n");
        assert_eq!(faults, [(1, "unknown field `vresion`".to_owned())]);
        assert!(unread.contains(&"version".to_owned()));
    }

    #[test]
    fn a_key_of_which_nothing_is_left_is_not_complained_of_again() {
        let (file, faults, _) = salvaged("version: 1\nitems:\n  - { nmae: two }\n");
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(file.unwrap().items.is_empty());
    }

    #[test]
    fn what_is_no_yaml_is_one_fault() {
        for text in
            ["version: 1\nitems: [\n", "{ version: 1, more: 1 }\n", "version: 1\nitems: {\n  nmae: 1 }\n"]
        {
            let (_, faults, _) = salvaged(text);
            assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        }
    }
}
