//! Plain text for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use offhook_harness::Verdict;
use offhook_harness::document::{Case, Document, Outcome, Proved, Summary};
use offhook_machine::Basis;

use crate::words::{visible, visible_lines};

/// The most clauses of a case that are shown.
const MOST: usize = 3;

/// Every case that did not pass with its diagnostics, the problems of the run as a whole, and the summary.
pub fn run(document: &Document, color: bool) -> String {
    let mut text = String::new();
    let mut alike: BTreeMap<(Verdict, &str), Vec<&str>> = BTreeMap::new();
    for case in &document.cases {
        match (case.outcome(), shared(case)) {
            (Outcome::Of(Verdict::Pass), _) => {}
            (Outcome::Waived, _) => waived(&mut text, case),
            (_, Some(reason)) => alike.entry((case.verdict, reason)).or_default().push(&case.id),
            _ => failed(&mut text, document, case, color),
        }
    }
    for ((verdict, reason), ids) in &alike {
        let _ = writeln!(text, "{verdict}  {}\n  {}: {}", visible(reason), ids.len(), visible(&listed(ids)));
    }
    let mut remarks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in &document.cases {
        for remark in &case.remarks {
            remarks.entry(&remark.title).or_default().push(&case.id);
        }
    }
    for (title, ids) in &remarks {
        let _ = writeln!(text, "note  {}\n  {}: {}", visible(title), ids.len(), listed(ids));
    }
    if !alike.is_empty() || !remarks.is_empty() {
        text.push('\n');
    }
    for problem in &document.problems {
        let place = problem.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        let _ = writeln!(text, "red  {}{}", visible(&place), visible(&problem.title));
    }
    text + &summary(document)
}

/// The reason of a case that did not run, if many cases share it.
fn shared(case: &Case) -> Option<&str> {
    let failure = case.failures.first()?;
    let is_shared = ["not-applicable", "subject-down", "interrupted"].contains(&failure.code.as_str());
    is_shared.then_some(failure.title.as_str())
}

fn waived(text: &mut String, case: &Case) {
    let Some(waived) = &case.waived else { return };
    let (reason, issue) = (visible(&waived.reason), visible(&waived.issue));
    let failure = case.failures.first().map_or("", |failure| failure.title.as_str());
    let _ = writeln!(text, "waived  {} until {}: {reason} ({issue})", visible(&case.id), waived.expires);
    let _ = writeln!(text, "  it fails: {}\n", visible(failure));
}

fn failed(text: &mut String, document: &Document, case: &Case, color: bool) {
    for failure in &case.failures {
        let shown = visible_lines(&failure.shown);
        text.push_str(&if color { painted(&shown) } else { shown });
    }
    let Case { verdict, id, executed, planned, .. } = case;
    let _ = writeln!(text, "{verdict}  {} (after {executed} of {planned} steps)", visible(id));
    let rests = if case.rests_on.is_empty() {
        String::new()
    } else {
        format!(", and rests on {}", list(&case.rests_on))
    };
    let cites = format!("{}{rests} [{}]", list(&case.cites), case.basis);
    let _ = writeln!(text, "  it cites {}", visible(&cites));
    let clauses = case.cites.iter().flat_map(|cite| document.cited(cite));
    for (id, clause) in clauses.take(MOST) {
        let said = format!("{id}: {} ({})", clause.text, clause.document);
        let _ = writeln!(text, "    {}", visible(&said));
    }
    text.push('\n');
}

fn list(ids: &[String]) -> String {
    if ids.is_empty() { "no clause".to_owned() } else { listed(ids) }
}

/// The first few of a list.
fn listed<T: std::borrow::Borrow<str>>(ids: &[T]) -> String {
    match ids {
        ids if ids.len() > MOST => format!("{} and {} more", ids[..MOST].join(", "), ids.len() - MOST),
        ids => ids.join(", "),
    }
}

/// A diagnostic in the colours of compiler messages.
fn painted(shown: &str) -> String {
    const BOLD: &str = "\u{1b}[1m";
    const RED: &str = "\u{1b}[1;31m";
    const BLUE: &str = "\u{1b}[1;34m";
    const RESET: &str = "\u{1b}[0m";
    let mut text = String::new();
    for (nth, line) in shown.lines().enumerate() {
        let (head, rest, paint) = match line.split_once(": ") {
            Some((head, rest)) if nth == 0 => (head, format!(": {BOLD}{rest}{RESET}"), RED),
            _ => match line.split_once('|') {
                Some((head, rest)) if rest.trim_start().starts_with('^') => {
                    (head, format!("{BLUE}|{RED}{rest}{RESET}"), BLUE)
                }
                Some((head, rest)) if head.trim().chars().all(|it| it.is_ascii_digit()) => {
                    (head, format!("{BLUE}|{RESET}{rest}"), BLUE)
                }
                _ => ("", line.to_owned(), ""),
            },
        };
        let _ = writeln!(text, "{paint}{head}{}{rest}", if paint.is_empty() { "" } else { RESET });
    }
    text
}

/// The last lines of a run: cases, clauses, rules.
fn summary(document: &Document) -> String {
    let mut text = String::new();
    let summary = &document.summary;
    let subject = &document.subject;
    if !subject.is_in_process() {
        let _ = writeln!(
            text,
            "subject    {} {}, {}",
            visible(&subject.name),
            visible(&subject.version),
            visible(&subject.reached)
        );
    }
    let _ = writeln!(text, "scenarios  {}", cases(summary));
    let of = |name: &str| share(summary.proved.get(name).copied().unwrap_or_default());
    let _ = writeln!(text, "clauses    {} covered by a passing scenario", of("all"));
    for basis in Basis::ALL {
        let _ = writeln!(text, "  {:<11}{}", basis.as_str(), of(basis.as_str()));
    }
    let _ =
        writeln!(text, "           {} of the statements and samples of the five seed documents", of("seeds"));
    // The rules that fired in another implementation are not visible.
    if document.subject.is_in_process() {
        let _ = writeln!(text, "rules      {} fired", of("rules"));
    }
    let _ = writeln!(text, "           {} steps, {} requests", summary.steps, summary.requests);
    if !document.manifest.hash.is_empty() {
        let shard = document.manifest.shard.map(|shard| format!(", shard {shard}")).unwrap_or_default();
        let _ = writeln!(
            text,
            "manifest   {} of {} cases{shard}",
            visible(&document.manifest.hash),
            document.manifest.count
        );
    }
    if let Some(sheet) = &document.waivers {
        let _ = writeln!(text, "waivers    {}, as of {}", sheet.rows.len(), sheet.today);
    }
    if document.interrupted {
        text.push_str("the run was interrupted: the report is incomplete\n");
    }
    text
}

fn cases(summary: &Summary) -> String {
    let mut parts = vec![format!("{} passed", summary.passed)];
    let optional = [
        (summary.failed, "failed"),
        (summary.waived, "waived"),
        (summary.inconclusive, "inconclusive"),
        (summary.skipped, "skipped"),
    ];
    let optional = optional.into_iter().filter(|(count, _)| *count > 0);
    parts.extend(optional.map(|(count, word)| format!("{count} {word}")));
    format!("{} run, {}", summary.executed, parts.join(", "))
}

fn share(share: Proved) -> String {
    format!("{} of {}", share.covered, share.total)
}
