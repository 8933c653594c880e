//! The settings with which an agent takes calls.

use offhook_machine::{Impossible, NewInstance, NewUser, Op, Refused, UserState, WorkMode};

use crate::fixture::{AMYS, BOBS, CUSTOMER, FRIEND, Fixture, number};

#[test]
fn the_mobile_stays_as_it_is_unless_another_is_named() {
    let mut fixture = Fixture::ccc();
    let off_site = |mobile| Op::WorkMode { mode: WorkMode::OffSite, mobile };
    fixture.does(fixture.amy, off_site(Some(number(FRIEND)))).unwrap();
    fixture.does(fixture.amy, off_site(None)).unwrap();
    let amy = fixture.world.user(fixture.amy).unwrap();
    assert_eq!((amy.work_mode, amy.mobile), (WorkMode::OffSite, Some(number(FRIEND))));
    assert_eq!((amy.state, fixture.events()), (UserState::Ready, vec![]));
}

#[test]
fn an_invisible_agent_only_places_calls() {
    let mut fixture = Fixture::ccc();
    fixture.does(fixture.amy, Op::Visibility { invisible: true }).unwrap();
    assert_eq!(fixture.inbound(fixture.amy), Err(Impossible::NotReady(UserState::Ready)));
    let call = Op::MakeCall { callee: number(AMYS), caller: None, timeout_ms: None };
    assert_eq!(fixture.refuses(fixture.bob, call), Refused::Busy(fixture.amy));
    fixture.calls(fixture.amy, CUSTOMER);
    fixture.releases(fixture.amy);
    fixture.does(fixture.amy, Op::Visibility { invisible: false }).unwrap();
    fixture.calls(fixture.bob, AMYS);
    assert_eq!(fixture.state(fixture.amy), UserState::Ringing);
}

#[test]
fn neither_is_changed_nor_anything_forgotten_during_a_call() {
    let mut fixture = Fixture::ccc();
    fixture.calls(fixture.amy, BOBS);
    for user in [fixture.amy, fixture.bob] {
        let mode = Op::WorkMode { mode: WorkMode::OfficePhone, mobile: None };
        for op in [mode, Op::Visibility { invisible: true }, Op::Reset] {
            assert!(matches!(fixture.refuses(user, op), Refused::UserState { .. }));
        }
    }
}

#[test]
fn a_reset_leads_to_offline_from_wherever_there_is_no_call() {
    for state in [UserState::Offline, UserState::Break, UserState::Ready, UserState::Working] {
        let amy = NewUser { state, break_code: Some("Lunch"), ..NewUser::new("amy") };
        let mut fixture = Fixture::of(offhook_machine::Policy::CCC, &amy, &NewUser::new("bob"));
        assert_eq!(fixture.emits(fixture.amy, Op::Reset), ["signed-out amy"]);
        assert_eq!(fixture.state(fixture.amy), UserState::Offline);
    }
}

#[test]
fn a_group_of_one_instance_is_no_group_of_another() {
    let mut fixture = Fixture::ccc();
    let other = fixture.world.add_instance(&NewInstance { name: "other", ..NewInstance::default() }).unwrap();
    let theirs = fixture.world.add_skill_group(other, "sales").unwrap();
    assert_eq!(
        fixture.refuses(fixture.amy, Op::SkillGroups { groups: &[theirs] }),
        Refused::NoSuchSkillGroup
    );
}
