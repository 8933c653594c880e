//! The refusals, each with its status, code and message once for all actions.
//!
//! The basis here is that of the actions whose own table lists the code; where an action does not list it, its table says how
//! we know it all the same.

use offhook_machine::Basis;

use crate::shape::ErrorRow;

const fn row(
    http_status: u16,
    code: &'static str,
    template: &'static str,
    args: &'static [&'static str],
    about: &'static str,
) -> ErrorRow {
    ErrorRow { http_status, code, template, args, basis: Basis::Documented, about }
}

/// There is no such call centre.
pub const NO_INSTANCE: ErrorRow = row(
    404,
    "NotExists.InstanceId",
    "The specified instance %s does not exist.",
    &["InstanceId"],
    "the call centre is not known",
);

/// There is no such user.
pub const NO_USER: ErrorRow = row(
    404,
    "NotExists.UserId",
    "The user %s does not exist in instance %s.",
    &["UserId", "InstanceId"],
    "the call centre has no such user",
);

/// There is no such call.
pub const NO_JOB: ErrorRow =
    row(404, "NotExists.JobId", "The call %s does not exist.", &["JobId"], "the call is not known");

/// There is no such channel.
pub const NO_CHANNEL: ErrorRow = row(
    404,
    "NotExists.ChannelId",
    "The specified channel %s does not exist in call %s.",
    &["ChannelId", "JobId"],
    "the call has no such channel",
);

/// No extension is left.
pub const NO_EXTENSION: ErrorRow = row(
    404,
    "NotExists.Extension",
    "No available extension number exists.",
    &[],
    "no extension is free to be assigned",
);

/// The user called is busy.
pub const USER_BUSY: ErrorRow = row(
    400,
    "UserBusy",
    "The user %s you called was busy. Please try again later.",
    &["UserId"],
    "the colleague called cannot take a call now",
);

/// The user is in the wrong state.
pub const USER_STATE: ErrorRow = row(
    400,
    "InvalidOperation.UserState",
    "The operation is not allowed. User state (%s) does not meet expectations (%s).",
    &["UserState", "Expected"],
    "the state of the user does not admit the request; the states that do are comma-joined without spaces",
);

/// The channel is in the wrong state. The slip in the message is the vendor's.
pub const CHANNEL_STATE: ErrorRow = row(
    400,
    "InvalidOperation.ChannelState",
    "The operation is not allowed. Channel stats (%s) does not meet expectations (%s).",
    &["ChannelState", "Expected"],
    "the state of the channel does not admit the request",
);

/// A required parameter has no value.
pub const BLANK: ErrorRow = row(
    400,
    "Parameter.Blank",
    "The parameter %s may not be null or blank.",
    &["Parameter"],
    "a required parameter is absent or blank",
);

/// A parameter has a value that is not allowed.
pub const ENUMERATION: ErrorRow = row(
    400,
    "Parameter.Enumeration",
    "The parameter %s must be one of the value of enumeration %s.",
    &["Parameter", "Enumeration"],
    "a parameter has a value outside those it may have",
);

/// Something that the API cannot do at all: the code is in the help pages' list of common errors.
pub const INTERNAL: ErrorRow = row(
    500,
    "InternalService.Common",
    "An internal service error occurred. %s",
    &["Reason"],
    "the service cannot do its work",
);

/// There is no such action. No page names the code.
pub const UNKNOWN_ACTION: ErrorRow = chosen(row(
    404,
    "InvalidAction.NotFound",
    "Specified api is not found, please check your url and method.",
    &[],
    "the API has no such action",
));

/// The signature leaves something out.
pub const INCOMPLETE_SIGNATURE: ErrorRow = chosen(row(
    400,
    "IncompleteSignature",
    "The signature is not complete: %s.",
    &["Reason"],
    "the request is not signed, or its signature leaves something out",
));

