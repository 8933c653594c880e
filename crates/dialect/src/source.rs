//! What stands behind a field: the value a row asks for, in words that belong to no vendor.

use offhook_machine::Basis;

/// The value that stands in a field of an answer or an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Source {
    /// Nothing of its own: the field is a container, made of the rows below it.
    Group,
    /// The id of the request.
    RequestId,
    /// The text for people.
    Message,
    /// The HTTP status, repeated in the body.
    HttpStatus,
    /// The arguments that were put into the message of a refusal, in order.
    Params,
    /// The word or number that says whether the request was accepted.
    Code,
    /// The number that grows with every change of the user's context.
    ContextId,
    /// Whatever a refusal puts where an answer has its result.
    RefusedResult,
    /// The host that the request was addressed to, where the vendor's gateway refuses it.
    AskedHost,
    /// Where help with a refusal of the vendor's gateway is found.
    Help,
    /// Of the user who asks.
    User(UserField),
    /// Of the call.
    Call(CallField),
    /// Of one channel of the call.
    Channel(ChannelField),
    /// Of the session that a sign-in opens.
    Session(SessionField),
    /// Of an event that a client polls.
    Event(EventField),
}

/// What there is to say of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum UserField {
    /// The extension.
    Extension,
    /// The state.
    State,
    /// The call centre.
    Instance,
    /// The user's id.
    Id,
    /// The workbench in use.
    Device,
    /// Why the user is on a break.
    BreakCode,
    /// Whether the user takes no inbound calls.
    OutboundOnly,
    /// Where the user takes calls.
    WorkMode,
    /// The call the user is in.
    Job,
    /// The skill groups signed in to.
    SkillGroups,
    /// The mobile number for work off site.
    Mobile,
    /// When the user last did something, milliseconds since the epoch.
    Heartbeat,
    /// When a call was last promised to the user, milliseconds since the epoch.
    Reserved,
    /// Whether the user's SIP phone is registered and can be reached.
    DeviceState,
    /// The workbench for chats, as the sign-in named it.
    ChatDevice,
}

/// What there is to say of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CallField {
    /// The call centre.
    Instance,
    /// How the call came to be.
    CallType,
    /// The call's id.
    Job,
    /// Variables that travel with the call, as JSON text.
    Variables,
    /// The number of the kind of call.
    Feature,
    /// The number calling.
    Caller,
    /// The number called.
    Called,
    /// The skill it counts for.
    Skill,
    /// That skill's number.
    SkillId,
    /// The number called at first, before any transfer.
    FirstCalled,
    /// Data that travel with the call, as the client wrote them.
    Data,
    /// When it began, milliseconds since the epoch.
    Begun,
    /// When it ended, milliseconds since the epoch.
    Ended,
    /// The customer's priority.
    Priority,
    /// The number of the trunk.
    Trunk,
    /// A count of log-ons.
    Logons,
    /// The numbers of the parties other than the one who asks.
    Numbers,
}

/// What there is to say of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ChannelField {
    /// The number called.
    Destination,
    /// The state.
    State,
    /// The number that hung up.
    ReleaseInitiator,
    /// How the call came to be.
    CallType,
    /// Data that travels with the call.
    AssociatedData,
    /// The channel's id.
    Id,
    /// When the state last changed, milliseconds since the epoch.
    Timestamp,
    /// Why the channel ended.
    ReleaseReason,
    /// The number calling.
    Originator,
    /// The flags.
    Flags,
    /// The user whose channel it is.
    User,
    /// The extension of that user.
    Extension,
    /// The call's id.
    Job,
    /// The skill group.
    SkillGroup,
    /// The place in the order of creation.
    Index,
    /// Variables of the channel, as JSON text.
    Variables,
}

/// What a sign-in says of its session, and what a status query says of the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SessionField {
    /// The virtual call centre's number.
    Tenant,
    /// The agent's number.
    Agent,
    /// Which media servers the agent is signed in to.
    Media,
    /// When the agent signed in, milliseconds since the epoch.
    LoginTime,
    /// Whether the password must be changed.
    PasswordMustChange,
    /// Which server took the agent.
    Server,
    /// For how many days the password is still good.
    PasswordDays,
    /// The number of the agent's state.
    StateNumber,
    /// Whether the agent is in a conversation.
    Talking,
    /// The token that the session's requests carry.
    Token,
    /// The ids of the agent's calls.
    Calls,
    /// How many seconds the agent talked.
    TalkSeconds,
    /// How many calls the agent answered.
    Answered,
    /// How many calls the agent let ring.
    Unanswered,
    /// How many calls the agent placed to the outside.
    CallsOut,
    /// How many calls the agent had with other agents.
    CallsInside,
}

/// What there is to say of a polled event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EventField {
    /// The event's name.
    Name,
    /// When it happened, milliseconds since the epoch.
    Time,
    /// The agent it is for.
    Agent,
    /// The call's id.
    Job,
    /// The number calling.
    Caller,
    /// The number called.
    Called,
    /// Whether the channel is the main one or an assistant's.
    Role,
    /// The number of the kind of call.
    Feature,
    /// The number of the kind of media.
    Media,
    /// Whether the call was transferred.
    Transferred,
    /// Who transferred it.
    TransferredFrom,
    /// The remote party's number.
    Number,
    /// The remote party's agent number.
    OtherAgent,
    /// The parties of a conference, comma-joined.
    Partners,
    /// Why the agent is not ready.
    Reason,
    /// Nothing: the content of an event that says all in its name.
    Nothing,
    /// All that an event has beyond its name, of whatever type.
    Content,
    /// The number of how a transfer ended.
    Outcome,
    /// The skill that was called.
    Skill,
    /// That skill's number.
    SkillId,
    /// The agent who left the call before.
    LastAgent,
    /// The number of the kind of media, in the numbering of queues.
    MediaKind,
    /// How often the call was put back into the queue.
    Requeues,
    /// Whether the call was put back into the queue.
    Requeued,
    /// Which proposal of a call it is.
    Control,
    /// Data that travel with the call, as the client wrote them.
    Data,
}

impl Source {
    /// How well it is known which value stands in such a field, where the document says only what the field is for.
    pub const fn basis(self) -> Basis {
        match self {
            // How contexts are counted is ours (`ccc.ids.context`).
            Self::ContextId => Basis::Chosen,
            Self::Channel(
                ChannelField::ReleaseReason
                | ChannelField::Variables
                | ChannelField::AssociatedData
                | ChannelField::Timestamp,
            )
            | Self::Call(CallField::Variables)
            | Self::User(UserField::Reserved | UserField::Heartbeat | UserField::BreakCode) => {
                Basis::Inferred
            }
            _ => Basis::Documented,
        }
    }
}
