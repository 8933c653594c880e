//! One call centre, its front included, and what is seen of it.

use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use offhook_dialect::cc_gateway::call_id;
use offhook_harness::{Ask as Asked, InProcess, RemoteParty, Reply, Stimulated, Subject as _};
use offhook_machine::{JobId, Rules, UserState, World};
use offhook_scenario::{At, Request, Scenario};
use rustc_hash::FxHasher;
use serde_json::Value;

use super::Wire;
use crate::machine::world_bytes;
use crate::moves::{Ask, Move, RESTLESS_MS, Who};
use crate::outline::{Key, Outliner};
use crate::scene::{SETTLED_MS, Scene, SceneError};
use crate::script::UNKNOWN_CALL;

/// Events that one agent is told of one move: more are never due in a small scene.
const MAX_POLLS: usize = 100;
/// Roughly what a front takes.
const FRONT_BYTES: usize = 2_000;

/// A machine behind the front of its vendor, and the token of each agent who is signed in.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) subject: InProcess,
    guids: Vec<Option<String>>,
}

impl Side {
    pub(super) fn new(rules: Arc<Rules>, scenario: &Scenario, agents: u8) -> Result<Self, SceneError> {
        let mut subject = InProcess::with_rules(rules);
        let set = subject.reset(scenario, 0).and_then(|()| subject.begin());
        set.map_err(|error| SceneError::Wire(error.to_string()))?;
        Ok(Self { subject, guids: vec![None; usize::from(agents)] })
    }

    pub(super) fn key(&self, scene: &Scene, outliner: &mut Outliner) -> Key {
        let Some(world) = self.subject.world() else { return 0 };
        outliner.key_with(scene, world, |place, out| {
            out.extend(self.guids.iter().map(|guid| u8::from(guid.is_some())));
            self.subject.outline_front(place, out);
        })
    }

    /// The request with the agent's token, if there is one.
    fn signed(&self, by: u8, mut asked: Asked) -> Asked {
        if let (Asked::Rest { headers, .. }, Some(guid)) = (&mut asked, &self.guids[usize::from(by)]) {
            headers.push(("Guid".to_owned(), guid.clone()));
        }
        asked
    }

    pub(super) fn has_fired(&self, row: usize) -> bool {
        self.subject.world().is_some_and(|world| world.fired().has(row))
    }

    pub(super) fn bytes(&self) -> usize {
        self.subject.world().map_or(0, world_bytes) + FRONT_BYTES
    }

    pub(super) fn call(&self, job: Option<JobId>) -> Option<String> {
        self.subject.world()?.job(job?).map(call_id)
    }
}

