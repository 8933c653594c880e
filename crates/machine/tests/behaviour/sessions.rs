//! Signing in and out, breaks and after-call work.

use offhook_machine::{
    AfterCall, NewInstance, NewUser, Number, Op, Policy, Refused, SignIn, UserId, UserState, World,
};

use crate::fixture::{BOBS, CUSTOMER, START_MS, Scene, number};

/// A world with so many signed-out users without a phone and these free extensions.
fn centre(users: usize, extensions: &[&str]) -> (World, Vec<UserId>) {
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
    for (mut scene, state, code, events) in [
        (Scene::ccc(), UserState::Break, "Warm-up", vec!["signed-in amy"]),
        (Scene::gateway(), UserState::Ready, "", vec!["signed-in amy", "ready amy"]),
    ] {
        scene.does(scene.amy, Op::SignOut).unwrap();
        assert_eq!(
            (scene.state(scene.amy), scene.events()),
            (UserState::Offline, vec!["signed-out amy".into()])
        );
        scene.does(scene.amy, Op::SignIn(SignIn::default())).unwrap();
        assert_eq!((scene.state(scene.amy), scene.break_code(scene.amy)), (state, code));
        assert_eq!(scene.events(), events);
    }
}

#[test]
fn the_answer_to_a_session_request_shows_the_state_reached() {
    let mut scene = Scene::ccc();
    scene.asks(scene.amy, Op::Break { code: "Lunch" }).unwrap();
    assert_eq!((scene.state(scene.amy), scene.break_code(scene.amy)), (UserState::Break, "Lunch"));
    assert_eq!(scene.world.next_deadline(), None);
    scene.asks(scene.amy, Op::Work).unwrap();
    assert_eq!(scene.state(scene.amy), UserState::Working);
    scene.asks(scene.amy, Op::Ready { outbound_only: false }).unwrap();
    assert_eq!(scene.state(scene.amy), UserState::Ready);
    assert_eq!(scene.events(), ["break amy", "work amy", "ready amy"]);
}

#[test]
fn what_follows_a_call_is_the_policys_or_the_users_own() {
    for (policy, own, expected) in [
        (Policy::CCC, None, UserState::Working),
        (Policy::CCC, Some(AfterCall::Idle), UserState::Ready),
        (Policy::CC_GATEWAY, None, UserState::Ready),
        (Policy::CC_GATEWAY, Some(AfterCall::Work), UserState::Working),
    ] {
        let mut scene = Scene::with(policy);
        scene.does(scene.amy, Op::SignOut).unwrap();
        scene.does(scene.amy, Op::SignIn(SignIn { after_call: own, ..SignIn::default() })).unwrap();
        scene.does(scene.amy, Op::Ready { outbound_only: false }).unwrap();
        scene.outbound_talk();
        scene.releases(scene.amy);
        assert_eq!(scene.state(scene.amy), expected);
    }
}

#[test]
fn a_refused_state_names_the_states_that_would_do() {
    let mut scene = Scene::ccc();
    scene.does(scene.amy, Op::SignOut).unwrap();
    let refused = scene.does(scene.amy, Op::Ready { outbound_only: false }).unwrap_err();
    assert_eq!(refused.to_string(), "not allowed for a user in OFFLINE: only in BREAK,READY,WORKING");
}

#[test]
fn nobody_signs_out_of_a_call_or_signs_in_twice() {
    let mut scene = Scene::ccc();
    let again = scene.does(scene.amy, Op::SignIn(SignIn::default()));
    assert!(matches!(again, Err(Refused::UserState { state: UserState::Ready, .. })));
    scene.outbound_talk();
    let out = scene.does(scene.amy, Op::SignOut);
    assert!(matches!(out, Err(Refused::UserState { state: UserState::Talking, .. })));
}

#[test]
fn a_call_gives_the_caller_the_next_free_extension_and_an_empty_pool_refuses_it() {
    let (mut world, users) = centre(2, &["8001"]);
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
    let (mut world, users) = centre(2, &["8001"]);
    let with = SignIn { extension: Number::new("8001"), ..SignIn::default() };
    sign_in(&mut world, users[0], with).unwrap();
    sign_in(&mut world, users[1], SignIn::default()).unwrap();
    assert_eq!(make_call(&mut world, users[1]), Err(Refused::NoExtension));
    assert_eq!(world.broken_invariants(), []);
}

#[test]
fn an_extension_listed_twice_is_given_out_once() {
    let (mut world, users) = centre(2, &["8001", "8001"]);
    for user in &users {
        sign_in(&mut world, *user, SignIn::default()).unwrap();
    }
    make_call(&mut world, users[0]).unwrap();
    assert_eq!(make_call(&mut world, users[1]), Err(Refused::NoExtension));
    assert_eq!(world.broken_invariants(), []);
}

#[test]
fn nobody_signs_in_with_another_users_extension() {
    let mut scene = Scene::ccc();
    scene.does(scene.amy, Op::SignOut).unwrap();
    let with = |extension| Op::SignIn(SignIn { extension: Some(number(extension)), ..SignIn::default() });
    assert_eq!(scene.does(scene.amy, with(BOBS)), Err(Refused::NoExtension));
    scene.does(scene.amy, with("80019999")).unwrap();
    assert_eq!(scene.world.find_extension(scene.instance, number("80019999")), Some(scene.amy));
    assert_eq!(scene.world.find_extension(scene.instance, number(crate::fixture::AMYS)), None);
}

#[test]
fn the_gateway_lets_calls_be_placed_from_a_break_and_from_work() {
    for (mut scene, is_allowed) in [(Scene::ccc(), false), (Scene::gateway(), true)] {
        let call = Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: None };
        scene.does(scene.amy, Op::Break { code: "Lunch" }).unwrap();
        scene.does(scene.bob, Op::Work).unwrap();
        for user in [scene.amy, scene.bob] {
            assert_eq!(scene.does(user, call).is_ok(), is_allowed);
        }
    }
}

#[test]
fn every_request_but_a_poll_is_a_sign_of_life() {
    let mut scene = Scene::ccc();
    let heartbeat = |scene: &Scene| scene.world.user(scene.amy).unwrap().heartbeat;
    scene.does(scene.amy, Op::Poll).unwrap();
    assert_eq!(heartbeat(&scene), None);
    scene.waits(5);
    scene.does(scene.amy, Op::Work).unwrap();
    assert_eq!(heartbeat(&scene), Some(START_MS + 5));
    scene.waits(5);
    assert!(scene.does(scene.amy, Op::Answer { job: None }).is_err());
    assert_eq!(heartbeat(&scene), Some(START_MS + 5));
}

#[test]
fn a_call_reserves_its_agents_from_the_moment_it_reaches_them() {
    let mut scene = Scene::ccc();
    let reserved =
        |scene: &Scene| [scene.amy, scene.bob].map(|user| scene.world.user(user).unwrap().reserved);
    scene.waits(5);
    scene.calls(scene.amy, BOBS);
    assert_eq!(reserved(&scene), [Some(START_MS + 5); 2]);
    scene.waits(5);
    scene.releases(scene.amy);
    assert_eq!(reserved(&scene), [Some(START_MS + 5); 2]);
}
