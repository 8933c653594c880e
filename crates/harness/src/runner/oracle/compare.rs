//! Two answers, or two events, held against each other: our machine's and the subject's.
//!
//! Ids are bound on first sight and have to stand for the same thing ever after. Times have to keep the distance they had at
//! first, or where the subject's clock is the real one, not to go back. Everything else that a table has a row for is to be equal.

use std::collections::{BTreeMap, BTreeSet};

use offhook_dialect::{
    ChannelField, EventFacts, EventField, EventValue, FieldRow, Operation, SessionField, Source, Spelling,
    UserField, Vendor, WordKind, is_of_one_edition, wire_text,
};
use offhook_machine::{Basis, UserState};
use offhook_scenario::rfc3339_ns;
use serde_json::{Map, Value};

use super::wordings::Wordings;
use crate::runner::expect::shown;

/// How far the times of a subject are to be those of our machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// The subject's clock moves only when the harness moves it.
    Virtual,
    /// The subject's clock goes by itself.
    Real,
}

/// What stands for a number in the profile: whose it is goes by the case.
const NUMBER: &str = "number";

/// A second, in milliseconds.
const SECOND: i128 = 1_000;

/// A field in which the two differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) path: String,
    /// The path as the table has it.
    pub(super) row: &'static str,
    pub(super) basis: Basis,
    pub(super) expected: String,
    pub(super) observed: String,
    /// True if the subject has nothing there.
    pub(super) is_missing: bool,
}

/// What has been learned of how the subject names things.
pub(super) struct Names {
    times: Times,
    /// The number shown where the scenario gives none: the subject's own is as good.
    free_number: Option<&'static str>,
    theirs: BTreeMap<String, String>,
    ours: BTreeMap<String, String>,
    offset: Option<i128>,
    latest: BTreeMap<String, i128>,
    /// The extensions that our agents have: a number may be one.
    extensions: BTreeSet<String>,
    vendor: &'static Vendor,
    /// What the subject says in its own words.
    pub(super) wordings: Wordings,
}

/// What kind of value stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Freedom {
    /// It is to be the same.
    None,
    /// It names something.
    Id,
    /// A time.
    Time,
    /// A word that the documents only exemplify.
    Word,
    /// Somebody in the call: a number, or a word for who it is.
    Party,
    /// The extension of an agent, which the call centre assigns.
    Extension,
    /// The content of an event of any kind.
    Content,
    /// Another check looks at it, or nobody can tell.
    Any,
}

impl Names {
    pub(super) fn new(
        times: Times,
        free_number: Option<&'static str>,
        vendor: &'static Vendor,
        wordings: Wordings,
    ) -> Self {
        Self {
            vendor,
            wordings,
            times,
            free_number,
            theirs: BTreeMap::new(),
            ours: BTreeMap::new(),
            offset: None,
            latest: BTreeMap::new(),
            extensions: BTreeSet::new(),
        }
    }

    /// Holds the trees of two answers to an operation against each other.
    pub(super) fn differ(
        &mut self,
        of: Option<&'static dyn Operation>,
        rows: &'static [FieldRow],
        ours: &Value,
        theirs: &Value,
    ) -> Vec<Difference> {
        let mut found = Vec::new();
        // Whose extension is which has to be known before a number can be held against one.
        let is_extension = |row: &&FieldRow| row.source.is_extension();
        let others = rows.iter().filter(|row| !is_extension(row) && row.source != Source::Group);
        for row in rows.iter().filter(is_extension).chain(others) {
            let parts: Vec<&str> = row.path.split('.').collect();
            let known = found.len();
            self.walk(row, &parts, Some(ours), Some(theirs), String::new(), &mut found);
            if let Some(of) = of.filter(|of| is_of_one_edition(*of, row)) {
                let of_row: Vec<Difference> = found.drain(known..).collect();
                found.extend(self.shown_or_not(of, rows, row, of_row, (ours, theirs)));
            }
        }
        found
    }

