//! The rows that several actions share.

use offhook_machine::Basis;

use crate::shape::{Bounds, FieldRow, NoneAs, ParamRow, Required, Type};
use crate::source::{CallField, ChannelField, Source, UserField};

/// The parameters.
pub(super) mod param {
    use super::{Basis, Bounds, ParamRow, Required, Type};

    /// Which action is asked for.
    pub(crate) const fn action(names: &'static [&'static str]) -> ParamRow {
        ParamRow::new("Action", Type::String, Required::Always, "names the action")
            .bounds(Bounds::OneOf(names))
    }

    pub(crate) const DEVICE_ID: ParamRow = ParamRow::new(
        "DeviceId",
        Type::String,
        Required::FirstEditionOnly,
        "the workbench that asks; an agent may have several, of which one is in effect",
    );
    pub(crate) const DEVICE_ID_OPTIONAL: ParamRow = ParamRow { required: Required::Never, ..DEVICE_ID };
    pub(crate) const INSTANCE_ID: ParamRow =
        ParamRow::new("InstanceId", Type::String, Required::Always, "the call centre");
    pub(crate) const USER_ID: ParamRow = ParamRow::new(
        "UserId",
        Type::String,
        Required::Never,
        "the user on whose behalf the request is made",
    );
    pub(crate) const USER_ID_DEMANDED: ParamRow =
        ParamRow { required: Required::FirstEditionOnly, ..USER_ID };
    pub(crate) const JOB_ID: ParamRow = ParamRow::new("JobId", Type::String, Required::Always, "the call");
    pub(crate) const JOB_ID_OPTIONAL: ParamRow = ParamRow { required: Required::Never, ..JOB_ID };

    pub(crate) const TAGS: ParamRow = optional("Tags", "data of the caller's own that travels with the call")
        .bounds(Bounds::Bytes { max: 128 });
    pub(crate) const MASKED_CALLEE: ParamRow =
        optional("MaskedCallee", "what is shown in place of the number called, where that is not to be seen");
    pub(crate) const CONTACT_FLOW_VARIABLES: ParamRow =
        optional("ContactFlowVariables", "names and values that the contact flow can read, as JSON text");

    /// A text that no edition demands.
    pub(crate) const fn optional(name: &'static str, about: &'static str) -> ParamRow {
        ParamRow::new(name, Type::String, Required::Never, about)
    }

    /// A text that every edition demands.
    pub(crate) const fn demanded(name: &'static str, about: &'static str) -> ParamRow {
        ParamRow::new(name, Type::String, Required::Always, about)
    }

    /// When an attempt is given up. No range is published but for MakeCall and RedialCall, from which the upper end is inferred.
    pub(crate) const fn timeout_seconds(about: &'static str) -> ParamRow {
        ParamRow::new("TimeoutSeconds", Type::Integer, Required::Never, about)
            .bounds(Bounds::Integer { min: 1, max: 300 })
            .basis(Basis::Inferred)
    }

    pub(crate) const fn channel_id(required: Required, about: &'static str) -> ParamRow {
        ParamRow::new("ChannelId", Type::String, required, about)
    }
}

/// The fields that every answer begins and ends with.
pub(super) mod envelope {
    use super::{Basis, FieldRow, NoneAs, Source, Type};

    pub(crate) const REQUEST_ID: FieldRow =
        FieldRow::new("RequestId", Type::String, Source::RequestId, "the id of the request");
    pub(crate) const MESSAGE: FieldRow =
        FieldRow::new("Message", Type::String, Source::Message, "a text for people; none on success")
            .none(NoneAs::Placeholder);
    pub(crate) const HTTP_STATUS_CODE: FieldRow =
        FieldRow::new("HttpStatusCode", Type::Integer, Source::HttpStatus, "the HTTP status once more");
    pub(crate) const PARAMS: FieldRow = FieldRow::new(
        "Params",
        Type::StringList,
        Source::Params,
        "the values put into the message; none on success",
    )
    .none(NoneAs::Placeholder);
    pub(crate) const DATA: FieldRow =
        FieldRow::new("Data", Type::Object, Source::Group, "what the request found or did");
    pub(crate) const CODE: FieldRow =
        FieldRow::new("Code", Type::String, Source::Code, "OK, or the code of the refusal");
    pub(crate) const CONTEXT_ID: FieldRow = FieldRow::new(
        "Data.ContextId",
        Type::Long,
        Source::ContextId,
        "grows with each change of the context, so that a late answer can be told from a new one",
    )
    .none(NoneAs::Omitted);

    const HOST_ID: FieldRow = FieldRow::new(
        "HostId",
        Type::String,
        Source::AskedHost,
        "the host that was asked; only where the gateway refuses the request",
    )
    .none(NoneAs::Omitted)
    .basis(Basis::Chosen);
    const RECOMMEND: FieldRow = FieldRow::new(
        "Recommend",
        Type::String,
        Source::Help,
        "an address with help; only where the gateway refuses the request",
    )
    .none(NoneAs::Omitted)
    .basis(Basis::Chosen);

