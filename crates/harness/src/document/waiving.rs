//! Waivers as a document holds them, and what they do to its cases.

use offhook_dialect::names_clause;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Case, Document, Problem, Waived};
use crate::date::Date;
use crate::verdict::Verdict;
use crate::waivers::Waivers;

/// The waivers that hold for a run.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Sheet {
    /// The day that they are held against.
    pub today: Date,
    /// The waivers.
    pub rows: Vec<SheetRow>,
}

/// One waiver.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct SheetRow {
    /// The case that may fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The clause whose cases may fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Why, until when, and where it is being worked on.
    #[serde(flatten)]
    pub waived: Waived,
    /// Where the waiver stands.
    pub place: String,
    /// Whether there is no such case at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nameless: bool,
}

impl SheetRow {
    fn names(&self, case: &Case) -> bool {
        let cited = |clause: &String| case.cites.iter().any(|cite| names_clause(cite, clause));
        self.case.as_ref().is_some_and(|id| *id == case.id) || self.clause.as_ref().is_some_and(cited)
    }

    /// What it is about, in words.
    fn target(&self) -> String {
        match (&self.case, &self.clause) {
            (Some(case), _) => format!("the case {case}"),
            (None, Some(clause)) => format!("the clause {clause}"),
            (None, None) => "nothing".to_owned(),
        }
    }
}

impl Document {
    /// Has waivers hold for the run, as on this day. `known` are the ids of all cases there are, selected or not.
    #[must_use]
    pub fn waive(mut self, waivers: &Waivers, today: Date, known: &[&str]) -> Self {
        self.waivers = Some(Sheet { today, rows: waivers.rows(known) });
        self.judge();
        self
    }

    /// Says of each case whether its failure is waived, and of each waiver whether it is out of order.
    pub(super) fn judge_waivers(&mut self) {
        self.problems.retain(|problem| !problem.code.starts_with("waiver-"));
        for case in &mut self.cases {
            case.waived = None;
        }
        let Some(sheet) = &self.waivers else { return };
        let whole = self.manifest.shard.is_none();
        for row in &sheet.rows {
            if let Some((code, title)) = out_of_order(row, sheet, &self.cases, whole) {
                let place = Some(row.place.clone());
                self.problems.push(Problem { code: code.to_owned(), title, place });
            }
            if row.waived.expires < sheet.today {
                continue;
            }
            for case in self.cases.iter_mut().filter(|case| is_waivable(case) && row.names(case)) {
                case.waived.get_or_insert_with(|| row.waived.clone());
            }
        }
    }
}

/// An error is never waived: the harness itself could not tell.
fn is_waivable(case: &Case) -> bool {
    matches!(case.verdict, Verdict::Fail | Verdict::Inconclusive)
}

/// What is wrong with a waiver. Whether all cases of a clause pass is for the whole suite to say, not for a part of it.
fn out_of_order(
    row: &SheetRow,
    sheet: &Sheet,
    cases: &[Case],
    whole: bool,
) -> Option<(&'static str, String)> {
    let target = row.target();
    if row.nameless {
        return Some(("waiver-idle", format!("a waiver names no case: there is nothing like {target}")));
    }
    if row.waived.expires < sheet.today {
        let (expires, today) = (&row.waived.expires, &sheet.today);
        let title = format!("the waiver of {target} expired on {expires}, and today is {today}");
        return Some(("waiver-expired", title));
    }
    let named: Vec<&Case> = cases.iter().filter(|case| row.names(case)).collect();
    let passes = !named.is_empty() && named.iter().all(|case| case.verdict == Verdict::Pass);
    let judged = row.case.is_some() || whole;
    (passes && judged)
        .then(|| ("waiver-passes", format!("{target} is waived and passes: take the waiver away")))
}
