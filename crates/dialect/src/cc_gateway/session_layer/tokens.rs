//! The token of a session, beyond the sign-in: it is kept alive, and replaced.

use offhook_machine::World;

use super::answer::{done, success};
use super::state::Sessions;
use crate::cc_gateway::operation::{Invocation, Outcome};
use crate::cc_gateway::retcodes::SIGN_IN_EMPTY;
use crate::source::{SessionField, Source};

/// The header with a new token for pushed events, and its longest value.
const SERVICE_TOKEN: &str = "service_token";
const MAX_SERVICE_TOKEN: usize = 50;

/// Keeps the session alive, as a poll does. A service token is of letters, digits, hyphens and underscores.
pub(in crate::cc_gateway) fn hand_shake(
    sessions: &mut Sessions,
    _: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let token = it.request.header(SERVICE_TOKEN).unwrap_or_default();
    if token.len() > MAX_SERVICE_TOKEN || !token.bytes().all(plain) {
        return Err(SIGN_IN_EMPTY);
    }
    let mut answer = done(it.operation);
    sessions.renew(it.by, it.now, &mut answer);
    Ok(answer)
}

/// Hands out a new token at once.
pub(in crate::cc_gateway) fn update_guid(
    sessions: &mut Sessions,
    _: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let mut headers = done(it.operation);
    let guid = sessions.new_guid(it.by, it.now, &mut headers);
    let mut answer = success(it.operation, &mut |source| match source {
        Source::Session(SessionField::Token) => Some(guid.as_str().into()),
        _ => None,
    });
    answer.headers = headers.headers;
    Ok(answer)
}
