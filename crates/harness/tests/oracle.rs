//! Our machine beside the subject: it agrees with itself under other names, and sees what no expectation mentions.
#![cfg(test)]

use std::path::Path;

use offhook_dialect::{HttpRequest, HttpResponse, ccc};
use offhook_harness::{
    InProcess, Options, Subject, SubjectError, SuiteReport, Times, Verdict, Wrap, Wrapped, read_scenarios,
    run_case,
};
use offhook_scenario::files::read_named;
use offhook_scenario::parse;
use serde_json::Value;

const OPTIONS: Options<'_> = Options { oracle: Some(Times::Virtual), ..Options::strict(&read_named) };

/// Other ids, and what is said may be changed.
struct Other {
    change: fn(&HttpRequest, HttpResponse) -> HttpResponse,
    /// Which events are handed out, of those that are about to be; what is put into the first is kept until the next time.
    tell: fn(&mut Vec<Value>, Vec<Value>) -> Vec<Value>,
    kept: Vec<Value>,
}

impl Wrap for Other {
    fn reset(&mut self) {
        self.kept.clear();
    }

    fn seed(&self, asked: u64) -> u64 {
        asked + 1
    }

    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        inner.request(request).map(|answer| (self.change)(request, answer))
    }

    fn events(&mut self, _: &InProcess, events: Vec<Value>) -> Vec<Value> {
        (self.tell)(&mut self.kept, events)
    }
}

fn saying(change: fn(&HttpRequest, HttpResponse) -> HttpResponse) -> Wrapped<Other> {
    Wrapped::new(Other { change, tell: |_, events| events, kept: Vec::new() })
}

fn telling(tell: fn(&mut Vec<Value>, Vec<Value>) -> Vec<Value>) -> Wrapped<Other> {
    Wrapped::new(Other { change: |_, answer| answer, tell, kept: Vec::new() })
}

/// True for a request of CCC for this action.
fn asks(request: &HttpRequest, action: &str) -> bool {
    (ccc::VENDOR.routes.operation)(request).is_some_and(|operation| operation.name() == action)
}

const CALL: &str = r#"offhook: 1
id: beside.call
dialect: ccc
given:
  users:
    amy: { state: READY, extension: "8001" }
steps:
- request: { by: amy, action: MakeCall, with: { Callee: "13188888888" } }
- network: { answers: amy }
- network: { answers: customer }
- request: { by: amy, action: HoldCall, with: { JobId: $job, ChannelId: $customer.channel } }
- poll: { user: amy }
- request: { by: amy, action: ReleaseCall, with: { JobId: $job, ChannelId: $customer.channel } }
- poll: { user: amy }
"#;

fn events(subject: &mut dyn Subject) -> (Verdict, Vec<String>) {
    played(CALL, subject, true)
}

fn played(scenario: &str, subject: &mut dyn Subject, strict: bool) -> (Verdict, Vec<String>) {
    let scenario = parse("call.yaml", scenario).unwrap();
    let report = run_case(&scenario, subject, &Options { strict, ..OPTIONS });
    let text = |it: &offhook_scenario::Diagnostic| {
        let notes: Vec<String> = it.remarks.iter().map(|remark| format!("{remark:?}")).collect();
        format!("{}: {} {}", it.title, it.label.clone().unwrap_or_default(), notes.join(" "))
    };
    (report.verdict, report.failures.iter().map(text).collect())
}

#[test]
fn every_shipped_scenario_agrees_with_our_machine_under_other_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let scenarios = read_scenarios(&[root]).unwrap();
    assert!(scenarios.len() > 1_000);
    let mut subject = saying(|_, answer| answer);
    let failing: Vec<_> = scenarios
        .iter()
        .map(|scenario| run_case(scenario, &mut subject, &OPTIONS))
        .filter(|report| report.verdict != Verdict::Pass)
        .collect();
    let first = failing
        .first()
        .map(|it| (it.id.clone(), it.failures.first().map(|it| (it.title.clone(), it.label.clone()))));
    assert_eq!(failing.len(), 0, "{first:?}");
}

#[test]
fn a_script_without_expectations_passes_where_nothing_departs() {
    assert_eq!(events(&mut saying(|_, answer| answer)), (Verdict::Pass, Vec::new()));
}