/// Nobody has such a key.
pub const UNKNOWN_KEY: ErrorRow = chosen(row(
    404,
    "InvalidAccessKeyId.NotFound",
    "Specified access key is not found.",
    &[],
    "nobody has this access key",
));

/// Another key, or another request, was signed, by RPC signature 1.0. The vendor's older Python client takes the message apart at its colon.
pub const SIGNATURE_MISMATCH: ErrorRow = chosen(row(
    400,
    "SignatureDoesNotMatch",
    "Specified signature is not matched with our calculation. server string to sign is:%s",
    &["StringToSign"],
    "the signature does not match the request",
));

/// The same, signed by ACS3-HMAC-SHA256.
pub const ACS3_MISMATCH: ErrorRow = ErrorRow {
    template: "Specified signature does not match our calculation. server StringToSign is [%s] server CanonicalRequest is [%s]",
    args: &["StringToSign", "CanonicalRequest"],
    ..SIGNATURE_MISMATCH
};

/// The nonce has come before.
pub const NONCE_USED: ErrorRow = chosen(row(
    400,
    "SignatureNonceUsed",
    "Specified signature nonce was used already.",
    &["SignatureNonce"],
    "a request bears the nonce of an earlier one",
));

/// Signed too long ago, or in the future.
pub const STALE: ErrorRow = chosen(row(
    400,
    "InvalidTimeStamp.Expired",
    "Specified time stamp or date value is expired.",
    &["Timestamp"],
    "the date of the signature is too old, or too far in the future",
));

/// Not a date.
pub const BAD_DATE: ErrorRow = chosen(row(
    400,
    "InvalidTimeStamp.Format",
    "Specified time stamp or date value is not well formatted.",
    &["Timestamp"],
    "the date of the signature cannot be read",
));

/// The token is not that of the key.
pub const BAD_TOKEN: ErrorRow = chosen(row(
    400,
    "InvalidSecurityToken.MismatchWithAccessKey",
    "The security token is not that of the access key %s.",
    &["AccessKeyId"],
    "a temporary key comes without its token, or with another one",
));

/// The refusals of a request that is not signed as it must be: of the transport, and of no action.
pub const SIGNATURE: &[ErrorRow] =
    &[INCOMPLETE_SIGNATURE, UNKNOWN_KEY, SIGNATURE_MISMATCH, NONCE_USED, STALE, BAD_DATE, BAD_TOKEN];

/// The version is not that of the API.
pub const INVALID_VERSION: ErrorRow = chosen(row(
    400,
    "InvalidVersion",
    "Specified parameter Version is not valid.",
    &[],
    "the version is not that of the API",
));

/// There is no version.
pub const MISSING_VERSION: ErrorRow = chosen(row(
    400,
    "MissingVersion",
    "Version is mandatory for this action.",
    &[],
    "a signed request names no version of the API",
));

/// The sender may not be heard here.
pub const FORBIDDEN: ErrorRow = chosen(row(
    403,
    "Forbidden",
    "The request is not allowed: %s.",
    &["Reason"],
    "the request comes by another name, or from another page, than the server hears",
));

/// No request is taken for now.
pub const UNAVAILABLE: ErrorRow = chosen(row(
    503,
    "ServiceUnavailable",
    "The request has failed due to a temporary failure of the server.",
    &["Reason"],
    "the server takes no request for now",
));

/// The refusals of a request that is signed as it must be, and does not come as far as the product.
pub const GATEWAY: &[ErrorRow] = &[INVALID_VERSION, MISSING_VERSION, FORBIDDEN, UNAVAILABLE];

/// The refusals of no action in particular.
pub const COMMON: &[ErrorRow] = &[INTERNAL, UNKNOWN_ACTION];

/// The same row, inferred for an action whose table does not list it.
pub(super) const fn inferred(row: ErrorRow) -> ErrorRow {
    row.basis(Basis::Inferred)
}

/// The same row, our choice for an action whose table does not list it.
pub(super) const fn chosen(row: ErrorRow) -> ErrorRow {
    row.basis(Basis::Chosen)
}
