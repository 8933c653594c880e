//! Fields that no run can ever show: what stands behind them has no value in the simulator, whatever the input.

use offhook_dialect::{
    CallField, ChannelField, EventField, FieldRow, NoneAs, Source, UserField, cc_gateway, ccc,
};

use super::mutant::{Fault, Mutant, Spot};
use super::twist::Twist;

/// Events of CC-Gateway that the simulator never tells, whatever happens: of handsets, inspectors, recordings and previews.
pub(super) const NEVER_TOLD: &[&str] = &[
    "AgentEvent_TransOutResult",
    "AgentState_Force_SetNotReady",
    "AgentState_Force_Ready",
    "AgentOther_PhoneUnknow",
    "AgentOther_All_Agent_Busy",
    "AgentMediaEvent_StopRecordDone",
];

/// Why a mutant cannot be told from the original, where the tables show it.
pub(super) fn proof(mutant: &Mutant) -> Option<String> {
    if let Some(name) = event_of(&mutant.fault).filter(|name| NEVER_TOLD.contains(name)) {
        return Some(format!("the simulator never tells {name}"));
    }
    match &mutant.fault {
        Fault::OtherLegTold { of, .. } if BEGINNERS.contains(of) => {
            Some(format!("when {of} is answered, the call has one leg"))
        }
        Fault::Field { spot, path, twist } => {
            let row = row(*spot, path)?;
            let reason = never_there(row).or_else(|| match twist {
                // The documented form has a place for what has no value, which can be dropped or renamed.
                Twist::Other | Twist::Null => never_said(*spot, row),
                _ if row.none == NoneAs::Omitted => never_said(*spot, row),
                Twist::Dropped | Twist::Renamed | Twist::Retyped => None,
            })?;
            Some(format!("{path} says nothing there: {reason}"))
        }
        _ => None,
    }
}

/// Actions that begin a call: when they are answered, it has one leg.
const BEGINNERS: &[&str] =
    &["MakeCall", "RedialCall", "StartBack2BackCall", "StartPredictiveCall", "StartConference"];

/// Actions whose answer may tell of legs that are not the own one.
const OF_OTHERS: &[&str] =
    &["PollUserStatus", "MonitorCall", "CoachCall", "BargeInCall", "InterceptCall", "ClaimCall"];

/// Fields for which no world has a value.
const fn never_there(row: &FieldRow) -> Option<&'static str> {
    match row.source {
        Source::ContextId => Some("the changes of a context are not counted"),
        Source::Call(CallField::Variables) | Source::Channel(ChannelField::Variables) => {
            Some("no call has variables")
        }
        Source::Channel(ChannelField::AssociatedData) => Some("no leg has associated data"),
        _ => None,
    }
}

/// Fields that have no value where they stand.
fn never_said(spot: Spot, row: &FieldRow) -> Option<&'static str> {
    match (spot, row.source) {
        (Spot::Event(_), Source::Event(EventField::Nothing)) => Some("the event's name says it all"),
        (Spot::Answer(of), source) => {
            let action = ccc::action(of)?;
            match source {
                Source::Message | Source::Params => Some("who is accepted is told nothing"),
                Source::User(UserField::Job) if action.is_flat() => {
                    Some("a user in a call is refused, for the state")
                }
                Source::Channel(ChannelField::ReleaseInitiator | ChannelField::ReleaseReason)
                    if !OF_OTHERS.contains(&of) =>
                {
                    Some("the answer tells of the own leg only, which has not ended")
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn event_of(fault: &Fault) -> Option<&'static str> {
    match fault {
        Fault::Event { name, .. } | Fault::OtherLegInEvent { name } => Some(name),
        Fault::Field { spot: Spot::Event(name), .. } | Fault::Exchanged { spot: Spot::Event(name), .. } => {
            Some(name)
        }
        _ => None,
    }
}

fn row(spot: Spot, path: &str) -> Option<&'static FieldRow> {
    match spot {
        Spot::Answer(of) => match ccc::action(of) {
            Some(action) => action.field(path),
            None => cc_gateway::operation(of)?.field(path),
        },
        Spot::Event(name) => cc_gateway::event_shape(name)?.fields.iter().find(|row| row.path == path),
        Spot::Refusal(_) => None,
    }
}
