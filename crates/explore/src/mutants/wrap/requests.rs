//! Requests that come to something else than they are said to.

use std::collections::BTreeMap;
use std::sync::Arc;

use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_harness::{InProcess, Subject as _, SubjectError};
use offhook_machine::{
    Channel, ChannelId, Op, OpKind, Party, Request, Rules, Signal, Stimulus, UserId, World,
};
use serde_json::Value;

use super::super::edit::permissive;
use super::super::heard::{Heard, dialect, of, operation, who};
use super::{Wrap, rewrite};

/// Accepted, and nothing comes of it.
pub(in super::super) struct Ignored {
    of: &'static str,
    differed: bool,
}

impl Ignored {
    pub(in super::super) const fn new(of: &'static str) -> Self {
        Self { of, differed: false }
    }
}

impl Wrap for Ignored {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        if of(inner, request) != Some(self.of) {
            return inner.request(request);
        }
        let mut before = inner.clone();
        let reply = inner.request(request)?;
        if Heard::new(inner, request, &reply).is_some_and(|heard| heard.accepted) {
            self.differed = true;
            if dialect(inner).is_some_and(|dialect| dialect.tables.request_id.is_some()) {
                // The request ids go on.
                if let (Some(world), Some(before)) = (inner.world_mut(), before.world_mut()) {
                    std::mem::swap(world, before);
                }
            } else {
                *inner = before;
            }
        }
        Ok(reply)
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// Refused, and carried out all the same: by a machine that lets every user do everything. Where that is not enough, whoever is
/// called answers first, or the machine is asked past the session layer.
pub(in super::super) struct Applied {
    of: &'static str,
    permissive: Option<Arc<Rules>>,
    documented: Arc<Rules>,
    differed: bool,
}

impl Applied {
    pub(in super::super) fn new(of: &'static str) -> Self {
        Self { of, permissive: permissive(), documented: Arc::new(Rules::documented()), differed: false }
    }

    fn apply(&self, before: &InProcess, request: &HttpRequest) -> Result<Option<InProcess>, SubjectError> {
        for way in [Self::ask, Self::ask_once_answered, Self::ask_past_the_session_layer] {
            let mut free = before.clone();
            self.follow(&mut free, self.permissive.as_ref());
            let done = way(&mut free, request)?;
            free.settle()?;
            self.follow(&mut free, Some(&self.documented));
            if done {
                return Ok(Some(free));
            }
        }
        Ok(None)
    }

    fn follow(&self, free: &mut InProcess, rules: Option<&Arc<Rules>>) {
        if let (Some(world), Some(rules)) = (free.world_mut(), rules) {
            world.set_rules(Arc::clone(rules));
        }
    }

    fn ask(free: &mut InProcess, request: &HttpRequest) -> Result<bool, SubjectError> {
        let reply = free.request(request)?;
        Ok(Heard::new(free, request, &reply).is_some_and(|heard| heard.accepted))
    }

    /// The party whom the user asks picks up first.
    fn ask_once_answered(free: &mut InProcess, request: &HttpRequest) -> Result<bool, SubjectError> {
        let asker = asker(free, request);
        let asked = free.world_mut().and_then(|world| {
            let job = world.user(asker?)?.job?;
            let channel = world.channel(world.job(job)?.consult?.with)?;
            let party = channel.user.map_or(Party::Number(channel.party()), Party::User);
            let answer = Stimulus::Channel { job, party, signal: Signal::Answered, cause: None };
            world.stimulus(world.now(), &answer).ok()
        });
        if asked.is_none() {
            return Ok(false);
        }
        free.settle()?;
        Self::ask(free, request)
    }

    /// What the session layer rejects without asking the machine.
    fn ask_past_the_session_layer(free: &mut InProcess, request: &HttpRequest) -> Result<bool, SubjectError> {
        let has_sessions = dialect(free).is_some_and(|dialect| dialect.sign_in.operation().is_some());
        let asks = operation(free, request).filter(|_| has_sessions).map(|operation| operation.asks());
        let by = asker(free, request);
        let done = free.world_mut().and_then(|world| {
            let op = match asks? {
                [OpKind::Ready] => Op::Ready { outbound_only: false },
                [OpKind::Break] => Op::Break { code: "0" },
                [OpKind::Alternate] => Op::Retrieve { job: None, channel: other_channel(world, by?)? },
                [OpKind::Mute] => Op::Mute { job: None, channel: None },
                [OpKind::Unmute] => Op::Unmute { job: None, channel: None },
                _ => return None,
            };
            world.request(world.now(), &Request { by: by?, op }).ok()
        });
        Ok(done.is_some())
    }
}

impl Wrap for Applied {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        if of(inner, request) != Some(self.of) {
            return inner.request(request);
        }
        let before = inner.clone();
        let reply = inner.request(request)?;
        if Heard::new(inner, request, &reply).is_some_and(|heard| !heard.accepted)
            && let Some(applied) = self.apply(&before, request)?
        {
            let digest = |it: &InProcess| it.world().map(|world| world.digest());
            self.differed |= digest(&applied) != digest(inner);
            *inner = applied;
        }
        Ok(reply)
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// The user who asks, as far as the request says.
fn asker(inner: &InProcess, request: &HttpRequest) -> Option<UserId> {
    let name = who(inner, request);
    inner.world()?.users().find(|(_, user)| *user.name == *name).map(|(id, _)| id)
}

/// The channel of somebody else in the user's call.
fn other_channel(world: &World, by: UserId) -> Option<ChannelId> {
    let it = world.user(by)?;
    let channels = &world.job(it.job?)?.channels;
    channels
        .iter()
        .copied()
        .find(|channel| Some(*channel) != it.channel && world.channel(*channel).is_some_and(Channel::is_live))
}

/// Carried out, and answered with a refusal that keeps to its table in everything.
pub(in super::super) struct Refused {
    of: &'static str,
    code: &'static str,
    differed: bool,
}

impl Refused {
    pub(in super::super) const fn new(of: &'static str, code: &'static str) -> Self {
        Self { of, code, differed: false }
    }

