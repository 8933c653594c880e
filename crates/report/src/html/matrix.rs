//! The matrix: every clause that a case cites or a failure is about, by document and action, with what the cases say of it.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use offhook_harness::Verdict;
use offhook_harness::document::{Case, ClauseText, Document, Outcome};

use super::{badge, meter, sign};
use crate::words::count;

/// The most cases that the row of a clause names.
const MOST: usize = 4;

/// A clause, the cases that cite it, and those with a failure that is about it.
struct Row<'a> {
    id: &'a str,
    clause: &'a ClauseText,
    citing: Vec<&'a Case>,
    blaming: Vec<(&'a Case, Standing)>,
}

/// What the cases say of a clause.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The outcome of the cases.
    Of(Outcome),
    /// The cases that cite it did not pass, but failed in something else.
    Unproved,
}

impl Standing {
    /// Every standing, the worst first.
    fn all() -> impl DoubleEndedIterator<Item = Self> {
        let [error, fail, waived, inconclusive, not_run, not_applicable, pass] = Outcome::ALL.map(Self::Of);
        [error, fail, waived, inconclusive, Self::Unproved, not_run, not_applicable, pass].into_iter()
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Of(outcome) => outcome.as_str(),
            Self::Unproved => "unproved",
        }
    }

    /// What a failure does to the clause that it is about.
    const fn by(case: &Case, rank: usize) -> Self {
        match (case.outcome(), rank) {
            (Outcome::Waived, _) => Self::Of(Outcome::Waived),
            (_, 0) => Self::Of(Outcome::Of(Verdict::Fail)),
            _ => Self::Of(Outcome::Of(Verdict::Inconclusive)),
        }
    }
}

impl Row<'_> {
    /// The worst that a failure says that is about the clause. Where there is none it passes if a case passes that cites it: a case
    /// that fails in something else says nothing of it.
    fn standing(&self) -> Standing {
        let blamed = |standing: &Standing| self.blaming.iter().any(|(_, it)| it == standing);
        let cited = |outcome| self.citing.iter().any(|case| case.outcome() == outcome);
        let (passes, applies) = (Outcome::Of(Verdict::Pass), Outcome::Of(Verdict::NotApplicable));
        Standing::all().find(blamed).unwrap_or_else(|| {
            let open = self.citing.iter().any(|case| case.outcome() != applies);
            match (cited(passes), open) {
                (true, _) => Standing::Of(passes),
                (false, true) => Standing::Unproved,
                (false, false) => Standing::Of(applies),
            }
        })
    }

    fn passes(&self) -> bool {
        self.standing() == Standing::Of(Outcome::Of(Verdict::Pass))
    }
}

type Actions<'a> = BTreeMap<&'a str, Vec<Row<'a>>>;

pub(super) fn section(document: &Document) -> Markup {
    let documents = by_document(document);
    html! {
        section #clauses {
            h2 { "Clauses" }
            p.quiet {
                "Each square is a clause that a case cites or a failure is about. It has failed if a failure is about it, "
                "and is unproved if the cases that cite it failed in something else: "
                @for standing in Standing::all().rev() { (standing_badge(standing)) " " }
            }
            @for (title, actions) in &documents { (of_document(title, actions)) }
        }
    }
}

fn by_document(document: &Document) -> BTreeMap<&str, Actions<'_>> {
    let mut citing: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in &document.cases {
        for (id, _) in case.cites.iter().flat_map(|cite| document.cited(cite)) {
            citing.entry(id).or_default().push(case);
        }
    }
    let mut blaming: BTreeMap<&str, Vec<(&Case, Standing)>> = BTreeMap::new();
    for case in document.cases.iter().filter(|case| case.is_failing() || case.waived.is_some()) {
        for failure in &case.failures {
            let Some(clause) = failure.clause.as_deref() else { continue };
            blaming.entry(clause).or_default().push((case, Standing::by(case, failure.rank())));
        }
    }
    let mut documents: BTreeMap<&str, Actions<'_>> = BTreeMap::new();
    for (id, clause) in &document.clauses {
        let row = Row {
            id,
            clause,
            citing: citing.remove(id.as_str()).unwrap_or_default(),
            blaming: blaming.remove(id.as_str()).unwrap_or_default(),
        };
        // The second part of a clause's id is the action.
        let action = id.split('.').nth(1).unwrap_or("other");
        documents.entry(&clause.document).or_default().entry(action).or_default().push(row);
    }
    documents
}

fn of_document(title: &str, actions: &Actions<'_>) -> Markup {
    let rows = || actions.values().flatten();
    let all = rows().count();
    let passed = rows().filter(|row| row.passes()).count();
    html! {
        details.document open[passed < all] {
            summary {
                span.name { (title) }
                span.share { (meter(passed, all)) (passed) " of " (count(all, "clause")) " pass" }
            }
            @for (action, rows) in actions { (of_action(action, rows)) }
        }
    }
}

fn of_action(action: &str, rows: &[Row<'_>]) -> Markup {
    let worst = Standing::all().find(|it| rows.iter().any(|row| row.standing() == *it));
    let worst = worst.unwrap_or(Standing::Unproved);
    let passed = rows.iter().filter(|row| row.passes()).count();
    let words = if passed == rows.len() {
        format!("all {passed} pass")
    } else {
        format!("{passed} of {} pass", rows.len())
    };
    html! {
        details.action open[passed < rows.len() && rows.len() < 60] {
            summary {
                span.name { (action) }
                (badge(worst.as_str(), &words))
                span.cells aria-hidden="true" {
                    @for row in rows {
                        @let outcome = row.standing().as_str();
                        i class=(outcome) title=(format!("{}: {outcome}", row.id)) { (sign(outcome)) }
                    }
                }
            }
            table.clauses {
                thead { tr { th { "clause" } th { "outcome" } th { "says" } th { "cases" } } }
                tbody { @for row in rows { (line(row)) } }
            }
        }
    }
}

fn line(row: &Row<'_>) -> Markup {
    let standing = row.standing();
    // The cases that decide come first; a case is named once.
    let blaming = row.blaming.iter().filter(|(_, it)| *it == standing).map(|(case, _)| *case);
    let deciding = row.citing.iter().copied().filter(|case| Standing::Of(case.outcome()) == standing);
    let all = blaming.chain(deciding).chain(row.citing.iter().copied());
    let mut seen = BTreeSet::new();
    let cases: Vec<&Case> = all.filter(|case| seen.insert(case.id.as_str())).collect();
    html! {
        tr data-outcome=(standing.as_str()) {
            td { code { (row.id) } br; span.basis { (row.clause.basis) } }
            td { (standing_badge(standing)) }
            td { (row.clause.text) @if !row.clause.section.is_empty() { " " span.quiet { "§ " (row.clause.section) } } }
            td {
                @for case in cases.iter().take(MOST) {
                    a href=(format!("#{}", case.id)) { (short(case)) } " "
                }
                @if cases.len() > MOST { span.quiet { "and " (cases.len() - MOST) " more" } }
            }
        }
    }
}

fn standing_badge(standing: Standing) -> Markup {
    badge(standing.as_str(), standing.as_str())
}

/// The end of a case's id: the row shows the rest already.
fn short(case: &Case) -> &str {
    case.id.rsplit_once('.').map_or(case.id.as_str(), |(_, end)| end)
}
