//! From moves to a scenario: an ordinary file, in the words of a vendor's API, that runs on any subject.

mod cc_gateway;
mod ccc;

use std::collections::BTreeMap;

use offhook_harness::{InProcess, Options, SubjectError, Words, read_nothing, record};
use offhook_machine::{ChannelId, JobId, Signal, UserId, World};
use offhook_scenario::{At, Dialect, Dials, Millis, Network, Poll, Request, Scenario, Step, Verb};
use serde_json::Value;

use crate::moves::{Ask, Move, Outcome, RESTLESS_MS, Whither, Who};
use crate::scene::{SETTLED_MS, Scene};

pub(crate) use cc_gateway::UNKNOWN_CALL;

/// A job that nobody has.
const UNKNOWN_JOB: &str = "job-1";

/// How a script looks at what it did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Watch {
    /// Not at all: what the answers say is enough.
    Nothing,
    /// Once, at the end: the events, and a poll of every agent.
    #[default]
    End,
    /// After every step: the events.
    Each,
}

/// Whether a vendor has words for a move.
pub fn can_say(dialect: Dialect, it: &Move) -> bool {
    match it {
        Move::Ask { ask, .. } => match dialect {
            Dialect::Ccc => ccc::can_say(*ask),
            Dialect::CcGateway => cc_gateway::can_say(*ask),
        },
        _ => true,
    }
}

/// The scenario of a way through the scene, without expectations: [`fill`] adds what our machine does.
///
/// Moves for which the vendor has no words are left out.
pub fn script(scene: &Scene, id: &str, moves: &[Move], watch: Watch) -> Scenario {
    let mut scribe = Scribe::new(scene);
    if moves.iter().any(asks_for_the_group) {
        // Nobody has become ready at this very instant: who has been so longest is settled.
        scribe.steps.push(Step::Wait(At::from(Millis { ms: SETTLED_MS })));
    }
    for it in moves.iter().filter(|it| can_say(scene.dialect(), it)) {
        scribe.write(*it);
        if watch == Watch::Each {
            scribe.events();
        }
    }
    if watch == Watch::End {
        scribe.events();
        scribe.poll_everybody();
    }
    let mut scenario = Scenario::new(id, scene.dialect(), scribe.steps);
    scenario.given = scene.given();
    scenario
}

const fn asks_for_the_group(it: &Move) -> bool {
    matches!(
        it,
        Move::InboundToGroup { .. }
            | Move::Ask { ask: Ask::BlindTransfer(Whither::Group) | Ask::Consult(Whither::Group), .. }
    )
}

/// Expects of every step what our machine does.
///
/// # Errors
/// The scenario cannot be played.
pub fn fill(scenario: &Scenario) -> Result<Scenario, SubjectError> {
    fill_with(scenario, Words::LeftOut)
}

/// The same, where what a refusal says may be kept.
///
/// # Errors
/// The scenario cannot be played.
pub fn fill_with(scenario: &Scenario, words: Words) -> Result<Scenario, SubjectError> {
    let options = Options::strict(&read_nothing);
    record(scenario, &mut InProcess::new(), &options, words)
}

struct Scribe<'a> {
    scene: &'a Scene,
    /// What the steps so far have led to.
    world: World,
    /// The names of the calls, by their numbers.
    calls: BTreeMap<u64, String>,
    /// The leg of each party that was heard of last: what `$customer.channel` and `$amy.channel` name.
    heard: BTreeMap<Option<UserId>, ChannelId>,
    /// Names given to legs.
    legs: usize,
    steps: Vec<Step>,
}

impl<'a> Scribe<'a> {
    fn new(scene: &'a Scene) -> Self {
        let world = scene.start().clone();
        Self { scene, world, calls: BTreeMap::new(), heard: BTreeMap::new(), legs: 0, steps: Vec::new() }
    }

