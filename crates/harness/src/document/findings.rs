//! The findings of a run: its failures, grouped by cause across cases.
//!
//! Failures have one cause if they have the same code, are about the same clause and have the same title, whatever ids, quoted
//! numbers and indices of lists stand in it. Failures about one field of answers have one cause, whatever the operation and the
//! check; so have those about one refusal of an operation, and those about one event that does not come. Nothing but the cases of a
//! document is looked at.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::runner::LEFT_OUT;

use super::{Case, Document, Ending, Failure, Outcome};
use crate::verdict::Verdict;

/// A run of at least so many digits is an id.
const DIGITS_OF_AN_ID: usize = 8;
/// What stands in the id of a field's clause between the operation and the path.
const FIELD: &str = ".response.";
/// What stands in the id of a refusal's clause between the operation and the code.
const REFUSAL: &str = ".errors.";
/// How the titles begin and end that say that an event does not come: by the oracle, and by what a scenario expects.
const NO_EVENT: (&str, &str) = ("no event ", " is not observed here");
/// What stands in a title for something that differs from case to case.
const ANY: &str = "…";

/// Failures of one cause, in however many cases.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Finding {
    /// The highest severity of the failures: `error`, `warning` or `note`.
    pub severity: String,
    /// What kind of departure.
    pub code: String,
    /// The id of the clause that does not hold, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// What is wrong. What differs from case to case is left out.
    pub title: String,
    /// What was expected and observed in the smallest case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_observed: Option<String>,
    /// The ids of the cases, in the order of the document.
    pub cases: Vec<String>,
    /// The case with the fewest planned steps, the first of them.
    pub smallest: Smallest,
}

/// The smallest case of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Smallest {
    /// Its id.
    pub id: String,
    /// Its file.
    pub file: String,
}

/// A document as it is written: the verdict and the findings lead. Both follow from the cases, so they are not read again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Written<'a> {
    /// What the run came to, in one line.
    pub verdict: String,
    /// The failures, grouped by cause. Waived failures are not among them.
    pub findings: Vec<Finding>,
    /// Everything else.
    #[serde(flatten)]
    pub document: &'a Document,
}

/// What the failures of one finding have in common.
type Cause<'a> = (&'a str, Option<&'a str>, String);

/// The failures of one cause, each with its case; a case is in it once.
type Group<'a> = Vec<(&'a Case, &'a Failure)>;

/// The findings of cases: errors first, of one severity those in the most cases first. A waived failure is in none, and neither is
/// one that only follows from a failure before it in the same case.
pub fn findings(cases: &[Case]) -> Vec<Finding> {
    let mut groups: BTreeMap<Cause<'_>, Group<'_>> = BTreeMap::new();
    let mut silent: Vec<&Case> = Vec::new();
    for case in cases.iter().filter(|case| case.is_failing()) {
        if case.failures.is_empty() {
            silent.push(case);
        }
        for (nth, failure) in case.failures.iter().enumerate() {
            if nth > 0 && follows(failure) {
                continue;
            }
            let cause = cause(failure);
            let group = groups.entry(cause).or_default();
            match group.last_mut() {
                // The case is in the group already; the worst of its failures stays.
                Some((last, kept)) if std::ptr::eq(*last, case) => {
                    if failure.rank() < kept.rank() {
                        *kept = failure;
                    }
                }
                _ => group.push((case, failure)),
            }
        }
    }
    let groups = groups.values().filter_map(of_group);
    let mut findings: Vec<Finding> = groups.chain(of_silent(&silent)).collect();
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    findings
}

/// The cause of a failure. A field that is wrong is wrong in every answer that has it, whichever check finds it; a refusal that is
/// otherwise shows in its code, its status and its body; an event that does not come is missed by the oracle and by the scenario.
fn cause(failure: &Failure) -> Cause<'_> {
    let clause = failure.clause.as_deref();
    let title = &failure.title;
    let is_missing = title.starts_with(NO_EVENT.0) || title.ends_with(NO_EVENT.1);
    match (clause, clause.and_then(|clause| clause.split_once(FIELD))) {
        (_, Some((_, path))) => (FIELD, Some(path), String::new()),
        (Some(clause), None) if clause.contains(REFUSAL) => (REFUSAL, Some(clause), String::new()),
        (Some(clause), None) if is_missing => (NO_EVENT.0, Some(clause), String::new()),
        _ => (failure.code.as_str(), failure.clause.as_deref(), neutral(&failure.title)),
    }
}

type Order<'a> = (usize, std::cmp::Reverse<usize>, Option<&'a str>, &'a str, &'a str);

