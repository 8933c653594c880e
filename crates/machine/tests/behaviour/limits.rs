//! Beyond each limit an input is refused, and nothing is lost.

use offhook_machine::{
    EventKind, Impossible, NewInstance, NewUser, Op, Refused, SetupError, SignIn,
    limits::{
        Limit, MAX_CHANNELS_PER_JOB, MAX_EVENTS_WAITING, MAX_INSTANCES, MAX_NAME_BYTES, MAX_NAMES_PER_USER,
        MAX_SKILL_GROUPS_PER_USER,
    },
};

use crate::{fixture::Fixture, new_job::channel};

#[test]
fn when_too_many_events_wait_inputs_are_refused_until_they_are_polled() {
    let mut fixture = Fixture::ccc();
    for _ in 0..MAX_EVENTS_WAITING {
        fixture.asks(fixture.amy, Op::Ready { outbound_only: false }).unwrap();
    }
    let before = fixture.world.digest();
    let refused = fixture.asks(fixture.amy, Op::Ready { outbound_only: false });
    assert_eq!(refused, Err(Refused::Limit(Limit::Events)));
    assert_eq!(fixture.inbound(fixture.amy), Err(Impossible::Limit(Limit::Events)));
    assert_eq!(fixture.world.digest(), before);
    assert_eq!(fixture.world.poll_event().unwrap().kind, EventKind::Ready);
    fixture.inbound(fixture.amy).unwrap();
}

#[test]
fn the_clock_goes_on_when_too_many_events_wait() {
    let mut fixture = Fixture::ccc();
    fixture.inbound(fixture.bob).unwrap();
    while fixture.asks(fixture.amy, Op::Ready { outbound_only: false }).is_ok() {}
    fixture.waits(30_000);
    assert_eq!(fixture.break_code(fixture.bob), "RingingTimeout");
}

#[test]
fn break_codes_are_limited_and_known_ones_still_accepted() {
    let mut fixture = Fixture::ccc();
    let mut taken = 0;
    let refused = loop {
        let code = format!("code-{taken}");
        match fixture.asks(fixture.amy, Op::Break { code: &code }) {
            Ok(_) => taken += 1,
            Err(refused) => break refused,
        }
        while fixture.world.poll_event().is_some() {}
    };
    assert_eq!(refused, Refused::Limit(Limit::NamesPerUser));
    assert_eq!(taken, MAX_NAMES_PER_USER);
    let before = fixture.world.digest();
    assert!(fixture.asks(fixture.amy, Op::Break { code: "one too many" }).is_err());
    assert_eq!(fixture.world.digest(), before);
    fixture.asks(fixture.amy, Op::Break { code: "code-0" }).unwrap();
    // What one user has used up is nobody else's loss.
    fixture.asks(fixture.bob, Op::Break { code: "one too many" }).unwrap();
    fixture.asks(fixture.amy, Op::Break { code: "one too many" }).unwrap();
}

#[test]
fn texts_that_are_too_long_are_refused() {
    let mut fixture = Fixture::ccc();
    let long = "x".repeat(MAX_NAME_BYTES + 1);
    let limit = Err(SetupError::Limit(Limit::NameBytes));
    assert_eq!(fixture.asks(fixture.amy, Op::Break { code: &long }), Err(Refused::Limit(Limit::NameBytes)));
    assert_eq!(fixture.world.force_channel_ids(["fine", &long]), limit);
    let instance = NewInstance { name: &long, ..NewInstance::default() };
    assert_eq!(fixture.world.add_instance(&instance).map(|_| ()), limit);
    assert_eq!(fixture.world.add_user(fixture.instance, &NewUser::new(&long)).map(|_| ()), limit);
    assert_eq!(fixture.world.add_skill_group(fixture.instance, &long).map(|_| ()), limit);
    fixture.does(fixture.amy, Op::SignOut).unwrap();
    let before = fixture.world.digest();
    let device = Op::SignIn(SignIn { device: Some(&long), ..SignIn::default() });
    assert_eq!(fixture.asks(fixture.amy, device), Err(Refused::Limit(Limit::NameBytes)));
    assert_eq!(fixture.world.digest(), before);
}

#[test]
fn a_user_signs_in_to_only_so_many_skill_groups() {
    let mut fixture = Fixture::ccc();
    let group = fixture.world.add_skill_group(fixture.instance, "sales").unwrap();
    fixture.does(fixture.amy, Op::SignOut).unwrap();
    let groups = [group; MAX_SKILL_GROUPS_PER_USER + 1];
    let with = |groups| Op::SignIn(SignIn { skill_groups: Some(groups), ..SignIn::default() });
    assert_eq!(fixture.asks(fixture.amy, with(&groups)), Err(Refused::Limit(Limit::SkillGroupsPerUser)));
    fixture.asks(fixture.amy, with(&groups[1..])).unwrap();
    assert_eq!(fixture.world.skill_group_names(fixture.amy).len(), MAX_SKILL_GROUPS_PER_USER);
}

#[test]
fn a_world_has_only_so_many_instances() {
    let mut fixture = Fixture::ccc();
    let mut add = |index: usize| {
        let name = format!("instance-{index}");
        fixture.world.add_instance(&NewInstance { name: &name, ..NewInstance::default() })
    };
    assert!((1..MAX_INSTANCES).all(|index| add(index).is_ok()));
    assert_eq!(add(MAX_INSTANCES), Err(SetupError::Limit(Limit::Instances)));
}

#[test]
fn a_job_has_only_so_many_channels() {
    let mut fixture = Fixture::ccc();
    let channels = vec![channel(None); MAX_CHANNELS_PER_JOB + 1];
    let job = crate::new_job::job(&channels);
    let before = fixture.world.digest();
    assert_eq!(fixture.world.add_job(&job), Err(SetupError::Limit(Limit::Channels)));
    assert_eq!(fixture.world.digest(), before);
    fixture.world.add_job(&crate::new_job::job(&channels[1..])).unwrap();
}