    /// A field that only some of the vendor's documents have: where the subject does not show it, that is no difference.
    fn shown_or_not(
        &mut self,
        of: &'static dyn Operation,
        rows: &'static [FieldRow],
        row: &'static FieldRow,
        found: Vec<Difference>,
        (ours, theirs): (&Value, &Value),
    ) -> Vec<Difference> {
        let parts: Vec<&str> = row.path.split('.').collect();
        let is_shown = has(theirs, &parts);
        if !has(ours, &parts) {
            // To leave an empty list out is a way to say that there is no value.
            return if is_shown { found } else { Vec::new() };
        }
        let state = rows.iter().find(|row| row.source == Source::User(UserField::State));
        let state = state.and_then(|row| ours.pointer(&format!("/{}", row.path.replace('.', "/"))));
        let state = state.and_then(Value::as_str);
        // What is shown of an agent without a session is another freedom, and so is the code of a break that is over.
        let is_another = match row.source {
            Source::User(UserField::BreakCode) => state != Some(UserState::Break.as_str()),
            Source::User(_) => state == Some(UserState::Offline.as_str()),
            _ => false,
        };
        if is_another && is_shown {
            return found;
        }
        if is_another {
            self.wordings.reworded.insert(row.path.to_owned());
            return Vec::new();
        }
        let option = if is_shown { "shown" } else { "not-shown" };
        self.wordings.take(WordKind::FieldShown, self.vendor, &[of.name(), row.path], option);
        if is_shown {
            return found;
        }
        self.wordings.reworded.insert(row.path.to_owned());
        Vec::new()
    }

    /// Holds two events against each other: by rows where the event is a table of rows, else by its fields.
    pub(super) fn differ_event(
        &mut self,
        event: &'static EventFacts,
        basis: Basis,
        ours: &Value,
        theirs: &Value,
    ) -> Vec<Difference> {
        let mut found = Vec::new();
        for field in &event.fields {
            if let Some(row) = field.row {
                if row.source != Source::Group {
                    let parts: Vec<&str> = row.path.split('.').collect();
                    self.walk(row, &parts, Some(ours), Some(theirs), String::new(), &mut found);
                }
                continue;
            }
            let freedom = match field.kind {
                EventValue::Id => Freedom::Id,
                EventValue::Time => Freedom::Time,
                EventValue::Word => Freedom::Word,
                EventValue::Text | EventValue::Number | EventValue::List => Freedom::None,
            };
            let blank = |value: &&Value| value.as_str() != Some("");
            let pair = (ours.get(field.path).filter(blank), theirs.get(field.path).filter(blank));
            if freedom == Freedom::Word && self.same_word(field.path, field.path, pair.0, pair.1) {
                continue;
            }
            if !self.alike(freedom, field.path, field.path, pair.0, pair.1) {
                found.push(difference(field.path.to_owned(), field.path, basis, pair.0, pair.1));
            }
        }
        found
    }

    /// Whether two events may be the same: what they name is not known to be something else.
    pub(super) fn may_be(&self, event: &EventFacts, ours: &Value, theirs: &Value) -> bool {
        let ids = event.fields.iter().filter(|field| field.row.is_none() && field.kind == EventValue::Id);
        ids.map(|field| (&ours[field.path], &theirs[field.path])).all(|(our, their)| {
            let (our, their) = (wire_text(our), wire_text(their));
            self.theirs.get(our.as_ref()).is_none_or(|known| *known == their)
                && self.ours.get(their.as_ref()).is_none_or(|known| *known == our)
        })
    }

    fn walk(
        &mut self,
        row: &'static FieldRow,
        parts: &[&str],
        ours: Option<&Value>,
        theirs: Option<&Value>,
        at: String,
        found: &mut Vec<Difference>,
    ) {
        let Some((part, rest)) = parts.split_first() else {
            let freedom = freedom(row.source);
            if freedom == Freedom::Word && self.same_word(row.path, row.name(), ours, theirs) {
                return;
            }
            if freedom == Freedom::Party && self.same_party(row, ours, theirs) {
                return;
            }
            if freedom == Freedom::Extension {
                self.know_extension(row, ours, theirs);
            }
            if !self.alike(freedom, row.path, &at, ours, theirs) {
                // What a time means is documented; how long it is shown is not.
                let half = freedom == Freedom::Time && ours.is_some() != theirs.is_some();
                let basis = if half { row.known().max(Basis::Inferred) } else { row.known() };
                found.push(difference(at, row.path, basis, ours, theirs));
            }
            return;
        };
        let name = part.strip_suffix("[]").unwrap_or(part);
        let (ours, theirs) = (ours.and_then(|it| it.get(name)), theirs.and_then(|it| it.get(name)));
        let at = if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
        match (part.ends_with("[]"), list(ours), list(theirs)) {
            (true, ours, theirs) if !rest.is_empty() => {
                for (index, (our, their)) in self.pairs(ours, theirs).into_iter().enumerate() {
                    let at = format!("{at}[{index}]");
                    if our.is_some() == their.is_some() {
                        self.walk(row, rest, our, their, at, found);
                    } else if found.iter().all(|known| known.path != at) {
                        // One that only one of the two has is one difference, not one for each of its fields.
                        found.push(difference(at, row.path, row.known(), our, their));
                    }
                }
            }
            _ => self.walk(row, rest, ours, theirs, at, found),
        }
    }

