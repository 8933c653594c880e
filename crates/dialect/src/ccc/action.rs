//! What an action is: its request, its answer and its refusals as tables, and what it does.

use std::borrow::Cow;

use offhook_machine::{Basis, JobId, Op, OpKind, SkillGroupId, Target, UserId, World};

use super::errors;
use crate::document::Document;
use crate::operation::{Begins, Operation, Refusal, Samples};
use crate::params::{DecodedParams, ParamError, decode};
use crate::query::ACTION;
use crate::shape::{Edition, ErrorRow, FieldRow, ParamRow};

/// One action of the API.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// The name on the wire.
    pub name: &'static str,
    /// The clause id that the ids of its rows begin with.
    pub clause: &'static str,
    /// The document that describes it.
    pub document: &'static Document,
    /// What it does, for people.
    pub about: &'static str,
    /// The parameters.
    pub params: &'static [ParamRow],
    /// The fields of the answer, in wire order.
    pub fields: &'static [FieldRow],
    /// The refusals, the documented ones first and in documented order.
    pub errors: &'static [ErrorRow],
    /// The documented example, where we have one.
    pub samples: Option<Samples>,
    /// What it asks the machine for.
    pub does: Does,
}

/// The clause of the refusal for a channel that the request does not name.
const NO_CHANNEL_IN_CALL: &str = "ccc.rules.no-leg-in-call";

/// What an action does.
#[derive(Clone, Copy, Debug)]
pub struct Does {
    /// The requests of the machine that it can become.
    pub asks: &'static [OpKind],
    /// From the decoded parameters to the machine's request.
    pub op: ToOp,
    /// A second request, once the first is accepted; a refusal of it is not reported.
    pub also: Option<for<'a> fn(&Decoded<'a, '_>) -> Option<Op<'a>>>,
    /// The call that the answer is about.
    pub call: ShownCall,
    /// The channels that the answer shows.
    pub channels: ShownChannels,
    /// Whether it begins a call, and on whose channel.
    pub begins: Option<Begins>,
}

/// From an action's decoded parameters to a request of the machine.
pub type ToOp = for<'a> fn(&Decoded<'a, '_>) -> Result<Op<'a>, ActionRefusal>;

/// The call that an answer is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownCall {
    /// The user's own.
    Own,
    /// That of the agent who is supervised: the user joins it with the effect only.
    Supervised,
    /// The one that is claimed: the user, or a colleague, gets it with the effect only.
    Claimed,
}

/// The channels that an answer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownChannels {
    /// The user's own, as in the samples; all, where the user has none in the call.
    Own,
    /// All of the call: a client must be able to learn the ids of the others somewhere (chosen).
    All,
}

impl Does {
    /// One request about the user's own call, of which the answer shows the user's own channel.
    pub const fn plain(asks: &'static [OpKind], op: ToOp) -> Self {
        Self { asks, op, also: None, call: ShownCall::Own, channels: ShownChannels::Own, begins: None }
    }

    /// Likewise, and it begins a call.
    pub const fn begins(asks: &'static [OpKind], op: ToOp, begins: Begins) -> Self {
        Self { begins: Some(begins), ..Self::plain(asks, op) }
    }
}

/// An action with its decoded parameters, and what they name in a world.
#[derive(Clone, Copy)]
pub struct Decoded<'a, 'w> {
    pub(super) action: &'static Action,
    pub(super) params: &'a DecodedParams,
    pub(super) world: &'w World,
    pub(super) by: UserId,
    pub(super) lists: &'a Lists,
}

/// What lists of ids in the parameters stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    pub(super) groups: Option<Vec<SkillGroupId>>,
    pub(super) invited: Vec<Target>,
    pub(super) candidates: Vec<UserId>,
}

/// A refusal: its row and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionRefusal {
    pub(super) row: ErrorRow,
    pub(super) args: Vec<String>,
}

impl Action {
    /// The row of a parameter.
    pub fn param(&self, name: &str) -> Option<&'static ParamRow> {
        self.params.iter().find(|row| row.name == name)
    }

    /// The row of a refusal, by its code.
    pub fn error(&self, code: &str) -> Option<&'static ErrorRow> {
        self.errors.iter().find(|row| row.code == code)
    }

    /// True if the request says which channel it is about.
    fn names_a_channel(&self) -> bool {
        self.param("ChannelId").is_some()
    }

    /// True if the answer is about the user only, and not about a call.
    pub fn is_flat(&self) -> bool {
        self.field("Data.UserContext").is_none()
    }

    /// The call that the answer to this request of the machine is about, where it is not the user's own.
    pub(super) fn shown_call(&self, world: &World, op: &Op<'_>) -> Option<JobId> {
        match (self.does.call, op) {
            (ShownCall::Supervised, Op::Supervise { agent, .. }) => world.user(*agent)?.job,
            (ShownCall::Claimed, Op::Claim { job, .. }) => Some(*job),
            (ShownCall::Own | ShownCall::Supervised | ShownCall::Claimed, _) => None,
        }
    }
}

impl Operation for Action {
    fn name(&self) -> &'static str {
        self.name
    }

    fn clause(&self) -> &'static str {
        self.clause
    }

    fn document(&self) -> &'static Document {
        self.document
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn basis(&self) -> Basis {
        Basis::Documented
    }

    fn params(&self) -> &'static [ParamRow] {
        self.params
    }

    fn fields(&self) -> &'static [FieldRow] {
        self.fields
    }

    fn refusals(&self) -> Vec<Refusal> {
        let refusal = |row: &ErrorRow| Refusal {
            code: row.code,
            http_status: Some(row.http_status),
            about: row.about,
            basis: row.basis,
            for_state: [errors::USER_STATE.code, errors::CHANNEL_STATE.code].contains(&row.code),
        };
        self.errors.iter().map(refusal).collect()
    }

    fn samples(&self) -> Option<Samples> {
        self.samples
    }

    fn asks(&self) -> &'static [OpKind] {
        self.does.asks
    }

    fn begins(&self) -> Option<Begins> {
        self.does.begins
    }

    fn success_message(&self) -> Option<(Option<&'static str>, Basis)> {
        Some((None, Basis::Documented))
    }

    fn when_refused(&self, code: &str) -> Cow<'static, str> {
        if code == errors::NO_CHANNEL.code && !self.names_a_channel() {
            return NO_CHANNEL_IN_CALL.into();
        }
        format!("{}.which-refusal", self.clause).into()
    }

    fn is_free_argument(&self, code: &str, place: usize) -> bool {
        match code {
            // No document shows how the values are listed that a parameter may have, nor what else may have gone wrong.
            _ if code == errors::ENUMERATION.code => place == 1,
            _ if code == errors::INTERNAL.code => true,
            // Which channel it was, where the request names none.
            _ if code == errors::NO_CHANNEL.code => place == 0 && !self.names_a_channel(),
            _ => false,
        }
    }
}

/// Decodes the parameters of an action. What the action does not know (the common parameters, the signature) is ignored; of
/// two with the same name the first counts; `Action` may be absent, since it also comes in a header.
///
/// # Errors
/// The first parameter, in table order, that is missing or wrong.
pub fn decode_params(
    action: &Action,
    pairs: &[(String, String)],
    edition: Edition,
) -> Result<DecodedParams, ParamError> {
    decode(action.params, edition, &|row| {
        let given = pairs.iter().find(|(name, _)| name == row.name).map(|(_, value)| value.clone());
        given.or_else(|| (row.name == ACTION).then(|| action.name.to_owned()))
    })
}
