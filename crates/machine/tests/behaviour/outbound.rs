//! An agent calls an outside number.

use offhook_machine::{ChannelState, Flag, JobState, Op, Party, Side, Signal, UserState};

use crate::fixture::{AMYS, CENTRE, CUSTOMER, Scene, number};

#[test]
fn the_events_of_a_call_come_in_the_documented_order() {
    let mut scene = Scene::ccc();
    let job = scene.calls(scene.amy, CUSTOMER);
    assert_eq!(scene.events(), ["user-dialing amy", "dialing amy"]);
    scene.signal(job, Party::User(scene.amy), Signal::Answered).unwrap();
    assert_eq!(scene.events(), ["picked-up amy"]);
    scene.signal(job, Party::Customer, Signal::Ringing).unwrap();
    assert_eq!(scene.events(), ["ringing customer"]);
    scene.signal(job, Party::Customer, Signal::Answered).unwrap();
    assert_eq!(scene.events(), ["user-talking amy", "established amy", "established customer"]);
}

#[test]
fn when_the_agent_hangs_up_the_agents_leg_ends_first() {
    let mut scene = Scene::ccc();
    scene.outbound_talk();
    scene.events();
    scene.releases(scene.amy);
    assert_eq!(scene.events(), ["user-left amy", "released amy", "released customer", "work amy"]);
}

#[test]
fn when_the_agents_phone_hangs_up_it_is_as_if_the_agent_had() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.events();
    scene.signal(job, Party::User(scene.amy), Signal::HungUp).unwrap();
    assert_eq!(scene.events(), ["user-left amy", "released amy", "released customer", "work amy"]);
}

#[test]
fn when_the_customer_hangs_up_the_customers_leg_ends_first() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.events();
    scene.signal(job, Party::Customer, Signal::HungUp).unwrap();
    assert_eq!(scene.events(), ["released customer", "user-left amy", "released amy", "work amy"]);
}

#[test]
fn when_the_agent_drops_the_customer_the_customers_leg_ends_first() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let channel = Some(scene.leg(job, None));
    scene.events();
    scene.does(scene.amy, Op::Release { job: Some(job), channel }).unwrap();
    assert_eq!(scene.events(), ["released customer", "user-left amy", "released amy", "work amy"]);
}

#[test]
fn the_user_the_job_and_the_legs_move_together() {
    let mut scene = Scene::ccc();
    let job = scene.calls(scene.amy, CUSTOMER);
    let seen =
        |scene: &Scene| (scene.state(scene.amy), scene.world.job(job).unwrap().state, scene.leg_states(job));
    assert_eq!(seen(&scene), (UserState::Dialing, JobState::Alerting, vec![ChannelState::Created]));
    scene.signal(job, Party::User(scene.amy), Signal::Answered).unwrap();
    let legs = vec![ChannelState::Answered, ChannelState::None];
    assert_eq!(seen(&scene), (UserState::Dialing, JobState::Alerting, legs));
    scene.signal(job, Party::Customer, Signal::Answered).unwrap();
    assert_eq!(seen(&scene), (UserState::Talking, JobState::Connected, vec![ChannelState::Answered; 2]));
    scene.releases(scene.amy);
    assert_eq!(seen(&scene), (UserState::Working, JobState::Ended, vec![ChannelState::Retired; 2]));
}

#[test]
fn the_legs_name_their_parties() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let [own, far] = [Some(scene.amy), None].map(|user| scene.world.channel(scene.leg(job, user)).unwrap());
    assert_eq!((own.side, own.originator, own.destination), (Side::User, number(CUSTOMER), number(AMYS)));
    assert_eq!(
        (far.side, far.originator, far.destination),
        (Side::Customer, number(CENTRE), number(CUSTOMER))
    );
    assert_eq!((own.index, far.index), (Some(1), Some(2)));
}

#[test]
fn who_hung_up_and_why_stands_on_every_leg() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    scene.releases(scene.amy);
    for user in [Some(scene.amy), None] {
        let leg = scene.world.channel(scene.leg(job, user)).unwrap();
        assert_eq!(leg.release_initiator, Some(number(AMYS)));
        assert_eq!(leg.release_reason.map(|reason| scene.world.text(reason)), Some("200 - Okay"));
    }
}

#[test]
fn flags_end_with_the_leg() {
    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let (own, far) = (scene.leg(job, Some(scene.amy)), scene.leg(job, None));
    scene.does(scene.amy, Op::Hold { job: None, channel: far }).unwrap();
    scene.does(scene.amy, Op::Mute { job: None, channel: None }).unwrap();
    assert!(scene.world.channel(far).unwrap().flags.has(Flag::Hold));
    assert!(scene.world.channel(own).unwrap().flags.has(Flag::Muted));
    scene.releases(scene.amy);
    assert!([own, far].iter().all(|leg| scene.world.channel(*leg).unwrap().flags.is_empty()));
}

#[test]
fn the_gateway_makes_the_agent_ready_at_once_after_the_call() {
    let mut scene = Scene::gateway();
    scene.outbound_talk();
    scene.events();
    scene.releases(scene.amy);
    assert_eq!(scene.events().last().unwrap(), "ready amy");
    assert_eq!(scene.state(scene.amy), UserState::Ready);
}

#[test]
fn the_legs_say_who_ended_the_call() {
    let mut scene = Scene::ccc();
    let own = |scene: &Scene, job| scene.world.job(job).unwrap().channels.iter().copied().collect::<Vec<_>>();
    let said = |scene: &Scene, legs: &[_]| -> Vec<_> {
        legs.iter().map(|leg| scene.world.channel(*leg).unwrap().release_initiator).collect()
    };
    let job = scene.outbound_talk();
    let legs = own(&scene, job);
    assert_eq!(said(&scene, &legs), [None, None], "while they live");
    scene.releases(scene.amy);
    assert_eq!(said(&scene, &legs), [Some(number(AMYS)); 2]);

    let mut scene = Scene::ccc();
    let job = scene.outbound_talk();
    let legs = own(&scene, job);
    scene.signal(job, Party::Customer, Signal::HungUp).unwrap();
    assert_eq!(said(&scene, &legs), [Some(number(CUSTOMER)); 2]);
}
