//! Ids that are given out twice, and flags that outlive their channel.

use std::collections::{BTreeMap, BTreeSet};

use offhook_centre::{RemoteParty, Stimulated};
use offhook_dialect::{ChannelField, HttpRequest, HttpResponse};
use offhook_harness::{InProcess, Subject as _, SubjectError};
use offhook_machine::{ChannelState, Flag, JobId};
use offhook_scenario::Dialect;
use serde_json::Value;

use super::super::heard::{Heard, dialect, of, who};
use super::super::mutant::IdKind;
use super::super::spot::{channels, containers};
use super::{Wrap, rewrite};

/// What is new bears the id of what is over.
pub(in super::super) struct Reused {
    kind: IdKind,
    /// The first request id.
    first: Option<Value>,
    /// Calls as they came, the id of each, and the earlier id that each bears.
    calls: BTreeMap<JobId, String>,
    borne: BTreeMap<String, String>,
    differed: bool,
}

impl Reused {
    pub(in super::super) const fn new(kind: IdKind) -> Self {
        Self { kind, first: None, calls: BTreeMap::new(), borne: BTreeMap::new(), differed: false }
    }

    /// Gives each new call the id of one that is over, once.
    fn look_at_calls(&mut self, inner: &InProcess) {
        let (Some(world), Some(dialect)) = (inner.world(), dialect(inner)) else { return };
        for (id, job) in world.jobs() {
            if self.calls.contains_key(&id) {
                continue;
            }
            let text = (dialect.ids.job)(job);
            let is_over = |job: &JobId| world.job(*job).is_none_or(|it| world.find_job(it.number).is_none());
            let free = self.calls.iter().find(|(job, text)| {
                is_over(job) && !self.borne.contains_key(*text) && !self.borne.values().any(|it| it == *text)
            });
            if let Some((_, earlier)) = free {
                self.borne.insert(text.clone(), earlier.clone());
            }
            self.calls.insert(id, text);
        }
    }

    fn outward(&mut self, text: &str) -> String {
        let mut out = text.to_owned();
        for (own, shown) in &self.borne {
            if out.contains(own.as_str()) {
                out = out.replace(own.as_str(), shown);
                self.differed = true;
            }
        }
        out
    }

    fn inward(&self, text: &str) -> String {
        self.borne.iter().fold(text.to_owned(), |text, (own, shown)| text.replace(shown.as_str(), own))
    }

    fn asked(&self, inner: &InProcess, request: &HttpRequest) -> HttpRequest {
        let Some(dialect) = dialect(inner) else { return request.clone() };
        let mut request = dialect.client.map_texts(request, &|text| self.inward(text));
        request.headers.iter_mut().for_each(|(_, value)| *value = self.inward(value));
        request
    }

    /// A token given after another, to the same agent, looks like the first.
    fn look_at_token(&mut self, inner: &InProcess, reply: &HttpResponse, who: &str) {
        let Some(token) = dialect(inner).and_then(|dialect| dialect.client.token(reply)) else { return };
        let first = self.calls_of_token(who, &token);
        if first != token {
            self.borne.retain(|_, shown| *shown != first);
            self.borne.insert(token, first);
        }
    }

    fn calls_of_token(&mut self, who: &str, token: &str) -> String {
        let first = self.first.get_or_insert_with(|| Value::Object(serde_json::Map::new()));
        let Some(map) = first.as_object_mut() else { return token.to_owned() };
        let first = map.entry(who.to_owned()).or_insert_with(|| token.into());
        first.as_str().unwrap_or_default().to_owned()
    }
}

