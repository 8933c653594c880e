//! The replies to a poll: one table for each event, and one for no event.

use offhook_machine::Basis;

use crate::form::Raw;
use crate::shape::{FieldRow, NoneAs, Type, kebab};
use crate::source::{EventField, Source};

/// One event, and the reply to the poll that brings it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventShape {
    /// The name on the wire.
    pub name: &'static str,
    /// The fields of the reply, in wire order.
    pub fields: &'static [FieldRow],
    /// How we know what it carries.
    pub basis: Basis,
    /// Whether the simulator ever emits it.
    pub is_emitted: bool,
    /// What it reports.
    pub about: &'static str,
}

impl EventShape {
    /// The tail of the clause id: `call-release`, `state-busy`, `other-phone-release`.
    pub fn tail(&self) -> String {
        event_tail(self.name)
    }
}

/// The name of an event as the tail of a clause id.
pub(crate) fn event_tail(name: &str) -> String {
    let short = name.strip_prefix("AgentEvent_").or_else(|| name.strip_prefix("Agent")).unwrap_or(name);
    kebab(short)
}

const MESSAGE: FieldRow = FieldRow::new(
    "message",
    Type::String,
    Source::Message,
    "a text for people; empty in the reply to a poll",
);
const RETCODE: FieldRow =
    FieldRow::new("retcode", Type::String, Source::Code, "0, or the code of the refusal");
const EVENT: FieldRow = FieldRow::new("event", Type::Object, Source::Group, "the one event of this reply");
const EVENT_TYPE: FieldRow =
    FieldRow::new("event.eventType", Type::String, Source::Event(EventField::Name), "the event's name");
const EVENT_TIME: FieldRow = FieldRow::new(
    "event.eventGenTime",
    Type::Long,
    Source::Event(EventField::Time),
    "when it happened, in milliseconds; later editions only",
)
.none(NoneAs::Omitted);
const WORK_NO: FieldRow =
    FieldRow::new("event.workNo", Type::String, Source::Event(EventField::Agent), "the agent it is for");
const CONTENT: FieldRow =
    FieldRow::new("event.content", Type::Object, Source::Group, "what it reports beyond its name");
const NOTHING: FieldRow = FieldRow::new(
    "event.content",
    Type::String,
    Source::Event(EventField::Nothing),
    "nothing: the name says it all",
)
.none(NoneAs::Null);
const CALL_ID: FieldRow =
    FieldRow::new("event.content", Type::String, Source::Event(EventField::Job), "the call's id alone");

const fn content(path: &'static str, field: EventField, about: &'static str) -> FieldRow {
    FieldRow::new(path, Type::String, Source::Event(field), about)
}

const CONTENT_CALL_ID: FieldRow = content("event.content.callid", EventField::Job, "the call's id");
const CALLER: FieldRow = content("event.content.caller", EventField::Caller, "the number calling");
const CALLED: FieldRow = content("event.content.called", EventField::Called, "the number called");
const ROLE: FieldRow = content("event.content.type", EventField::Role, "main, or assistant");
const FEATURE: FieldRow =
    content("event.content.feature", EventField::Feature, "the number of the kind of call");
const MEDIA: FieldRow =
    content("event.content.mediaAbility", EventField::Media, "the number of the kind of media");

/// A reply with an event whose content is these rows.
macro_rules! reply {
    ($($content:expr),+ $(,)?) => {
        &[MESSAGE, RETCODE, EVENT, EVENT_TYPE, EVENT_TIME, WORK_NO, $($content),+]
    };
}

