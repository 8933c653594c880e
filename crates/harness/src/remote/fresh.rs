//! Fresh users in place of a reset: brought to their states by requests, and signed out afterwards.

use offhook_dialect::{Format, cc_gateway, ccc};
use offhook_machine::UserState;
use offhook_scenario::{Dialect, Scenario};
use serde_json::Value;

use super::Remote;
use crate::given_calls::is_in_given_call;
use crate::in_process::Cast;
use crate::subject::{Ask, Reply, SubjectError};

/// The break that a sign-in leads into.
const FIRST_BREAK: &str = "Warm-up";

/// A provisioned user, as requests name them.
struct Player {
    id: String,
    device: Option<String>,
    skill_groups: Vec<String>,
    guid: Option<String>,
}

impl Remote<'_> {
    /// Brings the users of a case to the states in which it begins.
    pub(super) fn bring_on(&mut self, scenario: &Scenario) -> Result<(), SubjectError> {
        self.tidy_up()?;
        if scenario.dialect.value == Dialect::CcGateway {
            // The runner signs in: only its answer tells it the Guid.
            return Ok(());
        }
        for (player, who) in self.players().into_iter().zip(Cast::of(scenario)) {
            let given = scenario.given.users.get(&who.alias);
            let code = given.and_then(|user| user.break_code.as_ref());
            let code = code.map_or(FIRST_BREAK, |code| code.value.as_str());
            // Who talks makes the call from where it can be made.
            let state = if is_in_given_call(scenario, &who.alias) { UserState::Ready } else { who.state };
            self.bring(&player, state, code)?;
        }
        Ok(())
    }

    fn bring(&mut self, player: &Player, state: UserState, code: &str) -> Result<(), SubjectError> {
        if state == UserState::Offline {
            return Ok(());
        }
        let groups = Value::from(player.skill_groups.clone()).to_string();
        self.must(player, ccc::SIGN_IN_GROUP.name, &[("SignedSkillGroupIdList", &groups)])?;
        if state == UserState::Ready || code != FIRST_BREAK {
            self.must(player, ccc::READY_FOR_SERVICE.name, &[])?;
        }
        if state == UserState::Break && code != FIRST_BREAK {
            self.must(player, ccc::TAKE_BREAK.name, &[("Code", code)])?;
        }
        Ok(())
    }

    /// Ends what the users of a case are still in, and signs them out. What is refused was not needed.
    pub(super) fn tidy_up(&mut self) -> Result<(), SubjectError> {
        for player in self.players() {
            match self.statement().dialect.value {
                Dialect::Ccc => {
                    let polled = self.try_action(&player, ccc::POLL_USER_STATUS.name, &[])?;
                    let polled: Value = serde_json::from_str(&polled.body).unwrap_or_default();
                    let job = polled.pointer("/Data/CallContext/JobId").and_then(Value::as_str);
                    if let Some(job) = job.filter(|job| !job.is_empty()) {
                        self.try_action(&player, ccc::RELEASE_CALL.name, &[("JobId", job)])?;
                        self.pass(0)?;
                    }
                    self.try_action(&player, ccc::SIGN_OUT_GROUP.name, &[])?;
                }
                Dialect::CcGateway => {
                    if player.guid.is_some() {
                        self.try_operation(&player, &cc_gateway::RELEASE)?;
                        self.try_operation(&player, &cc_gateway::FORCE_LOGOUT)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn players(&self) -> Vec<Player> {
        let player = |user: &super::pool::Provisioned<'_>| Player {
            id: user.id.clone(),
            device: user.said.device_id.as_ref().map(|device| device.value.clone()),
            skill_groups: user.said.skill_groups.iter().map(|group| group.value.clone()).collect(),
            guid: self.pool.guid(&user.id).map(str::to_owned),
        };
        self.pool.playing().map(player).collect()
    }

    fn must(&mut self, player: &Player, action: &str, more: &[(&str, &str)]) -> Result<(), SubjectError> {
        let reply = self.try_action(player, action, more)?;
        let answer: Value = serde_json::from_str(&reply.body).unwrap_or_default();
        self.pass(0)?;
        match answer.get("Code").and_then(Value::as_str) {
            Some("OK") => Ok(()),
            code => {
                let code = code.unwrap_or("no code");
                Err(SubjectError::Scene(format!("{action} of {} is refused: {code}", player.id)))
            }
        }
    }

    fn try_action(
        &mut self,
        player: &Player,
        action: &str,
        more: &[(&str, &str)],
    ) -> Result<Reply, SubjectError> {
        let instance = self.statement().instance.as_ref().map(|it| it.value.clone()).unwrap_or_default();
        let device = player.device.clone().unwrap_or_else(|| format!("device-{}", player.id));
        let own = [("InstanceId", instance), ("UserId", player.id.clone()), ("DeviceId", device)];
        let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let params = own.chain(more).collect();
        self.format = Format::Json;
        self.ask(&Ask::Rpc { action: action.to_owned(), params, account: Some(player.id.clone()) })
    }

    fn try_operation(
        &mut self,
        player: &Player,
        operation: &cc_gateway::Operation,
    ) -> Result<Reply, SubjectError> {
        let mut headers = vec![("Content-Type".to_owned(), "application/json; charset=UTF-8".to_owned())];
        headers.extend(player.guid.iter().map(|guid| ("Guid".to_owned(), guid.clone())));
        self.ask(&Ask::Rest {
            method: operation.method.as_str().to_owned(),
            target: operation.path.replace("{agentid}", &player.id),
            headers,
            body: String::new(),
        })
    }
}
