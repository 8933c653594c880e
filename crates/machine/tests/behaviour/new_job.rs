//! Given worlds with calls already under way.

use offhook_machine::{
    CallType, ChannelState, Flag, Flags, Invariant, JobNumber, JobState, NewChannel, NewInstance, NewJob,
    NewUser, Op, Party, Policy, Refused, SetupError, Side, Signal, UserId, UserState,
    limits::{Limit, MAX_NAME_BYTES},
};

use crate::fixture::{AMYS, BOBS, CUSTOMER, Fixture, INSTANCE_NUMBER, START_MS, number};

/// An answered channel of the user, or of the customer.
pub(crate) fn channel(user: Option<UserId>) -> NewChannel<'static> {
    let (side, from, to) = if user.is_some() {
        (Side::User, CUSTOMER, AMYS)
    } else {
        (Side::Customer, INSTANCE_NUMBER, CUSTOMER)
    };
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
    NewJob {
        number: None,
        instance: None,
        call_type: CallType::Outbound,
        caller: number(INSTANCE_NUMBER),
        channels,
    }
}

/// Amy is talking; the job is still to be added.
fn talking() -> Fixture {
    let amy = NewUser { state: UserState::Talking, extension: Some(number(AMYS)), ..NewUser::new("amy") };
    let bob = NewUser { state: UserState::Ready, extension: Some(number(BOBS)), ..NewUser::new("bob") };
    Fixture::of(Policy::CCC, &amy, &bob)
}

#[test]
fn a_given_call_goes_on_like_any_other() {
    let mut fixture = talking();
    let channels = [channel(Some(fixture.amy)), channel(None)];
    let new = NewJob { instance: Some(fixture.instance), ..job(&channels) };
    let id = fixture.world.add_job(&new).unwrap();
    assert_eq!(fixture.world.broken_invariants(), []);
    assert_eq!(fixture.world.job(id).unwrap().state, JobState::Connected);
    let remote = fixture.channel(id, None);
    fixture.does(fixture.amy, Op::Hold { job: Some(id), channel: remote }).unwrap();
    fixture.signal(id, Party::Customer, Signal::HungUp).unwrap();
    assert_eq!(fixture.state(fixture.amy), UserState::Working);
    assert_eq!(fixture.world.broken_invariants(), []);
}

/// No input leads there: only a given world can have a channel in a state without a call.
#[test]
fn a_user_with_a_live_channel_becomes_neither_ready_nor_invisible() {
    let amy = NewUser { state: UserState::Working, extension: Some(number(AMYS)), ..NewUser::new("amy") };
    let bob = NewUser { state: UserState::Ready, extension: Some(number(BOBS)), ..NewUser::new("bob") };
    let mut fixture = Fixture::of(Policy::CCC, &amy, &bob);
    let channels = [NewChannel { state: ChannelState::Created, ..channel(Some(fixture.amy)) }];
    fixture.world.add_job(&NewJob { instance: Some(fixture.instance), ..job(&channels) }).unwrap();
    let left = Refused::ChannelState { state: ChannelState::Created, needs: ChannelState::Released };
    for op in [Op::Ready { outbound_only: false }, Op::Visibility { invisible: true }] {
        assert_eq!(fixture.refuses(fixture.amy, op), left);
    }
}

/// Whatever is wrong with the second channel, the first leaves no trace.
#[test]
fn a_job_that_cannot_be_added_changes_nothing() {
    let mut fixture = talking();
    let (stranger, strange_group, strange_instance) = strange_handles();
    let own = channel(Some(fixture.amy));
    let long = "x".repeat(MAX_NAME_BYTES + 1);
    for (second, error) in [
        (channel(Some(stranger)), SetupError::Unknown("user")),
        (
            NewChannel { state: ChannelState::Released, ..channel(Some(stranger)) },
            SetupError::Unknown("user"),
        ),
        (
            NewChannel { skill_group: Some(strange_group), ..channel(None) },
            SetupError::Unknown("skill group"),
        ),
        (NewChannel { id: Some(&long), ..channel(None) }, SetupError::Limit(Limit::NameBytes)),
        (NewChannel { release_reason: Some(&long), ..channel(None) }, SetupError::Limit(Limit::NameBytes)),
    ] {
        let before = fixture.world.digest();
        let channels = [own.clone(), second];
        let new = NewJob { number: Some(JobNumber(9)), ..job(&channels) };
        assert_eq!(fixture.world.add_job(&new), Err(error));
        assert_eq!(fixture.world.digest(), before);
    }
    let elsewhere = NewJob { instance: Some(strange_instance), ..job(&[]) };
    assert_eq!(fixture.world.add_job(&elsewhere), Err(SetupError::Unknown("instance")));
    let amy = fixture.world.user(fixture.amy).unwrap();
    assert_eq!((amy.job, amy.channel, fixture.world.find_job(JobNumber(9))), (None, None, None));
}

