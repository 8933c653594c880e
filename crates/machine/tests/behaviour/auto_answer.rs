//! The gateway answers for an agent who asked for it at sign-in.

use offhook_machine::{NewUser, Op, Policy, SignIn, UserState};

use crate::fixture::{AMYS, BOBS, Fixture, number};

fn fixture() -> Fixture {
    let user = |name, extension| NewUser { extension: Some(number(extension)), ..NewUser::new(name) };
    let mut fixture = Fixture::of(Policy::CC_GATEWAY, &user("amy", AMYS), &user("bob", BOBS));
    for (who, auto_answer) in [(fixture.amy, false), (fixture.bob, true)] {
        fixture.does(who, Op::SignIn(SignIn { auto_answer, ..SignIn::default() })).unwrap();
    }
    fixture.events();
    fixture
}

#[test]
fn an_incoming_call_rings_and_is_answered_in_one_breath() {
    let mut fixture = fixture();
    fixture.inbound(fixture.bob).unwrap();
    assert_eq!(fixture.events(), ["ringing bob", "user-ringing bob", "user-talking bob", "established bob"]);
    assert_eq!(fixture.state(fixture.bob), UserState::Talking);
    assert_eq!((fixture.world.next_deadline(), fixture.world.broken_invariants()), (None, vec![]));
}

#[test]
fn a_colleagues_call_connects_both_and_leaves_no_timer() {
    let mut fixture = fixture();
    fixture.calls(fixture.amy, BOBS);
    assert_eq!(
        (fixture.state(fixture.amy), fixture.state(fixture.bob)),
        (UserState::Talking, UserState::Talking)
    );
    assert_eq!((fixture.world.next_deadline(), fixture.world.broken_invariants()), (None, vec![]));
}

#[test]
fn the_next_sign_in_can_take_it_back() {
    let mut fixture = fixture();
    fixture.does(fixture.bob, Op::SignOut).unwrap();
    fixture.does(fixture.bob, Op::SignIn(SignIn::default())).unwrap();
    fixture.inbound(fixture.bob).unwrap();
    assert_eq!(fixture.state(fixture.bob), UserState::Ringing);
}
