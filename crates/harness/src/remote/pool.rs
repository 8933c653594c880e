//! The users that are provisioned for the suite, for implementations that cannot be reset.

use std::collections::BTreeMap;
use std::path::Path;

use offhook_dialect::cc_gateway::{self, Route, route};
use offhook_scenario::{Dialect, Scenario};
use serde_json::Value;

use super::translation::Translation;
use crate::in_process::Cast;
use crate::statement::{PoolUser, Statement};
use crate::subject::{Ask, RemoteParty, Reply};

/// The users that one worker plays with.
#[derive(Clone, Debug)]
pub(crate) struct Pool<'a> {
    dialect: Dialect,
    users: Vec<Provisioned<'a>>,
    /// How many of them the present case plays with.
    pub(super) used: usize,
    guids: BTreeMap<String, String>,
    /// The numbers that the call centre shows.
    numbers: Vec<String>,
}

/// A provisioned user.
#[derive(Clone, Debug)]
pub(super) struct Provisioned<'a> {
    pub(super) said: &'a PoolUser,
    /// The id on the wire.
    pub(super) id: String,
    password: Option<String>,
}

impl<'a> Pool<'a> {
    /// The share of the worker of this number: no user is in two shares.
    pub(crate) fn share(statement: &'a Statement, worker: usize) -> Result<Self, String> {
        let beside = Path::new(statement.source.name.as_ref());
        let workers = usize::from(statement.parallel.value.max(1));
        let size = statement.users.len() / workers;
        let users = statement.users.iter().skip(size * (worker % workers)).take(size).map(|said| {
            let id = match (&said.id, &said.agent_id) {
                (_, Some(agent)) if statement.dialect.value == Dialect::CcGateway => agent.value.to_string(),
                (id, _) => id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            };
            let password = said.password.as_ref().map(|password| password.value.reveal(beside)).transpose();
            Ok(Provisioned { said, id, password: password.map_err(|error| error.to_string())? })
        });
        let users = users.collect::<Result<Vec<_>, String>>()?;
        let numbers = statement.numbers.iter().map(|number| number.value.clone()).collect();
        Ok(Self { dialect: statement.dialect.value, users, used: 0, guids: BTreeMap::new(), numbers })
    }

    /// Casts the users of a case: who plays whom.
    pub(super) fn cast(&mut self, scenario: &Scenario, instance: Option<&str>) -> Translation {
        let cast = Cast::of(scenario);
        self.used = cast.len().min(self.users.len());
        let mut pairs: Vec<(String, String)> = instance
            .map(|own| (scenario.given.instance_id().to_owned(), own.to_owned()))
            .into_iter()
            .collect();
        pairs.extend(Cast::numbers(scenario).into_iter().zip(self.numbers.iter().cloned()));
        for (who, own) in cast.into_iter().zip(&self.users) {
            let text = |it: &Option<offhook_scenario::At<String>>| it.as_ref().map(|it| it.value.clone());
            pairs.push((who.id, own.id.clone()));
            pairs.extend(who.extension.zip(text(&own.said.extension)));
            pairs.extend(text(&own.said.device_id).map(|device| (who.device, device)));
        }
        Translation::new(pairs)
    }

    /// The users of the present case.
    pub(super) fn playing(&self) -> impl Iterator<Item = &Provisioned<'a>> {
        self.users.iter().take(self.used)
    }

    pub(super) fn guid(&self, agent: &str) -> Option<&str> {
        self.guids.get(agent).map(String::as_str)
    }

    /// A sign-in of CC-Gateway says the user's own password.
    pub(super) fn add_password(&self, ask: &mut Ask) {
        let Ask::Rest { method, target, body, .. } = ask else { return };
        let Some((operation, agent)) = operation(method, target) else { return };
        let user = self.users.iter().find(|user| user.id == agent);
        let Some(password) = user.and_then(|user| user.password.as_deref()) else { return };
        let Ok(Value::Object(mut fields)) = serde_json::from_str(body) else { return };
        if operation.param("password").is_some() {
            fields.insert("password".to_owned(), password.into());
            *body = Value::Object(fields).to_string();
        }
    }

    /// Learns who has which Guid.
    pub(super) fn learn_guid(&mut self, ask: &Ask, reply: &Reply) {
        let Ask::Rest { method, target, .. } = ask else { return };
        let (Some(cookie), Some((_, agent))) = (reply.header("Set-GUID"), operation(method, target)) else {
            return;
        };
        if self.dialect == Dialect::CcGateway && self.users.iter().any(|user| user.id == agent) {
            let guid = cookie.strip_prefix("JSESSIONID=").unwrap_or(cookie);
            self.guids.insert(agent, guid.to_owned());
        }
    }
}

/// The operation that a request goes to, and the agent whom it is about.
pub(super) fn operation(method: &str, target: &str) -> Option<(&'static cc_gateway::Operation, String)> {
    let Ok(Route::To(to)) = route(method, target) else { return None };
    let agent = to.path.into_iter().find(|(name, _)| *name == "agentid").map(|(_, agent)| agent)?;
    Some((to.operation, agent))
}

impl Translation {
    /// A request in the implementation's names.
    pub(super) fn ask(&self, ask: &Ask) -> Ask {
        if *self == Self::default() {
            return ask.clone();
        }
        match ask {
            Ask::Rpc { action, params, account } => Ask::Rpc {
                action: action.clone(),
                params: params.iter().map(|(name, value)| (name.clone(), self.outward(value))).collect(),
                account: account.as_ref().map(|account| self.outward(account)),
            },
            Ask::Rest { method, target, headers, body } => Ask::Rest {
                method: method.clone(),
                target: self.outward(target),
                headers: headers.clone(),
                body: self.outward(body),
            },
        }
    }

    /// A stimulus in the implementation's names.
    pub(super) fn remote_party(&self, it: &RemoteParty) -> RemoteParty {
        let own = |text: &String| self.outward(text);
        match it.clone() {
            RemoteParty::Channel { signal, job, party, cause } => {
                RemoteParty::Channel { signal, job: own(&job), party: own(&party), cause }
            }
            RemoteParty::Dials { by, number } => RemoteParty::Dials { by: own(&by), number: own(&number) },
            RemoteParty::Proposes { to, control, number, data } => {
                RemoteParty::Proposes { to: own(&to), control, number, data }
            }
            RemoteParty::Handset { by, act } => RemoteParty::Handset { by: own(&by), act },
            RemoteParty::Inbound { from, to } => RemoteParty::Inbound { from, to: own(&to) },
        }
    }
}
