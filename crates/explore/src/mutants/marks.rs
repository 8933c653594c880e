//! What occurs in a run on the original: by it a mutant finds the scenarios that can tell.

use std::collections::{BTreeMap, BTreeSet};

use offhook_dialect::{FieldRow, PLACEHOLDER};
use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_harness::{InProcess, Subject as _, SubjectError, Wrap, Wrapped};
use offhook_machine::Fired;
use offhook_scenario::Dialect;
use serde_json::Value;

use super::heard::{Heard, dialect, name_of, who};
use super::spot::{Spot, containers};

pub(super) fn accepted(of: &str) -> String {
    format!("accepted:{of}")
}

pub(super) fn refused(of: &str) -> String {
    format!("refused:{of}")
}

pub(super) fn refused_with(of: &str, code: &str) -> String {
    format!("refused:{of}:{code}")
}

/// Asked again by the same user, with another answer.
pub(super) fn again(of: &str) -> String {
    format!("again:{of}")
}

pub(super) fn event(name: &str) -> String {
    format!("event:{name}")
}

pub(super) fn field(spot: Spot, path: &str) -> String {
    format!("field:{}:{path}", spot.text())
}

/// A field that is there and not null.
pub(super) fn value(spot: Spot, path: &str) -> String {
    format!("value:{}:{path}", spot.text())
}

/// A field that is there, and says something.
pub(super) fn word(spot: Spot, path: &str) -> String {
    format!("word:{}:{path}", spot.text())
}

pub(super) fn rule(row: usize) -> String {
    format!("rule:{row}")
}

/// The fields that may stand at a spot: the name of each, and whether it only holds others.
pub(super) fn fields(dialect: Dialect, spot: Spot) -> Vec<(&'static str, bool)> {
    fn rows(rows: &'static [FieldRow]) -> Vec<(&'static str, bool)> {
        rows.iter().map(|row| (row.path, row.ty.is_container())).collect()
    }
    match spot {
        Spot::Answer(of) => dialect.operation(of).map(|it| rows(it.fields())).unwrap_or_default(),
        Spot::Refusal(_) => rows(dialect.tables.refusal_fields),
        Spot::Event(name) => {
            let fields = dialect.event(name).map(|event| event.fields.iter());
            let is_container = |row: &FieldRow| row.ty.is_container();
            fields.into_iter().flatten().map(|it| (it.path, it.row.is_some_and(is_container))).collect()
        }
    }
}

/// What occurred, the rules that fired included.
pub(super) fn into_marks(recorded: Wrapped<Recorder>) -> BTreeSet<String> {
    let fired = recorded.inner.inspect().map(|it| it.fired).unwrap_or_default();
    recorded.wrap.marks.into_iter().chain(rows(fired).map(rule)).collect()
}

/// An ear on the original.
#[derive(Default)]
pub(super) struct Recorder {
    marks: BTreeSet<String>,
    last: BTreeMap<(&'static str, String), Value>,
}

impl Recorder {
    fn note(&mut self, dialect: Dialect, heard: &Heard, who: String) {
        self.marks.insert(if heard.accepted { accepted(heard.of) } else { refused(heard.of) });
        if !heard.accepted {
            self.marks.insert(refused_with(heard.of, &heard.code));
        }
        if let Some(name) = heard.event {
            self.marks.insert(event(name));
        }
        self.note_fields(dialect, heard.spot(), &heard.tree);
        let mut bare = heard.tree.clone();
        if let (Some(name), Some(map)) = (dialect.tables.request_id, bare.as_object_mut()) {
            map.shift_remove(name);
        }
        if self.last.insert((heard.of, who), bare.clone()).is_some_and(|before| before != bare) {
            self.marks.insert(again(heard.of));
        }
    }

    fn note_fields(&mut self, dialect: Dialect, spot: Spot, tree: &Value) {
        let mut tree = tree.clone();
        for (path, _) in fields(dialect, spot) {
            let (container, name) = path.rsplit_once('.').unwrap_or(("", path));
            for map in containers(&mut tree, container) {
                let Some(found) = map.get(name) else { continue };
                self.marks.insert(field(spot, path));
                if !found.is_null() {
                    self.marks.insert(value(spot, path));
                }
                if !found.is_null() && found != PLACEHOLDER {
                    self.marks.insert(word(spot, path));
                }
            }
        }
    }
}

fn rows(fired: Fired) -> impl Iterator<Item = usize> {
    (0..256).filter(move |row| fired.has(*row))
}

impl Wrap for Recorder {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let reply = inner.request(request)?;
        if let (Some(heard), Some(dialect)) = (Heard::new(inner, request, &reply), dialect(inner)) {
            self.note(dialect, &heard, who(inner, request));
        }
        Ok(reply)
    }

    fn events(&mut self, inner: &InProcess, events: Vec<Value>) -> Vec<Value> {
        let Some(dialect) = dialect(inner) else { return events };
        for pushed in &events {
            let Some(row) = dialect.vendor().event(name_of(inner, pushed)) else { continue };
            self.marks.insert(event(row.name));
            self.note_fields(dialect, Spot::Event(row.name), pushed);
        }
        events
    }
}
