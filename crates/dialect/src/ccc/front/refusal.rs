//! How the machine's refusals and a request's faults are said in the vendor's words.

use offhook_machine::{Basis, CallType, ChannelState, Refused, World};

use crate::ccc::action::Action;
use crate::ccc::errors;
use crate::params::ParamError;
use crate::shape::ErrorRow;

/// Something that the API cannot do at all: the code is in the help pages' list of common errors.
const INTERNAL: ErrorRow = ErrorRow {
    http_status: 500,
    code: "InternalService.Common",
    template: "An internal service error occurred. %s",
    args: &["Reason"],
    basis: Basis::Documented,
    about: "the service cannot do its work",
};

/// There is no such action.
const UNKNOWN_ACTION: ErrorRow = ErrorRow {
    http_status: 404,
    code: "InvalidAction.NotFound",
    template: "The action %s is not known.",
    args: &["Action"],
    basis: Basis::Chosen,
    about: "the API has no such action",
};

/// A refusal: its row and its arguments.
pub(super) struct Refusal {
    pub(super) row: ErrorRow,
    pub(super) args: Vec<String>,
}

/// What a request named, for the messages.
pub(super) struct Named<'a> {
    pub(super) job: &'a str,
    pub(super) channel: &'a str,
}

impl Refusal {
    /// The refusal as the action's own table has it.
    pub(super) fn new(action: &Action, row: &ErrorRow, args: &[&str]) -> Self {
        let row = *action.error(row.code).unwrap_or(row);
        Self { row, args: args.iter().map(|arg| (*arg).to_owned()).collect() }
    }

    pub(super) fn unknown_action(name: &str) -> Self {
        Self { row: UNKNOWN_ACTION, args: vec![name.to_owned()] }
    }

    pub(super) fn internal(reason: &str) -> Self {
        Self { row: INTERNAL, args: vec![reason.to_owned()] }
    }

    pub(super) fn param(action: &Action, error: &ParamError) -> Self {
        let name = error.name();
        let allowed = match error {
            ParamError::Blank { .. } => return Self::new(action, &errors::BLANK, &[name]),
            ParamError::NotInteger { .. } => "INTEGER".to_owned(),
            ParamError::NotBoolean { .. } => "true,false".to_owned(),
            ParamError::NotJson { expected, .. } => expected.as_str().to_owned(),
            ParamError::OutOfRange { min, max, .. } => format!("{min}..{max}"),
            ParamError::WrongLength { min, max, .. } => format!("{min}..{max} characters"),
            ParamError::TooManyBytes { max, .. } => format!("0..{max} bytes"),
            ParamError::NotOneOf { allowed, .. } => allowed.join(","),
            ParamError::BadSymbol { alphabet, .. } => format!("[{alphabet}]"),
        };
        Self::new(action, &errors::ENUMERATION, &[name, &allowed])
    }

    pub(super) fn machine(world: &World, action: &Action, refused: &Refused, named: &Named<'_>) -> Self {
        let answered = ChannelState::Answered.as_str();
        let channel_state = |is: &str, needs: &str| Self::new(action, &errors::CHANNEL_STATE, &[is, needs]);
        match refused {
            Refused::UserState { state, allowed } => {
                Self::new(action, &errors::USER_STATE, &[state.as_str(), &allowed.to_string()])
            }
            Refused::ChannelState { state, needs } => channel_state(state.as_str(), needs.as_str()),
            Refused::FlagUp(flag) => channel_state(flag.as_str(), answered),
            Refused::FlagDown(flag) => channel_state(answered, flag.as_str()),
            Refused::NoConsult => channel_state(ChannelState::None.as_str(), answered),
            Refused::InConsult => channel_state(CallType::Consultant.as_str(), answered),
            Refused::NoSuchSkillGroup => {
                Self::new(action, &errors::ENUMERATION, &["SkillGroupId", "the skill groups of the instance"])
            }
            // Who cannot name a job is told of the leg that is not there.
            Refused::NoSuchJob if action.param("JobId").is_none() => {
                Self::new(action, &errors::NO_CHANNEL, &[named.channel, named.job])
            }
            Refused::NoSuchJob => Self::new(action, &errors::NO_JOB, &[named.job]),
            Refused::NoSuchChannel => Self::new(action, &errors::NO_CHANNEL, &[named.channel, named.job]),
            Refused::Busy(user) => {
                let name = world.user(*user).map(|it| &*it.name).unwrap_or_default();
                Self::new(action, &errors::USER_BUSY, &[name])
            }
            Refused::NoExtension => Self::new(action, &errors::NO_EXTENSION, &[]),
            other => Self::internal(&other.to_string()),
        }
    }
}
