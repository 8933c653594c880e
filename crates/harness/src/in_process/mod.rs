//! The machine itself as a subject.

mod scene;
mod serving;

use std::sync::Arc;

use offhook_dialect::{HttpRequest, cc_gateway, ccc};
use offhook_machine::limits::MAX_TIME_MS;
use offhook_machine::{
    InstanceId, JobId, JobNumber, MAX_NODE, Number, Party, Policy, Rules, Signal, Stimulus, Trace, UserId,
    World,
};
use offhook_scenario::{Dialect, Scenario};
use serde_json::Value;

pub(crate) use scene::DEFAULT_NUMBER;
pub use scene::{Cast, DEFAULT_BREAK_CODE};

use crate::given_calls::without_calls;
use crate::subject::{
    Ask, Inspection, RemoteParty, Reply, Speech, Stimulated, Subject, SubjectError, editions,
};

/// The node of job numbers where a scenario names none.
pub const DEFAULT_NODE: u16 = 259;
/// The time at which a scenario begins where it names none: 2020-12-29T07:08:38Z, that of the documented MakeCall.
pub const DEFAULT_CLOCK_MS: u64 = 1_609_225_718_000;

/// A world and the front of its vendor.
#[derive(Clone, Debug, Default)]
pub struct InProcess {
    /// The rules that the world follows where they are not the documented ones.
    rules: Option<Arc<Rules>>,
    /// Changes the policy of the world before it begins.
    tune: Option<fn(&mut Policy)>,
    stage: Option<Stage>,
    traces: bool,
    /// Whether the calls that a case is given are made, as on a subject that can only be given users.
    makes_calls: bool,
}

#[derive(Clone, Debug)]
struct Stage {
    world: World,
    instance: InstanceId,
    front: Front,
    /// Whether the resources behind the API are out of reach once the given world stands.
    outage: bool,
    pushed: Vec<Value>,
}

#[derive(Clone, Debug)]
enum Front {
    Ccc(ccc::Front),
    CcGateway(cc_gateway::Front),
}

impl InProcess {
    /// A subject without a world; the first reset gives it one.
    pub fn new() -> Self {
        Self::default()
    }

    /// A subject that keeps a trace of what happens, for coverage.
    pub fn tracing() -> Self {
        Self { traces: true, ..Self::default() }
    }

    /// The same, given users only where `makes_calls` says so: then the calls of a case are made.
    pub(crate) fn making_calls(self, makes_calls: bool) -> Self {
        Self { makes_calls, ..self }
    }

    /// A subject whose worlds follow other rules.
    pub fn with_rules(rules: Arc<Rules>) -> Self {
        Self { rules: Some(rules), ..Self::default() }
    }

    /// A subject whose worlds have another policy than their scenarios give them.
    pub fn with_policy(tune: fn(&mut Policy)) -> Self {
        Self { tune: Some(tune), ..Self::default() }
    }

    /// The world, once a reset has given one.
    pub fn world(&self) -> Option<&World> {
        self.stage.as_ref().map(|stage| &stage.world)
    }

    /// The world, to make it follow other rules or put it back to an earlier state. For mutants.
    pub fn world_mut(&mut self) -> Option<&mut World> {
        self.stage.as_mut().map(|stage| &mut stage.world)
    }

    fn stage(&mut self) -> Result<&mut Stage, SubjectError> {
        self.stage.as_mut().ok_or_else(|| SubjectError::Broken("it has not been reset".to_owned()))
    }
}

impl Subject for InProcess {
    fn reset(&mut self, scenario: &Scenario, seed: u64) -> Result<(), SubjectError> {
        let alone;
        let scenario = if self.makes_calls {
            alone = without_calls(scenario);
            &alone
        } else {
            scenario
        };
        let mut stage = Stage::new(scenario, seed, self.rules.clone(), self.tune)?;
        if self.traces {
            stage.world.start_trace();
        }
        self.stage = Some(stage);
        Ok(())
    }

