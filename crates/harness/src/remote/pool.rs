//! The users that are provisioned for the suite, for implementations that cannot be reset.

use std::collections::BTreeMap;
use std::path::Path;

use offhook_centre::{Participant, RemoteParty};
use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_scenario::{Dialect, Scenario};

use super::translation::Translation;
use crate::statement::{PoolUser, Statement};

/// The users that one worker plays with.
#[derive(Clone, Debug)]
pub(crate) struct Pool<'a> {
    dialect: Dialect,
    users: Vec<Provisioned<'a>>,
    /// How many of them the present case plays with.
    pub(super) used: usize,
    tokens: BTreeMap<String, String>,
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
                (_, Some(agent)) if statement.dialect.value.ids.agent_numbers => agent.value.to_string(),
                (id, _) => id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            };
            let password = said.password.as_ref().map(|password| password.value.reveal(beside)).transpose();
            Ok(Provisioned { said, id, password: password.map_err(|error| error.to_string())? })
        });
        let users = users.collect::<Result<Vec<_>, String>>()?;
        let numbers = statement.numbers.iter().map(|number| number.value.clone()).collect();
        Ok(Self { dialect: statement.dialect.value, users, used: 0, tokens: BTreeMap::new(), numbers })
    }

    /// The names of a case's users, and those of the provisioned users who take their places.
    pub(super) fn assign(&mut self, scenario: &Scenario, instance: Option<&str>) -> Translation {
        let participants = Participant::of(scenario);
        self.used = participants.len().min(self.users.len());
        let mut pairs: Vec<(String, String)> = instance
            .map(|own| (scenario.given.instance_id().to_owned(), own.to_owned()))
            .into_iter()
            .collect();
        pairs.extend(Participant::numbers(scenario).into_iter().zip(self.numbers.iter().cloned()));
        for (who, own) in participants.into_iter().zip(&self.users) {
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

    pub(super) fn token(&self, user: &str) -> Option<&str> {
        self.tokens.get(user).map(String::as_str)
    }

    /// A sign-in says the user's own password.
    pub(super) fn with_password(&self, request: &HttpRequest) -> HttpRequest {
        let named = self.dialect.client.read(request).user;
        let user = self.users.iter().find(|user| Some(&user.id) == named.as_ref());
        match user.and_then(|user| user.password.as_deref()) {
            Some(password) => self.dialect.client.with_password(request, password),
            None => request.clone(),
        }
    }

    /// Learns which user has which token.
    pub(super) fn learn_token(&mut self, request: &HttpRequest, reply: &HttpResponse) {
        let Some(token) = self.dialect.client.token(reply) else { return };
        let named = self.dialect.client.read(request).user;
        if let Some(user) = named.filter(|named| self.users.iter().any(|user| user.id == *named)) {
            self.tokens.insert(user, token);
        }
    }
}

impl Translation {
    /// A request in the implementation's names.
    pub(super) fn request(&self, dialect: Dialect, request: &HttpRequest) -> HttpRequest {
        if *self == Self::default() {
            return request.clone();
        }
        dialect.client.map_texts(request, &|text| self.outward(text))
    }

    /// A stimulus in the implementation's names.
    pub(super) fn stimulus(&self, it: &RemoteParty) -> RemoteParty {
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
