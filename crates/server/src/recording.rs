//! What is done to a call centre, as a scenario that does it again.
//!
//! Requests stand as they came; what a stimulus that cannot happen changes is nothing, so it is left out.

use std::borrow::Cow;

use offhook_centre::{DEFAULT_BREAK_CODE, DEFAULT_CLOCK_MS, Participant, RemoteParty, network};
use offhook_dialect::{HttpRequest, HttpResponse, MAX_QUERY_BYTES};
use offhook_machine::UserState;
use offhook_scenario::limits::{MAX_DURATION_MS, MAX_FILE_BYTES};
use offhook_scenario::{At, Clock, Dialect, Map, Millis, Request, Scenario, Step, User, parse, to_yaml};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::limits::MAX_RECORDED_STEPS;

/// What a step takes beside its own text: the dash and the margin of its lines.
const MARGIN: usize = 6;
/// What is left for the world and the head of the file.
const ROOM: usize = MAX_FILE_BYTES / 4;

/// The life of a call centre since it was reset last.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    scenario: Scenario,
    participants: Vec<Participant>,
    at_ms: u64,
    bytes: usize,
    /// Why nothing more is recorded.
    ended: Option<Cow<'static, str>>,
}

/// A recording, written down.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SavedRecording {
    /// The scenario so far; none where it has no steps yet.
    scenario: Option<String>,
    at_ms: u64,
    bytes: usize,
    ended: Option<Cow<'static, str>>,
}

impl Recording {
    /// Begins with the given world. Where tokens have a seed of their own, it is the only one that the recording names: requests have
    /// tokens in them, and ids of answers have no effect.
    pub(crate) fn new(given: &Scenario, seed: u64, token_seed: Option<u64>) -> Self {
        let mut scenario = Scenario::new(
            &format!("recorded.{}", given.dialect.value.as_str()),
            given.dialect.value,
            Vec::new(),
        );
        scenario.title = Some("What a server was asked, in order".into());
        scenario.given = given.given.clone();
        if given.dialect.value.sign_in.operation().is_some() {
            scenario.given.users =
                scenario.given.users.iter().map(|(alias, user)| (alias.clone(), signed_out(user))).collect();
        }
        let at_ms = scenario.given.clock.as_ref().map_or(DEFAULT_CLOCK_MS, |clock| clock.value.ms);
        scenario.given.clock = Some(Clock { ms: at_ms }.into());
        let own = scenario.given.seed.take().unwrap_or_else(|| seed.into());
        scenario.given.seed = Some(token_seed.map_or(own, Into::into));
        Self { participants: Participant::of(given), scenario, at_ms, bytes: 0, ended: None }
    }

    pub(crate) fn saved(&self) -> SavedRecording {
        SavedRecording {
            scenario: (!self.scenario.steps.is_empty()).then(|| to_yaml(&self.scenario)),
            at_ms: self.at_ms,
            bytes: self.bytes,
            ended: self.ended.clone(),
        }
    }

    /// Goes on where a recording was saved that began with the same world; without one, nothing more is recorded.
    pub(crate) fn restore(&mut self, saved: Option<&SavedRecording>) -> Result<(), String> {
        let Some(SavedRecording { scenario, at_ms, bytes, ended }) = saved else {
            self.ended =
                Some("what was done before was not recorded, and is not in the journal any more".into());
            return Ok(());
        };
        if let Some(text) = scenario {
            let read = parse("recording", text).map_err(|_| "its recording is no scenario")?;
            self.scenario.steps = read.steps;
        }
        (self.at_ms, self.bytes, self.ended) = (*at_ms, *bytes, ended.clone());
        Ok(())
    }

    pub(crate) fn request(&mut self, now_ms: u64, request: &HttpRequest, response: &HttpResponse) {
        let Some(mut request) = self.step(request) else { return };
        request.status = Some(response.status.into());
        self.push(now_ms, Step::Request(Box::new(request)));
    }

