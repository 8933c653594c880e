//! Hold and mute are flags of a channel; the channel stays answered and the user keeps talking.

use offhook_machine::{ChannelState, Flag, Op, Refused, UserState};

use crate::fixture::{CUSTOMER, Fixture};

#[test]
fn hold_raises_the_customers_flag_and_retrieve_lowers_it() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let remote = fixture.channel(job, None);
    fixture.events();
    for (op, is_up, event) in [
        (Op::Hold { job: Some(job), channel: remote }, true, "held amy -> customer"),
        (Op::Retrieve { job: Some(job), channel: remote }, false, "retrieved amy -> customer"),
    ] {
        fixture.does(fixture.amy, op).unwrap();
        assert_eq!(fixture.world.channel(remote).unwrap().flags.has(Flag::Hold), is_up);
        assert_eq!(fixture.events(), [event]);
        assert_eq!(
            (fixture.state(fixture.amy), fixture.channel_states(job)),
            (UserState::Talking, vec![ChannelState::Answered; 2])
        );
    }
}

#[test]
fn mute_raises_the_own_flag_and_unmute_lowers_it() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let own = fixture.channel(job, Some(fixture.amy));
    fixture.events();
    for (op, is_up, event) in [
        (Op::Mute { job: None, channel: Some(own) }, true, "muted amy -> amy"),
        (Op::Unmute { job: None, channel: None }, false, "unmuted amy -> amy"),
    ] {
        fixture.does(fixture.amy, op).unwrap();
        assert_eq!(fixture.world.channel(own).unwrap().flags.has(Flag::Muted), is_up);
        assert_eq!(fixture.events(), [event]);
    }
}

#[test]
fn a_flag_that_is_up_cannot_be_raised_nor_one_that_is_down_lowered() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let channel = fixture.channel(job, None);
    let (hold, mute) = (Op::Hold { job: None, channel }, Op::Mute { job: None, channel: None });
    let (retrieve, unmute) = (Op::Retrieve { job: None, channel }, Op::Unmute { job: None, channel: None });
    assert_eq!(fixture.does(fixture.amy, retrieve), Err(Refused::FlagDown(Flag::Hold)));
    assert_eq!(fixture.does(fixture.amy, unmute), Err(Refused::FlagDown(Flag::Muted)));
    fixture.does(fixture.amy, hold).unwrap();
    fixture.does(fixture.amy, mute).unwrap();
    assert_eq!(fixture.does(fixture.amy, hold), Err(Refused::FlagUp(Flag::Hold)));
    assert_eq!(fixture.does(fixture.amy, mute), Err(Refused::FlagUp(Flag::Muted)));
}

#[test]
fn nobody_mutes_another_partys_channel() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let remote = fixture.channel(job, None);
    let mute = Op::Mute { job: Some(job), channel: Some(remote) };
    assert_eq!(fixture.does(fixture.amy, mute), Err(Refused::NoSuchChannel));
}

#[test]
fn before_the_call_is_connected_there_is_nothing_to_hold() {
    let mut fixture = Fixture::ccc();
    let job = fixture.calls(fixture.amy, CUSTOMER);
    let own = fixture.channel(job, Some(fixture.amy));
    let refused = fixture.does(fixture.amy, Op::Hold { job: None, channel: own }).unwrap_err();
    assert!(matches!(refused, Refused::UserState { state: UserState::Dialing, .. }));
}

#[test]
fn nobody_holds_a_channel_of_a_call_that_is_not_theirs() {
    let mut fixture = Fixture::ccc();
    let job = fixture.outbound_talk();
    let channel = fixture.channel(job, None);
    let bobs = fixture.inbound(fixture.bob).unwrap();
    fixture.does(fixture.bob, Op::Answer { job: Some(bobs) }).unwrap();
    let own_job = Op::Hold { job: Some(bobs), channel };
    assert_eq!(fixture.does(fixture.bob, own_job), Err(Refused::NoSuchChannel));
    let other_job = Op::Hold { job: Some(job), channel };
    assert_eq!(fixture.does(fixture.bob, other_job), Err(Refused::NoSuchJob));
}