    fn refusal(&self, inner: &InProcess, request: &HttpRequest, heard: &Heard) -> Option<(u16, Value)> {
        let refusal = dialect(inner)?.tables.refusal;
        refusal(operation(inner, request)?, self.code, &heard.tree)
    }
}

impl Wrap for Refused {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(request)?;
        let heard = Heard::new(inner, request, &reply).filter(|heard| heard.accepted && heard.of == self.of);
        if let Some((status, body)) = heard.and_then(|heard| self.refusal(inner, request, &heard)) {
            reply.status = status;
            self.differed |= rewrite(&mut reply, &body);
        }
        Ok(reply)
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// The answer is the one before: always, or only where that was yes and this would be no.
pub(in super::super) struct Stale {
    of: &'static str,
    only_refusals: bool,
    before: BTreeMap<String, HttpResponse>,
    differed: bool,
}

impl Stale {
    pub(in super::super) const fn new(of: &'static str, only_refusals: bool) -> Self {
        Self { of, only_refusals, before: BTreeMap::new(), differed: false }
    }
}

impl Wrap for Stale {
    fn reset(&mut self) {
        self.before.clear();
    }

    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let fresh = inner.request(request)?;
        let Some(heard) = Heard::new(inner, request, &fresh).filter(|heard| heard.of == self.of) else {
            return Ok(fresh);
        };
        let events = if self.only_refusals && heard.accepted {
            None
        } else {
            self.before
                .get(&who(inner, request))
                .and_then(|before| renewed(inner, before, &fresh, &heard.tree))
        };
        if !self.only_refusals || heard.accepted {
            self.before.insert(who(inner, request), fresh.clone());
        }
        self.differed |= events.as_ref().is_some_and(|events| events.body != fresh.body);
        Ok(events.unwrap_or(fresh))
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// An earlier reply under the id and with the headers of this one.
fn renewed(
    inner: &InProcess,
    before: &HttpResponse,
    fresh: &HttpResponse,
    tree: &Value,
) -> Option<HttpResponse> {
    let mut events = before.clone();
    events.headers.clone_from(&fresh.headers);
    let name = dialect(inner).and_then(|dialect| dialect.tables.request_id);
    if let Some((name, id)) = name.and_then(|name| Some((name, tree.get(name)?))) {
        let mut old: Value = serde_json::from_str(&before.body).ok()?;
        old.as_object_mut()?.insert(name.to_owned(), id.clone());
        rewrite(&mut events, &old);
    }
    Some(events)
}

/// A length of time in a request is taken for a longer one.
pub(in super::super) struct LongParam {
    of: &'static str,
    param: &'static str,
    by: i64,
    differed: bool,
}

impl LongParam {
    pub(in super::super) const fn new(of: &'static str, param: &'static str, by: i64) -> Self {
        Self { of, param, by, differed: false }
    }

    fn lengthen(&self, inner: &InProcess, request: &HttpRequest) -> Option<HttpRequest> {
        // What an absent parameter counts for.
        let default = operation(inner, request)?.param(self.param)?.default;
        let longer =
            |said: Option<&str>| Some((said.or(default)?.parse::<i64>().ok()? + self.by).to_string());
        dialect(inner)?.client.map_param(request, self.param, &longer)
    }
}

impl Wrap for LongParam {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let longer = if of(inner, request) == Some(self.of) { self.lengthen(inner, request) } else { None };
        match longer {
            // Only what the original would accept: a refusal of the longer time is another fault.
            Some(longer) => {
                let before = inner.clone();
                let reply = inner.request(&longer)?;
                if !Heard::new(inner, request, &reply).is_some_and(|heard| heard.accepted) {
                    *inner = before;
                    return inner.request(request);
                }
                let mut usual = before;
                usual.request(request)?;
                let digest = |it: &InProcess| it.world().map(|world| world.digest());
                // What a session layer keeps stands in no digest.
                let has_sessions =
                    dialect(inner).is_some_and(|dialect| dialect.sign_in.operation().is_some());
                self.differed |= has_sessions || digest(&usual) != digest(inner);
                Ok(reply)
            }
            None => inner.request(request),
        }
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}
