//! Answers of a world and of the subject, held against each other.

use offhook_dialect::{WordKind, is_open_refusal, registry};
use offhook_machine::Basis;
use offhook_scenario::{Diagnostic, Place};

use super::compare::Difference;
use super::world::World;
use crate::runner::codes::{ORACLE, OTHERWISE};
use crate::runner::fault;
use crate::runner::heard::Said;
use crate::runner::play::Failure;
use crate::runner::text::short;

impl World<'_> {
    pub(super) fn judge_answer(&mut self, ours: &Said, theirs: &Said, place: Place) {
        let judged = match (&ours.answer.refusal, &theirs.answer.refusal) {
            (None, None) => {
                let differences =
                    self.names.differ(ours.answer.fields, &ours.answer.tree, &theirs.answer.tree);
                for it in differences {
                    let clause = ours.of.map(|of| of.field_clause(it.row));
                    self.differs(&it, clause.as_deref(), theirs, place);
                }
                return;
            }
            (Some(code), Some(their)) if code == their => {
                self.may_be_refused_so(ours, code, their);
                return;
            }
            (Some(code), Some(their)) if self.may_be_refused_so(ours, code, their) => {
                self.is_refused_otherwise = true;
                return;
            }
            (Some(code), their) => {
                let row = ours.of.and_then(|of| Some((of.refusal(code)?.basis, of.refusal_clause(code))));
                let (basis, clause) = row.unwrap_or((Basis::Chosen, String::new()));
                let observed =
                    their.as_ref().map_or_else(|| "accepted".to_owned(), |code| format!("refused: {code}"));
                (basis, clause, format!("refused: {code}"), observed)
            }
            (None, Some(code)) => {
                let clause = ours.of.map_or("", |of| of.clause()).to_owned();
                (self.since, clause, "accepted".to_owned(), format!("refused: {code}"))
            }
        };
        let (basis, clause, expected, observed) = judged;
        let title = format!("the request should be {expected}, by our machine");
        let diagnostic =
            fault(OTHERWISE, title, place).label(format!("expected {expected}, observed {observed}"));
        let diagnostic = diagnostic.note(format!("the answer: {}", short(&theirs.answer.raw.to_string())));
        self.found.push(Failure::new(Some(basis.max(self.play.weight)), cite(diagnostic, &clause)));
    }

    /// Whether no document says with which of two codes the request is refused.
    fn may_be_refused_so(&mut self, ours: &Said, code: &str, their: &str) -> bool {
        let vendor = self.play.choice.dialect.vendor();
        let Some(of) = ours.of else { return false };
        let is_known = of.refusal(their).is_some() || (vendor.tables.common_refusals)().contains(&their);
        is_known
            && is_open_refusal(of, code)
            && self.names.wordings.hear(WordKind::RefusalCode, vendor, &[of.name(), code], their)
    }

    fn differs(&mut self, it: &Difference, clause: Option<&str>, theirs: &Said, place: Place) {
        let diagnostic = fault(ORACLE, format!("`{}` is not what our machine answers", it.path), place)
            .label(format!("expected {}, observed {}", it.expected, it.observed))
            .note(format!("the answer: {}", short(&theirs.answer.raw.to_string())));
        self.depart(it.basis, clause.unwrap_or_default(), diagnostic);
    }

    /// Notes a departure that is known no better than the rules that led to it; the same is said once a case.
    pub(super) fn depart(&mut self, basis: Basis, clause: &str, diagnostic: Diagnostic) {
        if self.noted.insert(diagnostic.title.clone()) {
            self.found.push(Failure::new(Some(basis.max(self.since)), cite(diagnostic, clause)));
        }
    }
}

/// Adds what the clause says.
fn cite(diagnostic: Diagnostic, clause: &str) -> Diagnostic {
    match registry().get(clause) {
        Some(it) => diagnostic.clause(clause).note(format!(
            "{} ({}, {}): {}",
            it.id,
            it.basis.as_str(),
            it.document.title,
            it.text
        )),
        None => diagnostic,
    }
}