    /// A refusal: what a real one carried, in its order, and what the gateway adds where a request does not come as far as the product.
    pub(crate) const REFUSAL: &[FieldRow] = &[
        MESSAGE.none(NoneAs::Never).basis(Basis::Sampled),
        REQUEST_ID.basis(Basis::Sampled),
        HTTP_STATUS_CODE.basis(Basis::Sampled),
        PARAMS.none(NoneAs::Never).basis(Basis::Sampled),
        CODE.basis(Basis::Sampled),
        HOST_ID,
        RECOMMEND,
    ];
}

/// Declares the rows of a user context below a path.
macro_rules! user_rows {
    ($prefix:literal) => {
        use super::{FieldRow, NoneAs, Source, Type, UserField};

        const fn row(path: &'static str, ty: Type, field: UserField, about: &'static str) -> FieldRow {
            FieldRow::new(path, ty, Source::User(field), about)
        }

        pub(crate) const EXTENSION: FieldRow = row(
            concat!($prefix, "Extension"),
            Type::String,
            UserField::Extension,
            "the agent's extension: eight digits, one for all of the agent's devices",
        );
        pub(crate) const USER_STATE: FieldRow =
            row(concat!($prefix, "UserState"), Type::String, UserField::State, "the state of the agent");
        pub(crate) const INSTANCE_ID: FieldRow =
            row(concat!($prefix, "InstanceId"), Type::String, UserField::Instance, "the call centre");
        pub(crate) const USER_ID: FieldRow =
            row(concat!($prefix, "UserId"), Type::String, UserField::Id, "the user, as name@domain");
        pub(crate) const DEVICE_ID: FieldRow =
            row(concat!($prefix, "DeviceId"), Type::String, UserField::Device, "the workbench in effect")
                .none(NoneAs::Placeholder);
        pub(crate) const BREAK_CODE: FieldRow = row(
            concat!($prefix, "BreakCode"),
            Type::String,
            UserField::BreakCode,
            "why the agent took a break",
        )
        .none(NoneAs::Placeholder);
        pub(crate) const OUTBOUND_SCENARIO: FieldRow = row(
            concat!($prefix, "OutboundScenario"),
            Type::Boolean,
            UserField::OutboundOnly,
            "whether the agent only places calls",
        );
        pub(crate) const WORK_MODE: FieldRow = row(
            concat!($prefix, "WorkMode"),
            Type::String,
            UserField::WorkMode,
            "where the agent takes calls",
        );
        pub(crate) const JOB_ID: FieldRow =
            row(concat!($prefix, "JobId"), Type::String, UserField::Job, "the call the agent is in")
                .none(NoneAs::Placeholder);
        pub(crate) const SIGNED_SKILL_GROUPS: FieldRow = row(
            concat!($prefix, "SignedSkillGroupIdList"),
            Type::StringList,
            UserField::SkillGroups,
            "the skill groups the agent signed in to",
        );
        pub(crate) const MOBILE: FieldRow = row(
            concat!($prefix, "Mobile"),
            Type::String,
            UserField::Mobile,
            "the number on which an agent off site is reached",
        )
        .none(NoneAs::Placeholder);
        pub(crate) const HEARTBEAT: FieldRow = row(
            concat!($prefix, "Heartbeat"),
            Type::Long,
            UserField::Heartbeat,
            "when the agent last did something, in milliseconds",
        )
        .none(NoneAs::Placeholder);
        pub(crate) const RESERVED: FieldRow = row(
            concat!($prefix, "Reserved"),
            Type::Long,
            UserField::Reserved,
            "when a call was promised to the agent, in milliseconds",
        )
        .none(NoneAs::Placeholder);
    };
}

/// The user context beside a call context.
pub(super) mod user {
    user_rows!("Data.UserContext.");

    pub(crate) const CONTEXT: FieldRow =
        FieldRow::new("Data.UserContext", Type::Object, Source::Group, "the user who asks");
    pub(crate) const DEVICE_STATE: FieldRow = row(
        "Data.UserContext.DeviceState",
        Type::String,
        UserField::DeviceState,
        "whether the agent's SIP phone can be reached: ONLINE, OFFLINE or UNREGISTERED",
    )
    .none(NoneAs::Omitted);
}

/// The user context that is the whole of `Data`.
pub(super) mod flat {
    user_rows!("Data.");

    pub(crate) const CHAT_DEVICE_ID: FieldRow =
        row("Data.ChatDeviceId", Type::String, UserField::ChatDevice, "the workbench for chats")
            .none(NoneAs::Omitted);
}

