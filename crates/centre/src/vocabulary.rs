//! The words that scenarios may use, from the tables of the dialects and the machine.

use offhook_dialect::{cc_gateway, ccc, registry};
use offhook_machine::{CallType, ChannelState, Flag, Invariant, UserState, WorkMode};
use offhook_scenario::{Action, DialectWords, Vocabulary};

use crate::runner::BASES;

/// Every word that there is.
pub fn vocabulary() -> Vocabulary<'static> {
    Vocabulary {
        ccc: DialectWords {
            actions: ccc::ACTIONS
                .iter()
                .map(|action| Action {
                    name: action.name,
                    parameters: action.params.iter().map(|row| row.name).collect(),
                    answer: action.fields.iter().chain(ccc::ERROR_FIELDS).map(|row| row.path).collect(),
                })
                .collect(),
            poll: ccc::POLL_USER_STATUS.name,
            events: ccc::EVENTS.iter().map(|row| row.name).collect(),
        },
        cc_gateway: DialectWords {
            actions: cc_gateway::OPERATIONS
                .iter()
                .map(|operation| Action {
                    name: operation.id,
                    parameters: operation.params.iter().map(|row| row.name).collect(),
                    answer: gateway_paths(operation),
                })
                .collect(),
            poll: cc_gateway::AGENT_STATUS.id,
            events: cc_gateway::EVENTS.iter().map(|shape| shape.name).collect(),
        },
        clauses: registry().iter().map(|clause| clause.id.as_ref()).collect(),
        rules: BASES.keys().map(String::as_str).collect(),
        invariants: Invariant::ALL.iter().map(|invariant| invariant.as_str()).collect(),
        user_states: UserState::ALL.iter().map(|state| state.as_str()).collect(),
        channel_states: ChannelState::ALL.iter().map(|state| state.as_str()).collect(),
        flags: Flag::ALL.iter().map(|flag| flag.as_str()).collect(),
        call_types: CallType::ALL.iter().map(|call_type| call_type.as_str()).collect(),
        work_modes: WorkMode::ALL.iter().map(|mode| mode.as_str()).collect(),
    }
}

/// The paths of an operation's answers: of success, of refusal and, for the poll, of every event.
fn gateway_paths(operation: &'static cc_gateway::Operation) -> Vec<&'static str> {
    let polls = operation.id == cc_gateway::GET_AGENT_EVENT.id;
    let events = cc_gateway::EVENTS.iter().filter(move |_| polls).flat_map(|shape| shape.fields);
    operation.fields.iter().chain(cc_gateway::REFUSAL_FIELDS).chain(events).map(|row| row.path).collect()
}
