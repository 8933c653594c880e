//! What a first contact with an implementation shows. Nothing is asked that could change anything: actions without parameters or
//! for a user who does not exist, a poll of a user who is named, and a clock that is moved by nothing.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use offhook_centre::adapter::{Call, Clock};
use offhook_dialect::{
    Caller, Draft, Edition, FieldRow, Form, Format, HttpResponse, Limits, Operation, Required, ShapeFault,
    parse, read,
};
use offhook_scenario::Dialect;
use offhook_scenario::terminal::visible;
use serde_json::Value;

use crate::probe::{self, Found, Introduction};
use crate::remote::{Link, Watch};
use crate::secrets::Secrets;
use crate::statement::Time;
use crate::subject::SubjectError;

/// A user whom no implementation has.
const NOBODY: &str = "offhook-nobody";
/// How long a clock is watched to see whether it goes on by itself.
const CLOCK_WATCH: Duration = Duration::from_millis(250);

/// What was seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) introduction: Introduction,
    pub(super) found: Found,
    /// How its clock goes, where it can be asked for the time.
    pub(super) time: Option<Time>,
    /// Whether it answers in XML, where the vendor's do.
    pub(super) xml: Option<bool>,
    /// The edition whose demands it makes, with what shows that.
    pub(super) edition: Option<(Edition, String)>,
    /// The form in which it writes values.
    pub(super) form: Option<Form>,
    /// Fields that no table has.
    pub(super) beyond: BTreeSet<String>,
    /// The id of an answer.
    pub(super) request_id: Option<String>,
    /// What a poll of the user who was named says.
    pub(super) user: Option<Polled>,
}

/// What a poll of a user says.
#[derive(Clone, Debug)]
pub(super) enum Polled {
    /// The fields and their values.
    Fields(Vec<(String, String)>),
    /// It is refused with this code.
    Refused(String),
}

impl Seen {
    /// Without the secrets that its answers repeat, and each text on one line: what stands in a comment of the draft stays there.
    pub(super) fn without(mut self, secrets: &Secrets) -> Self {
        let line = |text: &str| visible(&secrets.hide(text));
        self.beyond = self.beyond.iter().map(|field| line(field)).collect();
        self.request_id = self.request_id.map(|id| secrets.hide(&id));
        self.user = self.user.map(|polled| match polled {
            Polled::Refused(code) => Polled::Refused(secrets.hide(&code)),
            Polled::Fields(fields) => {
                let hide = |(path, value): (String, String)| (line(&path), secrets.hide(&value));
                Polled::Fields(fields.into_iter().map(hide).collect())
            }
        });
        self
    }
}

/// Looks at an implementation, as a client of this call centre and user where they are named.
pub(super) fn look(
    link: &mut Link,
    dialect: Dialect,
    watch: &Watch,
    introduction: Introduction,
    (instance, user): (Option<&str>, Option<&str>),
) -> Result<Seen, SubjectError> {
    let mut seen = Seen { introduction, ..Seen::default() };
    let mut answers = Vec::new();
    seen.found =
        probe::find(link, dialect, &mut |operation, reply| answers.push((operation, reply.clone())))?;
    let instance = instance.unwrap_or(NOBODY);
    if let Some(user) = user {
        let reply = poll(link, dialect, instance, user, None)?;
        seen.user = polled(dialect, &reply);
        answers.push((dialect.tables.poll, reply));
    }
    if dialect.wire.formats.contains(&Format::Xml) {
        let reply = poll(link, dialect, instance, user.unwrap_or(NOBODY), Some(Format::Xml))?;
        seen.xml = Some(parse(&reply.body, Format::Xml, &Limits::DEFAULT).is_ok());
    }
    seen.edition = edition(link, dialect, instance)?;
    let readings: Vec<(Read, Read)> = answers.iter().filter_map(|answer| readings(dialect, answer)).collect();
    seen.form = form(dialect, &readings);
    seen.beyond = readings.into_iter().flat_map(|(typed, _)| typed.beyond).collect();
    seen.request_id = answers.iter().find_map(|(_, reply)| {
        let answer: Value = serde_json::from_str(&reply.body).ok()?;
        dialect.tables.request_id_in(&answer).map(str::to_owned)
    });
    let has_clock = seen.introduction.ops.as_ref().is_some_and(|ops| ops.iter().any(|op| op == "clock"));
    if has_clock {
        seen.time = time(link, watch)?;
    }
    Ok(seen)
}

fn poll(
    link: &mut Link,
    dialect: Dialect,
    instance: &str,
    user: &str,
    format: Option<Format>,
) -> Result<HttpResponse, SubjectError> {
    let draft = Draft { format, ..draft(dialect.tables.poll, instance, user) };
    send(link, dialect, &draft)
}

fn draft<'a>(operation: &dyn Operation, instance: &'a str, user: &'a str) -> Draft<'a> {
    let caller = Caller { id: user, device: NOBODY, ..Caller::default() };
    Draft { operation: operation.name(), caller: Some(caller), instance, ..Draft::default() }
}

