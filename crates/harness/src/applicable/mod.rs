//! Which cases an implementation can be asked, by what it claims.

mod given;
mod own_channel;

use std::collections::BTreeMap;

use offhook_centre::{WireChoice, signal};
use offhook_dialect::{HttpRequest, names_clause};
use offhook_scenario::{Dialect, Network, Request, Scenario, Step, Stimulus};

use self::own_channel::waits_for_own_channel;
use crate::spelled::spells_time;
use crate::statement::{FINEST_MS, Isolation, Observation, Statement};

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
    pub(crate) left_out: &'a BTreeMap<String, Reason>,
}

/// Why a case does not apply.
pub(crate) type Reason = String;

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
            return Err(reason.clone());
        }
        let own = self.statement.dialect.value;
        if scenario.dialect.value != own {
            return Err(format!("it speaks {}", own.as_str()));
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
            return Err(format!("its answers are of the form {} only", self.statement.form()));
        }
        let own = self.statement.edition.as_ref();
        let own = own.and_then(|name| scenario.dialect.value.edition(&name.value)).unwrap_or_default();
        if WireChoice::of(scenario).edition != own {
            return Err("it follows another edition of the documents".to_owned());
        }
        Ok(())
    }

    /// Only a clock that is set and moved by the harness shows the very time that a case expects.
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
                self.action(dialect.tables.poll.name())
            }
            Step::Events(_) => {
                self.observation(Observation::Events, "asked for events")?;
                match dialect.delivery.poll() {
                    Some(poll) => self.action(poll.name()),
                    None if self.has_op("events") => Ok(()),
                    None => Err("it does not report events".to_owned()),
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
        if !self.statement.accounts && leaves_user_out(dialect, request) {
            return Err("the case names the user by the account only".to_owned());
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
    if request.by.is_none() || !dialect.wire.signed {
        return false;
    }
    if let Some(uri) = &request.uri {
        let said = HttpRequest::new("GET", uri.value.as_str());
        return dialect.client.read(&said).user.is_none();
    }
    let unsaid = request.with.get("UserId").is_some_and(|value| value.value.is_null());
    let operation = dialect.operation(&request.action.value);
    unsaid || operation.is_some_and(|operation| operation.param("UserId").is_none())
}
