//! Implementations that cannot be reset: each case plays with fresh users of a pool.

use offhook_dialect::{Caller, Draft};
use offhook_harness::{Statement, Subject as _, Verdict};
use offhook_scenario::Dialect;

use crate::server::{Server, Simulator};
use crate::support::{ccc, gateway, of, play, scenario, shipped, statement};

/// An implementation that has been set up once, with its own users.
fn server(dialect: Dialect) -> Server {
    let mut simulator = Simulator::plain(dialect);
    let users: String = (1..=6)
        .map(|user| {
            let user = if dialect.ids.agent_numbers {
                format!("u{user}: {{ agent_id: 20{user}, extension: \"700{user}\", password: pass{user} }}")
            } else {
                format!(
                    "u{user}: {{ id: agent{user}@prod, extension: \"700{user}\", device_id: phone-{user} }}"
                )
            };
            format!("    {user}\n")
        })
        .collect();
    let text = format!(
        "offhook: 1\nid: own\ndialect: {}\ngiven:\n  instance: prod\n  users:\n{users}steps:\n- wait: 1s\n",
        dialect.as_str()
    );
    simulator.set_up(&scenario(&text));
    simulator.ops.retain(|op| *op != "reset");
    Server::start(simulator)
}

fn reached(server: &Server, dialect: Dialect, more: &str) -> Statement {
    let url = server.url();
    let users: String = (1..=6)
        .map(|user| {
            let user = if dialect.ids.agent_numbers {
                format!("agent_id: 20{user}, extension: \"700{user}\", password: pass{user}")
            } else {
                format!("id: agent{user}@prod, extension: \"700{user}\", device_id: phone-{user}, skill_groups: []")
            };
            format!("- {{ {user} }}\n")
        })
        .collect();
    statement(&format!(
        "offhook: 1\nname: unresettable\ndialect: {}\ntarget: {url}\ncontrol: {url}/control\ninstance: prod\n\
         isolation: fresh-users\nusers:\n{users}{more}",
        dialect.as_str()
    ))
}

#[test]
fn cases_of_ccc_pass_with_users_of_the_pool() {
    let server = server(ccc());
    let played = play(&reached(&server, ccc(), ""), &shipped("ccc"));
    assert_eq!(of(Verdict::Fail, &played), [""; 0]);
    assert_eq!(of(Verdict::Error, &played), [""; 0]);
    assert!(of(Verdict::Pass, &played).len() > 300, "{:?}", played.report.counts());
}

#[test]
fn cases_of_cc_gateway_pass_with_agents_of_the_pool() {
    let server = server(gateway());
    let played = play(&reached(&server, gateway(), ""), &shipped("cc-gateway/release"));
    assert_eq!(of(Verdict::Fail, &played), [""; 0]);
    assert_eq!(of(Verdict::Error, &played), [""; 0]);
    assert!(of(Verdict::Pass, &played).len() > 5, "{:?}", played.report.counts());
}

#[test]
fn cases_at_the_same_time_play_with_different_users_and_are_reported_in_order() {
    let server = server(ccc());
    let more = "time: { scaled: 50 }\ntolerance: 2ms\nobservation: [polls]\nparallel: 3\n";
    let cases = [shipped("ccc/hold-call"), shipped("ccc/make-call"), shipped("ccc/release-call")].concat();
    let played = play(&reached(&server, ccc(), more), &cases);
    assert_eq!(of(Verdict::Fail, &played), [""; 0]);
    assert_eq!(of(Verdict::Error, &played), [""; 0]);
    assert!(of(Verdict::Pass, &played).len() > 12, "{:?}", played.report.counts());
    let ids: Vec<&str> = played.report.cases[1..].iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, cases.iter().map(|case| case.id.value.as_str()).collect::<Vec<_>>());
}

#[test]
fn a_case_that_needs_more_users_than_there_are_does_not_apply() {
    let server = server(ccc());
    let users: String = (1..=7).map(|user| format!("u{user}: {{}}, ")).collect();
    let text =
        format!("offhook: 1\nid: a.b\ndialect: ccc\ngiven: {{ users: {{ {users} }} }}\nsteps:\n- wait: 1s\n");
    let played = play(&reached(&server, ccc(), ""), &[scenario(&text)]);
    let reason = of(Verdict::NotApplicable, &played).concat();
    assert!(reason.contains("it needs 7 users, and 6 are provisioned for a case"), "{reason}");
}

#[test]
fn users_are_signed_out_after_their_case() {
    let server = server(ccc());
    let text = "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { users: { amy: { state: READY } } }\nsteps:\n\
                - request: { by: amy, action: MakeCall, with: { Callee: '13188888888' } }\n";
    let played = play(&reached(&server, ccc(), ""), &[scenario(text)]);
    assert_eq!(played.report.cases[1].verdict, Verdict::Pass, "{:?}", played.report.cases[1]);
    let mut simulator = server.simulator.lock().unwrap();
    let caller = Caller { id: "agent1@prod", device: "phone-1", ..Caller::default() };
    let poll =
        Draft { operation: "PollUserStatus", caller: Some(caller), instance: "prod", ..Draft::default() };
    let poll = ccc().client.write(&poll).unwrap().request;
    assert!(simulator.request(&poll).body.contains("OFFLINE"));
    assert!(simulator.machine.inspect().unwrap().broken.is_empty());
}