impl Wrap for Reused {
    fn reset(&mut self) {
        self.first = None;
        self.calls.clear();
        self.borne.clear();
    }

    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(&self.asked(inner, request))?;
        match self.kind {
            IdKind::Request => {
                if let Some(mut heard) = Heard::new(inner, request, &reply)
                    && let Some(name) = dialect(inner).and_then(|dialect| dialect.tables.request_id)
                    && let Some(id) = heard.tree.get_mut(name)
                {
                    let first = self.first.get_or_insert_with(|| id.clone());
                    *id = first.clone();
                    self.differed |= rewrite(&mut reply, &heard.tree);
                }
            }
            IdKind::Call => {
                self.look_at_calls(inner);
                reply.body = self.outward(&reply.body);
            }
            IdKind::Token => {
                self.look_at_token(inner, &reply, &who(inner, request));
                reply.body = self.outward(&reply.body);
                for at in 0..reply.headers.len() {
                    reply.headers[at].1 = self.outward(&reply.headers[at].1.clone());
                }
            }
        }
        Ok(reply)
    }

    fn stimulus(
        &mut self,
        inner: &mut InProcess,
        stimulus: &RemoteParty,
    ) -> Result<Stimulated, SubjectError> {
        let mut stimulus = stimulus.clone();
        if let RemoteParty::Channel { job, .. } = &mut stimulus {
            *job = self.inward(job);
        }
        let mut done = inner.stimulus(&stimulus)?;
        if let Stimulated::Done { job } = &mut done {
            if self.kind == IdKind::Call {
                self.look_at_calls(inner);
            }
            *job = self.outward(&job.clone());
        }
        Ok(done)
    }

    fn events(&mut self, _: &InProcess, events: Vec<Value>) -> Vec<Value> {
        if self.borne.is_empty() {
            return events;
        }
        let events = events.iter().map(|event| self.outward(&event.to_string()));
        events.filter_map(|text| serde_json::from_str(&text).ok()).collect()
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// A channel that has ended is still said to be held, muted or listened to.
pub(in super::super) struct Survives {
    of: &'static str,
    flag: &'static str,
    flagged: BTreeSet<String>,
    listed: BTreeMap<String, HttpResponse>,
    differed: bool,
}

impl Survives {
    pub(in super::super) const fn new(of: &'static str, flag: &'static str) -> Self {
        Self { of, flag, flagged: BTreeSet::new(), listed: BTreeMap::new(), differed: false }
    }

    fn keep_flags(&self, dialect: Dialect, tree: &mut Value, channels: &str) {
        let name = |field| dialect.vendor().tables.channel_field(field).unwrap_or_default();
        let [state, id, flags] = [ChannelField::State, ChannelField::Id, ChannelField::Flags].map(name);
        for channel in containers(tree, channels) {
            let text = |name: &str| channel.get(name).and_then(Value::as_str).unwrap_or_default();
            let ended = [ChannelState::Released, ChannelState::Retired].map(ChannelState::as_str);
            if ended.contains(&text(state)) && self.flagged.contains(text(id)) {
                channel.insert(flags.to_owned(), self.flag.into());
            }
        }
    }

    /// Where nothing is listed any more, what was listed before still is.
    fn keep_list(&mut self, reply: HttpResponse, accepted: bool, who: String) -> HttpResponse {
        if accepted {
            self.listed.insert(who, reply.clone());
            return reply;
        }
        let Some(before) = self.listed.get(&who) else { return reply };
        self.differed = true;
        HttpResponse { headers: reply.headers, ..before.clone() }
    }
}

impl Wrap for Survives {
    fn reset(&mut self) {
        self.flagged.clear();
        self.listed.clear();
    }

    fn look(&mut self, inner: &mut InProcess) {
        let Some(world) = inner.world() else { return };
        let Some(flag) = Flag::from_text(self.flag) else { return };
        for channel in world.jobs().flat_map(|(_, job)| job.channels.iter().copied()) {
            if world.channel(channel).is_some_and(|it| it.flags.has(flag))
                && let Some(name) = world.channel_name(channel)
            {
                self.flagged.insert(name.to_string());
            }
        }
    }

    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(request)?;
        let asks = of(inner, request) == Some(self.of);
        let Some(mut heard) = Heard::new(inner, request, &reply).filter(|_| asks) else { return Ok(reply) };
        let Some(dialect) = dialect(inner) else { return Ok(reply) };
        match channels(dialect) {
            None => return Ok(self.keep_list(reply, heard.accepted, who(inner, request))),
            Some(channels) if heard.accepted => {
                self.keep_flags(dialect, &mut heard.tree, &channels);
                self.differed |= rewrite(&mut reply, &heard.tree);
            }
            Some(_) => {}
        }
        Ok(reply)
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}
