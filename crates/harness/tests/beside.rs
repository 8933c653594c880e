//! Our machine beside the subject: it agrees with itself under other names, and sees what no expectation mentions.
#![cfg(test)]

use std::path::Path;

use offhook_harness::{
    Ask, FarParty, InProcess, Ladders, Options, Reply, Stimulated, Subject, SubjectError, Times, Verdict,
    read_named, read_scenarios, run_case,
};
use offhook_scenario::{Scenario, parse};
use serde_json::Value;

const OPTIONS: Options<'_> = Options {
    strict: true,
    seed: 0,
    ladders: Ladders::None,
    beside: Some(Times::Virtual),
    read_file: &read_named,
};

/// Our machine with other ids, which may change what it says.
struct Other {
    machine: InProcess,
    change: fn(&Ask, Reply) -> Reply,
    /// Events of this name are lost.
    deaf: &'static str,
}

impl Other {
    fn new(change: fn(&Ask, Reply) -> Reply) -> Self {
        Self { machine: InProcess::new(), change, deaf: "" }
    }
}

impl Subject for Other {
    fn reset(&mut self, scenario: &Scenario, seed: u64) -> Result<(), SubjectError> {
        self.machine.reset(scenario, seed + 1)
    }

    fn begin(&mut self) -> Result<(), SubjectError> {
        self.machine.begin()
    }

    fn request(&mut self, ask: &Ask) -> Result<Reply, SubjectError> {
        self.machine.request(ask).map(|reply| (self.change)(ask, reply))
    }

    fn settle(&mut self) -> Result<(), SubjectError> {
        self.machine.settle()
    }

    fn stimulus(&mut self, stimulus: &FarParty) -> Result<Stimulated, SubjectError> {
        self.machine.stimulus(stimulus)
    }

    fn advance(&mut self, by_ms: u64) -> Result<(), SubjectError> {
        self.machine.advance(by_ms)
    }

    fn events(&mut self) -> Result<Vec<Value>, SubjectError> {
        let mut events = self.machine.events()?;
        events.retain(|event| event["eventType"] != self.deaf);
        Ok(events)
    }
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

fn told(subject: &mut Other) -> (Verdict, Vec<String>) {
    let report = run_case(&parse("call.yaml", CALL).unwrap(), subject, &OPTIONS);
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
    let mut subject = Other::new(|_, reply| reply);
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
    assert_eq!(told(&mut Other::new(|_, reply| reply)), (Verdict::Pass, Vec::new()));
}

#[test]
fn a_wrong_value_is_seen_and_its_clause_is_cited() {
    let (verdict, found) = told(&mut Other::new(|ask, mut reply| {
        if matches!(ask, Ask::Rpc { action, .. } if action == "HoldCall") {
            reply.body = reply.body.replace("TALKING", "READY");
        }
        reply
    }));
    assert_eq!(verdict, Verdict::Fail);
    assert!(found[0].contains("UserState` is not what our machine answers"), "{found:?}");
    assert!(found[0].contains("expected \"TALKING\", observed \"READY\""), "{found:?}");
    assert!(found[0].contains("ccc.hold-call.response."), "{found:?}");
}

#[test]
fn a_request_that_should_be_accepted_is_not() {
    let (verdict, found) = told(&mut Other::new(|ask, mut reply| {
        if matches!(ask, Ask::Rpc { action, .. } if action == "ReleaseCall") {
            reply.status = 404;
            reply.body = r#"{"RequestId":"x","HttpStatusCode":404,"Code":"NotExists.JobId","Message":"The call job-1 does not exist."}"#.to_owned();
        }
        reply
    }));
    assert_eq!(verdict, Verdict::Fail);
    assert!(found.iter().any(|it| it.contains("NotExists.JobId")), "{found:?}");
}

#[test]
fn a_lost_event_is_missed() {
    let (verdict, found) = told(&mut Other { deaf: "Held", ..Other::new(|_, reply| reply) });
    assert_eq!(verdict, Verdict::Fail);
    assert!(found[0].contains("expected Held"), "{found:?}");
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
fn polled(change: fn(&Ask, Reply) -> Reply) -> (Verdict, Vec<String>) {
    let scenario = parse("silent.yaml", SILENT).unwrap();
    let report = run_case(&scenario, &mut Other::new(change), &OPTIONS);
    (report.verdict, report.failures.iter().map(|it| it.title.clone()).collect())
}

fn polls(ask: &Ask, agent: &str) -> bool {
    matches!(ask, Ask::Rest { method, target, .. } if method == "GET" && target.ends_with(&format!("agentevent/{agent}")))
}

#[test]
fn who_was_signed_out_for_silence_cannot_be_polled_and_need_not_be() {
    assert_eq!(polled(|_, reply| reply), (Verdict::Pass, Vec::new()));
}

#[test]
fn a_colleague_of_who_was_signed_out_is_still_listened_to() {
    let (verdict, found) = polled(|ask, mut reply| {
        if polls(ask, "1002") {
            reply.body = r#"{"message":"","retcode":"0"}"#.to_owned();
        }
        reply
    });
    assert_eq!((verdict, found), (Verdict::Fail, vec!["bob is not told what our machine tells".to_owned()]));
    let (verdict, found) = polled(|ask, mut reply| {
        if polls(ask, "1002") && reply.body.contains("AgentEvent") {
            reply.body = r#"{"message":"no right to invite resouce","retcode":"000-003"}"#.to_owned();
        }
        reply
    });
    let refused = "the events of bob cannot be polled: 000-003".to_owned();
    assert!(verdict == Verdict::Fail && found.contains(&refused), "{found:?}");
}

#[test]
fn a_field_beyond_the_documented_ones_is_remarked_and_fails_nothing_but_for_who_is_strict() {
    let more = |_: &Ask, mut reply: Reply| {
        reply.body = reply.body.replacen('{', r#"{"Colour":"blue","#, 1);
        reply
    };
    let scenario = parse("call.yaml", CALL).unwrap();
    let lenient = run_case(&scenario, &mut Other::new(more), &Options { strict: false, ..OPTIONS });
    assert_eq!((lenient.verdict, lenient.failures.len()), (Verdict::Pass, 0));
    assert_eq!(lenient.remarks.len(), 1, "it is said once: {:?}", lenient.remarks);
    assert!(lenient.remarks[0].title.contains("Colour is not a documented field"));
    let strict = run_case(&scenario, &mut Other::new(more), &OPTIONS);
    assert_eq!((strict.verdict, strict.remarks.len()), (Verdict::Fail, 0));
}
