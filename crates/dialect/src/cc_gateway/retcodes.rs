//! The result codes. Every answer has one; a refusal shows in it, not in the HTTP status.

use offhook_machine::Basis;

/// The code of success.
pub const SUCCESS: &str = "0";

/// The HTTP status of every answer that carries a result code, refusals included. No page states one; clients read the body only
/// when it is 200.
pub const HTTP_STATUS: u16 = 200;

/// One result code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retcode {
    /// The code on the wire.
    pub code: &'static str,
    /// What it means.
    pub about: &'static str,
    /// How we know the meaning.
    pub basis: Basis,
    /// The message that goes with it.
    pub message: &'static str,
    /// How we know the message.
    pub message_basis: Basis,
    /// Whether a refusal with this code was seen to carry an empty text as result; others carry none.
    pub empty_result: bool,
}

impl Retcode {
    const fn seen(mut self, message: &'static str, empty_result: bool) -> Self {
        self.message = message;
        self.message_basis = Basis::Sampled;
        self.empty_result = empty_result;
        self
    }
}

/// A code of the published table; its message is ours.
const fn published(code: &'static str, about: &'static str) -> Retcode {
    Retcode {
        code,
        about,
        basis: Basis::Documented,
        message: about,
        message_basis: Basis::Chosen,
        empty_result: false,
    }
}

/// A code whose meaning only clients know.
const fn of_clients(code: &'static str, about: &'static str) -> Retcode {
    Retcode { basis: Basis::Inferred, ..published(code, about) }
}

/// A code that a page lists and nobody explains; its meaning is ours.
const fn unexplained(code: &'static str, about: &'static str) -> Retcode {
    Retcode { basis: Basis::Chosen, ..published(code, about) }
}

/// A parameter is illegal.
pub const BAD_PARAMETER: Retcode = published("000-002", "the address or a parameter is wrong");
/// The caller has no right to the interface.
pub const NO_RIGHT: Retcode = published("000-003", "no right to call the interface, or none any more")
    .seen("no right to invite resouce", true);
/// A parameter of the message is wrong.
pub const BAD_MESSAGE: Retcode = published("000-006", "a parameter of the message is wrong");
/// A sign-in parameter is empty or illegal.
pub const SIGN_IN_EMPTY: Retcode = published("100-001", "a sign-in parameter is empty or illegal");
/// Signed in already.
pub const SIGNED_IN_ALREADY: Retcode = published("100-002", "the agent is signed in already");
/// The password is wrong.
pub const WRONG_PASSWORD: Retcode = published("100-004", "the user or the password is wrong");
/// A sign-out parameter is illegal.
pub const SIGN_OUT_ILLEGAL: Retcode = published("100-005", "a sign-out parameter is illegal");
/// Not signed in.
pub const NOT_SIGNED_IN: Retcode =
    published("100-006", "the agent is not signed in").seen("agent not login", true);
/// Something broke.
pub const INTERNAL: Retcode = published("100-007", "an internal error, or a resource out of reach");
/// Signed out already.
pub const SIGNED_OUT_ALREADY: Retcode = published("100-008", "the agent is signed out already");
/// The state cannot be set.
pub const STATE_NOT_SET: Retcode = published("100-009", "the agent's state cannot be set");
/// The agent's state does not let the agent sign out.
pub const SIGN_OUT_STATE: Retcode = published("100-010", "the agent's state does not admit signing out");
/// A sign-in parameter is illegal.
pub const SIGN_IN_ILLEGAL: Retcode = published("100-011", "a sign-in parameter is illegal");
/// The agent type is wrong.
pub const AGENT_TYPE: Retcode = published("100-012", "the agent type is wrong");
/// The phone is invalid.
pub const PHONE_INVALID: Retcode = published("100-013", "the phone is not valid");
/// The phone is out of range.
pub const PHONE_RANGE: Retcode = published("100-014", "the phone is outside the configured range");
/// The IP address is invalid.
pub const IP_INVALID: Retcode = published("100-016", "the IP address is not valid");
/// The number cannot be called.
pub const WRONG_NUMBER: Retcode = of_clients("200-001", "the number called is wrong");
/// Nothing to answer.
pub const ANSWER_NO_CALL: Retcode = of_clients("200-002", "there is no call to answer");
/// Nothing to mute.
pub const MUTE_NO_CALL: Retcode = of_clients("200-003", "there is no call to mute");
/// The call cannot be muted.
pub const MUTE_STATE: Retcode = of_clients("200-004", "the state of the call does not admit muting");
/// Nothing to unmute.
pub const UNMUTE_NO_CALL: Retcode = of_clients("200-007", "there is no call to unmute");
/// The call cannot be unmuted.
pub const UNMUTE_STATE: Retcode = of_clients("200-008", "the state of the call does not admit unmuting");
/// Nothing to hold.
pub const HOLD_NO_CALL: Retcode = published("200-013", "there is no call to hold");
/// The call cannot be held.
pub const HOLD_STATE: Retcode = published("200-014", "the state of the call does not admit holding");
/// Nothing is held.
pub const NO_HELD_CALL: Retcode = published("200-015", "there is no held call to retrieve");
/// The held call cannot be retrieved.
pub const UNHOLD_STATE: Retcode = of_clients("200-016", "the state of the call does not admit retrieving it");
/// Nothing to release.
pub const RELEASE_NO_CALL: Retcode = of_clients("200-017", "there is no call to release");
/// Nothing to drop.
pub const DROP_NO_CALL: Retcode =
    of_clients("200-025", "there is no such call to drop").seen("no call can be droped", false);

