//! Handles of another, larger world lead nowhere, and never to a panic.

use offhook_machine::{
    ChannelId, Impossible, InstanceId, JobId, NameId, NewInstance, NewUser, Op, Party, Refused, Request,
    SetupError, SignIn, Signal, SkillGroupId, Stimulus, UserId, UserState,
};

use crate::fixture::{CUSTOMER, Fixture, START_MS, number};

/// Handles that a small world does not have.
struct Strange {
    user: UserId,
    job: JobId,
    channel: ChannelId,
    instance: InstanceId,
    group: SkillGroupId,
    name: NameId,
}

fn strange() -> Strange {
    let mut large = Fixture::ccc();
    let new = NewInstance { name: "other", ..NewInstance::default() };
    let instance = large.world.add_instance(&new).unwrap();
    let group = large.world.add_skill_group(instance, "sales").unwrap();
    let mut last = None;
    for index in 0..100 {
        let (name, code) = (format!("agent-{index}"), format!("code-{index}"));
        let extension = Some(number(&format!("9{index}")));
        let new =
            NewUser { state: UserState::Ready, break_code: Some(&code), extension, ..NewUser::new(&name) };
        let user = large.world.add_user(instance, &new).unwrap();
        last = Some((user, large.inbound(user).unwrap()));
    }
    let (user, job) = last.unwrap();
    let name = large.world.user(user).unwrap().break_code.unwrap();
    Strange { user, job, channel: large.channel(job, None), instance, group, name }
}

#[test]
fn every_getter_answers_that_there_is_nothing() {
    let (world, it) = (Fixture::ccc().world, strange());
    assert!(world.user(it.user).is_none());
    assert!(world.job(it.job).is_none());
    assert!(world.channel(it.channel).is_none());
    assert!(world.instance(it.instance).is_none());
    assert!(world.skill_group(it.group).is_none());
    assert!(world.channel_name(it.channel).is_none());
    assert_eq!(world.text(it.name), "");
    assert_eq!(world.find_user(it.instance, "amy"), None);
    assert_eq!(world.find_extension(it.instance, number(CUSTOMER)), None);
    assert_eq!(world.find_skill_group(it.instance, "sales"), None);
    assert_eq!(world.find_channel(it.job, "ch-1"), None);
    assert_eq!(world.skill_group_names(it.user), [""; 0]);
}

#[test]
fn every_setter_of_the_configuration_refuses_them() {
    let (mut fixture, it) = (Fixture::ccc(), strange());
    let before = fixture.world.digest();
    let eve = NewUser::new("eve");
    assert_eq!(fixture.world.add_user(it.instance, &eve), Err(SetupError::Unknown("instance")));
    let grouped = NewUser { skill_groups: &[it.group], ..eve };
    assert_eq!(fixture.world.add_user(fixture.instance, &grouped), Err(SetupError::Unknown("skill group")));
    assert_eq!(fixture.world.add_skill_group(it.instance, "sales"), Err(SetupError::Unknown("instance")));
    assert_eq!(fixture.world.digest(), before);
}

/// Every operation, with these in place of the job and the channel.
fn ops(job: Option<JobId>, channel: ChannelId) -> Vec<Op<'static>> {
    vec![
        Op::SignIn(SignIn::default()),
        Op::SignOut,
        Op::Ready { outbound_only: false },
        Op::Break { code: "Lunch" },
        Op::Work,
        Op::MakeCall { callee: number(CUSTOMER), caller: None, timeout_ms: None },
        Op::Answer { job },
        Op::Release { job, channel: Some(channel) },
        Op::Release { job, channel: None },
        Op::Hold { job, channel },
        Op::Retrieve { job, channel },
        Op::Mute { job, channel: Some(channel) },
        Op::Mute { job, channel: None },
        Op::Unmute { job, channel: Some(channel) },
        Op::Poll,
    ]
}

#[test]
fn a_request_of_a_foreign_user_is_rejected() {
    let (mut fixture, it) = (Fixture::ccc(), strange());
    let before = fixture.world.digest();
    for op in ops(Some(it.job), it.channel) {
        let request = Request { by: it.user, op };
        assert_eq!(fixture.world.request(START_MS, &request), Err(Refused::NoSuchUser));
    }
    assert_eq!(fixture.world.digest(), before);
}

#[test]
fn a_request_about_a_foreign_job_or_channel_is_rejected() {
    let (mut fixture, it) = (Fixture::ccc(), strange());
    let own = fixture.outbound_talk();
    let before = fixture.world.digest();
    for op in ops(Some(it.job), it.channel).into_iter().filter(|op| *op != Op::Poll) {
        let refused = fixture.asks(fixture.amy, op);
        assert!(matches!(refused, Err(Refused::NoSuchJob | Refused::UserState { .. })), "{op:?} {refused:?}");
    }
    for op in [
        Op::Release { job: Some(own), channel: Some(it.channel) },
        Op::Hold { job: None, channel: it.channel },
        Op::Mute { job: None, channel: Some(it.channel) },
    ] {
        assert_eq!(fixture.asks(fixture.amy, op), Err(Refused::NoSuchChannel));
    }
    assert_eq!(fixture.world.digest(), before);
}

#[test]
fn no_stimulus_with_a_strange_handle_is_possible() {
    let (mut fixture, it) = (Fixture::ccc(), strange());
    let own = fixture.outbound_talk();
    let before = fixture.world.digest();
    for signal in Signal::ALL {
        let at_strange_job = fixture.signal(it.job, Party::Customer, *signal);
        assert_eq!(at_strange_job, Err(Impossible::NoSuchJob));
        let at_strange_user = fixture.signal(own, Party::User(it.user), *signal);
        assert_eq!(at_strange_user, Err(Impossible::NoSuchParty));
    }
    let inbound = Stimulus::Inbound { from: number(CUSTOMER), to: it.user };
    assert_eq!(fixture.world.stimulus(START_MS, &inbound), Err(Impossible::NoSuchParty));
    assert_eq!(fixture.world.digest(), before);
}

#[test]
fn nobody_signs_in_to_a_strange_skill_group() {
    let (mut fixture, it) = (Fixture::ccc(), strange());
    fixture.does(fixture.amy, Op::SignOut).unwrap();
    let groups = [it.group];
    let sign_in = SignIn { skill_groups: Some(&groups), ..SignIn::default() };
    let before = fixture.world.digest();
    assert_eq!(fixture.does(fixture.amy, Op::SignIn(sign_in)), Err(Refused::NoSuchSkillGroup));
    assert_eq!(fixture.world.digest(), before);
}
