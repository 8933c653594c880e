//! Plain text for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use offhook_harness::Verdict;
use offhook_harness::document::{Addition, Case, Document, Finding, Outcome, Proved, Scope, Summary};
use offhook_machine::Basis;

use crate::findings::{clause, lines, numbered};
use crate::shares::{scope_name, shares};
use crate::words::{visible, visible_lines};

/// The most clauses of a case that are shown.
const MOST: usize = 3;
/// The most cases of a finding that have a line each.
const MAX_LISTED: usize = 10;

/// The findings, the smallest case of each with its diagnostics, the other cases in a line each, the problems of the run as a whole,
/// the summary, and the verdict.
pub fn run(document: &Document, color: bool) -> String {
    let mut text = String::new();
    let findings = numbered(document);
    let failing: Vec<&Case> = document.cases.iter().filter(|case| case.is_failing()).collect();
    // The diagnostics of a single case say it all.
    let leads = failing.len() > 1;
    if leads {
        for (number, finding) in &findings {
            led(&mut text, &lines(document, *number, finding), color);
        }
        text.push('\n');
    }
    let smallest: BTreeSet<&str> = findings.iter().map(|(_, it)| it.smallest.id.as_str()).collect();
    let (shown, others): (Vec<&Case>, Vec<&Case>) =
        failing.into_iter().partition(|case| smallest.contains(case.id.as_str()));
    for case in shown {
        failed(&mut text, document, case, leads, color);
    }
    rest(&mut text, &others, &findings);
    for case in document.cases.iter().filter(|case| case.outcome() == Outcome::Waived) {
        waived(&mut text, case);
    }
    let groups = left_out(&mut text, document, Verdict::NotApplicable)
        + left_out(&mut text, document, Verdict::NotRun);
    let mut remarks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in &document.cases {
        for remark in &case.remarks {
            remarks.entry(&remark.title).or_default().push(&case.id);
        }
    }
    for (title, ids) in &remarks {
        let _ = writeln!(text, "note  {}\n  {}: {}", visible(title), ids.len(), listed(ids));
    }
    if groups > 0 || !remarks.is_empty() {
        text.push('\n');
    }
    for problem in &document.problems {
        let place = problem.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        let _ = writeln!(text, "red  {}{}", visible(&place), visible(&problem.title));
    }
    text + &summary(document)
}

/// The lines of a finding, the first as that of a diagnostic.
fn led(text: &mut String, lines: &[String], color: bool) {
    let (first, rest) = lines.split_first().map_or(("", lines), |(first, rest)| (first.as_str(), rest));
    text.push_str(&if color { painted(first) } else { format!("{first}\n") });
    for line in rest {
        let _ = writeln!(text, "{line}");
    }
}

/// A line for each case that is not the smallest of a finding, up to a number of each finding.
fn rest(text: &mut String, cases: &[&Case], findings: &[(usize, Finding)]) {
    let mut numbers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, finding) in findings {
        for id in &finding.cases {
            numbers.entry(id).or_default().push(*number);
        }
    }
    let mut listed: BTreeMap<usize, usize> = BTreeMap::new();
    for case in cases {
        let own = numbers.get(case.id.as_str()).map_or(&[][..], Vec::as_slice);
        let count = listed.entry(own.first().copied().unwrap_or_default()).or_default();
        *count += 1;
        if *count <= MAX_LISTED {
            let own: Vec<String> = own.iter().map(usize::to_string).collect();
            let word = if own.len() == 1 { "finding" } else { "findings" };
            let _ = writeln!(text, "{}  {} ({word} {})", case.verdict, visible(&case.id), self::listed(&own));
        }
    }
    for (number, count) in listed {
        if count > MAX_LISTED {
            let more = count - MAX_LISTED;
            let _ = writeln!(
                text,
                "      and {more} more of finding {number}; a report in another format has all"
            );
        }
    }
    if !cases.is_empty() {
        text.push('\n');
    }
}

