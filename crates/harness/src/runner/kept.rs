//! What is kept of a case: bounded whatever the subject says, counted, and marked where it is cut.

use offhook_scenario::{Diagnostic, Place, Remark, Severity};
use serde_json::Value;

use super::codes::LEFT_OUT;
use super::fault;
use crate::ladder::Ladder;
use crate::verdict::CaseReport;

offhook_machine::limits! {
    /// The most failures that are kept of one case. Further ones are only counted, and weigh as much as the worst of them.
    pub const MAX_FAILURES: usize = 100;
    /// The most remarks that are kept of one case. Further ones are only counted.
    pub const MAX_REMARKS: usize = 100;
    /// The most events of one case that wait to be held against what is expected; of more, the oldest are dropped and counted.
    pub const MAX_KEPT_EVENTS: usize = 10_000;
    /// The most bytes of the events that wait.
    pub const MAX_KEPT_EVENT_BYTES: usize = 16 << 20;
    /// The most bytes of all texts of one case that are kept: failures first, then remarks, then what was said.
    pub const MAX_KEPT_BYTES: usize = 1 << 20;
    /// The most bytes of the texts of all cases of a run together: each case keeps no more than its share.
    pub const MAX_KEPT_OF_RUN_BYTES: usize = 128 << 20;
    /// The share of one case, in bytes, is no less than this, however many there are.
    pub const LEAST_KEPT_BYTES: usize = 8 << 10;
}

/// How many bytes of texts each case of a run keeps.
pub(crate) fn share(cases: usize) -> usize {
    (MAX_KEPT_OF_RUN_BYTES / cases.max(1)).clamp(LEAST_KEPT_BYTES, MAX_KEPT_BYTES)
}

/// What was left out while the case was played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// How many failures, and the severity of the worst.
    failures: Option<(usize, Severity)>,
    /// Set where one of them ends the case.
    pub(super) ends: bool,
    remarks: usize,
    events: usize,
}

impl LeftOut {
    pub(super) fn failure(&mut self, severity: Severity, ends: bool) {
        let (count, worst) = self.failures.unwrap_or((0, severity));
        self.failures = Some((count + 1, worst.max(severity)));
        self.ends |= ends;
    }

    pub(super) const fn remark(&mut self) {
        self.remarks += 1;
    }

    pub(super) const fn event(&mut self) {
        self.events += 1;
    }

    /// What stands for the failures.
    pub(super) fn failures(self, place: Place) -> Option<Diagnostic> {
        let (count, severity) = self.failures?;
        Some(more(count, "failures", MAX_FAILURES, severity, place))
    }

    /// What stands for the remarks, and for events that nobody looked at in time.
    pub(super) fn remarks(self, place: Place) -> impl Iterator<Item = Diagnostic> {
        let of = |count, what, most| (count > 0).then(|| more(count, what, most, Severity::Note, place));
        let remarks = of(self.remarks, "remarks", MAX_REMARKS);
        remarks.into_iter().chain(of(self.events, "events", MAX_KEPT_EVENTS))
    }
}

/// A diagnostic in place of many.
fn more(count: usize, what: &str, most: usize, severity: Severity, place: Place) -> Diagnostic {
    let title = format!("more {what} than are kept of one case");
    let mut more = fault(LEFT_OUT, title, place);
    more.severity = severity;
    more.label(format!("{count} more; {most} are kept at most"))
}

/// Cuts what a case has come to to so many bytes of texts. The first failure stays, whatever it takes.
pub(super) fn cut(report: &mut CaseReport, bytes: usize) {
    let mut left = bytes;
    keep(&mut report.failures, "failures", 1, &mut left, bytes);
    keep(&mut report.remarks, "remarks", 0, &mut left, bytes);
    if let Some(ladder) = &mut report.ladder {
        shorten(ladder, &mut left);
    }
}

fn keep(all: &mut Vec<Diagnostic>, what: &str, least: usize, left: &mut usize, bytes: usize) {
    let mut kept = 0;
    for diagnostic in all.iter() {
        let weight = weight(diagnostic);
        if weight > *left && kept >= least {
            break;
        }
        *left = left.saturating_sub(weight);
        kept += 1;
    }
    let gone = all.split_off(kept);
    let (Some(worst), Some(first)) = (gone.iter().map(|it| it.severity).max(), gone.first()) else { return };
    let mut marker = fault(LEFT_OUT, format!("more {what} than are kept of one case"), first.place);
    marker.severity = worst;
    marker = marker.label(format!("{} more; {bytes} bytes of all texts are kept at most", gone.len()));
    marker.source = first.source.clone();
    all.push(marker);
}

