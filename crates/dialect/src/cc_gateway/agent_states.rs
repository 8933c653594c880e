//! The numbers of an agent's states on the wire (`cc-gateway.agent-state`).

/// Signed out.
pub const SIGNED_OUT: i64 = 2;
/// Busy: the agent takes no calls.
pub const BUSY: i64 = 3;
/// Idle: ready for a call.
pub const IDLE: i64 = 4;
/// After-call work.
pub const WORKING: i64 = 5;
/// Taken for a call.
pub const IN_CALL: i64 = 7;
/// At rest.
pub const RESTING: i64 = 8;
