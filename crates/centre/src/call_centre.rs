//! A call centre: a world, the session layer of its vendor and its clock.

mod saved;

use std::borrow::Cow;
use std::sync::Arc;

use offhook_dialect::{HandsetAct, HttpRequest, HttpResponse, Opening, Proposal, SessionLayer, Views};
use offhook_machine::limits::MAX_TIME_MS;
use offhook_machine::{
    InstanceId, JobId, MAX_NODE, Number, Party, Policy, Rules, Signal, Stimulus, UserId, World,
};
use offhook_scenario::{Dialect, Scenario, Tokens};
use serde_json::Value;

pub use self::saved::SavedCentre;
use crate::error::CentreError;
use crate::remote_party::{RemoteParty, Stimulated};
use crate::setup::{self, DEFAULT_CLOCK_MS, DEFAULT_NODE};
use crate::wire_choice::WireChoice;

/// What a call centre is opened with beside its scenario.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The seed of ids and tokens, where the scenario names none.
    pub seed: u64,
    /// The seed of tokens, whatever the scenario names; where there is none, the seed of ids is theirs, too.
    pub token_seed: Option<u64>,
    /// The rules that the world follows; the documented ones where there are none.
    pub rules: Option<Arc<Rules>>,
    /// Changes the policy of the world before it begins.
    pub tune: Option<fn(&mut Policy)>,
    /// What answers show otherwise than ours, where the documents leave it open.
    pub views: Views,
    /// Whether a request counts as the agent's whom it names, whatever token it bears: there are sites whose gateway does not look at it.
    pub any_token: bool,
}

/// One call centre that one can talk to. Pure: no socket and no clock; time is the caller's.
///
/// # Contract
/// - *requests* ([`request`](Self::request)) are answered as the world stands; the effect follows with [`settle`](Self::settle)
///   or [`advance`](Self::advance). *Stimuli* ([`stimulus`](Self::stimulus)) take effect at once.
/// - *time* never goes back. [`advance`](Self::advance) stops at every deadline of world and session layer in between, so
///   the caller may advance as far as it likes; [`next_deadline`](Self::next_deadline) says when something would be late.
/// - *events* that the vendor pushes are taken with [`take_events`](Self::take_events).
#[derive(Clone, Debug)]
pub struct CallCentre {
    world: World,
    instance: InstanceId,
    dialect: Dialect,
    session: Box<dyn SessionLayer>,
    /// Whether the resources behind the API are out of reach once the given world stands.
    outage: bool,
    any_token: bool,
    pushed: Vec<Value>,
}

impl CallCentre {
    /// The call centre that a scenario gives.
    ///
    /// # Errors
    /// The given world cannot be set up.
    pub fn open(scenario: &Scenario, options: &Options) -> Result<Self, CentreError> {
        let given = &scenario.given;
        let choice = WireChoice::of(scenario);
        let dialect = choice.dialect;
        if let Some(name) = &given.policy.edition
            && dialect.edition(&name.value).is_none()
        {
            let known: Vec<&str> = dialect.editions.iter().map(|(name, _)| *name).collect();
            let reason = format!("the edition `{}` is not one of {}", name.value, known.join(", "));
            return Err(CentreError::Setup(reason));
        }
        let node = given.ids.node.as_ref().map_or(DEFAULT_NODE, |node| node.value);
        if node > MAX_NODE {
            return Err(CentreError::Setup(format!("a node is at most {MAX_NODE}")));
        }
        let clock = given.clock.as_ref().map_or(DEFAULT_CLOCK_MS, |clock| clock.value.ms);
        if clock > MAX_TIME_MS {
            return Err(CentreError::Setup(format!("the clock is beyond {MAX_TIME_MS} ms since 1970")));
        }
        let mut policy = setup::policy(given, dialect);
        if let Some(tune) = options.tune {
            tune(&mut policy);
        }
        let mut world = match &options.rules {
            Some(rules) => World::with_rules(Arc::clone(rules), policy, clock, node),
            None => World::new(policy, clock, node),
        };
        let (instance, passwords) = setup::set(&mut world, scenario)?;
        let tokens = given.policy.tokens.as_ref().map(|tokens| tokens.value);
        let seed = given.seed.as_ref().map_or(options.seed, |seed| seed.value);
        let session = (dialect.open)(Opening {
            instance,
            form: choice.form,
            edition: choice.edition,
            seed,
            token_seed: options.token_seed.unwrap_or(seed),
            renews_tokens: tokens == Some(Tokens::Renewed),
            passwords: &passwords,
            request_ids: given.ids.requests.iter().flatten().map(|id| id.value.clone()).collect(),
            views: options.views.clone(),
        });
        let outage = given.outage.as_ref().is_some_and(|outage| outage.value);
        let any_token = options.any_token;
        Ok(Self { world, instance, dialect, session, outage, any_token, pushed: Vec::new() })
    }