    /// The items of two lists of channels, each beside its own: by its id where that is known, else by whose channel it is.
    fn pairs<'a>(
        &self,
        ours: &'a [Value],
        theirs: &'a [Value],
    ) -> Vec<(Option<&'a Value>, Option<&'a Value>)> {
        let (id, user) = self.vendor.tables.call.map_or(("", ""), |names| (names.channel, names.user));
        let mut left: Vec<&Value> = theirs.iter().collect();
        let mut pairs = Vec::new();
        for our in ours {
            let text =
                |of: &Value, name: &str| of.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let known = self.theirs.get(&text(our, id));
            let same_id = |their: &&Value| known.is_some_and(|known| *known == text(their, id));
            let same_user = |their: &&Value| text(their, user) == text(our, user);
            let place = left.iter().position(same_id).or_else(|| {
                let fresh = |their: &&Value| !self.ours.contains_key(&text(their, id));
                left.iter().position(|it| known.is_none() && same_user(it) && fresh(it))
            });
            let place = place.or_else(|| left.iter().position(same_user));
            pairs.push((Some(our), place.map(|place| left.remove(place))));
        }
        pairs.extend(left.into_iter().map(|their| (None, Some(their))));
        pairs
    }

    fn alike(
        &mut self,
        freedom: Freedom,
        row: &str,
        at: &str,
        ours: Option<&Value>,
        theirs: Option<&Value>,
    ) -> bool {
        let (our, their) = match (ours, theirs) {
            _ if freedom == Freedom::Any => return true,
            (None, None) => return true,
            (Some(our), Some(their)) => (our, their),
            // A time may be shown before our machine shows it, or not be shown yet.
            _ => return freedom == Freedom::Time && self.times == Times::Real,
        };
        match (freedom, our, their) {
            (Freedom::Id, Value::Array(ours), Value::Array(theirs)) => {
                ours.len() == theirs.len()
                    && ours.iter().zip(theirs).all(|(our, their)| self.same_name(our, their))
            }
            (Freedom::Id | Freedom::Extension, ..) => self.same_name(our, their),
            (Freedom::Time, ..) => self.same_time(row, at, our, their),
            (_, Value::Array(ours), Value::Array(theirs)) => sorted(ours) == sorted(theirs),
            _ if self.free_number.is_some() && our.as_str() == self.free_number => self.same_name(our, their),
            _ if our.as_str().is_some_and(|our| self.extensions.contains(our)) => self.same_name(our, their),
            (Freedom::Content, Value::Object(ours), Value::Object(theirs)) => self.same_content(ours, theirs),
            (Freedom::Content, Value::String(our), Value::String(their)) => {
                self.theirs.get(our).unwrap_or(our) == their
            }
            _ => our == their,
        }
    }

    /// Whether two contents of events say the same: an id in them is one where the rows of an event have one.
    fn same_content(&mut self, ours: &Map<String, Value>, theirs: &Map<String, Value>) -> bool {
        let events = (self.vendor.tables.events)().iter().flat_map(|event| &event.fields);
        let rows = events.filter_map(|field| field.row).filter(|row| row.source.is_id());
        let ids: BTreeSet<&str> = rows.map(FieldRow::name).collect();
        ours.len() == theirs.len()
            && ours.iter().all(|(name, our)| match theirs.get(name) {
                Some(their) if ids.contains(name.as_str()) => self.same_name(our, their),
                their => their == Some(our),
            })
    }

    /// Whether the subject may say this in place of our word.
    fn same_word(&mut self, row: &str, name: &str, ours: Option<&Value>, theirs: Option<&Value>) -> bool {
        let word = |value: Option<&Value>| value.map_or("nothing".into(), wire_text).into_owned();
        let (our, their) = (word(ours), word(theirs));
        if our != their {
            self.wordings.reworded.insert(row.to_owned());
        }
        self.wordings.hear(WordKind::Word, self.vendor, &[name, &our], &their)
    }

    /// Whether the subject may name somebody in the call so: by the number, as ours, or by a word of its own.
    fn same_party(&mut self, row: &FieldRow, ours: Option<&Value>, theirs: Option<&Value>) -> bool {
        let (Some(our), Some(their)) = (ours, theirs) else { return false };
        let is_number = our == their;
        if !is_number {
            self.wordings.reworded.insert(row.path.to_owned());
        }
        let said = if is_number { NUMBER.into() } else { wire_text(their) };
        self.wordings.hear(WordKind::Word, self.vendor, &[row.name(), NUMBER], &said)
    }

    /// Notes an extension of ours. What the scenario spells is not held against the subject's own.
    fn know_extension(&mut self, row: &FieldRow, ours: Option<&Value>, theirs: Option<&Value>) {
        self.extensions.extend(ours.and_then(Value::as_str).map(str::to_owned));
        if ours.is_some() && theirs.is_some() && ours != theirs {
            self.wordings.reworded.insert(row.path.to_owned());
        }
    }

    /// What stood for one thing before has to stand for it still, and for nothing else.
    fn same_name(&mut self, our: &Value, their: &Value) -> bool {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let (our, their) = (text(our), text(their));
        match (self.theirs.get(&our), self.ours.get(&their)) {
            (None, None) => {
                self.theirs.insert(our.clone(), their.clone());
                self.ours.insert(their, our);
                true
            }
            (Some(known), Some(_)) => *known == their,
            _ => false,
        }
    }

    fn same_time(&mut self, row: &str, at: &str, our: &Value, their: &Value) -> bool {
        let texts = (our, their);
        let (Some(our), Some(their)) = (millis(our), millis(their)) else { return our == their };
        // A clock of whole seconds, or another way to write a date: what the scenario spells is not held against it.
        if texts.0 != texts.1 && (their - our).abs() < SECOND && their % SECOND == 0 {
            self.wordings.reworded.insert(row.to_owned());
            // The same as a path in an event.
            self.wordings.reworded.extend(row.rsplit('.').next().map(str::to_owned));
        }
        if their % SECOND != 0 {
            self.wordings.take(WordKind::Clock, self.vendor, &[], "milliseconds");
        }
        match self.times {
            Times::Virtual => {
                let away = their - our - *self.offset.get_or_insert(their - our);
                // A clock of whole seconds shows the one that has begun; the first sight of it may be off as far.
                let is_rounded = away != 0 && away.abs() <= SECOND && their % SECOND == 0;
                if is_rounded {
                    self.wordings.take(WordKind::Clock, self.vendor, &[], "seconds");
                }
                away == 0 || is_rounded
            }
            Times::Real => {
                let latest = self.latest.entry(at.to_owned()).or_insert(their);
                let goes_on = their >= *latest;
                *latest = their;
                goes_on
            }
        }
    }
}