const RINGING: &[FieldRow] = reply![
    CONTENT,
    CALLER,
    CALLED,
    CONTENT_CALL_ID,
    ROLE,
    FEATURE,
    MEDIA,
    content("event.content.transfer", EventField::Transferred, "yes or no: whether the call was transferred"),
    content(
        "event.content.transfrom",
        EventField::TransferredFrom,
        "who transferred it; empty if nobody did"
    ),
];
const TALKING: &[FieldRow] = reply![CONTENT, CALLER, CONTENT_CALL_ID, CALLED, FEATURE, ROLE, MEDIA];
const ALERTING: &[FieldRow] = reply![
    CONTENT,
    CONTENT_CALL_ID,
    content(
        "event.content.otherPhoneWorkno",
        EventField::OtherAgent,
        "the remote party's agent number, or empty"
    ),
    content("event.content.otherPhone", EventField::Number, "the remote party's number"),
    ROLE,
];
const CONFERENCE: &[FieldRow] = reply![
    CONTENT,
    CONTENT_CALL_ID,
    content("event.content.partner", EventField::Partners, "the parties, comma-joined"),
];
const CUSTOMER_RELEASE: &[FieldRow] = reply![
    CONTENT,
    CONTENT_CALL_ID,
    content("event.content.number", EventField::Number, "the number of the customer who left"),
];
const NOT_READY: &[FieldRow] =
    reply![CONTENT, content("event.content.reason", EventField::Reason, "why; 0 for no reason"),];
const LINKED_CALL_ID: FieldRow = content("event.content.callId", EventField::Job, "the call's id");
const fn number(path: &'static str, field: EventField, about: &'static str) -> FieldRow {
    FieldRow::new(path, Type::Integer, Source::Event(field), about)
}
const TRANSFERRED: &[FieldRow] =
    reply![CONTENT, number("event.content.result", EventField::Outcome, "0 for success"), LINKED_CALL_ID,];
const WITH_LINKED_CALL: &[FieldRow] = reply![CONTENT, LINKED_CALL_ID];
const INCOMING: &[FieldRow] = reply![
    CONTENT,
    LINKED_CALL_ID,
    content("event.content.skillName", EventField::Skill, "the skill that was called"),
    number("event.content.skillId", EventField::SkillId, "that skill's number"),
    CALLER,
    CALLED,
    number(
        "event.content.lastReleaseAgentId",
        EventField::LastAgent,
        "the agent who left the call before; 65535 for none"
    ),
    number("event.content.mediaType", EventField::MediaKind, "the number of the kind of media"),
    number(
        "event.content.releaseAndReQueueCount",
        EventField::Requeues,
        "how often the call was put back into the queue"
    ),
    number(
        "event.content.releaseAndReQueueCallFlag",
        EventField::Requeued,
        "1 if the call was put back into the queue, else 0"
    ),
];
const PREVIEW: &[FieldRow] = reply![
    CONTENT,
    content("event.content.controlid", EventField::Control, "which proposal"),
    content("event.content.dialeddigits", EventField::Called, "the number proposed"),
    content("event.content.callData", EventField::Data, "data that travel with the call"),
];
const WITH_CALL_ID: &[FieldRow] = reply![CALL_ID];
const BARE: &[FieldRow] = reply![NOTHING];

/// The reply to a poll when there is no event.
pub const EMPTY_POLL_FIELDS: &[FieldRow] = &[MESSAGE, RETCODE];

const fn event(name: &'static str, fields: &'static [FieldRow], about: &'static str) -> EventShape {
    EventShape { name, fields, basis: Basis::Documented, is_emitted: true, about }
}

/// An event whose content no page shows: we send it without any.
const fn unseen(name: &'static str, about: &'static str) -> EventShape {
    EventShape { name, fields: BARE, basis: Basis::Chosen, is_emitted: true, about }
}

/// An event of what is not simulated: inspectors, recordings, a handset that cannot be reached.
const fn not_emitted(name: &'static str, about: &'static str) -> EventShape {
    EventShape { is_emitted: false, ..unseen(name, about) }
}