/// The cases that do not apply, or were not run, by the claim that is missing, and by the reason; the most first. Returns how many
/// groups there are.
fn left_out(text: &mut String, document: &Document, verdict: Verdict) -> usize {
    let mut groups: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    let cases = document.cases.iter();
    for case in cases.filter(|case| case.outcome() == Outcome::Of(verdict)) {
        let why = case.worst();
        let help = why.and_then(|failure| failure.help.first()).map_or("", String::as_str);
        let reason = why.map_or("", |failure| failure.title.as_str());
        groups.entry(help).or_default().entry(reason).or_default().push(&case.id);
    }
    // What no claim helps against is not one group.
    let lone = groups.remove("").unwrap_or_default();
    let lone = lone.into_iter().map(|(reason, ids)| ("", BTreeMap::from([(reason, ids)])));
    let count = |reasons: &BTreeMap<&str, Vec<&str>>| reasons.values().map(Vec::len).sum::<usize>();
    let mut groups: Vec<_> = groups.into_iter().chain(lone).collect();
    groups.sort_by_key(|(_, reasons)| std::cmp::Reverse(count(reasons)));
    for (help, reasons) in &groups {
        let mut reasons: Vec<_> = reasons.iter().collect();
        reasons.sort_by_key(|(_, ids)| std::cmp::Reverse(ids.len()));
        if let [(reason, ids)] = reasons.as_slice() {
            let _ = writeln!(text, "{verdict}  {}", visible(reason));
            if !help.is_empty() {
                let _ = writeln!(text, "  {}", visible(help));
            }
            let _ = writeln!(text, "  {}: {}", ids.len(), visible(&listed(ids)));
            continue;
        }
        let all: usize = reasons.iter().map(|(_, ids)| ids.len()).sum();
        let _ = writeln!(text, "{verdict}  {all} cases, for {} reasons\n  {}", reasons.len(), visible(help));
        for (reason, ids) in reasons {
            let _ = writeln!(text, "  {}, {}: {}", visible(reason), ids.len(), visible(&listed(ids)));
        }
    }
    groups.len()
}

fn waived(text: &mut String, case: &Case) {
    let Some(waived) = &case.waived else { return };
    let (reason, issue) = (visible(&waived.reason), visible(&waived.issue));
    let failure = case.worst().map_or("", |failure| failure.title.as_str());
    let _ = writeln!(text, "waived  {} until {}: {reason} ({issue})", visible(&case.id), waived.expires);
    let _ = writeln!(text, "  it fails: {}\n", visible(failure));
}

/// A case with its diagnostics. What their clauses say is left out if the findings have said it.
fn failed(text: &mut String, document: &Document, case: &Case, is_said: bool, color: bool) {
    for failure in &case.failures {
        let shown = visible_lines(&failure.shown);
        text.push_str(&if color { painted(&shown) } else { shown });
    }
    let Case { verdict, id, executed, planned, .. } = case;
    let _ = writeln!(text, "{verdict}  {} (after {executed} of {planned} steps)", visible(id));
    let about: BTreeSet<&str> =
        case.failures.iter().filter_map(|failure| failure.clause.as_deref()).collect();
    let is_known = |id: &str| {
        let noted = |note: &String| note.starts_with(&format!("{id} ("));
        case.cites.iter().any(|cite| cite == id) || case.failures.iter().any(|it| it.notes.iter().any(noted))
    };
    for id in about.into_iter().filter(|id| !is_said && !is_known(id)).take(MOST) {
        let _ = writeln!(text, "  it is about {}", visible(&clause(document, id)));
    }
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
    let of_scope = document
        .scope
        .as_ref()
        .map(|scope| format!(" of {}", visible(&scope_name(scope))))
        .unwrap_or_default();
    let _ = writeln!(text, "clauses    {}{of_scope} covered by a passing scenario", of("all"));
    for basis in Basis::ALL {
        let _ = writeln!(text, "  {:<11}{}", basis.as_str(), of(basis.as_str()));
    }
    for line in shares(document) {
        let _ = writeln!(text, "           {line}");
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
    if let Some(scope) = document.scope.as_ref().filter(|scope| !scope.additions.is_empty()) {
        additions(&mut text, scope);
    }
    let _ = writeln!(text, "verdict    {}", document.verdict());
    text
}

/// What further claims would add to the run.
fn additions(text: &mut String, scope: &Scope) {
    let _ = writeln!(text, "claims     more cases would apply if the statement claimed");
    for addition in scope.additions.iter().take(MAX_LISTED) {
        let Addition { claim, line, alone, with_others } = addition;
        let others =
            if *with_others > 0 { format!(", {with_others} with other claims") } else { String::new() };
        let _ = writeln!(text, "             {}: {alone} more{others} ({})", visible(claim), visible(line));
    }
    let more = scope.additions.len().saturating_sub(MAX_LISTED);
    if more > 0 {
        let _ = writeln!(text, "             and {more} more claims; a report in another format has all");
    }
    let _ = writeln!(text, "             all of them together: {} more", scope.together);
}

fn cases(summary: &Summary) -> String {
    let mut parts = vec![format!("{} passed", summary.passed)];
    let optional = [
        (summary.failed, "failed"),
        (summary.waived, "waived"),
        (summary.inconclusive, "inconclusive"),
        (summary.skipped, "skipped"),
        (summary.not_run, "not run"),
    ];
    let optional = optional.into_iter().filter(|(count, _)| *count > 0);
    parts.extend(optional.map(|(count, word)| format!("{count} {word}")));
    format!("{} run, {}", summary.executed, parts.join(", "))
}

fn share(share: Proved) -> String {
    format!("{} of {}", share.covered, share.total)
}
