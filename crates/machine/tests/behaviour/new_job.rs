//! Scenes with calls already under way.

use offhook_machine::{
    CallType, ChannelState, Flag, Flags, Invariant, JobNumber, JobState, NewChannel, NewInstance, NewJob,
    NewUser, Op, Party, Policy, Refused, SetupError, Side, Signal, UserId, UserState,
    limits::{Limit, MAX_NAME_BYTES},
};

use crate::fixture::{AMYS, BOBS, CENTRE, CUSTOMER, START_MS, Scene, number};

/// An answered leg of the user, or of the customer.
pub(crate) fn leg(user: Option<UserId>) -> NewChannel<'static> {
    let (side, from, to) =
        if user.is_some() { (Side::User, CUSTOMER, AMYS) } else { (Side::Customer, CENTRE, CUSTOMER) };
    NewChannel {
        side,
        user,
        state: ChannelState::Answered,
        flags: Flags::NONE,
        call_type: CallType::Outbound,
        originator: number(from),
        destination: number(to),
        created: START_MS,
        changed: START_MS,
        index: None,
        skill_group: None,
        release_initiator: None,
        release_reason: None,
        id: None,
    }
}

pub(crate) fn job<'a>(channels: &'a [NewChannel<'a>]) -> NewJob<'a> {
    NewJob { number: None, instance: None, call_type: CallType::Outbound, caller: number(CENTRE), channels }
}

/// Amy is talking; the job is still to be added.
fn talking() -> Scene {
    let amy = NewUser { state: UserState::Talking, extension: Some(number(AMYS)), ..NewUser::new("amy") };
    let bob = NewUser { state: UserState::Ready, extension: Some(number(BOBS)), ..NewUser::new("bob") };
    Scene::of(Policy::CCC, &amy, &bob)
}

#[test]
fn a_given_call_goes_on_like_any_other() {
    let mut scene = talking();
    let channels = [leg(Some(scene.amy)), leg(None)];
    let new = NewJob { instance: Some(scene.instance), ..job(&channels) };
    let id = scene.world.add_job(&new).unwrap();
    assert_eq!(scene.world.broken_invariants(), []);
    assert_eq!(scene.world.job(id).unwrap().state, JobState::Connected);
    let far = scene.leg(id, None);
    scene.does(scene.amy, Op::Hold { job: Some(id), channel: far }).unwrap();
    scene.signal(id, Party::Customer, Signal::HungUp).unwrap();
    assert_eq!(scene.state(scene.amy), UserState::Working);
    assert_eq!(scene.world.broken_invariants(), []);
}

/// No input leads there: only a given world can put a leg beside a state without a call.
#[test]
fn who_has_a_leg_left_over_is_neither_made_ready_nor_hidden() {
    let amy = NewUser { state: UserState::Working, extension: Some(number(AMYS)), ..NewUser::new("amy") };
    let bob = NewUser { state: UserState::Ready, extension: Some(number(BOBS)), ..NewUser::new("bob") };
    let mut scene = Scene::of(Policy::CCC, &amy, &bob);
    let channels = [NewChannel { state: ChannelState::Created, ..leg(Some(scene.amy)) }];
    scene.world.add_job(&NewJob { instance: Some(scene.instance), ..job(&channels) }).unwrap();
    let left = Refused::ChannelState { state: ChannelState::Created, needs: ChannelState::Released };
    for op in [Op::Ready { outbound_only: false }, Op::Visibility { invisible: true }] {
        assert_eq!(scene.refuses(scene.amy, op), left);
    }
}

/// Whatever is wrong with the second leg, the first leaves no trace.
#[test]
fn a_job_that_cannot_be_added_changes_nothing() {
    let mut scene = talking();
    let (stranger, strange_group, strange_instance) = strange_handles();
    let own = leg(Some(scene.amy));
    let long = "x".repeat(MAX_NAME_BYTES + 1);
    for (second, error) in [
        (leg(Some(stranger)), SetupError::Unknown("user")),
        (NewChannel { state: ChannelState::Released, ..leg(Some(stranger)) }, SetupError::Unknown("user")),
        (NewChannel { skill_group: Some(strange_group), ..leg(None) }, SetupError::Unknown("skill group")),
        (NewChannel { id: Some(&long), ..leg(None) }, SetupError::Limit(Limit::NameBytes)),
        (NewChannel { release_reason: Some(&long), ..leg(None) }, SetupError::Limit(Limit::NameBytes)),
    ] {
        let before = scene.world.digest();
        let channels = [own.clone(), second];
        let new = NewJob { number: Some(JobNumber(9)), ..job(&channels) };
        assert_eq!(scene.world.add_job(&new), Err(error));
        assert_eq!(scene.world.digest(), before);
    }
    let elsewhere = NewJob { instance: Some(strange_instance), ..job(&[]) };
    assert_eq!(scene.world.add_job(&elsewhere), Err(SetupError::Unknown("instance")));
    let amy = scene.world.user(scene.amy).unwrap();
    assert_eq!((amy.job, amy.channel, scene.world.find_job(JobNumber(9))), (None, None, None));
}

fn strange_handles() -> (UserId, offhook_machine::SkillGroupId, offhook_machine::InstanceId) {
    let mut other = Scene::ccc();
    let new = NewInstance { name: "other", ..NewInstance::default() };
    let instance = other.world.add_instance(&new).unwrap();
    let group = other.world.add_skill_group(instance, "sales").unwrap();
    (other.world.add_user(instance, &NewUser::new("eve")).unwrap(), group, instance)
}

#[test]
fn a_number_that_a_readable_job_bears_is_taken() {
    let mut scene = talking();
    let seven = NewJob { number: Some(JobNumber(7)), ..job(&[]) };
    scene.world.add_job(&seven).unwrap();
    assert_eq!(scene.world.add_job(&seven), Err(SetupError::Taken("job-7".into())));
}

#[test]
fn a_user_in_two_calls_breaks_an_invariant() {
    let mut scene = talking();
    let channels = [leg(Some(scene.amy)), leg(None)];
    for _ in 0..2 {
        let new = NewJob { instance: Some(scene.instance), ..job(&channels) };
        scene.world.add_job(&new).unwrap();
    }
    let broken: Vec<Invariant> = scene.world.broken_invariants().iter().map(|it| it.invariant).collect();
    assert_eq!(broken, [Invariant::UserHasOwnLeg]);
}

#[test]
fn whatever_is_wrong_with_a_given_call_it_is_named_and_nothing_panics() {
    let mut scene = Scene::ccc();
    let odd = [
        NewChannel { user: None, ..leg(Some(scene.amy)) },
        NewChannel { user: Some(scene.bob), ..leg(None) },
        NewChannel { state: ChannelState::Retired, flags: Flags::NONE.with(Flag::Hold, true), ..leg(None) },
        NewChannel { state: ChannelState::Ringing, created: u64::MAX, ..leg(Some(scene.amy)) },
        NewChannel { state: ChannelState::None, id: Some("odd"), ..leg(None) },
    ];
    let id = scene.world.add_job(&job(&odd)).unwrap();
    assert!(!scene.world.broken_invariants().is_empty());
    let parties =
        [Party::User(scene.amy), Party::User(scene.bob), Party::Customer, Party::Number(number(AMYS))];
    for signal in Signal::ALL {
        for party in parties {
            let _ = scene.signal(id, party, *signal);
            for user in [scene.amy, scene.bob] {
                let _ = scene.does(user, Op::Answer { job: Some(id) });
                let _ = scene.does(user, Op::Release { job: None, channel: None });
            }
            scene.waits(1);
            let _ = (scene.world.digest(), scene.world.broken_invariants(), scene.events());
        }
    }
    assert_eq!(scene.world.job(id).unwrap().state, JobState::Ended);
}

#[test]
fn a_user_that_cannot_be_added_leaves_the_extension_free() {
    let mut scene = Scene::ccc();
    let taken = NewUser { extension: Some(number("9001")), ..NewUser::new("amy") };
    let before = scene.world.digest();
    assert_eq!(scene.world.add_user(scene.instance, &taken), Err(SetupError::Taken("amy".into())));
    let taken = NewUser { extension: Some(number(AMYS)), ..NewUser::new("eve") };
    assert_eq!(scene.world.add_user(scene.instance, &taken), Err(SetupError::Taken(AMYS.into())));
    assert_eq!(scene.world.digest(), before);
    assert_eq!(scene.world.find_extension(scene.instance, number("9001")), None);
    assert_eq!(scene.world.find_user(scene.instance, "eve"), None);
}

/// Legs that no call of the machine's own would leave so: amy talks, but these legs are not answered.
#[test]
fn a_leg_in_the_wrong_state_is_neither_held_nor_muted_nor_released() {
    let mut scene = talking();
    let channels = [
        NewChannel { state: ChannelState::Ringing, ..leg(Some(scene.amy)) },
        NewChannel { state: ChannelState::Released, ..leg(None) },
    ];
    let id = scene.world.add_job(&job(&channels)).unwrap();
    let (own, far) = (scene.leg(id, Some(scene.amy)), scene.leg(id, None));
    let needs = ChannelState::Answered;
    for (op, state) in [
        (Op::Mute { job: None, channel: None }, ChannelState::Ringing),
        (Op::Unmute { job: None, channel: Some(own) }, ChannelState::Ringing),
        (Op::Hold { job: None, channel: far }, ChannelState::Released),
        (Op::Release { job: Some(id), channel: Some(far) }, ChannelState::Released),
    ] {
        assert_eq!(scene.does(scene.amy, op), Err(Refused::ChannelState { state, needs }), "{op:?}");
    }
    scene.releases(scene.amy);
    assert_eq!(scene.world.job(id).unwrap().state, JobState::Ended);
}
