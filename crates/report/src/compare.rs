//! The differences between two runs: of two implementations, or of two versions of one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use offhook_harness::document::{Case, Document, Outcome};
use offhook_harness::{Summarised, Verdict};
use serde::Serialize;
use serde_json::json;

use crate::words::visible;

/// The differences between two runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Cases that fail in the second run only.
    pub newly_failing: Vec<Change>,
    /// Cases that pass in the second run only.
    pub newly_passing: Vec<Change>,
    /// Cases with another outcome, neither newly failing nor newly passing.
    pub changed: Vec<Change>,
    /// Cases that are in the first run only.
    pub gone: Vec<String>,
    /// Cases of the second run only, with their outcome.
    pub new: Vec<Change>,
    /// Cases whose content changed under the same id.
    pub rewritten: Vec<String>,
    /// Cases with the same outcome.
    pub same: usize,
    /// For each clause, the number of citing cases that are newly failing and newly passing.
    pub clauses: BTreeMap<String, Balance>,
    /// Differences between the runs as a whole: another suite, or other options.
    pub remarks: Vec<String>,
}

/// A case with another outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The case's id.
    pub id: String,
    /// The outcome in the first run; none if the case was not in it.
    pub before: Option<&'static str>,
    /// The outcome in the second run.
    pub after: &'static str,
    /// The first failure of the highest severity of the second run.
    pub why: String,
}

/// The changes of the cases of a clause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Newly failing.
    pub newly_failing: usize,
    /// Newly passing.
    pub newly_passing: usize,
}

/// Compares two runs.
pub fn compare(first: &Document, second: &Document) -> Comparison {
    let by_id = |it: &'_ Document| -> BTreeMap<String, usize> {
        it.cases.iter().enumerate().map(|(nth, case)| (case.id.clone(), nth)).collect()
    };
    let (before, after) = (by_id(first), by_id(second));
    let mut found = Comparison { remarks: remarks(first, second), ..Comparison::default() };
    found.gone = before.keys().filter(|id| !after.contains_key(*id)).cloned().collect();
    for (id, nth) in &after {
        let Some(now) = second.cases.get(*nth) else { continue };
        match before.get(id).and_then(|nth| first.cases.get(*nth)) {
            None => found.new.push(change(None, now)),
            Some(then) => found.sort_in(then, now, second),
        }
    }
    found
}

impl Comparison {
    fn sort_in(&mut self, then: &Case, now: &Case, second: &Document) {
        if then.hash != now.hash {
            self.rewritten.push(now.id.clone());
        }
        let (was, is) = (then.outcome(), now.outcome());
        if was == is {
            self.same += 1;
            return;
        }
        let change = change(Some(was), now);
        let clauses: BTreeSet<&str> =
            now.cites.iter().flat_map(|cite| second.cited(cite)).map(|(id, _)| id).collect();
        match (fails(was), fails(is), is == Outcome::Of(Verdict::Pass)) {
            (false, true, _) => {
                clauses.into_iter().for_each(|id| self.balance(id).newly_failing += 1);
                self.newly_failing.push(change);
            }
            (_, _, true) => {
                clauses.into_iter().for_each(|id| self.balance(id).newly_passing += 1);
                self.newly_passing.push(change);
            }
            _ => self.changed.push(change),
        }
    }

    fn balance(&mut self, id: &str) -> &mut Balance {
        self.clauses.entry(id.to_owned()).or_default()
    }

    /// The comparison for people.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for remark in &self.remarks {
            let _ = writeln!(text, "note: {}", visible(remark));
        }
        let lists = [
            ("newly failing", &self.newly_failing),
            ("newly passing", &self.newly_passing),
            ("changed", &self.changed),
            ("new", &self.new),
        ];
        for (title, changes) in lists {
            for change in changes {
                let before = change.before.map(|word| format!("{word} -> ")).unwrap_or_default();
                let why =
                    if change.why.is_empty() { String::new() } else { format!(": {}", visible(&change.why)) };
                let _ =
                    writeln!(text, "{title:<13}  {} ({before}{}){why}", visible(&change.id), change.after);
            }
        }
        for id in &self.gone {
            let _ = writeln!(text, "{:<13}  {}", "gone", visible(id));
        }
        for (id, balance) in &self.clauses {
            let Balance { newly_failing, newly_passing } = balance;
            let _ = writeln!(
                text,
                "{:<13}  {}: {newly_failing} newly failing, {newly_passing} newly passing",
                "clause",
                visible(id)
            );
        }
        let _ = writeln!(
            text,
            "cases  {} newly failing, {} newly passing, {} changed otherwise, {} gone, {} new, {} the same",
            self.newly_failing.len(),
            self.newly_passing.len(),
            self.changed.len(),
            self.gone.len(),
            self.new.len(),
            self.same
        );
        text
    }

    /// The comparison as one JSON object.
    pub fn json(&self) -> Summarised {
        let lists = [
            ("newly_failing", json!(self.newly_failing), self.newly_failing.len()),
            ("newly_passing", json!(self.newly_passing), self.newly_passing.len()),
            ("changed", json!(self.changed), self.changed.len()),
            ("gone", json!(self.gone), self.gone.len()),
            ("new", json!(self.new), self.new.len()),
            ("rewritten", json!(self.rewritten), self.rewritten.len()),
        ];
        let counts = lists.iter().map(|(name, _, count)| (*name, (*count).into()));
        let whole = [("remarks", json!(self.remarks)), ("clauses", json!(self.clauses))];
        let listed = lists.iter().map(|(name, list, _)| (*name, list.clone()));
        Summarised::new(counts, listed.chain(whole)).with("same", self.same)
    }

    /// Returns true if a case is newly failing, or a new case fails.
    pub fn is_worse(&self) -> bool {
        let failing = [Outcome::Of(Verdict::Fail), Outcome::Of(Verdict::Error)].map(Outcome::as_str);
        !self.newly_failing.is_empty() || self.new.iter().any(|change| failing.contains(&change.after))
    }
}

const fn fails(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Of(Verdict::Fail | Verdict::Error))
}

fn change(before: Option<Outcome>, now: &Case) -> Change {
    Change {
        id: now.id.clone(),
        before: before.map(Outcome::as_str),
        after: now.outcome().as_str(),
        why: now.worst().map(|failure| failure.title.clone()).unwrap_or_default(),
    }
}

/// A property of a run: its name, and the function that reads it.
type Property<'a> = (&'static str, &'a dyn Fn(&Document) -> String);

/// The differences between two runs apart from their cases.
fn remarks(first: &Document, second: &Document) -> Vec<String> {
    let subject =
        |it: &Document| format!("{} {} ({})", it.subject.name, it.subject.version, it.subject.reached);
    let properties: [Property<'_>; 5] = [
        ("subject", &subject),
        ("version of offhook", &|it| it.version.clone()),
        ("manifest", &|it| format!("{} of {} cases", it.manifest.hash, it.manifest.count)),
        ("seed", &|it| it.seed.to_string()),
        ("strictness", &|it| it.strict.to_string()),
    ];
    let mut remarks = Vec::new();
    for (what, of) in properties {
        let (one, other) = (of(first), of(second));
        if one != other {
            remarks.push(format!("the {what} changed from {one} to {other}"));
        }
    }
    remarks
}