    /// Writes the move down, then plays it: the words depend on what was before.
    fn write(&mut self, it: Move) {
        // Somebody who is meant is not there, or is busy: on a subject something else could come of it.
        if self.scene.play(&mut self.world.clone(), it) == Outcome::Idle {
            return;
        }
        let begun = self.world.jobs().count();
        let name = format!("call{}", self.calls.len() + 1);
        match it {
            Move::Ask { by, ask: Ask::Poll } => {
                self.heard.remove(&None);
                self.steps.push(poll(by));
                self.scene.play(&mut self.world, it);
            }
            Move::Ask { by, ask } => {
                let mut request = match self.scene.dialect() {
                    Dialect::Ccc => self.ccc(by, ask),
                    Dialect::CcGateway => self.scene.cc_gateway_request(by, ask, &|| self.held_call(by)),
                };
                request.by = Some(Scene::alias(by).into());
                let outcome = self.scene.play(&mut self.world, it);
                if outcome.is_effective() && self.world.jobs().count() > begun {
                    self.name_latest(&name);
                    let path = match self.scene.dialect() {
                        Dialect::Ccc => "Data.CallContext.JobId",
                        Dialect::CcGateway => "result",
                    };
                    if let Ok(path) = offhook_scenario::Path::parse(path) {
                        request.bind.insert(name, At::from(path));
                    }
                }
                self.steps.push(Step::Request(Box::new(request)));
            }
            Move::Elapse => {
                let now = self.world.now();
                let wait_ms = self.world.next_deadline().map_or(RESTLESS_MS, |deadline| deadline - now);
                self.steps.push(Step::Wait(At::from(Millis { ms: wait_ms })));
                self.scene.play(&mut self.world, it);
            }
            _ => {
                let mut network = self.network(it);
                let outcome = self.scene.play(&mut self.world, it);
                network.impossible = !outcome.is_effective();
                if outcome.is_effective() && self.world.jobs().count() > begun {
                    self.name_latest(&name);
                    network.bind = Some(name.as_str().into());
                }
                self.steps.push(Step::Network(Box::new(network)));
            }
        }
        while let Some(event) = self.world.poll_event() {
            if let Some(leg) = event.channel {
                self.heard.insert(event.user, leg);
            }
        }
    }

    fn name_latest(&mut self, name: &str) {
        if let Some(number) = self.world.jobs().map(|(_, job)| job.number.0).max() {
            self.calls.insert(number, name.to_owned());
        }
    }

    fn events(&mut self) {
        self.steps.push(Step::Events(Vec::new()));
    }

    fn poll_everybody(&mut self) {
        self.steps.extend((0..self.scene.agents()).map(poll));
    }

    /// The name of a call; of none, that of the latest, and if there never was one, a job that nobody has.
    fn call(&self, job: Option<JobId>) -> String {
        let own = job.and_then(|job| self.world.job(job)).and_then(|job| self.calls.get(&job.number.0));
        let name = own.or_else(|| self.calls.values().next_back());
        name.map_or_else(|| UNKNOWN_JOB.to_owned(), |name| format!("${name}"))
    }

    fn network(&mut self, it: Move) -> Network {
        match it {
            Move::Inbound { from, to } => {
                Network::inbound(self.scene.customer(from).as_str(), Scene::alias(to))
            }
            Move::InboundToGroup { from } => {
                Network::inbound(self.scene.customer(from).as_str(), self.scene.group_name())
            }
            Move::Dials { by, to } => {
                let number = self.scene.dialled(to);
                Dials { by: Scene::alias(by).into(), number: number.as_str().into() }.into()
            }
            Move::Channel { who, signal } => {
                let party = match who {
                    Who::Agent(agent) => Scene::alias(agent).to_owned(),
                    Who::Customer(customer) => self.scene.customer(customer).to_string(),
                };
                let mut network = Network::channel(verb(signal), &party);
                let job = self.call(self.scene.job_of(&self.world, who));
                network.job = Some(job.as_str().into());
                network
            }
            Move::Ask { .. } | Move::Elapse => Network::channel(Verb::Created, "customer"),
        }
    }

    /// The call beside the agent's current one; of an agent who has none, the latest.
    fn held_call(&self, by: u8) -> String {
        let held_call = self.world.user(self.scene.agent(by)).and_then(|user| user.held_call);
        self.call(held_call.map(|held_call| held_call.job)).replace(UNKNOWN_JOB, cc_gateway::UNKNOWN_CALL)
    }
}

fn poll(agent: u8) -> Step {
    Step::Poll(Box::new(Poll { user: Scene::alias(agent).into(), ..Poll::default() }))
}

fn request(action: &str, with: &[(&str, Value)]) -> Request {
    let mut request = Request { action: action.into(), ..Request::default() };
    for (name, value) in with {
        request.with.insert((*name).to_owned(), At::from(value.clone()));
    }
    request
}

const fn verb(signal: Signal) -> Verb {
    match signal {
        Signal::Created => Verb::Created,
        Signal::Ringing => Verb::Rings,
        Signal::EarlyMedia => Verb::EarlyMedia,
        Signal::Answered => Verb::Answers,
        Signal::Busy => Verb::Busy,
        Signal::Rejected => Verb::Rejects,
        Signal::NoRoute => Verb::NoRoute,
        Signal::HungUp => Verb::HangsUp,
    }
}