fn order(it: &Finding) -> Order<'_> {
    let cases = std::cmp::Reverse(it.cases.len());
    (rank(&it.severity), cases, it.clause.as_deref(), &it.title, &it.code)
}

fn of_group(group: &Group<'_>) -> Option<Finding> {
    let (_, worst) = group.iter().min_by_key(|(_, failure)| failure.rank())?;
    let (smallest, failure) = group.iter().min_by_key(|(case, _)| case.planned)?;
    let alike = group.iter().all(|(_, other)| other.title == failure.title);
    Some(Finding {
        severity: worst.severity.clone(),
        code: failure.code.clone(),
        clause: failure.clause.clone(),
        title: if alike { failure.title.clone() } else { neutral(&failure.title) },
        expected_observed: failure.label.clone(),
        cases: group.iter().map(|(case, _)| case.id.clone()).collect(),
        smallest: Smallest::of(smallest),
    })
}

/// Cases that failed without a word.
fn of_silent(cases: &[&Case]) -> Option<Finding> {
    let smallest = cases.iter().min_by_key(|case| case.planned)?;
    Some(Finding {
        severity: "error".to_owned(),
        code: "no-reason".to_owned(),
        clause: None,
        title: "the case did not pass, and no reason is given".to_owned(),
        expected_observed: None,
        cases: cases.iter().map(|case| case.id.clone()).collect(),
        smallest: Smallest::of(smallest),
    })
}

impl Smallest {
    fn of(case: &Case) -> Self {
        Self { id: case.id.clone(), file: case.file.clone() }
    }
}

impl Document {
    /// The failures of the run, grouped by cause.
    pub fn findings(&self) -> Vec<Finding> {
        findings(&self.cases)
    }

    /// What the run came to, in one line: `fails: 3 findings in 41 of 248 cases (2 errors, 1 warning); 12 not applicable`.
    pub fn verdict(&self) -> String {
        self.verdict_with(&self.findings())
    }

    /// The document as it is written.
    pub fn written(&self) -> Written<'_> {
        let findings = self.findings();
        Written { verdict: self.verdict_with(&findings), findings, document: self }
    }

    fn verdict_with(&self, findings: &[Finding]) -> String {
        let word = match self.ending() {
            Ending::AsExpected => "passes",
            Ending::Failed => "fails",
            Ending::Broke => "broke",
            Ending::Nothing => "nothing ran",
        };
        let of = |outcome| self.cases.iter().filter(|case| case.outcome() == outcome).count();
        let not_applicable = of(Outcome::Of(Verdict::NotApplicable));
        let not_run = of(Outcome::Of(Verdict::NotRun));
        let ran = count(self.cases.len() - not_applicable - not_run, "case");
        let mut line = if findings.is_empty() {
            format!("{word}: no finding in {ran}")
        } else {
            let failing = self.cases.iter().filter(|case| case.is_failing()).count();
            let severities = ["error", "warning", "note"].iter().enumerate().filter_map(|(rank, word)| {
                let many = findings.iter().filter(|it| self::rank(&it.severity) == rank).count();
                (many > 0).then(|| count(many, word))
            });
            let severities = severities.collect::<Vec<_>>().join(", ");
            format!("{word}: {} in {failing} of {ran} ({severities})", count(findings.len(), "finding"))
        };
        let waived = of(Outcome::Waived);
        let rest = [
            (waived > 0).then(|| format!("{waived} waived")),
            (not_applicable > 0).then(|| format!("{not_applicable} not applicable")),
            (not_run > 0).then(|| format!("{not_run} not run")),
            (!self.problems.is_empty())
                .then(|| format!("{} of the run as a whole", count(self.problems.len(), "problem"))),
            self.interrupted.then(|| "interrupted".to_owned()),
        ];
        for (nth, part) in rest.into_iter().flatten().enumerate() {
            line.push_str(if nth == 0 { "; " } else { ", " });
            line.push_str(&part);
        }
        line
    }
}

/// Whether a failure can be the consequence of another: a name stands for nothing, since the answer before was not as expected; or it
/// stands for the many that come behind it.
fn follows(failure: &Failure) -> bool {
    let unbound = |text: &str| text.starts_with("nothing has bound");
    matches!(failure.code.as_str(), "bind" | "unbound" | "cut-short" | LEFT_OUT)
        || unbound(&failure.title)
        || failure.label.as_deref().is_some_and(unbound)
}

fn rank(severity: &str) -> usize {
    match severity {
        "error" => 0,
        "warning" => 1,
        _ => 2,
    }
}

fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A title without what differs from case to case: ids, numbers in quotes, indices of lists.
fn neutral(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    for (nth, part) in title.split('"').enumerate() {
        if nth > 0 {
            out.push('"');
        }
        let quoted = nth % 2 == 1;
        if quoted && !part.is_empty() && part.chars().all(|it| it.is_ascii_digit() || ".-+".contains(it)) {
            out.push_str(ANY);
            continue;
        }
        for word in part.split_inclusive(char::is_whitespace) {
            neutral_word(word, &mut out);
        }
    }
    out
}

/// A word without indices, or a mark in place of an id. What ends a sentence or quotes a word stays.
fn neutral_word(word: &str, out: &mut String) {
    let outside = |it: char| it.is_whitespace() || "`'(),;:.!?{}".contains(it);
    let inside = word.trim_matches(outside);
    let Some((before, after)) = word.split_once(inside).filter(|_| !inside.is_empty()) else {
        out.push_str(word);
        return;
    };
    out.push_str(before);
    let plain = without_indices(inside);
    out.push_str(if is_id(&plain) { ANY } else { &plain });
    out.push_str(after);
}

/// `ChannelContexts[0].Timestamp` as `ChannelContexts[].Timestamp`.
fn without_indices(word: &str) -> String {
    let mut parts = word.split('[');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let after = part.trim_start_matches(|it: char| it.is_ascii_digit());
        out.push('[');
        out.push_str(if after.starts_with(']') { after } else { part });
    }
    out
}

