//! A failure on somebody's subject becomes the shortest script that still shows it.
#![cfg(test)]

use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_explore::minimise::minimise;
use offhook_harness::{
    CaseReport, InProcess, Options, Subject as _, SubjectError, Verdict, Wrap, Wrapped, read_nothing,
    run_case,
};
use offhook_scenario::{Scenario, parse, to_yaml};

const OPTIONS: Options<'_> = Options::strict(&read_nothing);

/// Mutes nobody, and says that it did.
struct NeverMutes;

impl Wrap for NeverMutes {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let before = inner.world().cloned();
        let reply = inner.request(request);
        let mutes = request.target.contains("Action=MuteCall");
        if let (true, Some(before), Some(world)) = (mutes, before, inner.world_mut()) {
            *world = before;
        }
        reply
    }
}

const LONG: &str = r#"offhook: 1
id: ccc.long
title: Much happens
cites: [ccc.mute-call.flags, ccc.hold-call, ccc.retrieve-call.request.*]
dialect: ccc
given:
  users:
    amy: { state: READY, extension: "8001" }
    bob: { state: READY, extension: "8002" }
    eve: { state: READY, extension: "8003" }
steps:
- poll: { user: bob, expect: { Data.UserContext.UserState: READY } }
- request: { by: bob, action: TakeBreak, with: { Code: Warm-up } }
- request: { by: amy, action: MakeCall, with: { Callee: "13188888888" } }
- network: { rings: amy }
- network: { answers: amy }
- network: { rings: customer }
- network: { answers: customer }
- request: { by: amy, action: HoldCall, with: { JobId: $job, ChannelId: $customer.channel } }
- request: { by: amy, action: RetrieveCall, with: { JobId: $job, ChannelId: $customer.channel } }
- wait: 5s
- request: { by: amy, action: MuteCall, with: { JobId: $job, ChannelId: $amy.channel } }
- request: { by: bob, action: ReadyForService }
- poll: { user: amy, expect: { "Data.CallContext.ChannelContexts[0].ChannelFlags": MUTED } }
"#;

#[test]
fn what_a_failure_does_not_need_goes() {
    let scenario = parse("long.yaml", LONG).unwrap();
    let mut subject = Wrapped::new(NeverMutes);
    let mut run = |scenario: &Scenario| -> CaseReport { run_case(scenario, &mut subject, &OPTIONS) };
    let failed = run(&scenario);
    assert_eq!(failed.verdict, Verdict::Fail, "{:?}", failed.failures);
    let read_file: &offhook_harness::ReadFile<'_> = &|path| Err(path.to_owned());
    let small = minimise(&scenario, &failed, 200, read_file, &mut run).unwrap();
    let text = to_yaml(&small.scenario);
    assert!(!small.gave_up && small.tries < 100, "{}", small.tries);
    assert!(small.scenario.steps.len() <= 5, "{text}");
    assert!(!text.contains("eve") && !text.contains("HoldCall") && !text.contains("wait"), "{text}");

    // Of the citations, those that the steps left have to do with.
    let cited = |id: &str| small.scenario.cites.iter().any(|cite| cite.value == id);
    assert!(cited("ccc.mute-call.flags") && small.scenario.cites.len() == 1, "{text}");

    // It reads back, fails by itself, and our own machine passes it.
    let again = parse("small.yaml", &text).unwrap();
    assert_eq!(run(&again).verdict, Verdict::Fail);
    assert_eq!(run_case(&again, &mut InProcess::new(), &OPTIONS).verdict, Verdict::Pass);
}

#[test]
fn what_does_not_fail_is_not_minimised() {
    let scenario = parse("long.yaml", LONG).unwrap();
    let mut subject = Wrapped::new(NeverMutes);
    let mut run = |scenario: &Scenario| -> CaseReport { run_case(scenario, &mut subject, &OPTIONS) };
    let failed = run(&scenario);
    let mut machine = InProcess::new();
    let mut good = |scenario: &Scenario| -> CaseReport { run_case(scenario, &mut machine, &OPTIONS) };
    let read_file: &offhook_harness::ReadFile<'_> = &|path| Err(path.to_owned());
    assert!(minimise(&scenario, &failed, 200, read_file, &mut good).is_none());
}

#[test]
fn tries_that_run_out_are_said() {
    let scenario = parse("long.yaml", LONG).unwrap();
    let mut subject = Wrapped::new(NeverMutes);
    let mut run = |scenario: &Scenario| -> CaseReport { run_case(scenario, &mut subject, &OPTIONS) };
    let failed = run(&scenario);
    let read_file: &offhook_harness::ReadFile<'_> = &|path| Err(path.to_owned());
    let small = minimise(&scenario, &failed, 3, read_file, &mut run).unwrap();
    assert!(small.gave_up && small.tries == 3);
}