    /// The given world stands, sign-ins of its users included: what the scenario says of an outage holds from here.
    pub fn begin(&mut self) {
        self.session.set_outage(self.outage);
    }

    /// The world.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// The world, to make it follow other rules or put it back to an earlier state.
    pub const fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// The vendor's interface.
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The time of the clock.
    pub fn now(&self) -> u64 {
        self.world.now()
    }

    /// The request as it counts: where tokens are not looked at, with the one that its agent's session has. So a call centre that looks at
    /// tokens answers it alike.
    pub fn vouched<'a>(&self, request: &'a HttpRequest) -> Cow<'a, HttpRequest> {
        let its_own = self.any_token.then(|| self.session.with_its_token(&self.world, request)).flatten();
        its_own.map_or(Cow::Borrowed(request), Cow::Owned)
    }

    /// Answers a request. An answer shows the world as it stood when the request was accepted.
    pub fn request(&mut self, request: &HttpRequest) -> HttpResponse {
        let now = self.world.now();
        let request = self.vouched(request);
        let response = self.session.answer(&mut self.world, now, &request);
        self.collect();
        response
    }

    /// Lets what an accepted request asked for take effect.
    ///
    /// # Errors
    /// The clock cannot be used.
    pub fn settle(&mut self) -> Result<(), CentreError> {
        self.advance(0)
    }

    /// Moves the clock; everything that is due in between happens, in order.
    ///
    /// # Errors
    /// The clock cannot be moved so far.
    pub fn advance(&mut self, by_ms: u64) -> Result<(), CentreError> {
        let end = self.world.now().saturating_add(by_ms);
        loop {
            let due = self.session.next_deadline(&self.world);
            let to = due.map_or(end, |due| due.clamp(self.world.now(), end));
            self.world.advance(to)?;
            self.collect();
            self.session.follow_up(&mut self.world, to);
            if to == end {
                return Ok(());
            }
        }
    }

    /// The next time at which something happens by itself: in the world, in the session layer, or for a poll that waits.
    pub fn next_deadline(&self) -> Option<u64> {
        let report = self.session.next_report().filter(|at| *at > self.world.now());
        [self.session.next_deadline(&self.world), self.world.next_deadline(), report]
            .into_iter()
            .flatten()
            .min()
    }

    /// The code with which the state of the user alone refuses a request, where no document says which of two reasons counts first.
    pub fn refused_for_state(&self, request: &HttpRequest) -> Option<&'static str> {
        self.session.refused_for_state(&self.world, request)
    }

    /// True for a poll that finds nothing yet.
    pub fn would_wait(&self, request: &HttpRequest) -> bool {
        self.session.would_wait(&self.world, self.world.now(), &self.vouched(request))
    }

    /// The events that wait for a user's polls, by their places among all that were emitted.
    pub fn waiting(&self, user: &str) -> Vec<u64> {
        self.user(user).map(|user| self.session.waiting(user)).unwrap_or_default()
    }

    /// The vendor's pushed events since the last call, oldest first.
    pub fn take_events(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.pushed)
    }

    /// Writes down what decides about future answers and is not in the world; `place` numbers the live calls.
    pub fn outline_session(&self, place: &dyn Fn(JobId) -> Option<u8>, out: &mut Vec<u8>) {
        self.session.outline(&self.world, place, out);
    }

    /// Plays the network or a remote party.
    ///
    /// # Errors
    /// The clock cannot be used. What cannot happen is [`Stimulated::Impossible`].
    pub fn stimulus(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, CentreError> {
        let outcome = match stimulus {
            RemoteParty::Proposes { to, control, number, data } => {
                self.propose(to, i64::from(*control), number, data)
            }
            RemoteParty::Handset { by, act } => self.at_handset(by, act),
            RemoteParty::Dials { .. } | RemoteParty::Inbound { .. } | RemoteParty::Channel { .. } => {
                self.on_the_network(stimulus)
            }
        };
        let outcome = outcome.unwrap_or_else(|reason| Stimulated::Impossible { reason });
        self.settle()?;
        Ok(outcome)
    }

    fn propose(&mut self, to: &str, control: i64, number: &str, data: &str) -> Result<Stimulated, String> {
        let to = self.user(to).ok_or_else(|| format!("there is no user `{to}`"))?;
        let number = Number::new(number).ok_or("that is not a number")?;
        let proposal = Proposal { control, number, data: data.to_owned() };
        let now = self.world.now();
        if self.session.propose(&self.world, now, to, proposal) {
            Ok(Stimulated::Done { job: String::new() })
        } else {
            Err(NOT_ADMITTED.to_owned())
        }
    }

    fn at_handset(&mut self, by: &str, act: &str) -> Result<Stimulated, String> {
        let by = self.user(by).ok_or_else(|| format!("there is no user `{by}`"))?;
        let now = self.world.now();
        let act = HandsetAct::from_text(act);
        if act.is_some_and(|act| self.session.at_handset(&mut self.world, now, by, act)) {
            Ok(Stimulated::Done { job: String::new() })
        } else {
            Err(NOT_ADMITTED.to_owned())
        }
    }

    fn on_the_network(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, String> {
        let now = self.world.now();
        let resolved = self.resolve(stimulus)?;
        let job = self.world.stimulus(now, &resolved).map_err(|impossible| impossible.to_string())?;
        let job = self.world.job(job).map(|job| (self.dialect.ids.job)(job)).unwrap_or_default();
        Ok(Stimulated::Done { job })
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
                let found = (self.dialect.ids.find_job)(&self.world, job);
                let job = found.ok_or_else(|| format!("there is no call `{job}`"))?;
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

    /// Takes the machine's events to the session layer, while their handles can be read.
    fn collect(&mut self) {
        while let Some(event) = self.world.poll_event() {
            self.pushed.extend(self.session.observe(&self.world, &event));
        }
    }
}

const NOT_ADMITTED: &str = "the user is not signed in so, or the call does not admit it";

#[cfg(test)]
mod tests {
    use offhook_scenario::parse;

    use super::*;

    /// The retcode of a request of agent 1001 with this token.
    fn retcode(centre: &mut CallCentre, method: &str, path: &str, guid: Option<&str>, body: &str) -> String {
        let mut request = HttpRequest::new(method, format!("/agentgateway/resource/{path}"));
        request.body = body.as_bytes().to_vec();
        if let Some(guid) = guid {
            request.set_header("Guid", guid);
        }
        let answer: Value = serde_json::from_str(&centre.request(&request).body).unwrap();
        centre.settle().unwrap();
        answer["retcode"].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_call_centre_that_looks_at_no_token_takes_any_of_who_is_signed_in() {
        let dialect = Dialect::named("cc-gateway").unwrap();
        let scenario = parse("default.yaml", dialect.examples.world).unwrap();
        for (any_token, expected) in [(false, "000-003"), (true, "0")] {
            let options = Options { any_token, ..Options::default() };
            let mut centre = CallCentre::open(&scenario, &options).unwrap();
            centre.begin();
            let sign_in = r#"{"password":"","phonenum":"80010001","autoanswer":false}"#;
            assert_eq!(retcode(&mut centre, "POST", "onlineagent/1001/saybusy", None, ""), "100-006");
            assert_eq!(retcode(&mut centre, "PUT", "onlineagent/1001", None, sign_in), "0");
            for guid in [None, Some("another")] {
                for (method, path) in [
                    ("POST", "onlineagent/1001/saybusy"),
                    ("POST", "onlineagent/1001/cancelbusy"),
                    ("GET", "agentevent/1001"),
                    ("DELETE", "onlineagent/1001/logout"),
                ] {
                    if guid.is_some() || path != "onlineagent/1001/logout" {
                        assert_eq!(retcode(&mut centre, method, path, guid, ""), expected, "{path} {guid:?}");
                    }
                }
            }
        }
    }
}