/// Whether there is a value at a path of a row, in any item of its lists: an empty list is none.
fn has(tree: &Value, parts: &[&str]) -> bool {
    let Some((part, rest)) = parts.split_first() else {
        return Spelling::of(Some(tree)).is_none_or(|spelling| spelling == Spelling::Zero);
    };
    match part.strip_suffix("[]") {
        Some(name) => list(tree.get(name)).iter().any(|item| has(item, rest)),
        None => tree.get(part).is_some_and(|inner| has(inner, rest)),
    }
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn sorted(list: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = list.iter().map(Value::to_string).collect();
    texts.sort();
    texts
}

fn difference(
    path: String,
    row: &'static str,
    basis: Basis,
    ours: Option<&Value>,
    theirs: Option<&Value>,
) -> Difference {
    let text = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), shown);
    let is_missing = theirs.is_none();
    Difference { path, row, basis, expected: text(ours), observed: text(theirs), is_missing }
}

const NS_PER_MS: i128 = 1_000_000;

/// A time in milliseconds since 1970, written as a number or as a date.
fn millis(value: &Value) -> Option<i128> {
    if let Some(text) = value.as_str() {
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        return rfc3339_ns(text).map(|ns| ns.div_euclid(NS_PER_MS));
    }
    value.as_i64().map(i128::from)
}

const fn freedom(source: Source) -> Freedom {
    match source {
        _ if source.is_id() => Freedom::Id,
        _ if source.is_time() => Freedom::Time,
        _ if source.is_extension() => Freedom::Extension,
        Source::Channel(ChannelField::ReleaseInitiator) => Freedom::Party,
        _ if source.is_exemplified() => Freedom::Word,
        Source::Event(EventField::Content) => Freedom::Content,
        // The envelope has a check of its own.
        Source::RequestId
        | Source::ContextId
        | Source::Message
        | Source::Params
        | Source::HttpStatus
        | Source::Code
        | Source::RefusedResult
        | Source::AskedHost
        | Source::Help
        | Source::Session(SessionField::Token | SessionField::TalkSeconds) => Freedom::Any,
        _ => Freedom::None,
    }
}

