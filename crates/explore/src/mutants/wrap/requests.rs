//! Requests that come to something else than they are said to.

use std::collections::BTreeMap;
use std::sync::Arc;

use offhook_dialect::{cc_gateway, ccc};
use offhook_harness::{Ask, InProcess, Reply, Subject as _, SubjectError};
use offhook_machine::{Channel, ChannelId, Op, Party, Request, Rules, Signal, Stimulus, UserId, World};
use serde_json::{Value, json};

use super::super::edit::permissive;
use super::super::heard::{Heard, of, who};
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
    fn request(&mut self, inner: &mut InProcess, ask: &Ask) -> Result<Reply, SubjectError> {
        if of(ask) != Some(self.of) {
            return inner.request(ask);
        }
        let mut before = inner.clone();
        let reply = inner.request(ask)?;
        if Heard::new(ask, &reply).is_some_and(|heard| heard.accepted) {
            self.differed = true;
            match ask {
                // The request ids go on.
                Ask::Rpc { .. } => {
                    if let (Some(world), Some(before)) = (inner.world_mut(), before.world_mut()) {
                        std::mem::swap(world, before);
                    }
                }
                Ask::Rest { .. } => *inner = before,
            }
        }
        Ok(reply)
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// Refused, and carried out all the same: by a machine that lets every user do everything. Where that is not enough, whoever is
/// called picks up first, or the machine is asked past the front.
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

    fn apply(&self, before: &InProcess, ask: &Ask) -> Result<Option<InProcess>, SubjectError> {
        for way in [Self::ask, Self::ask_once_answered, Self::ask_past_the_front] {
            let mut free = before.clone();
            self.follow(&mut free, self.permissive.as_ref());
            let done = way(&mut free, ask)?;
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

    fn ask(free: &mut InProcess, ask: &Ask) -> Result<bool, SubjectError> {
        let reply = free.request(ask)?;
        Ok(Heard::new(ask, &reply).is_some_and(|heard| heard.accepted))
    }

    /// The party whom the user asks picks up first.
    fn ask_once_answered(free: &mut InProcess, ask: &Ask) -> Result<bool, SubjectError> {
        let asked = free.world_mut().and_then(|world| {
            let job = world.user(asker(world, ask)?)?.job?;
            let leg = world.channel(world.job(job)?.consult?.with)?;
            let party = leg.user.map_or(Party::Number(leg.party()), Party::User);
            let answer = Stimulus::Channel { job, party, signal: Signal::Answered, cause: None };
            world.stimulus(world.now(), &answer).ok()
        });
        if asked.is_none() {
            return Ok(false);
        }
        free.settle()?;
        Self::ask(free, ask)
    }

    /// What the front refuses without asking the machine.
    fn ask_past_the_front(free: &mut InProcess, ask: &Ask) -> Result<bool, SubjectError> {
        let done = free.world_mut().and_then(|world| {
            let by = asker(world, ask)?;
            let op = match of(ask)? {
                "sayFree" | "cancelBusy" | "cancelRest" | "cancelWork" => Op::Ready { outbound_only: false },
                "sayBusy" => Op::Break { code: "0" },
                "connectHold" => Op::Retrieve { job: None, channel: other_leg(world, by)? },
                "beginMute" => Op::Mute { job: None, channel: None },
                "endMute" => Op::Unmute { job: None, channel: None },
                _ => return None,
            };
            world.request(world.now(), &Request { by, op }).ok()
        });
        Ok(done.is_some())
    }
}

impl Wrap for Applied {
    fn request(&mut self, inner: &mut InProcess, ask: &Ask) -> Result<Reply, SubjectError> {
        if of(ask) != Some(self.of) {
            return inner.request(ask);
        }
        let before = inner.clone();
        let reply = inner.request(ask)?;
        if Heard::new(ask, &reply).is_some_and(|heard| !heard.accepted)
            && let Some(applied) = self.apply(&before, ask)?
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
fn asker(world: &World, ask: &Ask) -> Option<UserId> {
    let name = who(ask);
    world.users().find(|(_, user)| *user.name == *name).map(|(id, _)| id)
}

/// The leg of somebody else in the user's call.
fn other_leg(world: &World, by: UserId) -> Option<ChannelId> {
    let it = world.user(by)?;
    let legs = &world.job(it.job?)?.channels;
    legs.iter()
        .copied()
        .find(|leg| Some(*leg) != it.channel && world.channel(*leg).is_some_and(Channel::is_live))
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

    fn refusal(&self, heard: &Heard) -> Option<(u16, Value)> {
        if let Some(action) = ccc::action(self.of) {
            let row = action.error(self.code)?;
            let args: Vec<&str> = row.args.iter().map(|_| "x").collect();
            let body = json!({
                "Message": row.message(&args),
                "RequestId": heard.tree.get("RequestId"),
                "HttpStatusCode": row.http_status,
                "Params": args,
                "Code": row.code,
            });
            return Some((row.http_status, body));
        }
        let row = cc_gateway::retcode(self.code)?;
        let body = json!({ "message": row.message, "retcode": row.code });
        Some((cc_gateway::retcodes::HTTP_STATUS, body))
    }
}

impl Wrap for Refused {
    fn request(&mut self, inner: &mut InProcess, ask: &Ask) -> Result<Reply, SubjectError> {
        let mut reply = inner.request(ask)?;
        let heard = Heard::new(ask, &reply).filter(|heard| heard.accepted && heard.of == self.of);
        if let Some((status, body)) = heard.and_then(|heard| self.refusal(&heard)) {
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
    before: BTreeMap<String, Reply>,
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

    fn request(&mut self, inner: &mut InProcess, ask: &Ask) -> Result<Reply, SubjectError> {
        let fresh = inner.request(ask)?;
        let Some(heard) = Heard::new(ask, &fresh).filter(|heard| heard.of == self.of) else {
            return Ok(fresh);
        };
        let told = if self.only_refusals && heard.accepted {
            None
        } else {
            self.before.get(&who(ask)).and_then(|before| renewed(before, &fresh, &heard.tree))
        };
        if !self.only_refusals || heard.accepted {
            self.before.insert(who(ask), fresh.clone());
        }
        self.differed |= told.as_ref().is_some_and(|told| told.body != fresh.body);
        Ok(told.unwrap_or(fresh))
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// An earlier reply under the id and with the headers of this one.
fn renewed(before: &Reply, fresh: &Reply, tree: &Value) -> Option<Reply> {
    let mut told = before.clone();
    told.headers.clone_from(&fresh.headers);
    if let Some(id) = tree.get("RequestId") {
        let mut old: Value = serde_json::from_str(&before.body).ok()?;
        old.as_object_mut()?.insert("RequestId".to_owned(), id.clone());
        rewrite(&mut told, &old);
    }
    Some(told)
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

    /// What an absent parameter counts for.
    fn default(&self) -> Option<i64> {
        let row = match ccc::action(self.of) {
            Some(action) => action.param(self.param),
            None => cc_gateway::operation(self.of)?.param(self.param),
        };
        row?.default?.parse().ok()
    }

    /// The address with the number in the parameter's place made longer.
    fn longer_path(&self, target: &str) -> Option<String> {
        let pattern = cc_gateway::operation(self.of)?.path;
        let place = pattern.split('/').position(|part| part == format!("{{{}}}", self.param))?;
        let mut parts: Vec<String> = target.split('/').map(str::to_owned).collect();
        let part = parts.get_mut(place)?;
        *part = (part.parse::<i64>().ok()? + self.by).to_string();
        Some(parts.join("/"))
    }

    fn lengthen(&self, ask: &Ask) -> Option<Ask> {
        let mut ask = ask.clone();
        match &mut ask {
            Ask::Rpc { params, .. } => match params.iter_mut().find(|(name, _)| name == self.param) {
                Some((_, value)) => *value = (value.parse::<i64>().ok()? + self.by).to_string(),
                None => params.push((self.param.to_owned(), (self.default()? + self.by).to_string())),
            },
            Ask::Rest { target, body, .. } => {
                if let Some((path, query)) = target.split_once('?') {
                    let (_, pairs) = offhook_dialect::parse_query(query).ok()?;
                    let longer = |(name, value): (String, String)| {
                        let value = if name == self.param {
                            value.parse::<i64>().map_or(value, |value| (value + self.by).to_string())
                        } else {
                            value
                        };
                        (name, value)
                    };
                    let pairs: Vec<_> = pairs.into_iter().map(longer).collect();
                    *target = format!("{path}?{}", offhook_dialect::encode_query(None, &pairs));
                } else if let Ok(Value::Object(mut map)) = serde_json::from_str(body) {
                    let value = map.get(self.param)?.as_i64()?;
                    map.insert(self.param.to_owned(), (value + self.by).into());
                    *body = Value::Object(map).to_string();
                } else {
                    *target = self.longer_path(target)?;
                }
            }
        }
        Some(ask)
    }
}

impl Wrap for LongParam {
    fn request(&mut self, inner: &mut InProcess, ask: &Ask) -> Result<Reply, SubjectError> {
        let longer = if of(ask) == Some(self.of) { self.lengthen(ask) } else { None };
        match longer {
            // Only what the original would accept: a refusal of the longer time is another fault.
            Some(longer) => {
                let before = inner.clone();
                let reply = inner.request(&longer)?;
                if !Heard::new(ask, &reply).is_some_and(|heard| heard.accepted) {
                    *inner = before;
                    return inner.request(ask);
                }
                let mut usual = before;
                usual.request(ask)?;
                let digest = |it: &InProcess| it.world().map(|world| world.digest());
                // What the front of CC-Gateway keeps stands in no digest.
                self.differed |= matches!(ask, Ask::Rest { .. }) || digest(&usual) != digest(inner);
                Ok(reply)
            }
            None => inner.request(ask),
        }
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}