/// Signed in already, for good.
pub const CANNOT_FORCE: Retcode =
    published("100-015", "the agent is signed in already and cannot be forced out");
/// Nothing to alternate from.
pub const CONNECT_NO_CALL: Retcode = of_clients("200-005", "there is no current call to alternate from");
/// Nothing to alternate with.
pub const CONNECT_NO_HELD: Retcode = of_clients("200-006", "there is no held call to alternate with");
/// Nothing to join.
pub const CONFERENCE_NO_CALL: Retcode = published("200-010", "there is no call for a conference");
/// Nothing to join with.
pub const CONFERENCE_NO_HELD: Retcode = published("200-011", "there is no held call for a conference");
/// Nothing to transfer.
pub const TRANSFER_NO_CALL: Retcode = published("200-012", "there is no call to transfer");
/// Nothing to ask help for.
pub const CONSULT_NO_CALL: Retcode = of_clients("200-018", "there is no call to consult about");
/// Nothing to take a number off; only its number is published.
pub const DISCONNECT_NO_CALL: Retcode = unexplained("200-023", "there is no call to take a number off");
/// The number is not on the call; the page's prose has 200-204, its list this.
pub const DISCONNECT_NOT_IN_CALL: Retcode =
    of_clients("200-024", "the number is not on the agent's latest call");
/// No right to ask about an agent.
pub const QUERY_NO_RIGHT: Retcode = of_clients("300-001", "no right to ask about the agent");
/// No such agent.
pub const QUERY_NO_AGENT: Retcode = of_clients("300-002", "there is no such agent");
/// No call to put data on.
pub const SET_NO_CALL: Retcode = of_clients("400-001", "there is no call to put data on");
/// No data.
pub const NOTHING_TO_SET: Retcode = of_clients("400-002", "there are no data to put on the call");
/// Nothing is held.
pub const NO_HOLD_LIST: Retcode = of_clients("400-003", "no call is held");
/// A code of quality control; only its number is published.
pub const NOT_INSPECTOR: Retcode = unexplained("900-002", "the agent may not inspect the other one");

/// Every code whose meaning is known or chosen, in order.
pub static RETCODES: &[Retcode] = &[
    published("000-001", "the way to get events is wrong"),
    BAD_PARAMETER,
    NO_RIGHT,
    published("000-004", "the agent is being switched over"),
    published("000-005", "the agent inspected is the inspector"),
    BAD_MESSAGE,
    published("000-007", "the interface is called again and again"),
    SIGN_IN_EMPTY,
    SIGNED_IN_ALREADY,
    published("100-003", "a resource is not available at sign-in"),
    WRONG_PASSWORD,
    SIGN_OUT_ILLEGAL,
    NOT_SIGNED_IN,
    INTERNAL,
    SIGNED_OUT_ALREADY,
    STATE_NOT_SET,
    SIGN_OUT_STATE,
    SIGN_IN_ILLEGAL,
    AGENT_TYPE,
    PHONE_INVALID,
    PHONE_RANGE,
    CANNOT_FORCE,
    IP_INVALID,
    published("100-017", "the portal does not know the agent"),
    published("100-018", "the call centre's number does not match"),
    published("100-019", "a parameter of the skill query is illegal"),
    published("100-020", "the password has expired"),
    published("100-021", "a sign-in is under way"),
    published("110-016", "the account is locked"),
    WRONG_NUMBER,
    ANSWER_NO_CALL,
    MUTE_NO_CALL,
    MUTE_STATE,
    CONNECT_NO_CALL,
    CONNECT_NO_HELD,
    UNMUTE_NO_CALL,
    UNMUTE_STATE,
    published("200-009", "there is no call for an announcement"),
    CONFERENCE_NO_CALL,
    CONFERENCE_NO_HELD,
    TRANSFER_NO_CALL,
    HOLD_NO_CALL,
    HOLD_STATE,
    NO_HELD_CALL,
    UNHOLD_STATE,
    RELEASE_NO_CALL,
    CONSULT_NO_CALL,
    DISCONNECT_NO_CALL,
    DISCONNECT_NOT_IN_CALL,
    DROP_NO_CALL,
    QUERY_NO_RIGHT,
    QUERY_NO_AGENT,
    of_clients("300-003", "there is no such agent"),
    of_clients("300-004", "there is no such group"),
    SET_NO_CALL,
    NOTHING_TO_SET,
    NO_HOLD_LIST,
    NOT_INSPECTOR,
];

/// The row of a code.
pub fn retcode(code: &str) -> Option<&'static Retcode> {
    RETCODES.iter().find(|row| row.code == code)
}
