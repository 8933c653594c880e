//! What is known of CC-Gateway beyond its tables.

use crate::cc_gateway::documents::{GUIDE, OBSERVED, REFERENCE, RELEASE};
use crate::clause::{Clause, statement};
use crate::document::{DECISIONS, Document};
use offhook_machine::Basis;

const fn release(id: &'static str, section: &'static str, text: &'static str) -> Clause {
    statement(id, &RELEASE, section, Basis::Documented, text)
}

pub(super) const fn known(
    id: &'static str,
    document: &'static Document,
    section: &'static str,
    text: &'static str,
) -> Clause {
    statement(id, document, section, Basis::Documented, text)
}

pub(super) const fn seen(id: &'static str, section: &'static str, text: &'static str) -> Clause {
    statement(id, &OBSERVED, section, Basis::Sampled, text)
}

pub(super) const fn ours(
    id: &'static str,
    section: &'static str,
    basis: Basis,
    text: &'static str,
) -> Clause {
    statement(id, &DECISIONS, section, basis, text)
}

pub(super) const CLAUSES: &[Clause] = &[
    // the page on dropping a call
    release("cc-gateway.release.prerequisites.signed-in", "Prerequisites", "a session of the agent is open"),
    release("cc-gateway.release.prerequisites.ongoing-call", "Prerequisites", "the agent is in a call"),
    release("cc-gateway.release.current-call", "Description", "only the current call is hung up"),
    release(
        "cc-gateway.release.by-id",
        "Description",
        "a call that is named by its id is hung up by another operation",
    ),
    release(
        "cc-gateway.release.two-uris",
        "URI",
        "the same operation has two paths, of which the shorter is the older",
    ),
    release(
        "cc-gateway.release.https",
        "URI",
        "the address is the gateway's, over HTTPS and at its HTTPS port",
    ),
    release("cc-gateway.release.agent-id-range", "URI", "agents are numbered from 101 to 59999"),
    release(
        "cc-gateway.release.guid-static",
        "Request",
        "where tokens last (AUTHMODE 1), Guid is the token of the sign-in",
    ),
    release(
        "cc-gateway.release.guid-dynamic",
        "Request",
        "where tokens are renewed (AUTHMODE 2), Guid is the token of the latest poll",
    ),
    release("cc-gateway.release.success", "Response", "the result code 0 says that the call is hung up"),
    release("cc-gateway.release.failure", "Response", "any other result code says that it is not"),
    // answers
    known("cc-gateway.retcode-is-text", &REFERENCE, "Envelope", "the result code is a text, not a number"),
    ours(
        "cc-gateway.http-status",
        "Envelope",
        Basis::Inferred,
        "a refusal shows in its result code, inside an answer with HTTP status 200",
    ),
    ours(
        "cc-gateway.wrong-address",
        "Envelope",
        Basis::Chosen,
        "an unknown path is answered with HTTP status 404, a wrong method with 405 and the methods allowed",
    ),
    ours(
        "cc-gateway.empty-segments",
        "Envelope",
        Basis::Inferred,
        "empty segments of a path and a slash at its end do not count: the vendor's own client sends /agentgateway/resource//onlineagent/{agentid}",
    ),
    ours(
        "cc-gateway.default-media-type",
        "Envelope",
        Basis::Inferred,
        "a request without Content-Type has the default that the pages name, though they mark the header as mandatory: browsers and the vendor's own client send none without a body",
    ),
    seen(
        "cc-gateway.refusal-result",
        "Envelope",
        "some refusals carry an empty text as result, others carry none",
    ),
    // tokens
    known(
        "cc-gateway.auth.set-guid",
        &REFERENCE,
        "Authentication",
        "the answer to a sign-in carries the token in the header Set-GUID, behind JSESSIONID=",
    ),
    known(
        "cc-gateway.auth.header",
        &REFERENCE,
        "Authentication",
        "every later request carries the token in the header Guid",
    ),
    known(
        "cc-gateway.auth.dynamic",
        &REFERENCE,
        "Authentication",
        "where tokens are renewed, the new one comes with the reply to a poll and must be used from then on",
    ),
    known("cc-gateway.auth.interval", &REFERENCE, "Authentication", "a token is renewed every 60 seconds"),
    known("cc-gateway.auth.expiry", &REFERENCE, "Authentication", "a token is void after 120 seconds"),
    known(
        "cc-gateway.auth.bad-guid",
        &REFERENCE,
        "Authentication",
        "a missing or wrong token is refused with 100-006 or 000-003",
    ),
    ours(
        "cc-gateway.auth.which-refusal",
        "Authentication",
        Basis::Chosen,
        "an agent without session is refused with 100-006, in a sign-out where there was one before with 100-008, a session with a missing or wrong token with 000-003 unless the site checks no tokens",
    ),
    // polling
    known(
        "cc-gateway.poll.waits",
        &REFERENCE,
        "Polling",
        "a poll without an event is answered after 10 seconds",
    ),
    known(
        "cc-gateway.poll.at-once",
        &REFERENCE,
        "Polling",
        "a poll with an event waiting is answered at once",
    ),
    known("cc-gateway.poll.one-event", &REFERENCE, "Polling", "a reply carries one event, the oldest"),
    seen(
        "cc-gateway.poll.empty",
        "Polling",
        "a reply without an event is {\"message\":\"\",\"retcode\":\"0\"}",
    ),
    known(
        "cc-gateway.poll.gap",
        &REFERENCE,
        "Polling",
        "clients poll again 200 to 500 milliseconds after a reply",
    ),
    known("cc-gateway.poll.heartbeat", &REFERENCE, "Polling", "the poll keeps the session alive"),
    known(
        "cc-gateway.poll.silence",
        &GUIDE,
        "Polling",
        "an agent from whom no request comes for 120 seconds is signed out",
    ),
    // sessions
    known(
        "cc-gateway.login.status",
        &REFERENCE,
        "Signing in",
        "an agent is idle after signing in, unless the request asks for another state",
    ),
    known(
        "cc-gateway.login.auto-answer",
        &REFERENCE,
        "Signing in",
        "calls are answered by themselves unless autoanswer is false; then the agent gets AgentEvent_Ringing and must answer",
    ),
    known(
        "cc-gateway.login.auto-enter-idle",
        &REFERENCE,
        "Signing in",
        "an agent is idle after a call unless autoenteridle is false; then the agent does after-call work",
    ),
    known(
        "cc-gateway.login.push-mode",
        &GUIDE,
        "Signing in",
        "events are pushed when both callBackUri and serviceToken are given, and polled otherwise",
    ),
    statement(
        "cc-gateway.login.texts",
        &REFERENCE,
        "Signing in",
        Basis::Sampled,
        "numbers and truth values may come as texts",
    ),
    known(
        "cc-gateway.login.no-overlap",
        &REFERENCE,
        "Signing in",
        "an agent signs in or out only once the answer to the request before has come",
    ),
    known(
        "cc-gateway.logout.prerequisites.signed-in",
        &REFERENCE,
        "Signing out",
        "a session of the agent is open",
    ),
    known(
        "cc-gateway.logout.in-call",
        &REFERENCE,
        "Signing out",
        "an agent who talks or is about to answer is not signed out",
    ),
    known(
        "cc-gateway.logout.event-may-be-missing",
        &REFERENCE,
        "Signing out",
        "the event of the sign-out does not always come; if it comes, the agent is signed out",
    ),
    ours(
        "cc-gateway.logout.which-refusal",
        "Signing out",
        Basis::Inferred,
        "an agent who has signed out is refused with 100-008, one who never signed in with 100-006, an agent number that is none with 100-005",
    ),
    ours(
        "cc-gateway.logout.event-once",
        "Signing out",
        Basis::Chosen,
        "in the first edition the event of a sign-out comes with the first poll with the token of the session, within 120 seconds; later editions have none",
    ),
    known(
        "cc-gateway.agent-status.prerequisites.signed-in",
        &REFERENCE,
        "Agent status",
        "a session of the agent is open",
    ),
    known(
        "cc-gateway.say-busy.again",
        &REFERENCE,
        "Agent status",
        "an agent who is busy already must give both a reason and whether the spell is made longer",
    ),
    known(
        "cc-gateway.cancel-work.prerequisites.working",
        &REFERENCE,
        "Agent status",
        "the agent does after-call work",
    ),
    // calls
    known(
        "cc-gateway.callout.prerequisites.signed-in",
        &REFERENCE,
        "Calling",
        "a session of the agent is open",
    ),
    known(
        "cc-gateway.callout.prerequisites.not-answering",
        &REFERENCE,
        "Calling",
        "the agent is in no call, held calls not counted",
    ),
    ours(
        "cc-gateway.callout.from-busy",
        "Calling",
        Basis::Inferred,
        "an agent may call from busy and from after-call work too: clients offer it there",
    ),
    known(
        "cc-gateway.answer.prerequisites.ringing",
        &REFERENCE,
        "Calling",
        "the agent has got AgentEvent_Ringing",
    ),
    known("cc-gateway.hold.prerequisites.ongoing-call", &REFERENCE, "Calling", "the agent is in a call"),
    known("cc-gateway.get-hold.prerequisites.held-call", &REFERENCE, "Calling", "the agent holds a call"),
    known(
        "cc-gateway.begin-mute.prerequisites.ongoing-call",
        &REFERENCE,
        "Calling",
        "the agent is in a call",
    ),
    known("cc-gateway.end-mute.prerequisites.muted", &REFERENCE, "Calling", "the call is muted"),
    known(
        "cc-gateway.begin-mute.internal-calls",
        &REFERENCE,
        "Calling",
        "a call between agents cannot be muted",
    ),
    // sequences
    known(
        "cc-gateway.sequences.sign-in",
        &GUIDE,
        "Sequences",
        "signing in brings AgentOther_InService, then AgentState_Ready",
    ),
    known(
        "cc-gateway.sequences.outbound",
        &GUIDE,
        "Sequences",
        "an outbound call brings PhoneAlerting, PhoneOffhook, AgentState_Busy, Customer_Alerting and Talking",
    ),
    known(
        "cc-gateway.sequences.outbound-unanswered",
        &GUIDE,
        "Sequences",
        "an outbound call that is not answered brings PhoneRelease, Call_Out_Fail, Connect_Fail and AgentState_Ready",
    ),
    known(
        "cc-gateway.sequences.outbound-not-lifted",
        &GUIDE,
        "Sequences",
        "an outbound call whose agent does not lift the handset brings Call_Out_Fail, Connect_Fail and PhoneRelease",
    ),
    known(
        "cc-gateway.sequences.inbound",
        &GUIDE,
        "Sequences",
        "an inbound call brings AgentState_Busy, PhoneAlerting, PhoneOffhook and Ringing; once answered Talking, and No_Answer if nobody does",
    ),
    seen(
        "cc-gateway.sequences.inbound-auto",
        "Sequences",
        "a call that is answered by itself brings Auto_Answer instead of Ringing",
    ),
    known(
        "cc-gateway.sequences.release",
        &GUIDE,
        "Sequences",
        "hanging up brings Call_Release, Customer_Release, PhoneRelease and AgentState_Ready",
    ),
    ours(
        "cc-gateway.sequences.release-order",
        "Sequences",
        Basis::Chosen,
        "the events of hanging up come in the order of the list",
    ),
    ours(
        "cc-gateway.sequences.wishes",
        "Sequences",
        Basis::Chosen,
        "a wish for another state brings one event: CancelNotReady_Success for idle after busy, AgentState_Ready for idle otherwise, SetNotReady_Success, SetWork_Success or CancelWork_Success",
    ),
    seen("cc-gateway.ids.call", "Ids", "a call id is the Unix time in seconds, a hyphen and a counter"),
];
