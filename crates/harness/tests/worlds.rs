//! The oracle as a set of worlds: any option is right, and always the same one.
#![cfg(test)]

mod common;

use common::says;
use offhook_dialect::{behaviours, vendor};
use offhook_harness::{
    Choices, InProcess, Options, Plain, Profile, SuiteReport, Times, Verdict, Wrapped, read_nothing, run_case,
};
use offhook_scenario::{Scenario, parse};

const OPTIONS: Options<'_> = Options { oracle: Some(Times::Virtual), ..Options::new(&read_nothing) };

/// Amy's call is not answered, and then she looks where she is.
const UNANSWERED: &str = r#"offhook: 1
id: worlds.unanswered
dialect: ccc
cites: [ccc.make-call]
given:
  users:
    amy: { state: READY, extension: "8001" }
steps:
- request: { by: amy, action: MakeCall, with: { Callee: "13188888888" } }
- request: { by: amy, action: ReleaseCall, with: { JobId: $job, ChannelId: $amy.channel } }
- poll: { user: amy, expect: { Data.UserContext.UserState: READY } }
"#;

fn scenario(text: &str) -> Scenario {
    parse("worlds.yaml", text).unwrap()
}

/// Our machine with these options of freedoms of behaviour.
fn choosing(options: &[(&str, &'static str)]) -> Wrapped<Plain> {
    let vendor = vendor("ccc").unwrap();
    let mut choices = Choices::default();
    for (id, option) in options {
        let behaviour = behaviours(vendor).iter().find(|it| it.id == *id).unwrap();
        choices.take(behaviour, option);
    }
    Wrapped { inner: InProcess::choosing(&choices, vendor), wrap: Plain }
}

const WORKING: (&str, &str) = ("ccc.after-unconnected-call", "working");

fn options_of(profile: &Profile, id: &str) -> Vec<String> {
    profile.freedoms.get(id).map(|taken| taken.options.iter().cloned().collect()).unwrap_or_default()
}

#[test]
fn every_option_is_right_and_the_profile_says_which_was_taken() {
    let scenario = scenario(UNANSWERED);
    for (subject, option) in [(choosing(&[]), "ready"), (choosing(&[WORKING]), "working")] {
        let mut subject = subject;
        let report = run_case(&scenario, &mut subject, &OPTIONS);
        assert_eq!(report.verdict, Verdict::Pass, "{option}: {:?}", report.failures);
        assert_eq!(options_of(&report.freedoms.unwrap(), WORKING.0), [option]);
    }
}

#[test]
fn what_is_no_option_is_a_documented_failure() {
    let stays = says(
        |request, reply| {
            if request.target.contains("PollUserStatus") {
                reply.body = reply.body.replace(r#""UserState":"READY""#, r#""UserState":"TALKING""#);
            }
        },
        |_| (),
    );
    let report = run_case(&scenario(UNANSWERED), &mut Wrapped::new(stays), &OPTIONS);
    assert_eq!(report.verdict, Verdict::Fail, "{:?}", report.failures);
}

#[test]
fn a_claimed_option_holds_from_the_first_case() {
    let scenario = scenario(UNANSWERED);
    let profile = run_case(&scenario, &mut choosing(&[]), &OPTIONS).freedoms.unwrap();
    let claimed = Options { profile: Some(&profile), ..OPTIONS };
    assert_eq!(run_case(&scenario, &mut choosing(&[]), &claimed).verdict, Verdict::Pass);
    let report = run_case(&scenario, &mut choosing(&[WORKING]), &claimed);
    assert_eq!(report.verdict, Verdict::Fail, "{:?}", report.failures);
}

#[test]
fn an_option_here_and_another_one_elsewhere_is_a_finding() {
    let scenario = scenario(UNANSWERED);
    let cases = [choosing(&[]), choosing(&[WORKING])]
        .iter_mut()
        .map(|subject| run_case(&scenario, subject, &OPTIONS))
        .collect();
    let mut report = SuiteReport { cases, skipped: 0 };
    report.settle_profile(None);
    let verdicts: Vec<Verdict> = report.cases.iter().map(|case| case.verdict).collect();
    assert_eq!(verdicts, [Verdict::Pass, Verdict::Fail]);
    let finding = &report.cases[1].failures[0];
    assert!(finding.title.contains("ccc.after-unconnected-call"), "{}", finding.title);
    assert_eq!(finding.label.as_deref(), Some("expected ready (as in worlds.unanswered), observed working"));
}

/// Where one option leads to another freedom, both are found.
#[test]
fn an_option_that_shows_only_behind_another_one_is_found_too() {
    let text = UNANSWERED.replace(
        "- poll: { user: amy, expect: { Data.UserContext.UserState: READY } }",
        "- request: { by: amy, action: TakeBreak, with: { Code: lunch } }",
    );
    let break_refused = ("ccc.break-from-work", "refused");
    let report = run_case(&scenario(&text), &mut choosing(&[WORKING, break_refused]), &OPTIONS);
    assert!(matches!(report.verdict, Verdict::Pass | Verdict::NotApplicable), "{:?}", report.failures);
    let profile = report.freedoms.unwrap();
    assert_eq!(options_of(&profile, WORKING.0), ["working"]);
    assert_eq!(options_of(&profile, break_refused.0), ["refused"]);
}

/// A contradiction of options is a finding, and the case goes on behind it.
#[test]
fn a_case_goes_on_behind_a_contradiction() {
    let mut answers = 0;
    // The first answer says `Message: ""`, the others leave it out.
    let wavers = says(
        |_, reply| {
            answers += 1;
            if answers == 1 {
                reply.body = reply.body.replacen('{', r#"{"Message":"","#, 1);
            }
        },
        |_| (),
    );
    let report = run_case(&scenario(UNANSWERED), &mut Wrapped::new(wavers), &OPTIONS);
    assert_eq!((report.verdict, report.executed), (Verdict::Fail, 3), "{:?}", report.failures);
    assert_eq!(report.failures.len(), 1, "{:?}", report.failures);
    assert!(report.failures[0].title.contains("ccc.no-value.json.Message"));
}
