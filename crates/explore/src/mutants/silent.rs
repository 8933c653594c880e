//! What no run can ever show: fields behind which stands no value in the simulator, refusals that it never makes, and
//! requests that leave nothing to carry out where they are refused, whatever the input.

use offhook_dialect::{
    CallField, ChannelField, EventField, FieldRow, NoneAs, Source, UserField, cc_gateway, ccc, out_of_reach,
};

use super::mutant::{Fault, Mutant, Spot};
use super::twist::Twist;

/// Why a mutant cannot be told from the original, where the tables show it.
pub(super) fn proof(mutant: &Mutant) -> Option<String> {
    let shape = event_of(&mutant.fault).and_then(cc_gateway::event_shape);
    if let Some(untold) = shape.filter(|shape| !shape.is_told) {
        return Some(format!("the simulator never tells {}", untold.name));
    }
    match &mutant.fault {
        Fault::OtherLegTold { of, .. } if BEGINNERS.contains(of) => {
            Some(format!("when {of} is answered, the call has one leg"))
        }
        Fault::Applied { of } => pair(NOTHING_TO_CARRY_OUT, of),
        Fault::LongParam { of: "InitiateAttendedTransfer", param: "QueuingTimeoutSeconds", .. } => {
            Some("whoever is asked is called at once: of a group the agent who is next".to_owned())
        }
        Fault::Status { of, code: Some(code), .. } | Fault::Code { of, code, .. } => never_refused(of, code),
        Fault::Field { spot: Spot::Refusal(of), path: "result", .. } => without_result(of),
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

/// Requests that are refused for the state only where there is nothing that they could do.
const NOTHING_TO_CARRY_OUT: &[(&str, &str)] = &[
    ("ChangeVisibility", "only who is in a call is refused for the state, and would be for the leg alone"),
    ("CancelAttendedTransfer", "who began a consultation talks until it is over: else there is none to end"),
];

/// Result codes of CC-Gateway that are not in the documents, and that the simulator never says.
const NEVER_SAID: &[(&str, &str)] =
    &[("300-001", "whoever is signed in may ask about any agent: no page says who may not")];

fn pair(table: &[(&str, &str)], key: &str) -> Option<String> {
    table.iter().find(|(own, _)| *own == key).map(|(_, why)| (*why).to_owned())
}

/// Why an operation of CC-Gateway is never refused so, where what is out of reach says it.
fn never_refused(of: &str, code: &str) -> Option<String> {
    let operation = cc_gateway::operation(of)?;
    let own = out_of_reach(&operation.retcode_clause(code));
    let any = || out_of_reach(&format!("cc-gateway.errors.{code}"));
    own.or_else(any).map(|row| row.reason.to_owned()).or_else(|| pair(NEVER_SAID, code))
}

/// Why the refusals of an operation of CC-Gateway have no result, where none of its codes was seen with one.
fn without_result(of: &str) -> Option<String> {
    let rows = cc_gateway::operation(of)?.retcodes;
    let never = !rows.iter().any(|row| row.retcode.empty_result);
    never.then(|| format!("no code with which {of} refuses was seen with a result"))
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
        (Spot::Event("AgentOther_ShutdownService"), Source::Event(EventField::Time)) => {
            Some("the editions that tell the time do not tell of a sign-out")
        }
        (Spot::Answer(of), source) => {
            let action = ccc::action(of)?;
            match source {
                Source::Message | Source::Params => Some("who is accepted is told nothing"),
                Source::User(UserField::Job) if action.is_flat() || of == "MonitorCall" => {
                    Some("in a sound world a user in a call is refused, for the state")
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