/// Whether a word is made up for the occasion: an address, digits among letters, or very many digits. A path is none.
fn is_id(word: &str) -> bool {
    let has = |is: fn(char) -> bool| word.chars().any(is);
    let longest = word.split(|it: char| !it.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    let many = longest >= DIGITS_OF_AN_ID;
    let mixed = has(|it| it.is_ascii_digit()) && has(char::is_alphabetic) && !word.contains('.');
    many || mixed || word.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(severity: &str, clause: Option<&str>, title: &str) -> Failure {
        Failure {
            code: "oracle".to_owned(),
            severity: severity.to_owned(),
            clause: clause.map(str::to_owned),
            file: "a.yaml".to_owned(),
            line: 1,
            column: 1,
            title: title.to_owned(),
            label: Some("expected 1, observed 2".to_owned()),
            notes: Vec::new(),
            help: Vec::new(),
            shown: String::new(),
        }
    }

    fn case(id: &str, planned: usize, failures: Vec<Failure>) -> Case {
        let verdict = match failures.iter().map(Failure::rank).min() {
            None => Verdict::Pass,
            Some(0) => Verdict::Fail,
            Some(_) => Verdict::Inconclusive,
        };
        Case {
            id: id.to_owned(),
            file: format!("{id}.yaml"),
            title: String::new(),
            dialect: "ccc".to_owned(),
            hash: String::new(),
            verdict,
            basis: "documented".to_owned(),
            planned,
            executed: planned,
            requests: 1,
            cites: Vec::new(),
            rests_on: Vec::new(),
            clauses: Vec::new(),
            rules: Vec::new(),
            digest: None,
            failures,
            remarks: Vec::new(),
            waived: None,
            ladder: None,
        }
    }

    const ROW: Option<&str> = Some("ccc.hold-call.response.Data.UserContext.UserState");

    #[test]
    fn one_broken_field_is_one_finding_whatever_the_operation_and_the_check() {
        let title = "`Data.UserContext.UserState` is not what our machine answers";
        let poll = Some("ccc.poll-user-status.response.Data.UserContext.UserState");
        let mut expected = failure("error", poll, "`Data.UserContext.UserState` is not as expected");
        expected.code = "expectation".to_owned();
        let cases = [case("a", 3, vec![failure("error", ROW, title)]), case("b", 2, vec![expected.clone()])];
        let found = findings(&cases);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].title.as_str(), found[0].clause.as_deref()), (expected.title.as_str(), poll));
    }

    #[test]
    fn one_refusal_and_one_lost_event_are_one_finding_each_whichever_check_sees_it() {
        let refusal = Some("ccc.take-break.errors.parameter-blank");
        let event = Some("ccc.event.held");
        let failures = vec![
            failure("error", refusal, "`Code` is not as expected"),
            failure("error", refusal, "the HTTP status is not as expected"),
            failure("error", refusal, "the request should be refused: Parameter.Blank, by our machine"),
            failure("error", event, "no event Held"),
            failure("error", event, "the event Held amy is not observed here"),
            failure("error", event, "`callType` of the event Held differs"),
        ];
        let found = findings(&[case("a", 3, failures)]);
        let titles: Vec<&str> = found.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(
            titles,
            ["`callType` of the event Held differs", "no event Held", "`Code` is not as expected"]
        );
    }

    #[test]
    fn failures_that_say_one_thing_are_one_finding() {
        let said = |nth: usize| format!("`Data.Channels[{nth}].State` of job-{nth}7 is not \"{nth}\"");
        let failing = |nth: usize| vec![failure("error", ROW, &said(nth))];
        let cases: Vec<Case> =
            (0..48).map(|nth| case(&format!("c{nth:02}"), 9 - nth % 5, failing(nth))).collect();
        let found = findings(&cases);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].title, "`Data.Channels[].State` of … is not \"…\"");
        assert_eq!((found[0].cases.len(), found[0].cases[7].as_str()), (48, "c07"));
        // The first of those with the fewest steps.
        assert_eq!(found[0].smallest, Smallest { id: "c04".to_owned(), file: "c04.yaml".to_owned() });
    }

    #[test]
    fn two_rows_are_two_findings_and_so_are_two_codes() {
        let title = "`Data.UserState` is not what our machine answers";
        let other = Failure {
            code: "shape".to_owned(),
            ..failure("error", Some("ccc.hold-call.response.Code"), title)
        };
        let failures = |it: &Failure| vec![it.clone()];
        let cases = [
            case("a", 1, failures(&failure("error", ROW, title))),
            case("b", 1, failures(&failure("error", Some("ccc.mute-call.response.Data"), title))),
            case("c", 1, failures(&other)),
            case("d", 1, failures(&failure("error", None, title))),
        ];
        assert_eq!(findings(&cases).len(), 4);
    }

    #[test]
    fn what_only_follows_is_no_finding_of_its_own() {
        let unbound = Failure {
            code: "expectation".to_owned(),
            label: Some("nothing has bound `$reason`".to_owned()),
            ..failure("error", None, "`Data.Reason` is not as expected")
        };
        let bind = Failure { code: "bind".to_owned(), ..failure("error", None, "there is nothing to bind") };
        let first = failure("warning", ROW, "a field is not as expected");
        let both = case("both", 3, vec![first, bind.clone(), unbound]);
        let titles = |cases: &[Case]| findings(cases).into_iter().map(|it| it.title).collect::<Vec<_>>();
        assert_eq!(titles(std::slice::from_ref(&both)), ["a field is not as expected"]);
        // On its own it is the cause.
        assert_eq!(titles(&[case("alone", 3, vec![bind])]), ["there is nothing to bind"]);
    }

    #[test]
    fn errors_lead_and_of_these_what_most_cases_meet() {
        let of = |severity, title| failure(severity, None, title);
        let cases = [
            case("a", 2, vec![of("note", "n"), of("warning", "w"), of("error", "z")]),
            case("b", 2, vec![of("warning", "w"), of("error", "y")]),
            case("c", 1, vec![of("warning", "often an error"), of("warning", "w")]),
            case("d", 2, vec![of("error", "often an error"), of("error", "often an error")]),
        ];
        let found = findings(&cases);
        let shown: Vec<_> =
            found.iter().map(|it| (it.severity.as_str(), it.title.as_str(), it.cases.join(" "))).collect();
        // The severity is no part of the cause: the worst one counts.
        let expected = [
            ("error", "often an error", "c d"),
            ("error", "y", "b"),
            ("error", "z", "a"),
            ("warning", "w", "a b c"),
            ("note", "n", "a"),
        ];
        assert_eq!(shown, expected.map(|(severity, title, cases)| (severity, title, cases.to_owned())));
    }

    #[test]
    fn a_case_that_fails_without_a_word_is_a_finding() {
        let mut lost = case("lost", 0, Vec::new());
        lost.verdict = Verdict::Error;
        let found = findings(&[lost]);
        assert_eq!((found[0].code.as_str(), found[0].smallest.id.as_str()), ("no-reason", "lost"));
    }

    #[test]
    fn a_title_loses_ids_and_keeps_codes_paths_and_words() {
        let same = |title: &str| assert_eq!(neutral(title), title);
        same("the HTTP status of such an answer is 400");
        same("the request should be refused: 200-017, by our machine");
        same("`Data.UserContext.UserState` is not what our machine answers");
        same("the message of such an answer is \"The user is busy.\"");
        same("the claim of 2026-12-31 \"");
        assert_eq!(neutral("the id 6C3B9AA7-67F7 was another call's"), "the id … was another call's");
        assert_eq!(neutral("the call 1700000000-12, amy@ccc-test"), "the call …, …");
        assert_eq!(neutral("no \"12\" of `A[3].B[10]` [x]"), "no \"…\" of `A[].B[]` [x]");
    }
}
