//! Answers of a world and of the subject, held against each other.

use offhook_dialect::{Source, WordKind, is_open_refusal, registry, wire_text};
use offhook_machine::Basis;
use offhook_scenario::{Diagnostic, Place};
use serde_json::Value;

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
                    self.names.differ(ours.of, ours.answer.fields, &ours.answer.tree, &theirs.answer.tree);
                for it in differences {
                    let clause = ours.of.map(|of| of.field_clause(it.row));
                    self.differs(&it, clause.as_deref(), theirs, place);
                }
                return;
            }
            (Some(code), Some(their)) if code == their => {
                self.hear_refused(ours, code);
                if ours.for_state.is_some_and(|state| state != code) {
                    self.hear_reason(ours, code, "names-first");
                }
                self.may_be_refused_so(ours, code, their);
                self.hear_arguments(ours, theirs, code);
                return;
            }
            (Some(code), Some(their)) if self.may_be_refused_so(ours, code, their) => {
                self.hear_refused(ours, code);
                self.is_refused_otherwise = true;
                return;
            }
            // Both reasons hold, and ours names the other one.
            (Some(code), Some(their)) if ours.for_state == Some(their.as_str()) => {
                self.hear_reason(ours, code, "state-first");
                self.is_refused_otherwise = true;
                return;
            }
            (Some(code), None) if self.may_be_accepted(ours, code) => return,
            (Some(code), their) => {
                let row = ours.of.and_then(|of| Some((of.refusal(code)?.basis, of.refusal_clause(code))));
                let (basis, clause) = row.unwrap_or((Basis::Chosen, String::new()));
                let vendor = self.play.choice.dialect.vendor();
                let of = [ours.of.map_or("", |of| of.name()), code.as_str()];
                // What the subject claims counts as what a document states.
                let is_claimed = self.names.wordings.claims(WordKind::Refused, vendor, &of);
                let basis = if is_claimed { Basis::Documented } else { basis.max(self.play.weight) };
                let observed =
                    their.as_ref().map_or_else(|| "accepted".to_owned(), |code| format!("refused: {code}"));
                (basis, clause, format!("refused: {code}"), observed)
            }
            (None, Some(code)) => {
                let clause = ours.of.map_or("", |of| of.clause()).to_owned();
                let basis = self.since.max(self.play.weight);
                (basis, clause, "accepted".to_owned(), format!("refused: {code}"))
            }
        };
        let (basis, clause, expected, observed) = judged;
        let title = format!("the request should be {expected}, by our machine");
        let diagnostic =
            fault(OTHERWISE, title, place).label(format!("expected {expected}, observed {observed}"));
        let diagnostic = diagnostic.note(format!("the answer: {}", short(&theirs.answer.raw.to_string())));
        self.found.push(Failure::new(Some(basis), cite(diagnostic, &clause)));
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

    /// Which of two reasons the subject names.
    fn hear_reason(&mut self, ours: &Said, code: &str, option: &'static str) {
        let vendor = self.play.choice.dialect.vendor();
        let of = ours.of.map_or("", |of| of.name());
        self.names.wordings.take(WordKind::RefusalOrder, vendor, &[of, code], option);
    }

    /// The operation and the code of a refusal of ours, if we chose that the request is refused.
    fn chosen_refusal<'s>(&self, ours: &Said, code: &'s str) -> Option<[&'s str; 2]> {
        let of = ours.of?;
        let basis = of.refusal(code).map_or(Basis::Documented, |row| row.basis).max(self.play.weight);
        (basis == Basis::Chosen).then_some([of.name(), code])
    }

    /// The subject refuses what we chose to refuse.
    fn hear_refused(&mut self, ours: &Said, code: &str) {
        if let Some(of) = self.chosen_refusal(ours, code) {
            let vendor = self.play.choice.dialect.vendor();
            self.names.wordings.hear(WordKind::Refused, vendor, &of, "refused");
        }
    }

    /// Whether we chose that the request is refused, and the subject claims nothing else. Then it goes on elsewhere.
    fn may_be_accepted(&mut self, ours: &Said, code: &str) -> bool {
        let Some(of) = self.chosen_refusal(ours, code) else { return false };
        let vendor = self.play.choice.dialect.vendor();
        let is_right = self.names.wordings.hear(WordKind::Refused, vendor, &of, "accepted");
        if is_right {
            self.goes_elsewhere = Some(WordKind::Refused.id(vendor, &of));
        }
        is_right
    }

    /// The arguments of a refusal that no document words: what the scenario spells of them is not held against the subject.
    fn hear_arguments(&mut self, ours: &Said, theirs: &Said, code: &str) {
        let Some(of) = ours.of else { return };
        let fields = ours.answer.fields;
        let path = |source: Source| fields.iter().find(|row| row.source == source).map(|row| row.path);
        let Some(params) = path(Source::Params) else { return };
        let (ours, theirs) = (listed(ours, params), listed(theirs, params));
        let free = (0..ours.len().max(theirs.len())).filter(|place| of.is_free_argument(code, *place));
        let vendor = self.play.choice.dialect.vendor();
        for place in free {
            let text = |list: &[String]| list.get(place).map_or("nothing", String::as_str).to_owned();
            let (our, their) = (text(&ours), text(&theirs));
            if our != their && self.names.wordings.hear(WordKind::Word, vendor, &[params, code, &our], &their)
            {
                let reworded = [Some(params), path(Source::Message)].into_iter().flatten().map(str::to_owned);
                self.names.wordings.reworded.extend(reworded);
            }
        }
    }

    fn differs(&mut self, it: &Difference, clause: Option<&str>, theirs: &Said, place: Place) {
        let diagnostic = fault(ORACLE, format!("`{}` is not what our machine answers", it.path), place)
            .label(format!("expected {}, observed {}", it.expected, it.observed))
            .note(format!("the answer: {}", short(&theirs.answer.raw.to_string())));
        self.depart(it.basis, clause.unwrap_or_default(), diagnostic);
    }

    /// Notes a departure that is known no better than the rules that led to it; the same is said once a case.
    pub(super) fn depart(&mut self, basis: Basis, clause: &str, diagnostic: Diagnostic) {
        self.miss(basis.max(self.since), clause, diagnostic);
    }

    /// Notes a departure that is known so well whatever led to it; the same is said once a case.
    pub(super) fn miss(&mut self, basis: Basis, clause: &str, diagnostic: Diagnostic) {
        if self.noted.insert(diagnostic.title.clone()) {
            self.found.push(Failure::new(Some(basis), cite(diagnostic, clause)));
        }
    }
}

/// The texts of a list at the top of an answer.
fn listed(said: &Said, path: &str) -> Vec<String> {
    let items = said.answer.tree.get(path).and_then(Value::as_array);
    items.into_iter().flatten().map(|item| wire_text(item).into_owned()).collect()
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
