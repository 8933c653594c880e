//! Freedoms of wording: what a correct implementation may say otherwise, always in the same way.
#![cfg(test)]

mod common;

use common::says;
use offhook_dialect::{HttpRequest, HttpResponse, vendor};
use offhook_harness::{
    CaseReport, InProcess, Options, Profile, Subject as _, SubjectError, Times, Verdict, Wrap, Wrapped,
    read_nothing, run_case,
};
use offhook_scenario::parse;
use serde_json::Value;

const OPTIONS: Options<'_> = Options { oracle: Some(Times::Virtual), ..Options::new(&read_nothing) };

fn case(steps: &str) -> String {
    format!(
        r#"offhook: 1
id: freedoms.case
dialect: ccc
cites: [ccc.make-call]
given:
  users:
    amy: {{ state: READY, extension: "80010001" }}
steps:
{steps}"#
    )
}

fn run(text: &str, options: &Options<'_>, wrap: impl Wrap) -> CaseReport {
    run_case(&parse("freedoms.yaml", text).unwrap(), &mut Wrapped::new(wrap), options)
}

/// Changes the tree of each answer.
fn answers(mut change: impl FnMut(&mut Value)) -> impl FnMut(&HttpRequest, &mut HttpResponse) {
    move |_, reply| {
        let mut tree: Value = serde_json::from_str(&reply.body).unwrap();
        change(&mut tree);
        reply.body = tree.to_string();
    }
}

const TWO_POLLS: &str = "- poll: { user: amy, expect: { Data.ContextId: 1 } }\n- poll: { user: amy }\n";

fn hide_context(tree: &mut Value) {
    tree["Data"].as_object_mut().unwrap().shift_remove("ContextId");
}

#[test]
fn a_field_of_one_edition_may_be_left_out_always() {
    let report = run(&case(TWO_POLLS), &OPTIONS, says(answers(hide_context), |_: &mut Value| ()));
    assert_eq!(report.verdict, Verdict::Pass, "{:?}", report.failures);
    let profile = report.freedoms.unwrap();
    let taken = &profile.freedoms["ccc.field-shown.PollUserStatus.Data.ContextId"];
    assert_eq!(taken.options.iter().collect::<Vec<_>>(), ["not-shown"]);
}

#[test]
fn a_field_of_one_edition_that_comes_and_goes_is_a_finding() {
    let mut polls = 0;
    let once = answers(move |tree: &mut Value| {
        polls += 1;
        if polls == 2 {
            hide_context(tree);
        }
    });
    let report = run(&case(TWO_POLLS), &OPTIONS, says(once, |_: &mut Value| ()));
    assert_eq!(report.verdict, Verdict::Fail, "{:?}", report.failures);
    assert!(report.failures[0].title.contains("ccc.field-shown"), "{:?}", report.failures);
}

const CALL: &str = r#"- request: { by: amy, action: MakeCall, with: { Callee: "13188888888" } }
- network: { answers: amy }
- network: { answers: customer }
"#;

#[test]
fn an_event_may_leave_out_what_it_has_no_value_for() {
    for null in [false, true] {
        let blank = move |event: &mut Value| {
            let map = event.as_object_mut().unwrap();
            let names: Vec<String> = map
                .iter()
                .filter(|(_, value)| value.as_str() == Some(""))
                .map(|(name, _)| name.clone())
                .collect();
            assert!(event_is_plain(map) || !names.is_empty());
            for name in names {
                if null {
                    map.insert(name, Value::Null);
                } else {
                    map.shift_remove(&name);
                }
            }
        };
        let report = run(&case(CALL), &OPTIONS, says(answers(|_| ()), blank));
        assert_eq!(report.verdict, Verdict::Pass, "{:?}", report.failures);
    }
}

/// Whether every field has a value.
fn event_is_plain(map: &serde_json::Map<String, Value>) -> bool {
    map.values().all(|value| value.as_str() != Some(""))
}

