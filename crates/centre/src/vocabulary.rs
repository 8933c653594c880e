//! The words that scenarios may use, from the tables of the dialects and the machine.

use std::sync::LazyLock;

use offhook_dialect::{EventPath, Operation, Type, VENDORS, Vendor, registry};
use offhook_machine::{CallType, ChannelState, Flag, Invariant, Table, UserState, WorkMode};
use offhook_scenario::{Action, DialectWords, Vocabulary};

/// The ids of the rules.
static RULES: LazyLock<Vec<String>> =
    LazyLock::new(|| Table::ALL.into_iter().flat_map(Table::rows).map(|rule| rule.id).collect());

/// Every word that there is.
pub fn vocabulary() -> Vocabulary<'static> {
    Vocabulary {
        dialects: VENDORS.iter().map(|vendor| (vendor.name, words(vendor))).collect(),
        clauses: registry().iter().map(|clause| clause.id.as_ref()).collect(),
        rules: RULES.iter().map(String::as_str).collect(),
        invariants: Invariant::ALL.iter().map(|invariant| invariant.as_str()).collect(),
        user_states: UserState::ALL.iter().map(|state| state.as_str()).collect(),
        channel_states: ChannelState::ALL.iter().map(|state| state.as_str()).collect(),
        flags: Flag::ALL.iter().map(|flag| flag.as_str()).collect(),
        call_types: CallType::ALL.iter().map(|call_type| call_type.as_str()).collect(),
        work_modes: WorkMode::ALL.iter().map(|mode| mode.as_str()).collect(),
    }
}

fn words(vendor: &'static Vendor) -> DialectWords<'static> {
    let action = |operation: &&'static dyn Operation| Action {
        name: operation.name(),
        parameters: operation.params().iter().map(|row| row.name).collect(),
        answer: fields(vendor, *operation).map(|(path, _)| path).collect(),
        texts: operation
            .params()
            .iter()
            .map(|row| (row.name, row.ty))
            .chain(fields(vendor, *operation))
            .filter(|(_, ty)| matches!(ty, Type::String | Type::StringList))
            .map(|(name, _)| name)
            .collect(),
    };
    DialectWords {
        actions: vendor.tables.operations.iter().map(action).collect(),
        poll: vendor.tables.poll.name(),
        events: (vendor.tables.events)().iter().map(|event| event.name).collect(),
    }
}

/// The paths of an operation's answers with their types: of success, of refusal and, for the poll for events, of every event. What
/// stands in an event that is no table of rows is a text for all we know.
fn fields(
    vendor: &'static Vendor,
    operation: &'static dyn Operation,
) -> impl Iterator<Item = (&'static str, Type)> {
    let own = operation.fields().iter().chain(vendor.tables.refusal_fields).map(|row| (row.path, row.ty));
    let polls = vendor.delivery.poll().is_some_and(|poll| poll == operation);
    let events = polls.then(|| (vendor.tables.events)()).into_iter().flatten();
    let of_event = |field: &EventPath| (field.path, field.row.map_or(Type::String, |row| row.ty));
    own.chain(events.flat_map(|event| &event.fields).map(of_event))
}
