//! What an agent who is signed in asks for.

use offhook_machine::{Millis, UserId};

use crate::cc_gateway::operation::Operation;
use crate::params::DecodedParams;

/// A request whose session and parameters are in order.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) operation: &'static Operation,
    pub(super) by: UserId,
    pub(super) now: Millis,
    pub(super) params: &'a DecodedParams,
}