#[test]
fn an_event_that_leaves_out_what_has_a_value_is_a_failure() {
    let without = |event: &mut Value| {
        event.as_object_mut().unwrap().shift_remove("caller");
    };
    let report = run(&case(CALL), &OPTIONS, says(answers(|_| ()), without));
    assert_eq!(report.verdict, Verdict::Fail, "{:?}", report.failures);
}

const TOO_LONG: &str = r#"- request:
    by: amy
    action: MakeCall
    with: { Callee: "12345678901234567890123456789" }
    expect: { Code: Parameter.Enumeration, Params: [Callee, 1..28 printable characters] }
- poll: { user: amy, expect: { Data.UserContext.UserState: READY } }
"#;

/// A gateway before the product adds to its own refusals which host was asked and where help is. Which refusals are its own is not known.
#[test]
fn what_a_gateway_adds_to_its_refusals_may_be_there_or_not() {
    let steps = format!("{TOO_LONG}{TOO_LONG}{TOO_LONG}");
    for added in ["nothing", "always", "once", "nulls"] {
        let mut refusals = 0;
        let adds = answers(move |tree: &mut Value| {
            if tree["Code"] == "OK" {
                return;
            }
            refusals += 1;
            let (host, help): (Value, Value) = match added {
                "always" => ("pbx.test".into(), "https://help.test/".into()),
                "once" if refusals == 2 => ("pbx.test".into(), "https://help.test/".into()),
                "nulls" => (Value::Null, Value::Null),
                _ => return,
            };
            tree["HostId"] = host;
            tree["Recommend"] = help;
        });
        let strict = Options { strict: true, ..OPTIONS };
        let report = run(&case(&steps), &strict, says(adds, |_: &mut Value| ()));
        assert_eq!(report.verdict, Verdict::Pass, "{added}: {:?}", report.failures);
        assert!(report.remarks.is_empty(), "{added}: {:?}", report.remarks);
    }
}

/// Calls a number that is a digit too long as if it were not.
struct Lenient;

impl Wrap for Lenient {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut request = request.clone();
        let shorten =
            |text: &str| text.replace("12345678901234567890123456789", "1234567890123456789012345678");
        request.target = shorten(&request.target);
        request.body = shorten(std::str::from_utf8(&request.body).unwrap()).into_bytes();
        inner.request(&request)
    }
}

#[test]
fn what_we_chose_to_refuse_may_be_accepted_and_is_not_judged_further() {
    let chosen = case(TOO_LONG).replace("cites: [ccc.make-call]", "cites: [ccc.rules.number-length]");
    let report = run(&chosen, &OPTIONS, Lenient);
    assert_eq!(report.verdict, Verdict::NotApplicable, "{:?}", report.failures);
    let reason = &report.failures[0].title;
    assert!(reason.contains("ccc.refused.MakeCall.Parameter.Enumeration=accepted"), "{reason}");
}

#[test]
fn the_values_that_a_refusal_lists_may_be_listed_otherwise() {
    let other = answers(|tree: &mut Value| {
        if tree["Code"] == "Parameter.Enumeration" {
            tree["Params"][1] = "up to 28".into();
            tree["Message"] = "The parameter Callee must be one of the value of enumeration up to 28.".into();
        }
    });
    let report = run(&case(TOO_LONG), &OPTIONS, says(other, |_: &mut Value| ()));
    assert_eq!(report.verdict, Verdict::Pass, "{:?}", report.failures);
    let wrong = answers(|tree: &mut Value| {
        if tree["Code"] == "Parameter.Enumeration" {
            tree["Params"][0] = "Caller".into();
        }
    });
    let report = run(&case(TOO_LONG), &OPTIONS, says(wrong, |_: &mut Value| ()));
    assert_ne!(report.verdict, Verdict::Pass, "the parameter is the one that is wrong");
}

const RELEASED: &str = r#"- request: { by: amy, action: MakeCall, with: { Callee: "13188888888" } }
- network: { answers: amy }
- network: { answers: customer }
- request: { by: amy, action: ReleaseCall, with: { JobId: $job } }
- poll: { user: amy }
"#;

