//! Hold and mute are flags of a leg; the leg stays answered and the user keeps talking.

use offhook_machine::{ChannelState, Flag, Op, Refused, UserState};

use crate::fixture::{CUSTOMER, Scene};

#[test]
fn hold_raises_the_customers_flag_and_retrieve_lowers_it() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let far = scene.leg(job, None);
    scene.events();
    for (op, is_up, event) in [
        (Op::Hold { job: Some(job), channel: far }, true, "held amy -> customer"),
        (Op::Retrieve { job: Some(job), channel: far }, false, "retrieved amy -> customer"),
    ] {
        scene.does(scene.amy, op).unwrap();
        assert_eq!(scene.world.channel(far).unwrap().flags.has(Flag::Hold), is_up);
        assert_eq!(scene.events(), [event]);
        assert_eq!(
            (scene.state(scene.amy), scene.leg_states(job)),
            (UserState::Talking, vec![ChannelState::Answered; 2])
        );
    }
}

#[test]
fn mute_raises_the_own_flag_and_unmute_lowers_it() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let own = scene.leg(job, Some(scene.amy));
    scene.events();
    for (op, is_up, event) in [
        (Op::Mute { job: None, channel: Some(own) }, true, "muted amy -> amy"),
        (Op::Unmute { job: None, channel: None }, false, "unmuted amy -> amy"),
    ] {
        scene.does(scene.amy, op).unwrap();
        assert_eq!(scene.world.channel(own).unwrap().flags.has(Flag::Muted), is_up);
        assert_eq!(scene.events(), [event]);
    }
}

#[test]
fn a_flag_that_is_up_cannot_be_raised_nor_one_that_is_down_lowered() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let channel = scene.leg(job, None);
    let (hold, mute) = (Op::Hold { job: None, channel }, Op::Mute { job: None, channel: None });
    let (retrieve, unmute) = (Op::Retrieve { job: None, channel }, Op::Unmute { job: None, channel: None });
    assert_eq!(scene.does(scene.amy, retrieve), Err(Refused::FlagDown(Flag::Hold)));
    assert_eq!(scene.does(scene.amy, unmute), Err(Refused::FlagDown(Flag::Muted)));
    scene.does(scene.amy, hold).unwrap();
    scene.does(scene.amy, mute).unwrap();
    assert_eq!(scene.does(scene.amy, hold), Err(Refused::FlagUp(Flag::Hold)));
    assert_eq!(scene.does(scene.amy, mute), Err(Refused::FlagUp(Flag::Muted)));
}

#[test]
fn nobody_mutes_another_partys_leg() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let far = scene.leg(job, None);
    let mute = Op::Mute { job: Some(job), channel: Some(far) };
    assert_eq!(scene.does(scene.amy, mute), Err(Refused::NoSuchChannel));
}

#[test]
fn before_the_call_is_connected_there_is_nothing_to_hold() {
    let mut scene = Scene::ccc();
    let job = scene.calls(scene.amy, CUSTOMER);
    let own = scene.leg(job, Some(scene.amy));
    let refused = scene.does(scene.amy, Op::Hold { job: None, channel: own }).unwrap_err();
    assert!(matches!(refused, Refused::UserState { state: UserState::Dialing, .. }));
}

#[test]
fn nobody_holds_a_leg_of_a_call_that_is_not_theirs() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let channel = scene.leg(job, None);
    let bobs = scene.inbound(scene.bob).unwrap();
    scene.does(scene.bob, Op::Answer { job: Some(bobs) }).unwrap();
    let own_job = Op::Hold { job: Some(bobs), channel };
    assert_eq!(scene.does(scene.bob, own_job), Err(Refused::NoSuchChannel));
    let other_job = Op::Hold { job: Some(job), channel };
    assert_eq!(scene.does(scene.bob, other_job), Err(Refused::NoSuchJob));
}