#[cfg(test)]
mod tests {
    use offhook_dialect::ccc::MAKE_CALL;
    use offhook_dialect::vendor;
    use serde_json::json;

    use super::*;

    fn names() -> Names {
        Names::new(Times::Virtual, None, vendor("ccc").unwrap(), Wordings::default())
    }

    fn answer(job: &str, channels: &Value) -> Value {
        json!({ "Data": { "CallContext": { "JobId": job, "ChannelContexts": channels } } })
    }

    fn paths(found: &[Difference]) -> Vec<&str> {
        found.iter().map(|it| it.path.as_str()).collect()
    }

    #[test]
    fn an_id_may_be_any_but_stays_the_same() {
        let mut names = names();
        let none = |found: Vec<Difference>| assert_eq!(found, []);
        none(names.differ(
            Some(&MAKE_CALL),
            MAKE_CALL.fields,
            &answer("job-1", &json!([])),
            &answer("call/9", &json!([])),
        ));
        none(names.differ(
            Some(&MAKE_CALL),
            MAKE_CALL.fields,
            &answer("job-1", &json!([])),
            &answer("call/9", &json!([])),
        ));
        let other = names.differ(
            Some(&MAKE_CALL),
            MAKE_CALL.fields,
            &answer("job-1", &json!([])),
            &answer("call/10", &json!([])),
        );
        assert_eq!(paths(&other), ["Data.CallContext.JobId"]);
        let reused = names.differ(
            Some(&MAKE_CALL),
            MAKE_CALL.fields,
            &answer("job-2", &json!([])),
            &answer("call/9", &json!([])),
        );
        assert_eq!(paths(&reused), ["Data.CallContext.JobId"]);
    }

    #[test]
    fn channels_are_told_apart_by_whose_they_are_and_not_by_their_order() {
        let channels = |a: &str, b: &str| {
            let amy = json!({ "UserId": "amy", "ChannelId": a, "ChannelState": "ANSWERED", "Timestamp": 5 });
            (amy, json!({ "ChannelId": b, "ChannelState": "RINGING", "Timestamp": 7 }))
        };
        let (amy, outside) = channels("ch:1", "ch:2");
        let ours = answer("job-1", &json!([amy, outside]));
        let (amy, mut outside) = channels("x", "y");
        assert_eq!(
            names().differ(
                Some(&MAKE_CALL),
                MAKE_CALL.fields,
                &ours,
                &answer("job-1", &json!([outside, amy]))
            ),
            []
        );
        outside["ChannelState"] = "RELEASED".into();
        let found = names().differ(
            Some(&MAKE_CALL),
            MAKE_CALL.fields,
            &ours,
            &answer("job-1", &json!([outside, amy])),
        );
        assert_eq!(paths(&found), ["Data.CallContext.ChannelContexts[1].ChannelState"]);
        assert_eq!((found[0].expected.as_str(), found[0].observed.as_str()), ("\"RINGING\"", "\"RELEASED\""));
        let found =
            names().differ(Some(&MAKE_CALL), MAKE_CALL.fields, &ours, &answer("job-1", &json!([amy])));
        assert!(found.iter().any(|it| it.observed == "nothing"), "{found:?}");
    }

    #[test]
    fn times_keep_their_distance_or_do_not_go_back() {
        let at =
            |ms: u64| answer("job-1", &json!([{ "UserId": "amy", "ChannelId": "ch:1", "Timestamp": ms }]));
        let mut exact = names();
        assert_eq!(exact.differ(Some(&MAKE_CALL), MAKE_CALL.fields, &at(5), &at(1_005)), []);
        assert_eq!(exact.differ(Some(&MAKE_CALL), MAKE_CALL.fields, &at(9), &at(1_009)), []);
        assert_eq!(exact.differ(Some(&MAKE_CALL), MAKE_CALL.fields, &at(9), &at(1_010)).len(), 1);
        let mut real = Names::new(Times::Real, None, vendor("ccc").unwrap(), Wordings::default());
        assert_eq!(real.differ(Some(&MAKE_CALL), MAKE_CALL.fields, &at(5), &at(1_005)), []);
        assert_eq!(real.differ(Some(&MAKE_CALL), MAKE_CALL.fields, &at(9), &at(1_200)), []);
        assert_eq!(real.differ(Some(&MAKE_CALL), MAKE_CALL.fields, &at(9), &at(1_100)).len(), 1);
    }
}
