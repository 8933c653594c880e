//! What a case has exercised: a clause that it cites counts as covered only if the case has had to do with it.

use std::collections::BTreeSet;

use offhook_dialect::{Clause, FieldRow, Kind, NoneAs, registry};
use offhook_machine::{Fired, RuleText, Table};
use offhook_scenario::Dialect;
pub(super) use offhook_scenario::without_indices;
use serde_json::Value;

/// The parts of the tables that a case has met.
#[derive(Clone, Debug, Default)]
pub(super) struct Exercised {
    met: BTreeSet<Kind>,
    /// Every value that a field of an answer or an event has held: the field's name in lower case, and the value.
    words: BTreeSet<(String, String)>,
    /// How many expectations have been held against what was seen.
    asserted: usize,
    /// The requests made, for the events that follow.
    requests: BTreeSet<&'static str>,
    /// The rules that fired; none where the subject lets nobody see.
    fired: Option<Fired>,
    held_off: bool,
    dialect: Option<Dialect>,
}

impl Exercised {
    /// Nothing yet, of a case in this dialect.
    pub(super) fn of(dialect: Dialect) -> Self {
        Self { dialect: Some(dialect), ..Self::default() }
    }

    pub(super) fn add(&mut self, kind: Kind) {
        self.met.insert(kind);
    }

    pub(super) fn request(&mut self, of: &'static str) {
        self.requests.insert(of);
        self.add(Kind::Request { of });
    }

    /// The fields that an answer holds, placeholders included, and their values.
    pub(super) fn answer(&mut self, of: &'static str, fields: &'static [FieldRow], raw: &Value) {
        for row in fields {
            if holds(raw, row.path) {
                self.add(Kind::Field { of, path: row.path });
            }
        }
        self.words(raw);
    }

    /// A field that is expected to be left out, and is: that is how its table says that it has no value.
    pub(super) fn absent(&mut self, of: &'static str, fields: &'static [FieldRow], path: &str) {
        let is_it = |row: &&FieldRow| row.none == NoneAs::Omitted && without_indices(path) == row.path;
        if let Some(row) = fields.iter().find(is_it) {
            self.add(Kind::Field { of, path: row.path });
        }
    }

    pub(super) fn event(&mut self, name: &str, event: &Value) {
        if let Some(name) = self.dialect.and_then(|dialect| dialect.event(name)).map(|event| event.name) {
            self.add(Kind::Event { name });
            for of in self.requests.clone() {
                self.add(Kind::Trigger { of, event: name });
            }
        }
        self.words(event);
    }

    /// Remembers the values of all fields, and the members of comma-joined ones.
    pub(super) fn words(&mut self, value: &Value) {
        self.words_of("", value);
    }

    fn words_of(&mut self, field: &str, value: &Value) {
        match value {
            Value::String(text) => {
                self.words.extend(text.split(',').map(|word| (field.to_owned(), word.to_owned())));
            }
            Value::Number(number) => {
                self.words.insert((field.to_owned(), number.to_string()));
            }
            Value::Array(list) => list.iter().for_each(|item| self.words_of(field, item)),
            Value::Object(map) => {
                map.iter().for_each(|(name, item)| self.words_of(&name.to_ascii_lowercase(), item));
            }
            Value::Bool(_) | Value::Null => {}
        }
    }

    /// Notes that something was expected, and seen.
    pub(super) fn assert(&mut self) {
        self.asserted += 1;
    }

    /// Notes the rules that fired, where the subject lets one see.
    pub(super) fn fired(&mut self, fired: Fired) {
        self.fired = Some(fired);
    }

    /// Notes that something was rejected, or that time passed: what shows that a rule does not hold elsewhere or yet.
    pub(super) fn held_off(&mut self) {
        self.held_off = true;
    }

    /// Whether the steps can bear a statement out: something was expected of what was seen, the action that the statement is
    /// about was asked for, and of the rules that cite it one has fired, or has given way to another outcome.
    fn bears_out(&self, id: &str) -> bool {
        // The states of a job are words of our own: no clause is about them.
        let rules = || Table::ALL.into_iter().filter(|table| *table != Table::Job).flat_map(Table::rows);
        let fired: Vec<RuleText> = self.fired.iter().flat_map(|fired| fired.rules()).collect();
        let met = |rule: RuleText| fired.iter().any(|it| (it.from, it.trigger) == (rule.from, rule.trigger));
        let mut citing = rules().filter(|rule| rule.clause == id).peekable();
        // Where the subject lets nobody see, the rules say nothing for or against.
        let by_rule = self.fired.is_none() || self.held_off || citing.peek().is_none() || citing.any(met);
        let owns = |clause: &&Clause| {
            matches!(clause.kind, Kind::Request { .. })
                && id.strip_prefix(clause.id.as_ref()).is_some_and(|rest| rest.starts_with('.'))
        };
        // The machine is the same for both vendors: a statement of one may be shown by the other's calls.
        let elsewhere = |clause: &Clause| self.dialect.map(Dialect::as_str) != Some(clause.dialect());
        let by_action =
            registry().iter().filter(owns).all(|clause| elsewhere(clause) || self.met.contains(&clause.kind));
        self.asserted > 0 && by_rule && by_action
    }

    /// The clauses that the case had to do with, cited or not; plain statements are left out, since no table can tell.
    pub(super) fn clauses(&self) -> Vec<&'static str> {
        let is_met = |clause: &&Clause| clause.kind != Kind::Statement && self.has(clause);
        registry().iter().filter(is_met).map(|clause| clause.id.as_ref()).collect()
    }

    /// Whether the case had to do with this.
    pub(super) fn has(&self, clause: &Clause) -> bool {
        match clause.kind {
            Kind::Statement => self.bears_out(&clause.id),
            Kind::Value { of, value } => self.words.contains(&(of.to_ascii_lowercase(), value.to_owned())),
            other => self.met.contains(&other),
        }
    }
}

/// Whether there is something at a path of a table, in the first item of each list.
fn holds(value: &Value, path: &str) -> bool {
    let mut at = value;
    for name in path.split('.') {
        let (name, list) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
        let Some(inner) = at.get(name) else { return false };
        at = match (list, inner.get(0)) {
            (true, Some(first)) => first,
            (true, None) if inner.is_array() => return false,
            _ => inner,
        };
    }
    true
}