#[test]
fn an_extension_may_be_another_and_stays_the_same() {
    let text = case(RELEASED);
    let other = |request: &HttpRequest, reply: &mut HttpResponse| {
        assert!(!request.target.is_empty());
        reply.body = reply.body.replace("80010001", "77770000");
    };
    let event = |event: &mut Value| {
        *event = serde_json::from_str(&event.to_string().replace("80010001", "77770000")).unwrap();
    };
    let report = run(&text, &OPTIONS, says(other, event));
    assert_eq!(report.verdict, Verdict::Pass, "{:?}", report.failures);
    let mut answers = 0;
    let wavers = move |_: &HttpRequest, reply: &mut HttpResponse| {
        answers += 1;
        if answers > 1 {
            reply.body = reply.body.replace("80010001", "77770000");
        }
    };
    let report = run(&text, &OPTIONS, says(wavers, |_: &mut Value| ()));
    assert_ne!(report.verdict, Verdict::Pass, "{:?}", report.failures);
}

#[test]
fn words_of_a_profile_that_is_claimed_hold() {
    let mut claimed = Profile::open();
    claimed.hear("ccc.refused.MakeCall.Parameter.Enumeration", "refused");
    let chosen = case(TOO_LONG).replace("cites: [ccc.make-call]", "cites: [ccc.rules.number-length]");
    let report = run(&chosen, &Options { profile: Some(&claimed), ..OPTIONS }, Lenient);
    assert_eq!(report.verdict, Verdict::Fail, "{:?}", report.failures);
}

#[test]
fn what_we_chose_to_refuse_and_the_subject_refuses_too_is_in_the_profile() {
    let chosen = case(TOO_LONG).replace("cites: [ccc.make-call]", "cites: [ccc.rules.number-length]");
    let report = run(&chosen, &OPTIONS, says(|_, _| (), |_| ()));
    assert_eq!(report.verdict, Verdict::Pass, "{:?}", report.failures);
    let words = &report.freedoms.unwrap().words["ccc.refused.MakeCall.Parameter.Enumeration"];
    assert_eq!(words.iter().collect::<Vec<_>>(), ["refused"]);
}

#[test]
fn a_field_that_no_document_has_is_in_the_profile_and_no_failure() {
    let more = |tree: &mut Value| tree["OwnField"] = "more".into();
    let polls = case(TWO_POLLS).replace("cites: [ccc.make-call]", "cites: [ccc.poll-user-status]");
    let report = run(&polls, &OPTIONS, says(answers(more), |_| ()));
    assert_eq!(report.verdict, Verdict::Pass, "{:?}", report.failures);
    let taken = &report.freedoms.unwrap().freedoms["ccc.extra-fields"];
    assert_eq!(taken.options.iter().collect::<Vec<_>>(), ["some"]);
}

/// What only a poll shows is as sure as what led to it, whether the scenario polls or the runner after a refusal: the poll itself
/// adds no doubt.
#[test]
fn a_refusal_that_changes_the_state_fails() {
    let refused = "- request: { by: amy, action: AnswerCall, with: { JobId: job-1 }, expect: { Code: NotExists.JobId } }\n";
    for poll in ["", "- poll: { user: amy }\n"] {
        let mut is_refused = false;
        let moved = answers(move |tree: &mut Value| {
            if is_refused {
                tree["Data"]["UserContext"]["UserState"] = "BREAK".into();
            }
            is_refused |= tree["Code"] != "OK";
        });
        let report = run(&case(&format!("{refused}{poll}")), &OPTIONS, says(moved, |_: &mut Value| ()));
        assert_eq!(report.verdict, Verdict::Fail, "{poll}: {:?}", report.failures);
        assert!(report.failures[0].title.contains("UserState"), "{:?}", report.failures);
    }
}