/// Answers that succeed have a message, which says nothing.
fn empty_message(mut answer: HttpResponse) -> HttpResponse {
    if answer.body.contains(r#""Code":"OK""#) {
        answer.body = answer.body.replacen('{', r#"{"Message":"","Params":[],"#, 1);
    }
    answer
}

#[test]
fn no_value_may_be_spelled_in_any_way_but_always_in_the_same() {
    let mut spelled = saying(|_, answer| empty_message(answer));
    assert_eq!(
        played(&CALL.replace("dialect: ccc", "dialect: ccc\nwire: typed"), &mut spelled, true).1,
        [""; 0]
    );
    let mut mixed =
        saying(|request, answer| if asks(request, "HoldCall") { answer } else { empty_message(answer) });
    let (verdict, found) =
        played(&CALL.replace("dialect: ccc", "dialect: ccc\nwire: typed"), &mut mixed, false);
    assert_eq!(verdict, Verdict::Fail);
    assert!(found[0].contains("one option of `ccc.no-value.json.Message` is taken here"), "{found:?}");
    assert!(
        found[0].contains("expected empty-text") && found[0].contains("observed absent or by-row"),
        "{found:?}"
    );
}

#[test]
fn a_suite_binds_the_options_of_a_subject_over_all_cases_and_a_claim_from_the_first() {
    let text = CALL.replace("dialect: ccc", "dialect: ccc\nwire: typed");
    let one = parse("one.yaml", &text).unwrap();
    let two = parse("two.yaml", &text.replace("id: beside.call", "id: beside.other")).unwrap();
    let cases = vec![
        run_case(&one, &mut saying(|_, answer| empty_message(answer)), &OPTIONS),
        run_case(&two, &mut saying(|_, answer| answer), &OPTIONS),
    ];
    let mut report = SuiteReport { cases, skipped: 0 };
    let profile = report.settle_profile(None);
    assert_eq!(
        report.cases.iter().map(|case| case.verdict).collect::<Vec<_>>(),
        [Verdict::Pass, Verdict::Fail]
    );
    let label = report.cases[1].failures[0].label.clone().unwrap();
    assert!(label.contains("as in beside.call"), "{label}");
    assert_eq!(profile.freedoms["ccc.no-value.json.Message"].option(), "empty-text");
    let claimed = Options { profile: Some(&profile), ..OPTIONS };
    assert_eq!(run_case(&two, &mut saying(|_, answer| answer), &claimed).verdict, Verdict::Fail);
    assert_eq!(
        run_case(&two, &mut saying(|_, answer| empty_message(answer)), &claimed).verdict,
        Verdict::Pass
    );
}

#[test]
fn a_wrong_value_is_seen_and_its_clause_is_cited() {
    let (verdict, found) = events(&mut saying(|request, mut answer| {
        if asks(request, "HoldCall") {
            answer.body = answer.body.replace("TALKING", "READY");
        }
        answer
    }));
    assert_eq!(verdict, Verdict::Fail);
    assert!(found[0].contains("UserState` is not what our machine answers"), "{found:?}");
    assert!(found[0].contains("expected \"TALKING\", observed \"READY\""), "{found:?}");
    assert!(found[0].contains("ccc.hold-call.response."), "{found:?}");
}

/// The clauses that failures are about on such a subject.
fn blamed(change: fn(&HttpRequest, HttpResponse) -> HttpResponse) -> Vec<Option<String>> {
    let scenario = parse("call.yaml", CALL).unwrap();
    run_case(&scenario, &mut saying(change), &OPTIONS).failures.into_iter().map(|it| it.clause).collect()
}

/// The answer to HoldCall, spoilt; any other as it is.
fn spoilt(
    request: &HttpRequest,
    mut answer: HttpResponse,
    spoil: impl Fn(&mut HttpResponse),
) -> HttpResponse {
    if asks(request, "HoldCall") {
        spoil(&mut answer);
    }
    answer
}

#[test]
fn every_judgement_names_its_row() {
    let row = Some("ccc.hold-call.response.Data.UserContext.UserState".to_owned());
    let value =
        blamed(|request, answer| spoilt(request, answer, |it| it.body = it.body.replace("TALKING", "READY")));
    assert_eq!(value.as_slice(), std::slice::from_ref(&row));
    let missing = blamed(|request, answer| {
        spoilt(request, answer, |it| it.body = it.body.replace("\"UserState\"", "\"State\""))
    });
    assert_eq!(missing.first(), Some(&row), "{missing:?}");
    let whole = Some("ccc.hold-call".to_owned());
    let status = blamed(|request, answer| spoilt(request, answer, |it| it.status = 201));
    assert_eq!(status.as_slice(), std::slice::from_ref(&whole));
    let refused = blamed(|request, answer| {
        spoilt(request, answer, |it| {
            it.status = 400;
            it.body = r#"{"Code":"UserBusy","Message":"","RequestId":"1","HttpStatusCode":400}"#.to_owned();
        })
    });
    assert!(refused.contains(&whole), "{refused:?}");
}

#[test]
fn a_request_that_should_be_accepted_is_not() {
    let (verdict, found) = events(&mut saying(|request, mut answer| {
        if asks(request, "ReleaseCall") {
            answer.status = 404;
            answer.body = r#"{"RequestId":"x","HttpStatusCode":404,"Code":"NotExists.JobId","Message":"The call job-1 does not exist."}"#.to_owned();
        }
        answer
    }));
    assert_eq!(verdict, Verdict::Fail);
    assert!(found.iter().any(|it| it.contains("NotExists.JobId")), "{found:?}");
}

#[test]
fn a_lost_event_is_missed() {
    let (verdict, found) = events(&mut telling(|_, mut events| {
        events.retain(|event| event["eventType"] != "Held");
        events
    }));
    assert_eq!(verdict, Verdict::Fail);
    assert!(found[0].contains("expected Held"), "{found:?}");
}

/// Where a name has no value because an event was lost, the event is what is reported.
#[test]
fn a_case_that_cannot_go_on_says_what_went_otherwise_before() {
    let mut loses = telling(|_, mut events| {
        events.retain(|event| event["eventType"] != "Ringing" && event["eventType"] != "Established");
        events
    });
    let scenario = CALL.replace(
        "- network: { answers: customer }",
        "- network: { rings: customer }\n- network: { answers: customer }",
    );
    let (verdict, found) = played(&scenario, &mut loses, false);
    assert_eq!(verdict, Verdict::Fail, "{found:?}");
    assert!(found[0].starts_with("no event Established: for amy: expected Established"), "{found:?}");
    assert!(
        found[1].starts_with("the case cannot go on, because an earlier step went otherwise: "),
        "{found:?}"
    );
}

fn swapped_within_a_step(_: &mut Vec<Value>, mut events: Vec<Value>) -> Vec<Value> {
    events.reverse();
    events
}

/// What is said when amy's channel is held is handed out only behind the first event that amy gets thereafter.
fn swapped_between_steps(kept: &mut Vec<Value>, mut events: Vec<Value>) -> Vec<Value> {
    if events.iter().any(|event| event["eventType"] == "Held") {
        kept.append(&mut events);
    } else if let Some(first) = events.iter().position(|event| event["agentId"] == "amy@ccc-test") {
        events.splice(first + 1..first + 1, kept.drain(..));
    }
    events
}

#[test]
fn another_order_of_the_events_of_a_step_fails_only_for_who_is_strict() {
    let (verdict, found) = played(CALL, &mut telling(swapped_within_a_step), false);
    assert_eq!((verdict, found.len()), (Verdict::Pass, 0), "{found:?}");
    let (verdict, found) = played(CALL, &mut telling(swapped_within_a_step), true);
    assert_eq!((verdict, found.len()), (Verdict::Fail, 1), "once a party: {found:?}");
    assert!(found[0].contains("amy gets the events of one moment in another order"), "{found:?}");
    assert!(found[0].contains("expected AgentDialing, Dialing; observed Dialing, AgentDialing"), "{found:?}");
}

#[test]
fn behind_another_order_the_contents_are_still_looked_at() {
    let (verdict, found) = played(
        CALL,
        &mut telling(|kept, mut events| {
            for event in &mut events {
                if event["eventType"] == "Established" {
                    event["callType"] = "INBOUND".into();
                }
            }
            swapped_within_a_step(kept, events)
        }),
        false,
    );
    assert_eq!(verdict, Verdict::Fail);
    assert!(found.iter().any(|it| it.contains("`callType` of the event Established")), "{found:?}");
}

#[test]
fn events_of_two_steps_are_not_to_change_places() {
    let (verdict, found) = played(CALL, &mut telling(swapped_between_steps), false);
    assert_eq!(verdict, Verdict::Fail, "{found:?}");
    assert!(found.iter().any(|it| it.contains("expected Held, observed AgentRelease")), "{found:?}");
}

const RINGS: &str = r#"offhook: 1
id: beside.rings
dialect: cc-gateway
given:
  users:
    amy: { agent_id: 1001, state: READY }
steps:
- network: { inbound: { from: "13188888888", to: amy } }
- request: { by: amy, action: answer }
- request: { by: amy, action: release }
"#;

/// The two events change places: they have no contents.
fn exchanged(one: &str, other: &str, mut answer: HttpResponse) -> HttpResponse {
    let (from, to) = if answer.body.contains(one) { (one, other) } else { (other, one) };
    answer.body = answer.body.replace(from, to);
    answer
}

#[test]
fn of_polled_events_too_it_counts_in_which_step_they_came_about() {
    let mut of_one_step =
        saying(|_, answer| exchanged("AgentState_Busy", "AgentOther_PhoneAlerting", answer));
    let (verdict, found) = played(RINGS, &mut of_one_step, false);
    assert_eq!((verdict, found.len()), (Verdict::Pass, 0), "{found:?}");
    let mut of_two_steps =
        saying(|_, answer| exchanged("AgentOther_PhoneAlerting", "AgentOther_PhoneRelease", answer));
    let (verdict, found) = played(RINGS, &mut of_two_steps, false);
    assert_eq!(verdict, Verdict::Fail, "{found:?}");
    assert!(found[0].contains("no event "), "{found:?}");
}

const SILENT: &str = r#"offhook: 1
id: beside.silent
dialect: cc-gateway
given:
  users:
    amy: { agent_id: 1001, state: READY }
    bob: { agent_id: 1002, state: READY }
steps:
- wait: 119s
- request: { by: bob, action: getAgentEvent }
- wait: 2s
- network: { inbound: { from: "13188888888", to: bob } }
"#;

/// What comes of the agents' last polls, where the subject's answers to some are changed.
fn polled(change: fn(&HttpRequest, HttpResponse) -> HttpResponse) -> (Verdict, Vec<String>) {
    let scenario = parse("silent.yaml", SILENT).unwrap();
    let report = run_case(&scenario, &mut saying(change), &OPTIONS);
    (report.verdict, report.failures.iter().map(|it| it.title.clone()).collect())
}

fn polls(request: &HttpRequest, agent: &str) -> bool {
    request.method == "GET" && request.target.ends_with(&format!("agentevent/{agent}"))
}

#[test]
fn who_was_signed_out_for_silence_cannot_be_polled_and_need_not_be() {
    assert_eq!(polled(|_, answer| answer), (Verdict::Pass, Vec::new()));
}

#[test]
fn a_colleague_of_who_was_signed_out_is_still_listened_to() {
    let (verdict, found) = polled(|request, mut answer| {
        if polls(request, "1002") {
            answer.body = r#"{"message":"","retcode":"0"}"#.to_owned();
        }
        answer
    });
    assert_eq!((verdict, found), (Verdict::Fail, vec!["no event AgentState_Busy".to_owned()]));
    let (verdict, found) = polled(|request, mut answer| {
        if polls(request, "1002") && answer.body.contains("AgentEvent") {
            answer.body = r#"{"message":"no right to invite resouce","retcode":"000-003"}"#.to_owned();
        }
        answer
    });
    let refused = "the events of bob cannot be polled: 000-003".to_owned();
    assert!(verdict == Verdict::Fail && found.contains(&refused), "{found:?}");
}

#[test]
fn a_field_beyond_the_documented_ones_is_remarked_and_fails_nothing_but_for_who_is_strict() {
    let more = |_: &HttpRequest, mut answer: HttpResponse| {
        answer.body = answer.body.replacen('{', r#"{"Colour":"blue","#, 1);
        answer
    };
    let scenario = parse("call.yaml", CALL).unwrap();
    let lenient = run_case(&scenario, &mut saying(more), &Options { strict: false, ..OPTIONS });
    assert_eq!((lenient.verdict, lenient.failures.len()), (Verdict::Pass, 0));
    assert_eq!(lenient.remarks.len(), 1, "it is said once: {:?}", lenient.remarks);
    assert!(lenient.remarks[0].title.contains("Colour is not a documented field"));
    let strict = run_case(&scenario, &mut saying(more), &OPTIONS);
    assert_eq!((strict.verdict, strict.remarks.len()), (Verdict::Fail, 0));
}