    fn begin(&mut self) -> Result<(), SubjectError> {
        let stage = self.stage()?;
        match &mut stage.front {
            Front::Ccc(front) => front.outage = stage.outage,
            Front::CcGateway(front) => front.outage = stage.outage,
        }
        Ok(())
    }

    fn request(&mut self, ask: &Ask) -> Result<Reply, SubjectError> {
        self.stage()?.request(ask)
    }

    fn settle(&mut self) -> Result<(), SubjectError> {
        self.stage()?.advance(0)
    }

    fn stimulus(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, SubjectError> {
        self.stage()?.stimulus(stimulus)
    }

    fn advance(&mut self, by_ms: u64) -> Result<(), SubjectError> {
        self.stage()?.advance(by_ms)
    }

    fn events(&mut self) -> Result<Vec<Value>, SubjectError> {
        Ok(std::mem::take(&mut self.stage()?.pushed))
    }

    fn makes_given_calls(&self) -> bool {
        self.makes_calls
    }

    fn inspect(&self) -> Option<Inspection> {
        let world = &self.stage.as_ref()?.world;
        let mut broken: Vec<_> = world.broken_invariants().iter().map(|it| it.invariant.as_str()).collect();
        broken.sort_unstable();
        broken.dedup();
        Some(Inspection { digest: world.digest(), broken, fired: world.fired() })
    }

    fn waiting(&self, agent: &str) -> Vec<u64> {
        match &self.stage {
            Some(stage @ Stage { front: Front::CcGateway(front), .. }) => {
                stage.user(agent).map(|agent| front.waiting(agent).collect()).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    fn take_trace(&mut self) -> Trace {
        self.stage.as_mut().map(|stage| stage.world.take_trace()).unwrap_or_default()
    }
}

impl Stage {
    fn new(
        scenario: &Scenario,
        seed: u64,
        rules: Option<Arc<Rules>>,
        tune: Option<fn(&mut Policy)>,
    ) -> Result<Self, SubjectError> {
        let given = &scenario.given;
        let speech = Speech::of(scenario);
        let seed = given.seed.as_ref().map_or(seed, |seed| seed.value);
        if let Some(name) = &given.policy.edition {
            let known: Vec<&str> = editions(speech.dialect).iter().map(|(name, _)| *name).collect();
            if !known.contains(&name.value.as_str()) {
                let reason = format!("the edition `{}` is not one of {}", name.value, known.join(", "));
                return Err(SubjectError::Scene(reason));
            }
        }
        let node = given.ids.node.as_ref().map_or(DEFAULT_NODE, |node| node.value);
        if node > MAX_NODE {
            return Err(SubjectError::Scene(format!("a node is at most {MAX_NODE}")));
        }
        let clock = given.clock.as_ref().map_or(DEFAULT_CLOCK_MS, |clock| clock.value.ms);
        if clock > MAX_TIME_MS {
            return Err(SubjectError::Scene(format!("the clock is beyond {MAX_TIME_MS} ms since 1970")));
        }
        let mut policy = scene::policy(given, speech.dialect);
        if let Some(tune) = tune {
            tune(&mut policy);
        }
        let mut world = match rules {
            Some(rules) => World::with_rules(rules, policy, clock, node),
            None => World::new(policy, clock, node),
        };
        let (instance, users) = scene::set(&mut world, scenario)?;
        let outage = given.outage.as_ref().is_some_and(|outage| outage.value);
        let front = match speech.dialect {
            Dialect::Ccc => {
                let mut front = ccc::Front::new(speech.form, speech.format, speech.edition, seed);
                let forced = given.ids.requests.iter().flatten().map(|id| id.value.clone());
                front.force_request_ids(forced);
                Front::Ccc(front)
            }
            Dialect::CcGateway => {
                let mut front = cc_gateway::Front::new(instance, speech.edition, seed);
                front.tokens = match given.policy.tokens.as_ref().map(|tokens| tokens.value) {
                    Some(offhook_scenario::Tokens::Renewed) => cc_gateway::Tokens::Renewed,
                    _ => cc_gateway::Tokens::Lasting,
                };
                for (user, password) in users {
                    front.set_password(user, &password);
                }
                Front::CcGateway(front)
            }
        };
        Ok(Self { world, instance, front, outage, pushed: Vec::new() })
    }

    fn request(&mut self, ask: &Ask) -> Result<Reply, SubjectError> {
        let now = self.world.now();
        let reply = match (ask, &mut self.front) {
            (Ask::Rpc { action, params, account }, Front::Ccc(front)) => {
                let account = account.as_deref().and_then(|name| self.world.find_user(self.instance, name));
                let answer = front.answer(&mut self.world, now, &ccc::Ask { action, params, account });
                let headers = vec![("Content-Type".to_owned(), answer.content_type.to_owned())];
                Reply { status: answer.status, headers, body: answer.body }
            }
            (Ask::Rest { method, target, headers, body }, Front::CcGateway(front)) => {
                let ask = HttpRequest { method, target, headers, body: body.as_bytes() };
                let answer = front.answer(&mut self.world, now, &ask);
                let own = answer.headers.into_iter().map(|(name, value)| (name.to_owned(), value));
                let media = ("Content-Type".to_owned(), cc_gateway::Answer::CONTENT_TYPE.to_owned());
                Reply {
                    status: answer.status,
                    headers: std::iter::once(media).chain(own).collect(),
                    body: answer.body,
                }
            }
            _ => return Err(SubjectError::Broken("a request of the other dialect".to_owned())),
        };
        self.collect();
        Ok(reply)
    }

    fn advance(&mut self, by_ms: u64) -> Result<(), SubjectError> {
        let end = self.world.now().saturating_add(by_ms);
        loop {
            let to = self.next_deadline().map_or(end, |due| due.clamp(self.world.now(), end));
            self.world.advance(to).map_err(|error| SubjectError::Clock(error.to_string()))?;
            self.collect();
            if let Front::CcGateway(front) = &mut self.front {
                front.follow_up(&mut self.world, to);
            }
            if to == end {
                return Ok(());
            }
        }
    }

    /// When the front has something to do: it may wait for what the machine does by itself.
    fn next_deadline(&self) -> Option<u64> {
        match &self.front {
            Front::Ccc(_) => None,
            Front::CcGateway(front) => {
                [front.next_deadline(), self.world.next_deadline()].into_iter().flatten().min()
            }
        }
    }

    /// Takes the machine's events to the front, while their handles can be read.
    fn collect(&mut self) {
        while let Some(event) = self.world.poll_event() {
            match &mut self.front {
                Front::Ccc(_) => self.pushed.extend(ccc::event(&self.world, &event)),
                Front::CcGateway(front) => front.observe(&self.world, &event),
            }
        }
    }

    fn stimulus(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, SubjectError> {
        let now = self.world.now();
        if let Some(done) = self.beyond_the_network(stimulus) {
            self.advance(0)?;
            return Ok(done);
        }
        let asked = match self.resolve(stimulus) {
            Ok(asked) => asked,
            Err(reason) => return Ok(Stimulated::Impossible { reason }),
        };
        let done = match self.world.stimulus(now, &asked) {
            Ok(job) => Stimulated::Done { job: self.job_text(job) },
            Err(impossible) => Stimulated::Impossible { reason: impossible.to_string() },
        };
        self.advance(0)?;
        Ok(done)
    }

    /// What the call centre or the agent's handset does, which the front knows and the machine does not.
    fn beyond_the_network(&mut self, stimulus: &RemoteParty) -> Option<Stimulated> {
        let (RemoteParty::Proposes { to: agent, .. } | RemoteParty::Handset { by: agent, .. }) = stimulus
        else {
            return None;
        };
        let impossible = |reason: &str| Some(Stimulated::Impossible { reason: reason.to_owned() });
        let now = self.world.now();
        let (Some(agent), Front::CcGateway(front)) = (self.user(agent), &mut self.front) else {
            return impossible("there is no such agent of CC-Gateway");
        };
        let done = match stimulus {
            RemoteParty::Proposes { control, number, data, .. } => {
                let Some(number) = Number::new(number) else { return impossible("that is not a number") };
                let proposal =
                    cc_gateway::Proposal { control: i64::from(*control), number, data: data.clone() };
                front.propose(&self.world, now, agent, proposal)
            }
            RemoteParty::Handset { act, .. } => cc_gateway::HandsetAct::from_text(act)
                .is_some_and(|act| front.at_handset(&mut self.world, now, agent, act)),
            _ => false,
        };
        if done {
            Some(Stimulated::Done { job: String::new() })
        } else {
            impossible("the agent is not signed in so, or the call does not admit it")
        }
    }

    fn resolve<'a>(&self, stimulus: &'a RemoteParty) -> Result<Stimulus<'a>, String> {
        match stimulus {
            RemoteParty::Dials { by, number } => {
                let to = Number::new(number).ok_or_else(|| format!("`{number}` is not a number"))?;
                let by = self.user(by).ok_or_else(|| format!("there is no user `{by}`"))?;
                Ok(Stimulus::Dialled { by, to })
            }
            RemoteParty::Inbound { from, to } => {
                let from = Number::new(from).ok_or_else(|| format!("`{from}` is not a number"))?;
                match (self.user(to), self.world.find_skill_group(self.instance, to)) {
                    (Some(to), _) => Ok(Stimulus::Inbound { from, to }),
                    (None, Some(to)) => Ok(Stimulus::InboundToGroup { from, to }),
                    (None, None) => Err(format!("there is neither a user nor a skill group `{to}`")),
                }
            }
            RemoteParty::Proposes { .. } | RemoteParty::Handset { .. } => {
                Err("no network does this".to_owned())
            }
            RemoteParty::Channel { signal, job, party, cause } => {
                let signal =
                    Signal::from_text(signal).ok_or_else(|| format!("`{signal}` is not a stimulus"))?;
                let job = self.find_job(job).ok_or_else(|| format!("there is no call `{job}`"))?;
                let party = match (party.as_str(), self.user(party), Number::new(party)) {
                    ("customer", ..) => Party::Customer,
                    (_, Some(user), _) => Party::User(user),
                    (_, None, Some(number)) => Party::Number(number),
                    _ => return Err(format!("`{party}` is neither a user nor a number")),
                };
                Ok(Stimulus::Channel { job, party, signal, cause: cause.as_deref() })
            }
        }
    }

    fn user(&self, name: &str) -> Option<UserId> {
        self.world.find_user(self.instance, name)
    }

    fn find_job(&self, text: &str) -> Option<JobId> {
        match self.front {
            Front::Ccc(_) => self.world.find_job(JobNumber::from_text(text)?),
            Front::CcGateway(_) => cc_gateway::find_call(&self.world, text),
        }
    }

    fn job_text(&self, job: JobId) -> String {
        let Some(job) = self.world.job(job) else { return String::new() };
        match self.front {
            Front::Ccc(_) => job.number.to_string(),
            Front::CcGateway(_) => cc_gateway::call_id(job),
        }
    }
}

/// The policy that a scene asks for: its vendor's, with what the scene says otherwise.
pub(crate) fn policy_of(given: &offhook_scenario::Given, dialect: Dialect) -> Policy {
    scene::policy(given, dialect)
}

/// The policy of a vendor.
pub const fn vendor_policy(dialect: Dialect) -> Policy {
    match dialect {
        Dialect::Ccc => Policy::CCC,
        Dialect::CcGateway => Policy::CC_GATEWAY,
    }
}