impl Wire<'_> {
    /// How long nothing happens until something is due.
    pub(super) fn wait_ms(&self, world: &World) -> u64 {
        world.next_deadline().map_or(RESTLESS_MS, |deadline| deadline - world.now())
    }

    /// Signs in whom a scenario gives in this state, as every run of it does.
    pub(super) fn sign_in(&self, side: &mut Side, by: u8, from: UserState) {
        let status = match from {
            UserState::Break => 3,
            UserState::Working => 5,
            _ => 4,
        };
        let mut request = self.scene.cc_gateway_request(by, Ask::SignIn, &String::new);
        request.with.insert("status".to_owned(), At::from(Value::from(status)));
        self.ask(side, by, request, false);
    }

    /// Nobody has become ready at this very instant: who has been so longest is settled.
    pub(super) fn settle_in(&self, side: &mut Side) {
        let _ = side.subject.advance(SETTLED_MS);
        self.listen(side, &mut FxHasher::default());
    }

    /// Makes a move; a fingerprint of what is seen of it: how a request is answered, whether a stimulus happens, what each
    /// agent is told.
    pub(super) fn look(&self, side: &mut Side, it: Move, wait_ms: u64, mutates: bool) -> u64 {
        let mut hash = FxHasher::default();
        match it {
            Move::Ask { by, ask } => {
                let held_call = || self.held_call(side, by).unwrap_or_else(|| UNKNOWN_CALL.to_owned());
                let request = match ask {
                    Ask::Poll => of("agentStatus"),
                    ask => self.scene.cc_gateway_request(by, ask, &held_call),
                };
                if let Some(reply) = self.ask(side, by, request, mutates) {
                    (reply.status, retcode(&reply.body)).hash(&mut hash);
                    if ask == Ask::Poll {
                        reply.body.hash(&mut hash);
                    }
                }
            }
            Move::Elapse => {
                let _ = side.subject.advance(wait_ms);
            }
            _ => {
                let done = self.remote_party(side, it).and_then(|it| side.subject.stimulus(&it).ok());
                matches!(done, Some(Stimulated::Done { .. })).hash(&mut hash);
            }
        }
        if mutates {
            self.switch(side);
        }
        self.listen(side, &mut hash);
        hash.finish()
    }

    pub(super) fn held_call(&self, side: &Side, by: u8) -> Option<String> {
        let held_call = side.subject.world()?.user(self.scene.agent(by))?.held_call?;
        side.call(Some(held_call.job))
    }

    /// Sends a request, and lets it take effect.
    fn ask(&self, side: &mut Side, by: u8, request: Request, mutates: bool) -> Option<Reply> {
        let ends = request.action.value == "logout";
        let reply = side.subject.request(&self.written(side, by, request)?).ok()?;
        let guid = &mut side.guids[usize::from(by)];
        if let Some(cookie) = reply.header("Set-GUID") {
            *guid = Some(cookie.strip_prefix("JSESSIONID=").unwrap_or(cookie).to_owned());
        }
        if ends && retcode(&reply.body) == Some("0") {
            *guid = None;
        }
        if mutates {
            self.switch(side);
        }
        let _ = side.subject.advance(0);
        Some(reply)
    }

    fn written(&self, side: &Side, by: u8, mut request: Request) -> Option<Asked> {
        request.by = Some(Scene::alias(by).into());
        Some(side.signed(by, self.book.ask(&request).ok()?))
    }

    /// Every agent who is signed in polls until nothing waits.
    fn listen(&self, side: &mut Side, hash: &mut FxHasher) {
        for by in 0..self.scene.agents() {
            let place = usize::from(by);
            if side.guids[place].is_none() {
                continue;
            }
            let poll = side.signed(by, self.polls[place].clone());
            for _ in 0..MAX_POLLS {
                let Ok(reply) = side.subject.request(&poll) else { break };
                let told = quoted(&reply.body, "\"eventType\":\"");
                (by, retcode(&reply.body), told).hash(hash);
                if told.is_none() {
                    break;
                }
            }
        }
    }

    /// What happens outside, in the words of a subject.
    pub(super) fn remote_party(&self, side: &Side, it: Move) -> Option<RemoteParty> {
        Some(match it {
            Move::Inbound { from, to } => RemoteParty::Inbound {
                from: self.scene.customer(from).to_string(),
                to: self.scene.wire_id(to),
            },
            Move::InboundToGroup { from } => RemoteParty::Inbound {
                from: self.scene.customer(from).to_string(),
                to: self.scene.group_name().to_owned(),
            },
            Move::Dials { by, to } => {
                RemoteParty::Dials { by: self.scene.wire_id(by), number: self.scene.dialled(to) }
            }
            Move::Channel { who, signal } => RemoteParty::Channel {
                signal: signal.as_str().to_owned(),
                job: side
                    .call(self.scene.job_of(side.subject.world()?, who))
                    .unwrap_or_else(|| UNKNOWN_CALL.to_owned()),
                party: match who {
                    Who::Agent(agent) => self.scene.wire_id(agent),
                    Who::Customer(customer) => self.scene.customer(customer).to_string(),
                },
                cause: None,
            },
            Move::Ask { .. } | Move::Elapse => return None,
        })
    }
}

pub(super) fn of(action: &str) -> Request {
    Request { action: action.into(), ..Request::default() }
}

fn retcode(body: &str) -> Option<&str> {
    quoted(body, "\"retcode\":\"")
}

/// What stands in a body between these words and the next quotation mark.
fn quoted<'a>(body: &'a str, before: &str) -> Option<&'a str> {
    let (_, rest) = body.split_once(before)?;
    rest.split('"').next()
}
