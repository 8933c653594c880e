//! From the machine's refusals and a request's faults to result codes.

use offhook_machine::Refused;

use crate::cc_gateway::operation::Operation;
use crate::cc_gateway::retcodes::{
    AGENT_TYPE, BAD_MESSAGE, BAD_PARAMETER, INTERNAL, IP_INVALID, PHONE_INVALID, Retcode, SIGN_IN_EMPTY,
    SIGN_IN_ILLEGAL, SIGN_OUT_ILLEGAL, WRONG_NUMBER,
};
use crate::cc_gateway::route::RequestError;
use crate::params::ParamError;

/// The code of a fault in the request itself: signing in and out have codes of their own, a wrong number called has one too.
pub(super) fn fault(operation: &Operation, error: &RequestError) -> Retcode {
    let error = match error {
        RequestError::Param(error) => error,
        RequestError::Wire(_) if operation.retcode(BAD_MESSAGE.code).is_some() => return BAD_MESSAGE,
        RequestError::Wire(_) => return BAD_PARAMETER,
    };
    match (operation.signs_in(), error.name(), error) {
        _ if operation.retcode(SIGN_OUT_ILLEGAL.code).is_some() => SIGN_OUT_ILLEGAL,
        (_, "agentid", _) => BAD_PARAMETER,
        (true, "phonenum", ParamError::WrongLength { .. }) => PHONE_INVALID,
        (true, _, ParamError::Blank { .. }) => SIGN_IN_EMPTY,
        (true, "agenttype", _) => AGENT_TYPE,
        (true, "ip", _) => IP_INVALID,
        (true, ..) => SIGN_IN_ILLEGAL,
        (_, "called", _) => WRONG_NUMBER,
        _ => BAD_PARAMETER,
    }
}

/// A refusal over the state, or the internal error that stands for everything else.
pub(super) fn state_or_internal(refused: &Refused, state: &Retcode) -> Retcode {
    match refused {
        Refused::UserState { .. }
        | Refused::ChannelState { .. }
        | Refused::FlagUp(_)
        | Refused::FlagDown(_)
        | Refused::NoSuchJob
        | Refused::NoSuchChannel => *state,
        _ => INTERNAL,
    }
}