fn send(link: &mut Link, dialect: Dialect, draft: &Draft<'_>) -> Result<HttpResponse, SubjectError> {
    let written = dialect.client.write(draft).map_err(|why| SubjectError::NotApplicable(why.into()))?;
    link.request(dialect, &written.request)
}

/// The fields with a value in an accepted answer to a poll, or the code of a refusal.
fn polled(dialect: Dialect, reply: &HttpResponse) -> Option<Polled> {
    let answer: Value = serde_json::from_str(&reply.body).ok()?;
    if let Some(code) = dialect.tables.refusal_in(&answer) {
        return Some(Polled::Refused(code));
    }
    let mut fields = Vec::new();
    leaves(&answer, "", &mut fields);
    Some(Polled::Fields(fields))
}

fn leaves(value: &Value, path: &str, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                leaves(value, &below, into);
            }
        }
        Value::Null | Value::Array(_) => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => into.push((path.to_owned(), text.clone())),
        Value::Bool(_) | Value::Number(_) => into.push((path.to_owned(), value.to_string())),
    }
}

/// The edition whose demands it makes: it is asked twice for a user who does not exist, once without a parameter that only one
/// edition demands. To be refused otherwise means that it is demanded.
fn edition(
    link: &mut Link,
    dialect: Dialect,
    instance: &str,
) -> Result<Option<(Edition, String)>, SubjectError> {
    let one_sided = |operation: &&'static dyn Operation| {
        let row = operation.params().iter().find(|row| row.required == Required::FirstEditionOnly)?;
        Some((*operation, row.name))
    };
    let operations = dialect.tables.operations.iter();
    let Some((operation, parameter)) =
        [&dialect.tables.poll].into_iter().chain(operations).find_map(one_sided)
    else {
        return Ok(None);
    };
    let whole = send(link, dialect, &draft(operation, instance, NOBODY))?;
    let without = Draft { with: vec![(parameter.to_owned(), None)], ..draft(operation, instance, NOBODY) };
    let without = send(link, dialect, &without)?;
    let is_demanded = probe::gist(dialect, &whole) != probe::gist(dialect, &without);
    let (edition, verb) =
        if is_demanded { (Edition::First, "demands") } else { (Edition::Later, "does not demand") };
    Ok(Some((edition, format!("{} {verb} {parameter}", operation.name()))))
}

/// An answer as one form reads it.
struct Read {
    /// How many values are not as the form writes them.
    wrong: usize,
    /// The fields that no table has.
    beyond: Vec<String>,
}

/// An answer as both forms read it, the typed one first.
fn readings(
    dialect: Dialect,
    (operation, reply): &(&'static dyn Operation, HttpResponse),
) -> Option<(Read, Read)> {
    let raw = parse(&reply.body, Format::Json, &Limits::DEFAULT).ok()?;
    let fields: &[FieldRow] = match dialect.tables.refusal_in(&raw.value) {
        None => (dialect.tables.answer_fields)(*operation, &raw)?,
        Some(_) => dialect.tables.refusal_fields,
    };
    let reading = |form| {
        let (_, faults) = read(&raw, fields, form);
        let wrong = faults.iter().filter(|fault| matches!(fault, ShapeFault::WrongType { .. })).count();
        let beyond = faults.iter().filter(|fault| matches!(fault, ShapeFault::Unknown { .. }));
        Read { wrong, beyond: beyond.map(ShapeFault::row_path).collect() }
    };
    Some((reading(Form::Typed), reading(Form::Documented)))
}

/// The form that fits the answers better; none where both do alike, or where the vendor has only one.
fn form(dialect: Dialect, readings: &[(Read, Read)]) -> Option<Form> {
    if dialect.wire.form.is_some() {
        return None;
    }
    let typed: usize = readings.iter().map(|(typed, _)| typed.wrong).sum();
    let documented: usize = readings.iter().map(|(_, documented)| documented.wrong).sum();
    match typed.cmp(&documented) {
        std::cmp::Ordering::Less => Some(Form::Typed),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(Form::Documented),
    }
}

/// How its clock goes: it is asked for the time, and again a little later.
fn time(link: &mut Link, watch: &Watch) -> Result<Option<Time>, SubjectError> {
    let mut now = || {
        let (answer, _) = link.call(&Call::Clock(Clock { advance_ms: 0 }))?;
        Ok::<_, SubjectError>((answer.now_ms, Instant::now()))
    };
    let (before, begun) = now()?;
    watch.sleep(CLOCK_WATCH)?;
    let (after, ended) = now()?;
    let (Some(before), Some(after)) = (before, after) else { return Ok(None) };
    let passed = u64::try_from(ended.duration_since(begun).as_millis()).unwrap_or(u64::MAX).max(1);
    let Some(moved) = after.checked_sub(before) else {
        let reason = format!("its clock goes back: `now_ms` is {before}, and then {after}");
        return Err(SubjectError::Broken(reason));
    };
    Ok(Some(match (moved + passed / 2) / passed {
        0 if moved == 0 => Time::Virtual,
        0 | 1 => Time::Real,
        scale => Time::Scaled(u32::try_from(scale).unwrap_or(Time::MAX_SCALE).min(Time::MAX_SCALE)),
    }))
}
