//! Signing in and out, breaks and after-call work.

use offhook_machine::{
    AfterCall, NewInstance, NewUser, Number, Op, Policy, Refused, SignIn, UserId, UserState, World,
};

use crate::fixture::{BOBS, CUSTOMER, Fixture, START_MS, number};

/// A world with so many signed-out users without a phone and these free extensions.
fn instance(users: usize, extensions: &[&str]) -> (World, Vec<UserId>) {
    let mut world = World::new(Policy::CC_GATEWAY, START_MS, 1);
    let extensions: Vec<Number> = extensions.iter().map(|text| number(text)).collect();
    let new = NewInstance { name: "ccc-test", extensions: &extensions, ..NewInstance::default() };
    let instance = world.add_instance(&new).unwrap();
    let names: Vec<String> = (0..users).map(|index| format!("agent-{index}")).collect();
    let add = |name: &String| world.add_user(instance, &NewUser::new(name)).unwrap();
    let users = names.iter().map(add).collect();
    (world, users)
}

fn sign_in(world: &mut World, by: UserId, sign_in: SignIn<'_>) -> Result<(), Refused> {
    let request = offhook_machine::Request { by, op: Op::SignIn(sign_in) };
    world.request(world.now(), &request).map(|_| ())
}

fn make_call(world: &mut World, by: UserId) -> Result<(), Refused> {
    let op = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: None };
    world.request(world.now(), &offhook_machine::Request { by, op })?;
    world.advance(world.now())?;
    Ok(())
}

fn extension(world: &World, user: UserId) -> Option<Number> {
    world.user(user).unwrap().extension
}

#[test]
fn sign_in_leads_to_the_warm_up_break_or_straight_to_ready() {
    for (mut fixture, state, code, events) in [
        (Fixture::ccc(), UserState::Break, "Warm-up", vec!["signed-in amy"]),
        (Fixture::gateway(), UserState::Ready, "", vec!["signed-in amy", "ready amy"]),
    ] {
        fixture.does(fixture.amy, Op::SignOut).unwrap();
        assert_eq!(
            (fixture.state(fixture.amy), fixture.events()),
            (UserState::Offline, vec!["signed-out amy".into()])
        );
        fixture.does(fixture.amy, Op::SignIn(SignIn::default())).unwrap();
        assert_eq!((fixture.state(fixture.amy), fixture.break_code(fixture.amy)), (state, code));
        assert_eq!(fixture.events(), events);
    }
}

#[test]
fn the_answer_to_a_session_request_shows_the_state_reached() {
    let mut fixture = Fixture::ccc();
    fixture.asks(fixture.amy, Op::Break { code: "Lunch" }).unwrap();
    assert_eq!((fixture.state(fixture.amy), fixture.break_code(fixture.amy)), (UserState::Break, "Lunch"));
    assert_eq!(fixture.world.next_deadline(), None);
    fixture.asks(fixture.amy, Op::Work).unwrap();
    assert_eq!(fixture.state(fixture.amy), UserState::Working);
    fixture.asks(fixture.amy, Op::Ready { outbound_only: false }).unwrap();
    assert_eq!(fixture.state(fixture.amy), UserState::Ready);
    assert_eq!(fixture.events(), ["break amy", "work amy", "ready amy"]);
}

#[test]
fn what_follows_a_call_is_the_policys_or_the_users_own() {
    for (policy, own, expected) in [
        (Policy::CCC, None, UserState::Working),
        (Policy::CCC, Some(AfterCall::Idle), UserState::Ready),
        (Policy::CC_GATEWAY, None, UserState::Ready),
        (Policy::CC_GATEWAY, Some(AfterCall::Work), UserState::Working),
    ] {
        let mut fixture = Fixture::with(policy);
        fixture.does(fixture.amy, Op::SignOut).unwrap();
        fixture.does(fixture.amy, Op::SignIn(SignIn { after_call: own, ..SignIn::default() })).unwrap();
        fixture.does(fixture.amy, Op::Ready { outbound_only: false }).unwrap();
        fixture.outbound_talk();
        fixture.releases(fixture.amy);
        assert_eq!(fixture.state(fixture.amy), expected);
    }
}

#[test]
fn a_refused_state_names_the_states_that_would_do() {
    let mut fixture = Fixture::ccc();
    fixture.does(fixture.amy, Op::SignOut).unwrap();
    let refused = fixture.does(fixture.amy, Op::Ready { outbound_only: false }).unwrap_err();
    assert_eq!(refused.to_string(), "not allowed for a user in OFFLINE: only in BREAK,READY,WORKING");
}

