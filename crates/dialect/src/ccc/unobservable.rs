//! What no run of the simulator can show of CCC.

use super::actions::action;
use crate::operation::Operation;
use crate::shape::FieldRow;
use crate::source::{CallField, ChannelField, Source, UserField};
use crate::vendor::Unobservable;

pub(super) const UNOBSERVABLE: Unobservable = Unobservable {
    effects: &[
        (
            "ChangeVisibility",
            "only who is in a call is refused for the state, and would be for the channel alone",
        ),
        (
            "CancelAttendedTransfer",
            "who began a consultation talks until it is over: else there is none to end",
        ),
    ],
    params: &[(
        "InitiateAttendedTransfer",
        "QueuingTimeoutSeconds",
        "whoever is asked is called at once: of a group the agent who is next",
    )],
    absent_field,
    answer_field,
    ..Unobservable::NOTHING
};

/// Actions whose answer may show channels that are not the own one.
const OF_OTHERS: &[&str] =
    &["PollUserStatus", "MonitorCall", "CoachCall", "BargeInCall", "InterceptCall", "ClaimCall"];

/// Fields for which no world has a value.
const fn absent_field(row: &FieldRow) -> Option<&'static str> {
    match row.source {
        Source::ContextId => Some("the changes of a context are not counted"),
        Source::Call(CallField::Variables) | Source::Channel(ChannelField::Variables) => {
            Some("no call has variables")
        }
        Source::Channel(ChannelField::AssociatedData) => Some("no channel has associated data"),
        Source::AskedHost | Source::Help => {
            Some("only the gateway of a server says it, before any call centre")
        }
        _ => None,
    }
}

fn answer_field(of: &'static dyn Operation, row: &FieldRow) -> Option<&'static str> {
    match row.source {
        Source::Message | Source::Params => Some("an accepted answer has no message"),
        Source::User(UserField::Job)
            if of.name() == "MonitorCall" || action(of.name()).is_some_and(|action| action.is_flat()) =>
        {
            Some("in a sound world a user in a call is refused, for the state")
        }
        Source::Channel(ChannelField::ReleaseInitiator | ChannelField::ReleaseReason)
            if !OF_OTHERS.contains(&of.name()) =>
        {
            Some("the answer shows the own channel only, which has not ended")
        }
        _ => None,
    }
}
