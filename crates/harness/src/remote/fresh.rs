//! Fresh users in place of a reset: brought to their states by requests, and signed out afterwards.

use offhook_centre::Participant;
use offhook_dialect::{Caller, Draft, HttpResponse, Said};
use offhook_machine::UserState;
use offhook_scenario::Scenario;
use serde_json::Value;

use super::Remote;
use crate::given_calls::is_in_given_call;
use crate::subject::SubjectError;

/// The break that a sign-in leads into.
const FIRST_BREAK: &str = "Warm-up";

/// A provisioned user, as requests name them.
struct Player {
    id: String,
    device: String,
    skill_groups: Vec<String>,
    token: Option<String>,
}

impl Remote<'_> {
    /// Brings the users of a case to the states in which it begins.
    pub(super) fn bring_on(&mut self, scenario: &Scenario) -> Result<(), SubjectError> {
        self.tidy_up()?;
        let client = scenario.dialect.value.client;
        for (player, who) in self.players().into_iter().zip(Participant::of(scenario)) {
            let given = scenario.given.users.get(&who.alias);
            let code = given.and_then(|user| user.break_code.as_ref());
            let code = code.map_or(FIRST_BREAK, |code| code.value.as_str());
            // A user who talks makes the call from where it can be made.
            let state = if is_in_given_call(scenario, &who.alias) { UserState::Ready } else { who.state };
            for said in client.provision(state, code, &player.skill_groups) {
                self.must(&player, said)?;
            }
        }
        Ok(())
    }

    /// Ends what the users of a case are still in, and signs them out. What is refused was not needed.
    pub(super) fn tidy_up(&mut self) -> Result<(), SubjectError> {
        let dialect = self.statement().dialect.value;
        for player in self.players() {
            let polled = if dialect.client.polls_before_tidying_up() {
                let poll = Said { operation: dialect.tables.poll.name(), with: Vec::new() };
                self.attempt(&player, poll)?.body
            } else {
                String::new()
            };
            let polled: Value = serde_json::from_str(&polled).unwrap_or_default();
            for said in dialect.client.tidy_up(&polled, player.token.is_some()) {
                self.attempt(&player, said)?;
                self.pass(0)?;
            }
        }
        Ok(())
    }

    fn players(&self) -> Vec<Player> {
        let player = |user: &super::pool::Provisioned<'_>| Player {
            device: match &user.said.device_id {
                Some(device) => device.value.clone(),
                None => format!("device-{}", user.id),
            },
            id: user.id.clone(),
            skill_groups: user.said.skill_groups.iter().map(|group| group.value.clone()).collect(),
            token: self.pool.token(&user.id).map(str::to_owned),
        };
        self.pool.playing().map(player).collect()
    }

    fn must(&mut self, player: &Player, said: Said) -> Result<(), SubjectError> {
        let tables = &self.statement().dialect.value.vendor().tables;
        let operation = said.operation;
        let reply = self.attempt(player, said)?;
        let answer: Value = serde_json::from_str(&reply.body).unwrap_or_default();
        self.pass(0)?;
        match tables.refusal_in(&answer) {
            None => Ok(()),
            Some(code) => {
                let code = if code.is_empty() { "no code" } else { code.as_str() };
                Err(SubjectError::Setup(format!("{operation} of {} is refused: {code}", player.id)))
            }
        }
    }

    fn attempt(&mut self, player: &Player, said: Said) -> Result<HttpResponse, SubjectError> {
        let instance = self.statement().instance.as_ref().map(|it| it.value.clone()).unwrap_or_default();
        let with = said.with.into_iter().map(|(name, value)| (name.to_owned(), Some(value)));
        let draft = Draft {
            operation: said.operation,
            with: with.collect(),
            caller: Some(Caller {
                id: &player.id,
                device: &player.device,
                extension: None,
                token: player.token.as_deref(),
            }),
            instance: &instance,
            ..Draft::default()
        };
        let written = self.statement().dialect.value.client.write(&draft);
        let written = written.map_err(|why| SubjectError::NotApplicable(why.into()))?;
        self.ask(&written.request)
    }
}
