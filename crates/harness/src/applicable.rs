//! Which cases an implementation can be asked, by what it claims.

use offhook_dialect::{cc_gateway, ccc, names_clause, parse_query};
use offhook_machine::UserState;
use offhook_scenario::{At, Dialect, Given, Network, Request, Scenario, Step, Stimulus, Tokens, User};
use serde_json::Value;

use crate::given_calls::{GivenCall, given_calls, is_in_given_call};
use crate::in_process::{Cast, policy_of};
use crate::runner::{BEGINNERS, signal};
use crate::spelled::{spells, spells_time};
use crate::statement::{Isolation, Observation, Statement};
use crate::subject::{Speech, edition_of};

/// The operation of a subject that sets the whole scene of a scenario, not only what every implementation knows.
pub(crate) const WHOLE_SCENE: &str = "scenario";
/// What an implementation has for operations where it does not say.
pub(crate) const USUAL_OPS: [&str; 4] = ["reset", "stimulus", "clock", "events"];
/// In other than virtual time, waits are told apart by so many milliseconds.
pub const FINEST_MS: u64 = 1_000;

/// What is known of an implementation before a case is played on it.
#[derive(Clone, Debug)]
pub(crate) struct Claims<'a> {
    pub(crate) statement: &'a Statement,
    /// The operations that it said it has.
    pub(crate) ops: &'a [String],
}

/// Why a case does not apply.
type Reason = String;