    pub(crate) fn stimulus(&mut self, now_ms: u64, stimulus: &RemoteParty, impossible: bool) {
        let alias = |id: &str| self.participants.iter().find(|who| who.id == id).map(|who| who.alias.clone());
        if let Some(network) = network(stimulus, &alias).filter(|_| !impossible) {
            self.push(now_ms, Step::Network(Box::new(network)));
        }
    }

    /// The scenario, if anything was done; up to this time.
    pub(crate) fn to_yaml(&self, now_ms: u64) -> Option<String> {
        if self.scenario.steps.is_empty() {
            return None;
        }
        let mut done = self.clone();
        done.wait_until(now_ms);
        let text = to_yaml(&done.scenario);
        Some(match done.ended {
            Some(why) => format!("# Not all is here: {why}.\n{text}"),
            None => text,
        })
    }

    fn push(&mut self, now_ms: u64, step: Step) {
        self.wait_until(now_ms);
        self.add(step);
    }

    fn wait_until(&mut self, now_ms: u64) {
        while self.at_ms < now_ms && self.ended.is_none() {
            let ms = (now_ms - self.at_ms).min(MAX_DURATION_MS);
            self.at_ms += ms;
            self.add(Step::Wait(Millis { ms }.into()));
        }
    }

    fn add(&mut self, step: Step) {
        let text = serde_saphyr::to_string(&step).unwrap_or_default();
        self.bytes += text.len() + MARGIN * text.lines().count();
        if self.ended.is_none() && self.bytes > MAX_FILE_BYTES - ROOM {
            self.ended = Some("a scenario is at most 1 MiB long".into());
        }
        if self.ended.is_none() && self.scenario.steps.len() as u64 >= MAX_RECORDED_STEPS {
            self.ended = Some("a scenario has at most 10,000 steps".into());
        }
        if self.ended.is_none() {
            self.scenario.steps.push(At::from(step));
        }
    }

    /// The request as a step; none where no step can say it.
    fn step(&mut self, request: &HttpRequest) -> Option<Request> {
        let draft = self.scenario.dialect.value.client.to_draft(request)?;
        if draft.uri.as_ref().is_some_and(|uri| uri.len() > MAX_QUERY_BYTES) {
            self.ended = Some("a request is longer than a query may be".into());
            return None;
        }
        let who = draft.account.and_then(|id| self.participants.iter().find(|who| who.id == id));
        let mut with: Map<String, At<Value>> = Map::new();
        for (name, value) in draft.with {
            with.insert(name, At::from(value.map_or(Value::Null, |value| Value::from(plain(&value).value))));
        }
        let mut headers: Map<String, Option<At<String>>> = Map::new();
        for (name, value) in draft.headers {
            headers.insert(name, value.map(|value| plain(&value)));
        }
        let text = |text: Option<String>| text.map(|text| plain(&text));
        Some(Request {
            by: who.map(|who| At::from(who.alias.as_str())),
            action: draft.operation.into(),
            with,
            method: draft.method.map(|method| method.as_str().into()),
            uri: text(draft.uri),
            headers,
            body: text(draft.body),
            ..Request::default()
        })
    }
}

/// An agent whose sign-in stands among the steps.
fn signed_out(user: &User) -> User {
    let offline = UserState::Offline.as_str();
    let was_in = user.state.as_ref().is_some_and(|state| state.value != offline);
    let code = user.break_code.clone().or_else(|| was_in.then(|| DEFAULT_BREAK_CODE.into()));
    User { state: None, break_code: code, ..user.clone() }
}

/// A text of the language that means this text.
fn plain(text: &str) -> At<String> {
    text.replace('$', "$$").into()
}

/// The file of a dialect's recording: `calls.yaml` becomes `calls.ccc.yaml`.
pub(crate) fn file_of(path: &std::path::Path, dialect: Dialect) -> std::path::PathBuf {
    path.with_extension(format!("{}.yaml", dialect.as_str()))
}