/// The call context.
pub(super) mod call {
    use super::{CallField, FieldRow, NoneAs, Source, Type};

    const fn row(path: &'static str, field: CallField, about: &'static str) -> FieldRow {
        FieldRow::new(path, Type::String, Source::Call(field), about)
    }

    pub(crate) const CONTEXT: FieldRow =
        FieldRow::new("Data.CallContext", Type::Object, Source::Group, "the call of the request");
    pub(crate) const INSTANCE_ID: FieldRow =
        row("Data.CallContext.InstanceId", CallField::Instance, "the call centre");
    pub(crate) const CALL_TYPE: FieldRow =
        row("Data.CallContext.CallType", CallField::CallType, "what kind of call it was when it began");
    pub(crate) const JOB_ID: FieldRow = row("Data.CallContext.JobId", CallField::Job, "the call's id");
    pub(crate) const VARIABLES: FieldRow =
        row("Data.CallContext.CallVariables", CallField::Variables, "variables of the call, as JSON text")
            .none(NoneAs::Omitted);
    pub(crate) const CHANNELS: FieldRow = FieldRow::new(
        "Data.CallContext.ChannelContexts",
        Type::ObjectList,
        Source::Group,
        "the channels of the call",
    );
}

/// One channel in the call context.
pub(super) mod channel {
    use super::{ChannelField, FieldRow, NoneAs, Source, Type};

    const fn row(path: &'static str, ty: Type, field: ChannelField, about: &'static str) -> FieldRow {
        FieldRow::new(path, ty, Source::Channel(field), about)
    }

    macro_rules! path {
        ($name:literal) => {
            concat!("Data.CallContext.ChannelContexts[].", $name)
        };
    }

    pub(crate) const DESTINATION: FieldRow =
        row(path!("Destination"), Type::String, ChannelField::Destination, "the number called");
    pub(crate) const CHANNEL_STATE: FieldRow =
        row(path!("ChannelState"), Type::String, ChannelField::State, "how far the channel has come");
    pub(crate) const RELEASE_INITIATOR: FieldRow = row(
        path!("ReleaseInitiator"),
        Type::String,
        ChannelField::ReleaseInitiator,
        "the number that hung up",
    )
    .none(NoneAs::Placeholder);
    pub(crate) const CALL_TYPE: FieldRow = row(
        path!("CallType"),
        Type::String,
        ChannelField::CallType,
        "what kind of call it was when the channel began",
    );
    pub(crate) const ASSOCIATED_DATA: FieldRow = row(
        path!("AssociatedData"),
        Type::Map,
        ChannelField::AssociatedData,
        "data that travels with the call",
    )
    .none(NoneAs::Placeholder);
    pub(crate) const CHANNEL_ID: FieldRow =
        row(path!("ChannelId"), Type::String, ChannelField::Id, "the channel's id");
    pub(crate) const TIMESTAMP: FieldRow = row(
        path!("Timestamp"),
        Type::Long,
        ChannelField::Timestamp,
        "when the channel's state last changed, in milliseconds",
    );
    pub(crate) const RELEASE_REASON: FieldRow =
        row(path!("ReleaseReason"), Type::String, ChannelField::ReleaseReason, "why the channel ended")
            .none(NoneAs::Placeholder);
    pub(crate) const ORIGINATOR: FieldRow =
        row(path!("Originator"), Type::String, ChannelField::Originator, "the number calling");
    pub(crate) const CHANNEL_FLAGS: FieldRow = row(
        path!("ChannelFlags"),
        Type::String,
        ChannelField::Flags,
        "the flags of the channel, such as mute, listening in or coaching",
    );
    pub(crate) const USER_ID: FieldRow = row(
        path!("UserId"),
        Type::String,
        ChannelField::User,
        "the user whose channel it is; empty on a customer's channel",
    )
    .none(NoneAs::Empty);
    pub(crate) const USER_EXTENSION: FieldRow = row(
        path!("UserExtension"),
        Type::String,
        ChannelField::Extension,
        "the extension of the agent whose channel it is",
    )
    .none(NoneAs::Empty);
    pub(crate) const JOB_ID: FieldRow = row(path!("JobId"), Type::String, ChannelField::Job, "the call's id");
    pub(crate) const SKILL_GROUP_ID: FieldRow =
        row(path!("SkillGroupId"), Type::String, ChannelField::SkillGroup, "the skill group of the channel")
            .none(NoneAs::Placeholder);
    pub(crate) const INDEX: FieldRow = row(
        path!("Index"),
        Type::Integer,
        ChannelField::Index,
        "the channel's place in the order in which the call's channels were created",
    );
    pub(crate) const VARIABLES: FieldRow = row(
        path!("ChannelVariables"),
        Type::String,
        ChannelField::Variables,
        "variables of the channel, as JSON text",
    )
    .none(NoneAs::Omitted);
}