fn strange_handles() -> (UserId, offhook_machine::SkillGroupId, offhook_machine::InstanceId) {
    let mut other = Fixture::ccc();
    let new = NewInstance { name: "other", ..NewInstance::default() };
    let instance = other.world.add_instance(&new).unwrap();
    let group = other.world.add_skill_group(instance, "sales").unwrap();
    (other.world.add_user(instance, &NewUser::new("eve")).unwrap(), group, instance)
}

#[test]
fn a_number_that_a_readable_job_bears_is_taken() {
    let mut fixture = talking();
    let seven = NewJob { number: Some(JobNumber(7)), ..job(&[]) };
    fixture.world.add_job(&seven).unwrap();
    assert_eq!(fixture.world.add_job(&seven), Err(SetupError::Taken("job-7".into())));
}

#[test]
fn a_user_in_two_calls_breaks_an_invariant() {
    let mut fixture = talking();
    let channels = [channel(Some(fixture.amy)), channel(None)];
    for _ in 0..2 {
        let new = NewJob { instance: Some(fixture.instance), ..job(&channels) };
        fixture.world.add_job(&new).unwrap();
    }
    let broken: Vec<Invariant> = fixture.world.broken_invariants().iter().map(|it| it.invariant).collect();
    assert_eq!(broken, [Invariant::UserHasOwnChannel]);
}

#[test]
fn whatever_is_wrong_with_a_given_call_it_is_named_and_nothing_panics() {
    let mut fixture = Fixture::ccc();
    let odd = [
        NewChannel { user: None, ..channel(Some(fixture.amy)) },
        NewChannel { user: Some(fixture.bob), ..channel(None) },
        NewChannel {
            state: ChannelState::Retired,
            flags: Flags::NONE.with(Flag::Hold, true),
            ..channel(None)
        },
        NewChannel { state: ChannelState::Ringing, created: u64::MAX, ..channel(Some(fixture.amy)) },
        NewChannel { state: ChannelState::None, id: Some("odd"), ..channel(None) },
    ];
    let id = fixture.world.add_job(&job(&odd)).unwrap();
    assert!(!fixture.world.broken_invariants().is_empty());
    let parties =
        [Party::User(fixture.amy), Party::User(fixture.bob), Party::Customer, Party::Number(number(AMYS))];
    for signal in Signal::ALL {
        for party in parties {
            let _ = fixture.signal(id, party, *signal);
            for user in [fixture.amy, fixture.bob] {
                let _ = fixture.does(user, Op::Answer { job: Some(id) });
                let _ = fixture.does(user, Op::Release { job: None, channel: None });
            }
            fixture.waits(1);
            let _ = (fixture.world.digest(), fixture.world.broken_invariants(), fixture.events());
        }
    }
    assert_eq!(fixture.world.job(id).unwrap().state, JobState::Ended);
}

#[test]
fn a_user_that_cannot_be_added_leaves_the_extension_free() {
    let mut fixture = Fixture::ccc();
    let taken = NewUser { extension: Some(number("9001")), ..NewUser::new("amy") };
    let before = fixture.world.digest();
    assert_eq!(fixture.world.add_user(fixture.instance, &taken), Err(SetupError::Taken("amy".into())));
    let taken = NewUser { extension: Some(number(AMYS)), ..NewUser::new("eve") };
    assert_eq!(fixture.world.add_user(fixture.instance, &taken), Err(SetupError::Taken(AMYS.into())));
    assert_eq!(fixture.world.digest(), before);
    assert_eq!(fixture.world.find_extension(fixture.instance, number("9001")), None);
    assert_eq!(fixture.world.find_user(fixture.instance, "eve"), None);
}

/// Channels that no call of the machine's own would leave so: amy talks, but these channels are not answered.
#[test]
fn a_channel_in_the_wrong_state_is_neither_held_nor_muted_nor_released() {
    let mut fixture = talking();
    let channels = [
        NewChannel { state: ChannelState::Ringing, ..channel(Some(fixture.amy)) },
        NewChannel { state: ChannelState::Released, ..channel(None) },
    ];
    let id = fixture.world.add_job(&job(&channels)).unwrap();
    let (own, remote) = (fixture.channel(id, Some(fixture.amy)), fixture.channel(id, None));
    let needs = ChannelState::Answered;
    for (op, state) in [
        (Op::Mute { job: None, channel: None }, ChannelState::Ringing),
        (Op::Unmute { job: None, channel: Some(own) }, ChannelState::Ringing),
        (Op::Hold { job: None, channel: remote }, ChannelState::Released),
        (Op::Release { job: Some(id), channel: Some(remote) }, ChannelState::Released),
    ] {
        assert_eq!(fixture.does(fixture.amy, op), Err(Refused::ChannelState { state, needs }), "{op:?}");
    }
    fixture.releases(fixture.amy);
    assert_eq!(fixture.world.job(id).unwrap().state, JobState::Ended);
}
