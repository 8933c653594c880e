//! The sign-in: it opens a session and hands out its Guid.

use offhook_machine::{AfterCall, Millis, Number, Op, Refused, Request, SignIn, World};
use serde_json::Value;

use super::{Answer, Front};
use crate::cc_gateway::operation::Operation;
use crate::cc_gateway::retcodes::{INTERNAL, PHONE_INVALID, Retcode, SIGNED_IN_ALREADY, WRONG_PASSWORD};
use crate::params::DecodedParams;
use crate::source::{SessionField, Source};

/// The number of a state in which an agent can begin.
const BUSY: i64 = 3;
const AFTER_CALL_WORK: i64 = 5;
/// The reason of a break without one.
const NO_REASON: &str = "0";

impl Front {
    pub(super) fn sign_in(
        &mut self,
        world: &mut World,
        now: Millis,
        operation: &'static Operation,
        agent: &str,
        params: &DecodedParams,
    ) -> Result<Answer, Retcode> {
        if self.outage {
            return Err(INTERNAL);
        }
        let by = world.find_user(self.instance, agent).ok_or(WRONG_PASSWORD)?;
        let password = params.text("password").unwrap_or_default();
        if self.passwords.get(&by).is_some_and(|expected| expected != password) {
            return Err(WRONG_PASSWORD);
        }
        let phone =
            params.text("phonenum").map(|phone| Number::new(phone).ok_or(PHONE_INVALID)).transpose()?;
        if operation.id == "forceLogin" {
            let taken = phone.and_then(|phone| world.find_extension(self.instance, phone));
            if taken.is_some_and(|other| other != by) {
                return Err(PHONE_INVALID);
            }
            self.force_out(world, now, by)?;
        }
        let flag = |name| params.get(name).and_then(Value::as_bool).unwrap_or(true);
        let sign_in = SignIn {
            extension: phone,
            after_call: Some(if flag("autoenteridle") { AfterCall::Idle } else { AfterCall::Work }),
            auto_answer: flag("autoanswer"),
            ..SignIn::default()
        };
        let mut ask = |op| world.request(now, &Request { by, op });
        ask(Op::SignIn(sign_in)).map_err(|refused| match refused {
            Refused::UserState { .. } => SIGNED_IN_ALREADY,
            Refused::NoExtension => PHONE_INVALID,
            _ => INTERNAL,
        })?;
        // The agent begins idle and goes on to the state asked for, as the events of the page show.
        let begun = match params.get("status").and_then(Value::as_i64) {
            Some(BUSY) => ask(Op::Break { code: NO_REASON }).map(|_| ()),
            Some(AFTER_CALL_WORK) => ask(Op::Work).map(|_| ()),
            _ => Ok(()),
        };
        begun.map_err(|_| INTERNAL)?;
        let mut answer = signed_in(operation, agent, now);
        if let Some(agent) = world.user(by) {
            self.configured.entry(by).or_insert_with(|| agent.skill_groups.clone());
        }
        let linkage = params.flag("phonelinkage").unwrap_or(false);
        self.open_session(by, now, linkage, &mut answer);
        Ok(answer)
    }
}

fn signed_in(operation: &'static Operation, agent: &str, now: Millis) -> Answer {
    Answer::success(operation, &mut |source| {
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
