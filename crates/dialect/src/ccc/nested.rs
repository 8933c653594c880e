//! The answer that shows a user and of a call.
//!
//! The fields are documented, their order is ours: it follows HoldCall's.

/// The fields of such an answer. What differs from action to action stands in brackets, by the name of its row: of the user what
/// follows OutboundScenario, UserId and JobId, of the call its type, of a channel what follows CallType and Originator, and of `Data`
/// what follows the call. Where no agent takes part, the user's context may be left out, and the user may have no extension.
macro_rules! nested {
    (
        user: [$($mobile:ident)?] [$($heartbeat:ident)?] [$($last:ident),*],
        call: [$($call:ident)?],
        channel: [$($place:ident),*] [$($flags:ident)?],
        data: [$($data:ident)?]
    ) => {
        $crate::ccc::nested::nested! {
            context: $crate::ccc::rows::user::CONTEXT,
            extension: $crate::ccc::rows::user::EXTENSION,
            user: [$($mobile)?] [$($heartbeat)?] [$($last),*],
            call: [$($call)?],
            channel: [$($place),*] [$($flags)?],
            data: [$($data)?]
        }
    };
    (
        context: $context:expr,
        extension: $extension:expr,
        user: [$($mobile:ident)?] [$($heartbeat:ident)?] [$($last:ident),*],
        call: [$($call:ident)?],
        channel: [$($place:ident),*] [$($flags:ident)?],
        data: [$($data:ident)?]
    ) => {{
        use $crate::ccc::rows::{call, channel, envelope, user};
        &[
            envelope::REQUEST_ID,
            envelope::MESSAGE,
            envelope::HTTP_STATUS_CODE,
            envelope::PARAMS,
            envelope::DATA,
            $context,
            user::USER_STATE,
            user::INSTANCE_ID,
            user::DEVICE_ID,
            user::BREAK_CODE,
            user::OUTBOUND_SCENARIO,
            $(user::$mobile,)?
            user::SIGNED_SKILL_GROUPS,
            $extension,
            user::USER_ID,
            $(user::$heartbeat,)?
            user::WORK_MODE,
            user::JOB_ID,
            $(user::$last,)*
            call::CONTEXT,
            call::INSTANCE_ID,
            $(call::$call,)?
            call::JOB_ID,
            call::CHANNELS,
            channel::DESTINATION,
            channel::CHANNEL_STATE,
            channel::RELEASE_INITIATOR,
            channel::CALL_TYPE,
            $(channel::$place,)*
            channel::CHANNEL_ID,
            channel::TIMESTAMP,
            channel::RELEASE_REASON,
            channel::ORIGINATOR,
            $(channel::$flags,)?
            channel::USER_ID,
            channel::USER_EXTENSION,
            channel::JOB_ID,
            $(envelope::$data,)?
            envelope::CODE,
        ]
    }};
}

pub(super) use nested;