const TWO_REASONS: &str = r#"- request: { by: amy, action: MakeCall, with: { Callee: "13188888888" } }
- request: { by: amy, action: RetrieveCall, with: { JobId: $job, ChannelId: none }, expect: { Code: NotExists.ChannelId } }
- request: { by: amy, action: RetrieveCall, with: { JobId: $job, ChannelId: nothing }, expect: { Code: NotExists.ChannelId } }
"#;

/// The refusals of `RetrieveCall` from the `n`th on name the state of the user.
fn state_from(n: usize) -> impl FnMut(&HttpRequest, &mut HttpResponse) {
    let mut refusals = 0;
    move |_, reply| {
        let tree: Value = serde_json::from_str(&reply.body).unwrap();
        if tree["Code"] != "NotExists.ChannelId" {
            return;
        }
        refusals += 1;
        if refusals >= n {
            let ccc = vendor("ccc").unwrap();
            let of = ccc.operation("RetrieveCall").unwrap();
            let (status, refusal) = (ccc.tables.refusal)(of, "InvalidOperation.UserState", &tree).unwrap();
            reply.status = status;
            reply.body = refusal.to_string();
        }
    }
}

#[test]
fn of_two_reasons_that_both_hold_a_refusal_may_name_either_and_always_the_same() {
    let freedom = "ccc.refusal-order.RetrieveCall.NotExists.ChannelId";
    for (n, option) in [(1, "state-first"), (usize::MAX, "names-first")] {
        let report = run(&case(TWO_REASONS), &OPTIONS, says(state_from(n), |_: &mut Value| ()));
        assert_eq!(report.verdict, Verdict::Pass, "{option}: {:?}", report.failures);
        let taken = &report.freedoms.unwrap().freedoms[freedom];
        assert_eq!(taken.options.iter().collect::<Vec<_>>(), [option]);
    }
    let report = run(&case(TWO_REASONS), &OPTIONS, says(state_from(2), |_: &mut Value| ()));
    assert_eq!(report.verdict, Verdict::Fail, "{:?}", report.failures);
    assert!(report.failures[0].title.contains(freedom), "{:?}", report.failures);
}

#[test]
fn a_reason_that_does_not_hold_is_a_failure() {
    let talks = TWO_REASONS.replacen("- request: { by: amy, action: R", "- network: { answers: amy }\n- network: { answers: customer }\n- request: { by: amy, action: HoldCall, with: { JobId: $job, ChannelId: $amy.channel } }\n- request: { by: amy, action: R", 1);
    let report = run(&case(&talks), &OPTIONS, says(state_from(1), |_: &mut Value| ()));
    assert_eq!(report.verdict, Verdict::Fail, "{:?}", report.failures);
}

/// Takes requests by the letter of the page: with a media type, and with each segment of the path as it stands there.
struct Literal;

impl Wrap for Literal {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let path = request.path();
        if request.header("Content-Type").is_some() && !path.contains("//") && !path.ends_with('/') {
            return inner.request(request);
        }
        let body = r#"{"message":"wrong","retcode":"000-002"}"#;
        Ok(HttpResponse::new(200, "application/json", body.to_owned()))
    }
}

/// Where clients depart from the page we follow them; an implementation that follows the page is not failed.
#[test]
fn an_implementation_that_keeps_to_the_letter_of_the_page_is_not_failed() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/cc-gateway");
    for case in ["envelope/no-content-type.yaml", "release/slashes.yaml"] {
        let scenario = offhook_harness::read_scenarios(&[root.join(case)]).unwrap().remove(0);
        let options =
            Options { oracle: Some(Times::Virtual), ..Options::new(&offhook_scenario::files::read_named) };
        assert_eq!(run_case(&scenario, &mut InProcess::new(), &options).verdict, Verdict::Pass);
        let report = run_case(&scenario, &mut Wrapped::new(Literal), &options);
        assert_eq!(report.verdict, Verdict::Inconclusive, "{case}: {:#?}", report.failures);
    }
}
