//! The first message of the adapter protocol: what its answer says of whether the two can talk at all.

use offhook_centre::adapter::{Answer, Hello, PROTOCOL};

/// The message.
pub(crate) const HELLO: Hello = Hello { protocol: PROTOCOL };

/// Whether the two can talk: a refusal, or another version, means that nothing is run.
pub(crate) fn accepted(answer: &Answer) -> Result<(), String> {
    if !answer.ok {
        return Err(super::why(answer, "it refuses `hello`, so nothing can be run"));
    }
    match answer.protocol {
        Some(other) if other != PROTOCOL => {
            Err(format!("it speaks version {other} of the adapter protocol, and we speak {PROTOCOL}"))
        }
        _ => Ok(()),
    }
}
