//! The sign-in: it opens a session and hands out its Guid.

use offhook_machine::{AfterCall, Millis, Number, Op, Refused, Request, SignIn, UserId, World};
use serde_json::Value;

use super::answer::success;
use super::state::Sessions;
use crate::cc_gateway::agent_states::{BUSY, WORKING};
use crate::cc_gateway::operation::{Arrival, Operation, Outcome};
use crate::cc_gateway::retcodes::{INTERNAL, PHONE_INVALID, Retcode, SIGNED_IN_ALREADY, WRONG_PASSWORD};
use crate::http::HttpResponse;
use crate::source::{SessionField, Source};

/// The reason of a break without one.
const NO_REASON: &str = "0";

/// Signs an agent in.
pub(in crate::cc_gateway) fn login(sessions: &mut Sessions, world: &mut World, it: Arrival<'_>) -> Outcome {
    let (by, phone) = sessions.identify(world, it)?;
    sessions.sign_in(world, it, by, phone)
}

/// Signs an agent in, whose calls and session are ended first.
pub(in crate::cc_gateway) fn force_login(
    sessions: &mut Sessions,
    world: &mut World,
    it: Arrival<'_>,
) -> Outcome {
    let (by, phone) = sessions.identify(world, it)?;
    let taken = phone.and_then(|phone| world.find_extension(sessions.instance, phone));
    if taken.is_some_and(|other| other != by) {
        return Err(PHONE_INVALID);
    }
    sessions.force_out(world, it.now, by)?;
    sessions.sign_in(world, it, by, phone)
}

impl Sessions {
    /// The agent, if the password is right, and the phone.
    fn identify(&self, world: &World, it: Arrival<'_>) -> Result<(UserId, Option<Number>), Retcode> {
        if self.outage {
            return Err(INTERNAL);
        }
        let by = world.find_user(self.instance, it.agent).ok_or(WRONG_PASSWORD)?;
        let password = it.params.text("password").unwrap_or_default();
        if self.passwords.get(&by).is_some_and(|expected| expected != password) {
            return Err(WRONG_PASSWORD);
        }
        let phone = it.params.text("phonenum");
        let phone = phone.map(|phone| Number::new(phone).ok_or(PHONE_INVALID)).transpose()?;
        Ok((by, phone))
    }

    fn sign_in(&mut self, world: &mut World, it: Arrival<'_>, by: UserId, phone: Option<Number>) -> Outcome {
        let flag = |name| it.params.get(name).and_then(Value::as_bool).unwrap_or(true);
        let sign_in = SignIn {
            extension: phone,
            after_call: Some(if flag("autoenteridle") { AfterCall::Idle } else { AfterCall::Work }),
            auto_answer: flag("autoanswer"),
            ..SignIn::default()
        };
        let mut ask = |op| world.request(it.now, &Request { by, op });
        ask(Op::SignIn(sign_in)).map_err(|refused| match refused {
            Refused::UserState { .. } => SIGNED_IN_ALREADY,
            Refused::NoExtension => PHONE_INVALID,
            _ => INTERNAL,
        })?;
        // The agent begins idle and goes on to the state asked for, as the events of the page show.
        let begun = match it.params.get("status").and_then(Value::as_i64) {
            Some(BUSY) => ask(Op::Break { code: NO_REASON }).map(|_| ()),
            Some(WORKING) => ask(Op::Work).map(|_| ()),
            _ => Ok(()),
        };
        begun.map_err(|_| INTERNAL)?;
        let mut answer = signed_in(it.operation, it.agent, it.now);
        if let Some(agent) = world.user(by) {
            self.configured.entry(by).or_insert_with(|| agent.skill_groups.clone());
        }
        let linkage = it.params.flag("phonelinkage").unwrap_or(false);
        self.open_session(by, it.now, linkage, &mut answer);
        Ok(answer)
    }
}

fn signed_in(operation: &'static Operation, agent: &str, now: Millis) -> HttpResponse {
    success(operation, &mut |source| {
        let Source::Session(field) = source else { return None };
        Some(match field {
            SessionField::Tenant => 1.into(),
            SessionField::Agent => agent.into(),
            SessionField::Media => "TFF".into(),
            SessionField::LoginTime => now.to_string().into(),
            SessionField::PasswordMustChange => "false".into(),
            SessionField::Server => "offhook".into(),
            SessionField::PasswordDays => "".into(),
            _ => return None,
        })
    })
}