fn shorten(ladder: &mut Ladder, left: &mut usize) {
    let mut kept = 0;
    for entry in &mut ladder.entries {
        let weight = entry.what.bytes();
        if weight > *left {
            break;
        }
        *left -= weight;
        kept += 1;
    }
    ladder.left_off += ladder.entries.len() - kept;
    ladder.entries.truncate(kept);
}

/// The bytes of a diagnostic's own texts, which stand in a report twice: apart, and as people read them.
fn weight(diagnostic: &Diagnostic) -> usize {
    let label = diagnostic.label.as_ref().map_or(0, String::len);
    let remarks = diagnostic.remarks.iter().map(|remark| match remark {
        Remark::Note(text) | Remark::Help(text) => text.len(),
    });
    2 * (diagnostic.title.len() + label + remarks.sum::<usize>())
}

/// About how many bytes a value takes.
pub(super) fn size(value: &Value) -> usize {
    let inside = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.iter().map(|(name, member)| name.len() + size(member)).sum(),
    };
    size_of::<Value>() + inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ladder::{Entry, MAX_LADDER_BYTES, What};

    fn report(failures: usize, text: &str) -> CaseReport {
        let scenario = offhook_scenario::Scenario::new(
            "a.b",
            offhook_scenario::Dialect::named("ccc").unwrap(),
            Vec::new(),
        );
        let mut report = CaseReport::lost(&scenario);
        let failure = |nth: usize| fault("shape", format!("{nth} {text}"), Place::default());
        report.failures = (0..failures).map(failure).collect();
        report.remarks = report.failures.clone();
        let what = What::Fault { title: text.to_owned(), label: String::new() };
        let entries = vec![Entry { step: 1, what }; failures];
        report.ladder = Some(Ladder { entries, left_off: 0 });
        report
    }

    #[test]
    fn what_fits_is_kept_as_it_is() {
        let mut cut_report = report(5, "a");
        cut(&mut cut_report, MAX_KEPT_BYTES);
        let whole = report(5, "a");
        assert_eq!(
            (cut_report.failures, cut_report.remarks, cut_report.ladder),
            (whole.failures, whole.remarks, whole.ladder)
        );
    }

    #[test]
    fn what_does_not_fit_is_counted_and_marked_with_the_worst_severity() {
        let mut cut_report = report(100, &"x".repeat(100));
        cut_report.failures[0].severity = Severity::Note;
        cut(&mut cut_report, 1_000);
        let labels: Vec<_> = cut_report.failures.iter().filter_map(|it| it.label.clone()).collect();
        assert_eq!(labels, ["96 more; 1000 bytes of all texts are kept at most"]);
        assert_eq!(cut_report.failures.last().map(|it| it.severity), Some(Severity::Error));
        assert_eq!(cut_report.remarks.len(), 1, "only the marker");
        assert_eq!(cut_report.ladder.map(|it| (it.entries.len(), it.left_off)), Some((1, 99)));
    }

    #[test]
    fn the_first_failure_is_kept_whatever_it_takes() {
        let mut cut_report = report(2, &"x".repeat(100));
        cut(&mut cut_report, 0);
        assert_eq!(cut_report.failures.len(), 2, "the first, and what stands for the rest");
        assert!(cut_report.failures[0].title.starts_with("0 xx"));
    }

    #[test]
    fn the_shares_of_a_run_have_a_bound_in_all_and_each() {
        assert_eq!(share(0), MAX_KEPT_BYTES);
        assert_eq!(share(1_000), MAX_KEPT_OF_RUN_BYTES / 1_000);
        assert_eq!(share(usize::MAX), LEAST_KEPT_BYTES);
        const { assert!(MAX_LADDER_BYTES < MAX_KEPT_BYTES, "one long ladder fits") };
    }

    #[test]
    fn a_value_is_as_large_as_what_is_in_it() {
        let small = size(&serde_json::json!({ "a": [] }));
        assert_eq!(size(&serde_json::json!({ "a": ["xyz", 1] })), small + 3 + 2 * size_of::<Value>());
    }
}
