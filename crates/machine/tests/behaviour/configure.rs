//! How and where an agent takes calls.

use offhook_machine::{Impossible, NewInstance, NewUser, Op, Refused, UserState, WorkMode};

use crate::fixture::{AMYS, BOBS, CUSTOMER, FRIEND, Scene, number};

#[test]
fn the_mobile_stays_as_it_is_unless_another_is_named() {
    let mut scene = Scene::ccc();
    let off_site = |mobile| Op::WorkMode { mode: WorkMode::OffSite, mobile };
    scene.does(scene.amy, off_site(Some(number(FRIEND)))).unwrap();
    scene.does(scene.amy, off_site(None)).unwrap();
    let amy = scene.world.user(scene.amy).unwrap();
    assert_eq!((amy.work_mode, amy.mobile), (WorkMode::OffSite, Some(number(FRIEND))));
    assert_eq!((amy.state, scene.events()), (UserState::Ready, vec![]));
}

#[test]
fn who_hides_only_places_calls() {
    let mut scene = Scene::ccc();
    scene.does(scene.amy, Op::Visibility { invisible: true }).unwrap();
    assert_eq!(scene.inbound(scene.amy), Err(Impossible::NotReady(UserState::Ready)));
    let call = Op::MakeCall { callee: number(AMYS), caller: None, timeout_ms: None };
    assert_eq!(scene.refuses(scene.bob, call), Refused::Busy(scene.amy));
    scene.calls(scene.amy, CUSTOMER);
    scene.releases(scene.amy);
    scene.does(scene.amy, Op::Visibility { invisible: false }).unwrap();
    scene.calls(scene.bob, AMYS);
    assert_eq!(scene.state(scene.amy), UserState::Ringing);
}

#[test]
fn neither_is_changed_nor_anything_forgotten_during_a_call() {
    let mut scene = Scene::ccc();
    scene.calls(scene.amy, BOBS);
    for user in [scene.amy, scene.bob] {
        let mode = Op::WorkMode { mode: WorkMode::OfficePhone, mobile: None };
        for op in [mode, Op::Visibility { invisible: true }, Op::Reset] {
            assert!(matches!(scene.refuses(user, op), Refused::UserState { .. }));
        }
    }
}

#[test]
fn a_reset_leads_to_offline_from_wherever_there_is_no_call() {
    for state in [UserState::Offline, UserState::Break, UserState::Ready, UserState::Working] {
        let amy = NewUser { state, break_code: Some("Lunch"), ..NewUser::new("amy") };
        let mut scene = Scene::of(offhook_machine::Policy::CCC, &amy, &NewUser::new("bob"));
        assert_eq!(scene.tells(scene.amy, Op::Reset), ["signed-out amy"]);
        assert_eq!(scene.state(scene.amy), UserState::Offline);
    }
}

#[test]
fn what_serves_one_centre_is_no_group_of_another() {
    let mut scene = Scene::ccc();
    let other = scene.world.add_instance(&NewInstance { name: "other", ..NewInstance::default() }).unwrap();
    let theirs = scene.world.add_skill_group(other, "sales").unwrap();
    assert_eq!(scene.refuses(scene.amy, Op::SkillGroups { groups: &[theirs] }), Refused::NoSuchSkillGroup);
}