impl Claims<'_> {
    /// Whether it said that it has an operation.
    pub(crate) fn has_op(&self, op: &str) -> bool {
        self.ops.iter().any(|it| it == op)
    }

    /// Whether it can be given whatever a scenario can say.
    pub(crate) fn whole_scene(&self) -> bool {
        self.has_op(WHOLE_SCENE) && self.statement.isolation.value == Isolation::Reset
    }

    /// Whether the case can be asked; if not, the first reason why not.
    pub(crate) fn apply_to(&self, scenario: &Scenario) -> Result<(), Reason> {
        let own = self.statement.dialect.value;
        if scenario.dialect.value != own {
            return Err(format!("it speaks {}", own.as_str()));
        }
        if !self.whole_scene() {
            self.speaks_so(scenario)?;
            self.can_be_given(scenario)?;
        }
        self.users(scenario)?;
        self.times(scenario)?;
        self.deviates_not(scenario)?;
        let mut steps = Vec::new();
        flatten(&scenario.steps, &mut steps);
        for step in &steps {
            self.step(scenario.dialect.value, step)?;
        }
        if self.statement.auto_answer {
            waits_for_own_leg(&steps)?;
        }
        Ok(())
    }

    fn speaks_so(&self, scenario: &Scenario) -> Result<(), Reason> {
        if !self.statement.writes_as(scenario) {
            return Err(format!("its answers are of the form {} only", self.statement.form()));
        }
        let own = self.statement.edition.as_ref();
        let own = own.and_then(|name| edition_of(scenario.dialect.value, &name.value)).unwrap_or_default();
        if Speech::of(scenario).edition != own {
            return Err("it follows another edition of the documents".to_owned());
        }
        Ok(())
    }

    /// What every implementation can be given: users who are not in a call.
    fn can_be_given(&self, scenario: &Scenario) -> Result<(), Reason> {
        let given = &scenario.given;
        let calls = given_calls(scenario).map_err(|what| format!("it cannot be given {what}"))?;
        for call in &calls {
            self.makes(call)?;
        }
        let numbers = Cast::numbers(scenario);
        let spelled =
            numbers.iter().skip(self.statement.numbers.len()).any(|number| spells(scenario, number));
        let instance = given.instance.as_ref().map(|instance| &instance.value);
        let any = |is_so: fn(&User) -> bool| given.users.iter().any(|(_, user)| is_so(user));
        let gateway = scenario.dialect.value == Dialect::CcGateway;
        let asked = [
            (!given.ids.is_empty(), "ids to come"),
            (given.outage.as_ref().is_some_and(|outage| outage.value), "an outage"),
            (!given.waives.is_empty(), "broken invariants"),
            (spelled, "numbers to show, and does not say its own"),
            (instance.is_some_and(|it| !it.extensions.is_empty()), "free extensions"),
            (has_nobodys_group(given), "skill groups without anybody"),
            (instance.is_some_and(|it| !it.aliases.is_empty()), "other names of the call centre"),
            (any(|user| user.heartbeat.is_some() || user.reserved.is_some()), "times of users"),
            (any(|user| user.outbound_only.is_some()), "users who only call out"),
            (any(|user| user.password.is_some()), "passwords"),
            (
                any(|user| user.extension.as_ref().is_some_and(|it| it.value.is_empty())),
                "users without an extension",
            ),
            // Of CC-Gateway, a sign-in says so.
            (!gateway && any(|user| user.auto_answer.is_some()), "phones that answer by themselves"),
            (!gateway && any(|user| user.auto_idle.is_some()), "users who are ready at once after a call"),
        ];
        if let Some((_, what)) = asked.iter().find(|(asked, _)| *asked) {
            return Err(format!("it cannot be given {what}"));
        }
        let own = Given { policy: self.statement.policy.clone(), ..Given::default() };
        let dialect = self.statement.dialect.value;
        let tokens = |given: &Given| given.policy.tokens.as_ref().map_or(Tokens::Lasting, |it| it.value);
        if policy_of(given, dialect) != policy_of(&own, dialect) || tokens(given) != tokens(&own) {
            return Err("the case wants another policy".to_owned());
        }
        Ok(())
    }

    /// Whether a call that the case is given can be made.
    fn makes(&self, call: &GivenCall) -> Result<(), Reason> {
        self.action(ccc::MAKE_CALL.name)?;
        if call.held {
            self.action(ccc::HOLD_CALL.name)?;
        }
        if call.muted {
            self.action(ccc::MUTE_CALL.name)?;
        }
        if self.has_op("stimulus") && self.statement.claims_stimulus("answered") {
            Ok(())
        } else {
            Err("its network cannot be made to do `answered`, which the given call needs".to_owned())
        }
    }

    fn users(&self, scenario: &Scenario) -> Result<(), Reason> {
        let cast = Cast::of(scenario);
        let fresh = self.statement.isolation.value == Isolation::FreshUsers;
        let gateway = scenario.dialect.value == Dialect::CcGateway;
        if gateway && cast.iter().any(|who| who.state != UserState::Offline) {
            self.action(cc_gateway::LOGIN.id)?;
        }
        let outage = scenario.given.outage.as_ref().is_some_and(|outage| outage.value);
        if gateway && outage && cast.iter().any(|who| who.state != UserState::Offline) {
            return Err("it cannot be given an outage that begins after agents have signed in".to_owned());
        }
        let settled = [UserState::Offline, UserState::Break, UserState::Ready];
        for who in cast.iter().filter(|who| self.whole_scene() || !is_in_given_call(scenario, &who.alias)) {
            let by_request = settled.contains(&who.state) || (gateway && who.state == UserState::Working);
            let given = settled.contains(&who.state) || who.state == UserState::Working;
            if !(if fresh { by_request } else { given || self.whole_scene() }) {
                return Err(format!("it cannot be given a user who is {}", who.state.as_str()));
            }
        }
        if fresh {
            provisioned(scenario)?;
        }
        let share = self.statement.users.len() / usize::from(self.statement.parallel.value.max(1));
        if fresh && cast.len() > share {
            return Err(format!("it needs {} users, and {share} are provisioned for a case", cast.len()));
        }
        Ok(())
    }

    /// Only a clock that is set and moved by the harness tells the very time that a case expects.
    fn times(&self, scenario: &Scenario) -> Result<(), Reason> {
        let is_set = self.statement.is_virtual() && self.statement.isolation.value == Isolation::Reset;
        if !is_set && spells_time(scenario) {
            return Err("the case expects exact times".to_owned());
        }
        Ok(())
    }

    fn deviates_not(&self, scenario: &Scenario) -> Result<(), Reason> {
        for deviation in &self.statement.deviations {
            let cited = deviation.clause.as_ref().is_some_and(|clause| {
                scenario.cites.iter().any(|cite| {
                    names_clause(&clause.value, &cite.value) || names_clause(&cite.value, &clause.value)
                })
            });
            let asked = deviation.action.as_ref().is_some_and(|action| {
                let mut steps = Vec::new();
                flatten(&scenario.steps, &mut steps);
                steps.iter().any(|step| matches!(step, Step::Request(it) if it.action.value == action.value))
            });
            if cited || asked {
                return Err(format!("a known deviation: {}", deviation.reason.value));
            }
        }
        Ok(())
    }

    fn step(&self, dialect: Dialect, step: &Step) -> Result<(), Reason> {
        match step {
            Step::Request(request) => self.request(dialect, request),
            Step::Poll(_) => {
                self.observation(Observation::Polls, "polled")?;
                self.action(match dialect {
                    Dialect::Ccc => ccc::POLL_USER_STATUS.name,
                    Dialect::CcGateway => cc_gateway::AGENT_STATUS.id,
                })
            }
            Step::Events(_) => {
                self.observation(Observation::Events, "asked for events")?;
                match dialect {
                    Dialect::Ccc if !self.has_op("events") => Err("it does not tell events".to_owned()),
                    Dialect::Ccc => Ok(()),
                    Dialect::CcGateway => self.action(cc_gateway::GET_AGENT_EVENT.id),
                }
            }
            Step::Network(network) => self.network(network),
            Step::Wait(wait) => self.wait(wait.value.ms),
            Step::Repeat(_) => Ok(()),
        }
    }

    fn observation(&self, way: Observation, how: &str) -> Result<(), Reason> {
        if self.statement.observed_by(way) { Ok(()) } else { Err(format!("it cannot be {how}")) }
    }

    fn action(&self, action: &str) -> Result<(), Reason> {
        if self.statement.claims_action(action) { Ok(()) } else { Err(format!("it does not claim {action}")) }
    }

    fn request(&self, dialect: Dialect, request: &Request) -> Result<(), Reason> {
        let action = request.action.value.as_str();
        self.action(action)?;
        for (name, value) in request.with.iter() {
            if !value.value.is_null() && !self.statement.claims_parameter(action, name) {
                return Err(format!("it does not claim {} of {action}", name.value));
            }
        }
        if dialect == Dialect::Ccc && !self.statement.accounts && leaves_user_out(request) {
            return Err("the case tells the user by the account".to_owned());
        }
        Ok(())
    }

    fn network(&self, network: &Network) -> Result<(), Reason> {
        let (kind, needs) = match &network.stimulus {
            Stimulus::Leg { verb: offhook_scenario::Verb::Created, .. } => ("created", Some(WHOLE_SCENE)),
            Stimulus::Leg { verb, .. } => (signal(*verb), None),
            Stimulus::Inbound(_) => ("inbound", None),
            Stimulus::Dials(_) => ("dials", Some("dials")),
            Stimulus::Proposes(_) => ("proposes", Some("proposes")),
            Stimulus::Handset(_) => ("handset", Some("handset")),
        };
        let known = needs.is_none_or(|op| self.has_op(op)) && self.has_op("stimulus");
        if known && self.statement.claims_stimulus(kind) {
            Ok(())
        } else {
            Err(format!("its network cannot be made to do `{kind}`"))
        }
    }

    fn wait(&self, ms: u64) -> Result<(), Reason> {
        if self.statement.is_virtual() {
            return if self.has_op("clock") || ms == 0 {
                Ok(())
            } else {
                Err("its clock cannot be moved".to_owned())
            };
        }
        if ms.is_multiple_of(FINEST_MS) {
            Ok(())
        } else {
            Err("the case tells times apart that are less than a second apart".to_owned())
        }
    }
}