/// Every event that a simulated agent can get.
pub static EVENTS: &[EventShape] = &[
    event("AgentEvent_Ringing", RINGING, "a call rings at the agent, who must answer"),
    event("AgentEvent_Auto_Answer", RINGING, "a call came in and is answered by itself"),
    event("AgentEvent_Talking", TALKING, "the agent talks, for the first time or again after a hold"),
    event("AgentEvent_Customer_Alerting", ALERTING, "the remote party's phone rings"),
    event("AgentEvent_Hold", WITH_CALL_ID, "the call is held"),
    event("AgentEvent_Conference", CONFERENCE, "three parties are joined"),
    event("AgentEvent_Call_Out_Fail", WITH_CALL_ID, "a call to the outside came to nothing"),
    event("AgentEvent_Inside_Call_Fail", WITH_CALL_ID, "a call between agents came to nothing"),
    event("AgentEvent_No_Answer", WITH_CALL_ID, "the agent did not answer in time, and the call was dropped"),
    event("AgentEvent_Call_Release", WITH_CALL_ID, "the agent left the call"),
    event("AgentEvent_Customer_Release", CUSTOMER_RELEASE, "the customer left the call"),
    event("AgentEvent_Connect_Fail", WITH_CALL_ID, "the parties could not be connected"),
    event("AgentEvent_Consult_Fail", WITH_CALL_ID, "nobody could be asked for help"),
    event("AgentEvent_SuccTransResult", TRANSFERRED, "what became of a transfer that waits for an answer"),
    event("AgentEvent_ReturnFromIvr", WITH_CALL_ID, "the call came back from a voice menu"),
    not_emitted("AgentEvent_TransOutResult", "what became of a transfer to the outside"),
    event("AgentEvent_Incoming_CallInfo", INCOMING, "what is known of a call that comes in"),
    event("AgentEvent_Preview_CallOut", PREVIEW, "the call centre proposes a call to the outside"),
    event("AgentEvent_linkagePhoneHold", WITH_LINKED_CALL, "the call was held at the handset"),
    event("AgentEvent_linkagePhoneUnHold", WITH_LINKED_CALL, "the call was retrieved at the handset"),
    event("AgentEvent_linkagePhoneMute", WITH_LINKED_CALL, "the agent was muted at the handset"),
    event("AgentEvent_linkagePhoneCallOut", WITH_LINKED_CALL, "a call was placed at the handset"),
    event("AgentState_Busy", BARE, "the agent is taken for a call"),
    event("AgentState_Work", BARE, "the agent began after-call work"),
    event("AgentState_Ready", BARE, "the agent is idle"),
    event("AgentState_SetNotReady_Success", NOT_READY, "the agent is not ready"),
    event("AgentState_CancelNotReady_Success", BARE, "the agent is no longer not ready"),
    event("AgentState_CancelWork_Success", BARE, "the agent ended after-call work"),
    unseen("AgentState_SetWork_Success", "the agent's wish for after-call work is granted"),
    unseen("AgentState_SetRest_Success", "the agent's wish for a rest is granted"),
    event("AgentState_CancelRest_Success", BARE, "the agent ended a rest"),
    event("AgentState_Rest_Timeout", BARE, "the agent's rest is longer than asked for"),
    not_emitted("AgentState_Force_SetNotReady", "an inspector made the agent busy"),
    not_emitted("AgentState_Force_Ready", "an inspector made the agent idle"),
    event("AgentOther_InService", BARE, "the agent began to sign in"),
    unseen("AgentOther_ShutdownService", "the agent is signed out"),
    event("AgentOther_PhoneAlerting", BARE, "the agent's own phone rings"),
    unseen("AgentOther_PhoneOffhook", "the agent lifted the handset"),
    unseen("AgentOther_PhoneRelease", "the agent's handset is back on its hook"),
    not_emitted("AgentOther_PhoneUnknow", "the state of the agent's handset is not known"),
    not_emitted("AgentOther_All_Agent_Busy", "every agent of the skill is taken"),
    not_emitted("AgentMediaEvent_StopRecordDone", "the recording of the call has ended"),
];

/// The shape of an event.
pub fn event_shape(name: &str) -> Option<&'static EventShape> {
    EVENTS.iter().find(|event| event.name == name)
}

/// The table that a reply to a poll is to be held against: that of the event it names, or that of no event. A reply with an
/// event that nobody documents has none.
pub fn poll_fields(raw: &Raw) -> Option<&'static [FieldRow]> {
    match raw.value.get("event") {
        None => Some(EMPTY_POLL_FIELDS),
        Some(event) => event_shape(event.get("eventType")?.as_str()?).map(|shape| shape.fields),
    }
}
