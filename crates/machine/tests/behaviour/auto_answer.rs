//! The gateway answers for an agent who asked for it at sign-in.

use offhook_machine::{NewUser, Op, Policy, SignIn, UserState};

use crate::fixture::{AMYS, BOBS, Scene, number};

fn scene() -> Scene {
    let user = |name, extension| NewUser { extension: Some(number(extension)), ..NewUser::new(name) };
    let mut scene = Scene::of(Policy::CC_GATEWAY, &user("amy", AMYS), &user("bob", BOBS));
    for (who, auto_answer) in [(scene.amy, false), (scene.bob, true)] {
        scene.does(who, Op::SignIn(SignIn { auto_answer, ..SignIn::default() })).unwrap();
    }
    scene.events();
    scene
}

#[test]
fn an_incoming_call_rings_and_is_answered_in_one_breath() {
    let mut scene = scene();
    scene.inbound(scene.bob).unwrap();
    assert_eq!(scene.events(), ["ringing bob", "user-ringing bob", "user-talking bob", "established bob"]);
    assert_eq!(scene.state(scene.bob), UserState::Talking);
    assert_eq!((scene.world.next_deadline(), scene.world.broken_invariants()), (None, vec![]));
}

#[test]
fn a_colleagues_call_connects_both_and_leaves_no_timer() {
    let mut scene = scene();
    scene.calls(scene.amy, BOBS);
    assert_eq!((scene.state(scene.amy), scene.state(scene.bob)), (UserState::Talking, UserState::Talking));
    assert_eq!((scene.world.next_deadline(), scene.world.broken_invariants()), (None, vec![]));
}

#[test]
fn the_next_sign_in_can_take_it_back() {
    let mut scene = scene();
    scene.does(scene.bob, Op::SignOut).unwrap();
    scene.does(scene.bob, Op::SignIn(SignIn::default())).unwrap();
    scene.inbound(scene.bob).unwrap();
    assert_eq!(scene.state(scene.bob), UserState::Ringing);
}
