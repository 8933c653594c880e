//! What is known of CCC beyond an agent's own calls: queues, transfers, flows, conferences, supervision and other ways to call.

use super::rules::{chosen, events, inferred, rule};
use crate::ccc::documents::{GUIDE, REFERENCE};
use crate::clause::{Clause, statement};
use crate::document::{DECISIONS, Document};
use offhook_machine::Basis;

/// What a document states.
const fn stated(id: &'static str, document: &'static Document, text: &'static str) -> Clause {
    rule(id, document, Basis::Documented, text)
}

/// What the event pages state.
const fn sends(id: &'static str, text: &'static str) -> Clause {
    events(id, Basis::Documented, text)
}

/// Which events we send where the event pages are silent.
const fn chosen_events(id: &'static str, text: &'static str) -> Clause {
    statement(id, &DECISIONS, "Event messages", Basis::Chosen, text)
}

pub(super) const CLAUSES: &[Clause] = &[
    // how an agent takes calls
    stated(
        "ccc.rules.work-mode-mobile",
        &REFERENCE,
        "an agent off site answers on the own mobile, whose number Mobile gives",
    ),
    stated(
        "ccc.rules.work-mode-groups",
        &REFERENCE,
        "a change to work off site may name the skill groups to sign in to",
    ),
    chosen(
        "ccc.rules.configure",
        "work mode and visibility may be changed in any state but those of a call, and change no state",
    ),
    stated(
        "ccc.rules.visibility",
        &REFERENCE,
        "an invisible agent only places calls, as one does whom ReadyForService made so",
    ),
    inferred("ccc.rules.visibility-shown", "the answer shows an invisible agent's OutboundScenario as true"),
    rule("ccc.rules.reset", &REFERENCE, Basis::Sampled, "ResetAgentState leads to OFFLINE"),
    chosen(
        "ccc.rules.leg-left-over",
        "who has a channel that has not ended is not made READY, hidden or shown: InvalidOperation.ChannelState expects RELEASED",
    ),
    chosen("ccc.rules.reset-states", "a reset is refused in the states of a call"),
    stated(
        "ccc.rules.device-state",
        &REFERENCE,
        "DeviceState is the state of the agent's SIP phone: ONLINE, OFFLINE or UNREGISTERED",
    ),
    chosen(
        "ccc.rules.device-state-chosen",
        "the phone of an agent who is signed in is ONLINE, of one who is not OFFLINE; an agent without an extension is UNREGISTERED",
    ),
    // other ways to call
    stated("ccc.rules.redial", &REFERENCE, "RedialCall calls again, and JobId names the earlier call"),
    chosen(
        "ccc.rules.redial-callee",
        "Callee and Caller take the place of the earlier call's; without JobId it is the agent's last call",
    ),
    chosen("ccc.rules.redial-nothing", "where there is nobody to call again, Callee is blank"),
    inferred("ccc.rules.redial-as-make-call", "but for whom it calls, RedialCall does what MakeCall does"),
    stated(
        "ccc.rules.default-timeout",
        &REFERENCE,
        "without TimeoutSeconds a transfer, a supervision, a double call or a conference is given up after 30 seconds",
    ),
    inferred("ccc.rules.timeout-range", "where no range is published, TimeoutSeconds is from 1 to 300"),
    stated(
        "ccc.rules.back-to-back-order",
        &GUIDE,
        "a double call calls Caller first, Callee once Caller has answered, and connects the two once Callee has",
    ),
    stated(
        "ccc.rules.back-to-back-broker",
        &REFERENCE,
        "Broker calls both parties of a double call, or the first if AdditionalBroker is given, which calls the second",
    ),
    stated("ccc.rules.back-to-back-no-agent", &REFERENCE, "no agent takes part in a double call"),
    chosen(
        "ccc.rules.back-to-back-unanswered",
        "a double call of which one party does not answer ends for the other too",
    ),
    inferred("ccc.rules.back-to-back-ends", "whichever party hangs up, a double call ends for both"),
    stated(
        "ccc.rules.predictive-flow",
        &REFERENCE,
        "the party of a predictive call meets the contact flow on answering",
    ),
    chosen(
        "ccc.rules.predictive-agent",
        "a predictive call has no agent until its contact flow asks for one, as an inbound call has",
    ),
    chosen(
        "ccc.rules.agentless-user",
        "a call that names no agent is answered with the user of the caller's account, or with no user",
    ),
    // queues
    stated(
        "ccc.rules.queue-order",
        &GUIDE,
        "a caller passes through the IVR and the queue of a skill group, is assigned to an agent, and only then rings there",
    ),
    chosen(
        "ccc.rules.queue-first-come",
        "of calls of equal priority the one that came first is served first",
    ),
    stated("ccc.rules.call-priority", &REFERENCE, "of waiting calls priority 0 goes first and 9 last"),
    chosen("ccc.rules.call-priority-default", "a call for which no priority is asked has priority 5"),
    chosen(
        "ccc.rules.longest-idle",
        "of the agents who are READY the one who has been so for longest gets the call, of several the one added first",
    ),
    inferred("ccc.rules.outbound-only-unassigned", "an agent who only places calls is assigned none"),
    stated(
        "ccc.rules.routing-type",
        &REFERENCE,
        "with RoutingType Manual a waiting call is assigned by ClaimCall, else by the service",
    ),
    stated("ccc.rules.strategy", &REFERENCE, "StrategyName says how the service picks the agent"),
    chosen(
        "ccc.rules.strategy-ignored",
        "MOST_IDLE picks the agent idle for longest, and so does every other StrategyName, whose measure no page gives",
    ),
    stated(
        "ccc.rules.ringing-timeout-returns",
        &GUIDE,
        "a call that rang too long at an agent returns to the queue",
    ),
    inferred("ccc.rules.reject-returns", "a call from the queue that an agent declines returns to it"),
    chosen("ccc.rules.return-keeps-place", "a call that returns to the queue keeps its place there"),
    stated(
        "ccc.rules.abandon-phases",
        &GUIDE,
        "a caller may give up in the IVR, in the queue or while an agent's phone rings",
    ),
    stated("ccc.rules.queue-timeout", &GUIDE, "a call that waits too long leaves the queue without an agent"),
    chosen("ccc.rules.queue-timeout-ends", "a call that waited too long is hung up"),
    stated(
        "ccc.rules.queue-overflow",
        &REFERENCE,
        "a queue with the overflow threshold 0 takes any number of calls",
    ),
    chosen("ccc.rules.queue-overflow-ends", "a call that a full queue does not take is hung up"),
    stated("ccc.rules.claim", &REFERENCE, "ClaimCall assigns a waiting call to an agent"),
    chosen(
        "ccc.rules.claim-agent",
        "the call goes to the user who claims it, or to the READY candidate idle for longest if there are candidates",
    ),
    chosen(
        "ccc.rules.candidates",
        "CandidateUserListJson is a list of user ids or of objects that say userId; where none of them is free the claim is refused with UserBusy",
    ),
    chosen(
        "ccc.rules.claim-states",
        "only a READY agent can claim without naming candidates, and only a call that waits in a queue",
    ),
    // keys and flows
    stated(
        "ccc.rules.dtmf",
        &REFERENCE,
        "SendDtmfSignaling sends one key to the channel named: 0 to 9, * or #",
    ),
    inferred("ccc.rules.dtmf-changes-nothing", "a key changes no state"),
    chosen("ccc.rules.dtmf-states", "keys are sent by an agent who is TALKING to a channel that is ANSWERED"),
    inferred(
        "ccc.rules.authentication",
        "the customer leaves the agent for the contact flow of an authentication, and comes back when the flow ends",
    ),
    chosen("ccc.rules.authentication-waits", "while the customer is in the flow the agent is TALKING"),
    stated(
        "ccc.rules.survey-channel",
        &REFERENCE,
        "a survey is by voice, in the contact flow named, unless SurveyChannel says otherwise",
    ),
    chosen(
        "ccc.rules.survey",
        "a survey by voice ends the agent's channel, and the customer is in the contact flow from then on",
    ),
    chosen("ccc.rules.survey-voice", "a survey is by voice where SurveyChannel is IVR or left out"),
    chosen("ccc.rules.survey-other", "a survey that is not by voice leaves the call as it is"),
    // transfers
    stated(
        "ccc.rules.blind-transfer",
        &GUIDE,
        "a blind transfer ends the channel of the agent who transfers before the target rings",
    ),
    stated(
        "ccc.rules.blind-transfer-after-call-work",
        &GUIDE,
        "the agent who transferred does after-call work, and may be READY before the target answers",
    ),
    stated(
        "ccc.rules.blind-transfer-unanswered",
        &REFERENCE,
        "a target that does not answer a blind transfer within TimeoutSeconds ends the call",
    ),
    stated(
        "ccc.rules.attended-transfer",
        &GUIDE,
        "an attended transfer rings at the target while the agent stays, and ends the agent's channel on completion",
    ),
    stated(
        "ccc.rules.attended-transfer-unanswered",
        &REFERENCE,
        "a target that does not answer within TimeoutSeconds is no longer called",
    ),
    chosen(
        "ccc.rules.consultation-holds",
        "during a consultation the customer hears music, without an event",
    ),
    chosen(
        "ccc.rules.complete-needs-answer",
        "an attended transfer is completed only once the target has answered",
    ),
    stated(
        "ccc.rules.cancel-until-completion",
        &REFERENCE,
        "an attended transfer may be cancelled from its start until its completion, also after the target answered",
    ),
    chosen(
        "ccc.rules.cancel-returns",
        "after a consultation that was cancelled, or that the target ended, the agent talks to the customer again",
    ),
    chosen("ccc.rules.customer-leaves-consultation", "a customer who hangs up ends the consultation too"),
    inferred("ccc.rules.transfer-states", "only an agent who is TALKING can transfer, and only the own call"),
    stated(
        "ccc.rules.transferee-type",
        &REFERENCE,
        "without TransfereeType the form of Transferee says what the target is",
    ),
    stated(
        "ccc.rules.transferor",
        &REFERENCE,
        "Transferor is the number that calls an outside target, and has no effect on others",
    ),
    chosen("ccc.rules.transferee-busy", "a transfer to an agent who is not READY is refused with UserBusy"),
    // conferences
    stated(
        "ccc.rules.start-conference",
        &REFERENCE,
        "a conference calls colleagues by extension and outside parties by number",
    ),
    chosen("ccc.rules.start-conference-agent-first", "the agent who starts a conference is called first"),
    chosen(
        "ccc.rules.start-conference-unanswered",
        "a party who does not answer is missing from the conference",
    ),
    stated(
        "ccc.rules.switch-to-conference",
        &REFERENCE,
        "SwitchToConference makes a conference of three of a consultation",
    ),
    stated(
        "ccc.rules.end-conference",
        &REFERENCE,
        "EndConference lets the agent leave a call, which must be a conference",
    ),
    chosen("ccc.rules.conference-of-two", "a conference goes on as long as two parties are left"),
    // supervision
    stated("ccc.rules.supervisor-idle", &GUIDE, "a supervisor begins to listen when idle"),
    inferred("ccc.rules.monitor-needs-talking", "only an agent who is TALKING can be listened to"),
    inferred(
        "ccc.rules.supervision-audibility",
        "nobody hears a supervisor who listens, the agent alone one who coaches, everybody one who barged in",
    ),
    inferred(
        "ccc.rules.supervision-flags",
        "the supervisor's channel is MONITORING or COACHING, and the agent's MONITORED or COACHED",
    ),
    stated(
        "ccc.rules.supervision-redials",
        &GUIDE,
        "going from listening to coaching, joining or taking over ends the supervisor's channel and dials another",
    ),
    chosen(
        "ccc.rules.supervision-from-ready",
        "a supervisor may also coach, barge in or intercept when READY, without listening first",
    ),
    stated(
        "ccc.rules.supervisor-ready",
        &GUIDE,
        "a supervisor who leaves a call listened to, coached or joined is READY at once, without after-call work",
    ),
    stated(
        "ccc.rules.barge-is-terminal",
        &GUIDE,
        "barging in and coaching end in a conference of three, which is left by hanging up only",
    ),
    stated(
        "ccc.rules.intercept",
        &GUIDE,
        "an intercept ends the agent's channel before the supervisor is dialled in the agent's place",
    ),
    stated(
        "ccc.rules.intercept-after-call-work",
        &GUIDE,
        "after an intercept the agent does after-call work, and so does the supervisor after the call",
    ),
    chosen(
        "ccc.rules.intercept-not-picked-up",
        "an intercept that the supervisor does not pick up ends the call: the supervisor is READY, and the agent, whose channel ended before, does after-call work",
    ),
    chosen(
        "ccc.rules.supervised-call-ends",
        "when the supervised call ends, the supervisor's channel ends too",
    ),
    chosen(
        "ccc.rules.one-supervisor",
        "an agent has one supervisor at a time: another is refused with UserBusy",
    ),
    // events of calls without or before an agent
    sends(
        "ccc.events.inbound-through-ivr",
        "an inbound call sends Route2IVR, Enqueue and AssignAgent for the caller's channel, then Ringing and AgentRinging for the agent's; once answered AgentTalk and Established for the agent's channel, and none for the caller's",
    ),
    sends(
        "ccc.events.abandoned",
        "a caller who gives up sends Abandoned, with the abandonPhase IVR, Queuing or Ringing",
    ),
    sends("ccc.events.queueing-timeout", "a call that waits too long sends QueueingTimeout after Enqueue"),
    sends("ccc.events.ringing-timeout-order", "RingingTimeout comes after AgentRinging"),
    sends(
        "ccc.events.queue-fields",
        "Enqueue, QueueingTimeout and AssignAgent say whether the queue is a skill group's or an agent's",
    ),
    chosen_events("ccc.events.requeued", "a call that returns to the queue sends Enqueue again"),
    sends(
        "ccc.events.back-to-back",
        "a double call sends Dialing for the centre and Ringing for the first party; once that answers Ringing for the second; once that answers Established for the first, then for the second",
    ),
    sends(
        "ccc.events.back-to-back-hangs-up",
        "when a party of a double call hangs up, Released for that party comes first, then for the other",
    ),
    sends(
        "ccc.events.conference-unpublished",
        "the events of conferences and of predictive calls are announced as not yet released",
    ),
    chosen_events(
        "ccc.events.predictive",
        "a predictive call sends Dialing for the centre and Ringing for the party; once answered Established and Route2IVR, then what an inbound call sends",
    ),
    chosen_events(
        "ccc.events.conference",
        "a conference sends for each party what a call sends: dialling, ringing, established, released",
    ),
    // events of phones
    sends(
        "ccc.events.sip-phone-to-agent",
        "a colleague dialled on a SIP phone sends AgentDialing, Dialing, Ringing and AgentRinging in no fixed order; once answered AgentTalk and Established for both, in no fixed order",
    ),
    sends(
        "ccc.events.sip-phone-to-customer",
        "a customer dialled on a SIP phone sends Ringing, AgentDialing and Dialing in no fixed order; once answered Established for the customer's channel, then AgentTalk and Established for the agent's in either order",
    ),
    // events of transfers
    sends(
        "ccc.events.blind-transfer",
        "a blind transfer sends Released and AgentRelease for the agent, BlindTransfer for the customer's channel, then AgentRinging and Ringing for the target in either order; once answered AgentTalk and Established",
    ),
    sends(
        "ccc.events.blind-transfer-ready",
        "AgentReady of the agent who transferred may come at any time after AgentRelease",
    ),
    sends(
        "ccc.events.attended-transfer",
        "a consultation sends InitiateConsultant for the agent, then Ringing and AgentRinging for the target in either order; once answered AgentTalk, Established and StartConsultant; on completion AgentRelease and Released for the agent, AttendedTransfer for the customer's channel and StopConsultant",
    ),
    chosen_events(
        "ccc.events.attended-transfer-cancelled",
        "cancelling sends what hanging up sends for the target, then StopConsultant for the agent",
    ),
    chosen_events(
        "ccc.events.switch-to-conference",
        "making a conference of a consultation sends StopConsultant for the agent",
    ),
    sends(
        "ccc.events.transfer-fields",
        "BlindTransfer and AttendedTransfer say who transferred, as originator, and to whom, as destination",
    ),
    chosen_events(
        "ccc.events.transfer-to-a-group",
        "a BlindTransfer to a skill group names the group as destination, one to a contact flow nothing",
    ),
    // events of supervision
    sends(
        "ccc.events.monitor",
        "listening sends AgentDialing, Dialing, AgentTalk and Established for the supervisor, then StartSilentMonitor for the agent; its end AgentRelease and Released for the supervisor, StopSilentMonitor for the agent and AgentReady for the supervisor",
    ),
    sends(
        "ccc.events.coach",
        "from listening to coaching, the events of the end of listening come first, then AgentDialing, Dialing, AgentTalk, Established and StartCoach for the supervisor; the end of coaching sends StopCoach before AgentRelease, Released and AgentReady",
    ),
    sends(
        "ccc.events.barge-in",
        "from listening to joining, the events of the end of listening come first, then AgentDialing, Dialing, AgentTalk, Established and BargeIn for the supervisor, and none for the agent; leaving sends AgentRelease, Released and AgentReady",
    ),
    sends(
        "ccc.events.intercept",
        "from listening to taking over, the events of the end of listening come first, then AgentRelease and Released for the agent in either order, then Intercept, AgentDialing, Dialing, AgentTalk and Established for the supervisor",
    ),
    sends(
        "ccc.events.counterparty",
        "the events of a consultation and of supervision name the other party as counterparty",
    ),
    sends(
        "ccc.events.scenario",
        "scenario says which transfer, consultation, supervision or conference an event of a channel is part of",
    ),
    chosen_events(
        "ccc.events.scenario-legs",
        "scenario is BLIND_TRANSFER or ATTENDED_TRANSFER on the channels of who hands a call on and of who gets it, CONFERENCE on every channel of a consultation that became one, INTERCEPTED on the channel of an agent whose call is taken over, and else follows from the channel's call type",
    ),
    // events of keys and flows
    chosen_events("ccc.events.dtmf", "a key sends no event"),
    chosen_events(
        "ccc.events.flow",
        "a customer who is sent to a contact flow sends Route2IVR; a survey ends the agent's channel as hanging up does",
    ),
];
