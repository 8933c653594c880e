//! Which cases an implementation can be asked, by what it claims.

mod claim;
mod given;
mod own_channel;

use std::collections::BTreeMap;

use offhook_centre::{WireChoice, signal};
use offhook_dialect::{HttpRequest, names_clause};
use offhook_scenario::{Dialect, Network, Request, Scenario, Step, Stimulus};

pub use self::claim::{Claim, Reason};
use self::own_channel::waits_for_own_channel;
use crate::spelled::spells_time;
use crate::statement::{FINEST_MS, Isolation, Observation, Statement, Stimuli};

/// The operation of a subject that sets the whole configuration of a scenario, not only what every implementation knows.
pub(crate) const WHOLE_CONFIGURATION: &str = "scenario";
/// What an implementation has for operations where it does not say.
pub(crate) const USUAL_OPS: [&str; 4] = ["reset", "stimulus", "clock", "events"];

/// What is known of an implementation before a case is played on it.
#[derive(Clone, Debug)]
pub(crate) struct Claims<'a> {
    pub(crate) statement: &'a Statement,
    /// The operations that it said it has.
    pub(crate) ops: &'a [String],
    /// Why cases are left out of this run, by their ids.
    pub(crate) left_out: &'a BTreeMap<String, String>,
}

impl Claims<'_> {
    /// Whether it said that it has an operation.
    pub(crate) fn has_op(&self, op: &str) -> bool {
        self.ops.iter().any(|it| it == op)
    }

    /// Whether it can be given whatever a scenario can say.
    pub(crate) fn whole_configuration(&self) -> bool {
        self.has_op(WHOLE_CONFIGURATION) && self.statement.isolation.value == Isolation::Reset
    }

    /// Whether the case can be asked; if not, the first reason why not.
    pub(crate) fn apply_to(&self, scenario: &Scenario) -> Result<(), Reason> {
        if let Some(reason) = self.left_out.get(&scenario.id.value) {
            return Err(reason.as_str().into());
        }
        let own = self.statement.dialect.value;
        if scenario.dialect.value != own {
            return Err(format!("it speaks {}", own.as_str()).into());
        }
        if !self.whole_configuration() {
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
            waits_for_own_channel(scenario.dialect.value, &steps)?;
        }
        Ok(())
    }

    fn speaks_so(&self, scenario: &Scenario) -> Result<(), Reason> {
        if !self.statement.writes_as(scenario) {
            let claimed = self.statement.formats.iter().any(|format| format.value == scenario.format);
            return Err(if claimed {
                let why = format!("its answers are of the form {} only", self.statement.form());
                Reason::unclaimed(why, Claim::form(scenario.wire))
            } else {
                let claim = Claim::format(scenario.format);
                Reason::unclaimed(format!("it does not claim {claim}"), claim)
            });
        }
        let vendor = scenario.dialect.value;
        let wanted = WireChoice::of(scenario).edition;
        if wanted != self.statement.edition() {
            let name = vendor.editions.iter().find(|(_, edition)| *edition == wanted);
            let claim = Claim::Edition(name.map_or("", |(name, _)| name).to_owned());
            return Err(Reason::unclaimed("it follows another edition of the documents", claim));
        }
        Ok(())
    }

    /// Only a clock that is set and moved by the harness shows the very time that a case expects.
    fn times(&self, scenario: &Scenario) -> Result<(), Reason> {
        let is_set = self.statement.is_virtual() && self.statement.isolation.value == Isolation::Reset;
        if !is_set && spells_time(scenario) {
            let missing = if self.statement.is_virtual() { Claim::Reset } else { Claim::Clock };
            return Err(Reason::unclaimed("the case expects exact times", missing));
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
                return Err(format!("a known deviation: {}", deviation.reason.value).into());
            }
        }
        Ok(())
    }

    /// Whether one step can be asked.
    pub(crate) fn step(&self, dialect: Dialect, step: &Step) -> Result<(), Reason> {
        match step {
            Step::Request(request) => self.request(dialect, request),
            Step::Poll(_) => {
                self.observation(Observation::Polls, "polled")?;
                self.action(dialect.tables.poll.name())
            }
            Step::Events(_) => {
                self.observation(Observation::Events, "asked for events")?;
                match dialect.delivery.poll() {
                    Some(poll) => self.action(poll.name()),
                    None if self.has_op("events") => Ok(()),
                    None => Err(Reason::unclaimed("it does not report events", Claim::Events)),
                }
            }
            Step::Network(network) => self.network(network),
            Step::Wait(wait) => self.wait(wait.value.ms),
            Step::Repeat(_) => Ok(()),
        }
    }

    fn observation(&self, way: Observation, how: &str) -> Result<(), Reason> {
        let claim = match way {
            Observation::Polls => Claim::Polls,
            Observation::Events => Claim::Events,
        };
        if self.statement.observed_by(way) {
            Ok(())
        } else {
            Err(Reason::unclaimed(format!("it cannot be {how}"), claim))
        }
    }

    fn action(&self, action: &str) -> Result<(), Reason> {
        if self.statement.claims_action(action) {
            Ok(())
        } else {
            Err(Reason::unclaimed(format!("it does not claim {action}"), Claim::Action(action.to_owned())))
        }
    }

    fn request(&self, dialect: Dialect, request: &Request) -> Result<(), Reason> {
        let action = request.action.value.as_str();
        self.action(action)?;
        for (name, value) in request.with.iter() {
            if !value.value.is_null() && !self.statement.claims_parameter(action, name) {
                let claim = Claim::Parameter { action: action.to_owned(), name: name.value.clone() };
                return Err(Reason::unclaimed(
                    format!("it does not claim {} of {action}", name.value),
                    claim,
                ));
            }
        }
        if !self.statement.accounts && leaves_user_out(dialect, request) {
            return Err(Reason::unclaimed("the case names the user by the account only", Claim::Accounts));
        }
        Ok(())
    }

    fn network(&self, network: &Network) -> Result<(), Reason> {
        let (kind, needs) = match &network.stimulus {
            Stimulus::Channel { verb: offhook_scenario::Verb::Created, .. } => {
                ("created", Some(WHOLE_CONFIGURATION))
            }
            Stimulus::Channel { verb, .. } => (signal(*verb), None),
            Stimulus::Inbound(_) => ("inbound", None),
            Stimulus::Dials(_) => ("dials", Some("dials")),
            Stimulus::Proposes(_) => ("proposes", Some("proposes")),
            Stimulus::Handset(_) => ("handset", Some("handset")),
        };
        self.plays(kind, needs)
    }

    /// Whether its network can be made to do something; `needs` is the message for it beyond `stimulus`.
    fn plays(&self, kind: &str, needs: Option<&'static str>) -> Result<(), Reason> {
        let missing = if self.statement.stimuli() == Stimuli::None || !self.has_op("stimulus") {
            Claim::RemoteParty
        } else if let Some(op) = needs.filter(|op| !self.has_op(op)) {
            if op == WHOLE_CONFIGURATION { Claim::Configuration } else { Claim::Message(op) }
        } else if !self.statement.claims_stimulus(kind) {
            Claim::Stimulus(kind.to_owned())
        } else {
            return Ok(());
        };
        Err(Reason::unclaimed(format!("its network cannot be made to do `{kind}`"), missing))
    }

    fn wait(&self, ms: u64) -> Result<(), Reason> {
        if self.statement.is_virtual() {
            return if self.has_op("clock") || ms == 0 {
                Ok(())
            } else {
                Err(Reason::unclaimed("its clock cannot be moved", Claim::Clock))
            };
        }
        if ms.is_multiple_of(FINEST_MS) {
            Ok(())
        } else {
            let why = "the case tells times apart that are less than a second apart";
            Err(Reason::unclaimed(why, Claim::Clock))
        }
    }
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

/// True if only the account that a request comes from says which user asks.
fn leaves_user_out(dialect: Dialect, request: &Request) -> bool {
    let Some(parameter) = dialect.ids.user_param.filter(|_| request.by.is_some()) else { return false };
    if let Some(uri) = &request.uri {
        let said = HttpRequest::new("GET", uri.value.as_str());
        return dialect.client.read(&said).user.is_none();
    }
    let unsaid = request.with.get(parameter).is_some_and(|value| value.value.is_null());
    let operation = dialect.operation(&request.action.value);
    unsaid || operation.is_some_and(|operation| operation.param(parameter).is_none())
}