/// Whether the call centre has a skill group that no user is in.
fn has_nobodys_group(given: &Given) -> bool {
    let mut groups = given.instance.iter().flat_map(|instance| &instance.value.skill_groups);
    // Who has no list of their own is in all of them.
    let is_in = |group: &At<String>| {
        let lists = || given.users.iter().map(|(_, user)| user.skill_groups.as_ref());
        lists().any(|list| list.is_none_or(|list| list.contains(group)))
    };
    groups.any(|group| !is_in(group))
}

/// What users of a pool cannot be made to be.
fn provisioned(scenario: &Scenario) -> Result<(), Reason> {
    let given = &scenario.given;
    if given.users.iter().any(|(_, user)| user.work_mode.is_some() || user.mobile.is_some()) {
        return Err("users of a pool are as they are: the case gives a work mode".to_owned());
    }
    if spells(scenario, "ContextId") {
        return Err("nothing is counted anew for the case, and it expects a count".to_owned());
    }
    let shared = given.instance.iter().flat_map(|instance| &instance.value.skill_groups);
    let mut groups =
        shared.chain(given.users.iter().flat_map(|(_, user)| user.skill_groups.iter().flatten()));
    if groups.any(|group| spells(scenario, &group.value)) {
        return Err("users of a pool are in their own skill groups, and the case names some".to_owned());
    }
    Ok(())
}

