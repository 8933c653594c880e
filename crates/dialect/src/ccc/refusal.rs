//! How the machine's refusals and a request's faults are said in the vendor's words.

use offhook_machine::{Basis, CallType, ChannelState, JobNumber, Refused, UserId, World};

use super::action::{Action, ActionRefusal};
use super::errors;
use crate::params::ParamError;
use crate::shape::ErrorRow;

/// What a request named, for the messages.
pub(super) struct Named<'a> {
    pub(super) by: UserId,
    pub(super) job: &'a str,
    pub(super) channel: &'a str,
    /// The id of the user who owns the channel where the request names no channel.
    pub(super) owner: &'a str,
}

impl Named<'_> {
    /// True if the call named exists and the user has no channel in it (`ccc.rules.no-leg-in-call`).
    fn lacks_channel(&self, world: &World) -> bool {
        let job = JobNumber::from_text(self.job).and_then(|number| world.find_job(number));
        job.is_some() && world.user(self.by).and_then(|it| it.job) != job
    }
}

impl ActionRefusal {
    /// The refusal as the action's own table has it.
    pub(super) fn new(action: &Action, row: &ErrorRow, args: &[&str]) -> Self {
        let row = *action.error(row.code).unwrap_or(row);
        Self { row, args: args.iter().map(|arg| (*arg).to_owned()).collect() }
    }

    pub(super) const fn unknown_action() -> Self {
        Self { row: errors::UNKNOWN_ACTION, args: Vec::new() }
    }

    pub(super) fn internal(reason: &str) -> Self {
        Self { row: errors::INTERNAL, args: vec![reason.to_owned()] }
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
            // An action without `JobId` refuses by the channel that is missing.
            Refused::NoSuchJob if action.param("JobId").is_none() => {
                Self::new(action, &errors::NO_CHANNEL, &[named.owner, named.job])
            }
            Refused::NoSuchJob if lists_own_channel(action) && named.lacks_channel(world) => {
                Self::new(action, &errors::NO_CHANNEL, &[named.owner, named.job])
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

/// True if the documents list a missing channel among the refusals of an action that cannot name one: it is the user's own.
fn lists_own_channel(action: &Action) -> bool {
    let listed = action.error(errors::NO_CHANNEL.code).is_some_and(|row| row.basis == Basis::Documented);
    listed && action.param("ChannelId").is_none()
}