#[test]
fn nobody_signs_out_of_a_call_or_signs_in_twice() {
    let mut fixture = Fixture::ccc();
    let again = fixture.does(fixture.amy, Op::SignIn(SignIn::default()));
    assert!(matches!(again, Err(Refused::UserState { state: UserState::Ready, .. })));
    fixture.outbound_talk();
    let out = fixture.does(fixture.amy, Op::SignOut);
    assert!(matches!(out, Err(Refused::UserState { state: UserState::Talking, .. })));
}

#[test]
fn a_call_gives_the_caller_the_next_free_extension_and_an_empty_pool_refuses_it() {
    let (mut world, users) = instance(2, &["8001"]);
    for user in &users {
        sign_in(&mut world, *user, SignIn::default()).unwrap();
    }
    make_call(&mut world, users[0]).unwrap();
    assert_eq!(extension(&world, users[0]), Number::new("8001"));
    let before = world.digest();
    assert_eq!(make_call(&mut world, users[1]), Err(Refused::NoExtension));
    assert_eq!(world.digest(), before);
}

#[test]
fn an_extension_that_a_user_signed_in_with_is_free_no_more() {
    let (mut world, users) = instance(2, &["8001"]);
    let with = SignIn { extension: Number::new("8001"), ..SignIn::default() };
    sign_in(&mut world, users[0], with).unwrap();
    sign_in(&mut world, users[1], SignIn::default()).unwrap();
    assert_eq!(make_call(&mut world, users[1]), Err(Refused::NoExtension));
    assert_eq!(world.broken_invariants(), []);
}

#[test]
fn an_extension_listed_twice_is_given_out_once() {
    let (mut world, users) = instance(2, &["8001", "8001"]);
    for user in &users {
        sign_in(&mut world, *user, SignIn::default()).unwrap();
    }
    make_call(&mut world, users[0]).unwrap();
    assert_eq!(make_call(&mut world, users[1]), Err(Refused::NoExtension));
    assert_eq!(world.broken_invariants(), []);
}

#[test]
fn nobody_signs_in_with_another_users_extension() {
    let mut fixture = Fixture::ccc();
    fixture.does(fixture.amy, Op::SignOut).unwrap();
    let with = |extension| Op::SignIn(SignIn { extension: Some(number(extension)), ..SignIn::default() });
    assert_eq!(fixture.does(fixture.amy, with(BOBS)), Err(Refused::NoExtension));
    fixture.does(fixture.amy, with("80019999")).unwrap();
    assert_eq!(fixture.world.find_extension(fixture.instance, number("80019999")), Some(fixture.amy));
    assert_eq!(fixture.world.find_extension(fixture.instance, number(crate::fixture::AMYS)), None);
}

#[test]
fn the_gateway_lets_calls_be_placed_from_a_break_and_from_work() {
    for (mut fixture, is_allowed) in [(Fixture::ccc(), false), (Fixture::gateway(), true)] {
        let call = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: None };
        fixture.does(fixture.amy, Op::Break { code: "Lunch" }).unwrap();
        fixture.does(fixture.bob, Op::Work).unwrap();
        for user in [fixture.amy, fixture.bob] {
            assert_eq!(fixture.does(user, call).is_ok(), is_allowed);
        }
    }
}

#[test]
fn every_request_but_a_poll_is_a_sign_of_life() {
    let mut fixture = Fixture::ccc();
    let heartbeat = |fixture: &Fixture| fixture.world.user(fixture.amy).unwrap().heartbeat;
    fixture.does(fixture.amy, Op::Poll).unwrap();
    assert_eq!(heartbeat(&fixture), None);
    fixture.waits(5);
    fixture.does(fixture.amy, Op::Work).unwrap();
    assert_eq!(heartbeat(&fixture), Some(START_MS + 5));
    fixture.waits(5);
    assert!(fixture.does(fixture.amy, Op::Answer { job: None }).is_err());
    assert_eq!(heartbeat(&fixture), Some(START_MS + 5));
}

#[test]
fn a_call_reserves_its_agents_from_the_moment_it_reaches_them() {
    let mut fixture = Fixture::ccc();
    let reserved =
        |fixture: &Fixture| [fixture.amy, fixture.bob].map(|user| fixture.world.user(user).unwrap().reserved);
    fixture.waits(5);
    fixture.calls(fixture.amy, BOBS);
    assert_eq!(reserved(&fixture), [Some(START_MS + 5); 2]);
    fixture.waits(5);
    fixture.releases(fixture.amy);
    assert_eq!(reserved(&fixture), [Some(START_MS + 5); 2]);
}