/// Every step, those within repeats too, each once.
fn flatten<'a>(steps: &'a [offhook_scenario::At<Step>], into: &mut Vec<&'a Step>) {
    for step in steps {
        into.push(&step.value);
        if let Step::Repeat(repeat) = &step.value {
            flatten(&repeat.steps, into);
        }
    }
}

/// Whether only the account that a request comes from tells whose it is.
fn leaves_user_out(request: &Request) -> bool {
    if request.by.is_none() {
        return false;
    }
    if let Some(uri) = &request.uri {
        let query = uri.value.split_once('?').map_or("", |(_, query)| query);
        let named =
            parse_query(query).is_ok_and(|(_, params)| params.iter().any(|(name, _)| name == "UserId"));
        return !named;
    }
    let unsaid = request.with.get("UserId").is_some_and(|value| value.value.is_null());
    let takes_user = ccc::action(&request.action.value).is_none_or(|action| action.param("UserId").is_some());
    unsaid || !takes_user
}

/// A subject that answers the agent's own leg by itself shows nothing of the time before.
fn waits_for_own_leg(steps: &[&Step]) -> Result<(), Reason> {
    let late = || Err("it answers the agent's own leg by itself, and the case looks before that".to_owned());
    let mut caller: Option<&str> = None;
    for step in steps {
        match (step, caller) {
            (Step::Request(request), None) if begins_own_leg(request) => {
                caller = request.by.as_ref().map(|by| by.value.as_str());
            }
            // The agent's answer tells nothing: events before and after it are the same.
            (Step::Events(_), Some(_)) | (_, None) => {}
            (Step::Network(network), Some(by)) => match &network.stimulus {
                Stimulus::Leg { verb, party } if party.value == by => match signal(*verb) {
                    "answered" if !network.impossible => caller = None,
                    "created" | "ringing" if !network.impossible => {}
                    _ => return late(),
                },
                _ => return late(),
            },
            _ => return late(),
        }
    }
    if caller.is_some() { late() } else { Ok(()) }
}

/// Whether a request is to begin a call on the own leg of who asks.
fn begins_own_leg(request: &Request) -> bool {
    let begins = BEGINNERS.iter().any(|(action, _)| *action == request.action.value);
    let others = ["StartBack2BackCall", "StartPredictiveCall"].contains(&request.action.value.as_str());
    let refused = request.expect.iter().any(|(path, matcher)| {
        let wanted = match path.value.as_str() {
            "Code" => "OK",
            "retcode" => cc_gateway::retcodes::SUCCESS,
            _ => return false,
        };
        matcher.value != offhook_scenario::Matcher::Is(Value::from(wanted))
    });
    begins && !others && !refused && request.status.as_ref().is_none_or(|status| status.value == 200)
}
