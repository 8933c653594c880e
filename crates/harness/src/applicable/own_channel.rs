//! Subjects that answer the user's own channel of a call by themselves.

use offhook_centre::signal;
use offhook_dialect::Begins;
use offhook_scenario::{Dialect, Matcher, Request, Step, Stimulus};

use super::Reason;

/// A subject that answers the user's own channel by itself shows nothing of the time before.
pub(super) fn waits_for_own_channel(dialect: Dialect, steps: &[&Step]) -> Result<(), Reason> {
    let late = || Err("it answers the user's own channel by itself, and the case looks before that".into());
    let mut caller: Option<&str> = None;
    for step in steps {
        match (step, caller) {
            (Step::Request(request), None) if begins_own_call(dialect, request) => {
                caller = request.by.as_ref().map(|by| by.value.as_str());
            }
            // The user's answer changes no event: those before and after it are the same.
            (Step::Events(_), Some(_)) | (_, None) => {}
            (Step::Network(network), Some(by)) => match &network.stimulus {
                Stimulus::Channel { verb, party } if party.value == by => match signal(*verb) {
                    "answered" if !network.impossible => caller = None,
                    "created" | "ringing" if !network.impossible => {}
                    _ => return late(),
                },
                _ => return late(),
            },
            _ => return late(),
        }
    }
    if caller.is_some() { late() } else { Ok(()) }
}

/// True if a request is to begin a call on the channel of the user who asks.
fn begins_own_call(dialect: Dialect, request: &Request) -> bool {
    let operation = dialect.operation(&request.action.value);
    let begins = operation.is_some_and(|operation| operation.begins() == Some(Begins::OwnCall));
    let (code, accepted) = dialect.tables.code;
    let accepts = |matcher: &Matcher| match matcher {
        Matcher::Absent => accepted.is_empty(),
        Matcher::Is(said) => *said == accepted,
        _ => false,
    };
    let refused =
        request.expect.iter().any(|(path, matcher)| path.value.as_str() == code && !accepts(&matcher.value));
    begins && !refused && request.status.as_ref().is_none_or(|status| status.value == 200)
}
