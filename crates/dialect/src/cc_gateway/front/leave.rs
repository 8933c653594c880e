//! Signing out by force, and staying signed in.

use offhook_machine::{Millis, Op, Request, UserId, UserState, World};

use super::{Answer, Front};
use crate::cc_gateway::operation::Operation;
use crate::cc_gateway::retcodes::{INTERNAL, Retcode, SIGN_IN_EMPTY};
use crate::http::HttpRequest;
use crate::source::{SessionField, Source};

/// The header with a new token for pushed events, and its longest value.
const SERVICE_TOKEN: &str = "service_token";
const MAX_SERVICE_TOKEN: usize = 50;
/// An agent who leaves a call may be given another one from a queue, and declines it.
const MAX_CALLS_TO_LEAVE: usize = 4;

impl Front {
    /// Ends the agent's calls and session.
    pub(super) fn force_out(&mut self, world: &mut World, now: Millis, by: UserId) -> Result<(), Retcode> {
        for _ in 0..MAX_CALLS_TO_LEAVE {
            if !world.user(by).is_some_and(|it| it.state.is_in_call()) {
                break;
            }
            let op = Op::Release { job: None, channel: None };
            world.request(now, &Request { by, op }).map_err(|_| INTERNAL)?;
            self.take_effect(world, now);
        }
        if world.user(by).is_some_and(|it| it.state != UserState::Offline) {
            world.request(now, &Request { by, op: Op::SignOut }).map_err(|_| INTERNAL)?;
            self.take_effect(world, now);
        }
        self.sessions.remove(&by);
        Ok(())
    }

    /// Keeps the session alive, as a poll does. A service token is of letters, digits, hyphens and underscores.
    pub(super) fn heartbeat(
        &mut self,
        now: Millis,
        operation: &'static Operation,
        by: UserId,
        ask: &HttpRequest<'_>,
    ) -> Result<Answer, Retcode> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let token = ask.header(SERVICE_TOKEN).unwrap_or_default();
        if token.len() > MAX_SERVICE_TOKEN || !token.bytes().all(plain) {
            return Err(SIGN_IN_EMPTY);
        }
        let mut answer = Answer::success(operation, &mut |_| None);
        self.renew(by, now, &mut answer);
        Ok(answer)
    }

    /// Hands out a new token at once.
    pub(super) fn update_guid(&mut self, now: Millis, operation: &'static Operation, by: UserId) -> Answer {
        let mut headers = Answer::success(operation, &mut |_| None);
        let guid = self.new_guid(by, now, &mut headers);
        let mut answer = Answer::success(operation, &mut |source| match source {
            Source::Session(SessionField::Token) => Some(guid.as_str().into()),
            _ => None,
        });
        answer.headers = headers.headers;
        answer
    }
}
