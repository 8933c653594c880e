//! A world that is written down and read back goes on as if nothing had happened.

use offhook_machine::World;
use proptest::prelude::*;

use crate::{
    fixture::Fixture,
    random_run::{config, run},
};

fn text(world: &World) -> Option<String> {
    world.saved().map(|saved| serde_json::to_string(&saved).expect("a world is text"))
}

fn read(world: &World, text: &str) -> serde_json::Result<World> {
    let mut read = World::new(*world.policy(), 0, 0);
    read.restore(&mut serde_json::Deserializer::from_str(text))?;
    Ok(read)
}

proptest! {
    #![proptest_config(config(8, 150))]

    /// Handles, ids and the order of free places included, after each input.
    #[test]
    fn a_world_that_was_read_back_goes_on_as_the_original_does(run in run(60)) {
        let (mut original, mut again) = (Fixture::new(&run), Fixture::new(&run));
        for step in &run.steps {
            prop_assert_eq!(original.give(step), again.give(step));
            prop_assert_eq!(original.follow_up(step), again.follow_up(step));
            prop_assert_eq!(original.world.digest(), again.world.digest());
            let saved = text(&original.world);
            prop_assert_eq!(&saved, &text(&again.world));
            if let Some(saved) = saved {
                again.world = read(&again.world, &saved).expect("what was written is read");
                prop_assert_eq!(text(&again.world), Some(saved));
            }
        }
    }

    /// Of any number in the text, such as a handle, another one is read as another world or not at all; a world that is read can be used.
    #[test]
    fn a_text_that_was_changed_does_no_harm(run in run(40), place in any::<prop::sample::Index>(), digit in 0..10_u8) {
        let mut fixture = Fixture::new(&run);
        for step in &run.steps {
            fixture.give(step);
            fixture.follow_up(step);
        }
        if let Some(mut saved) = text(&fixture.world) {
            let digits: Vec<usize> = saved.match_indices(|it: char| it.is_ascii_digit()).map(|(at, _)| at).collect();
            let at = *place.get(&digits);
            saved.replace_range(at..=at, &digit.to_string());
            if let Ok(world) = read(&fixture.world, &saved) {
                world.digest();
                world.broken_invariants();
            }
        }
    }
}

#[test]
fn a_world_is_not_written_down_while_a_request_waits_for_its_effect() {
    use offhook_machine::{NewInstance, NewUser, Number, Op, Policy, Request, UserState};

    let mut world = World::new(Policy::CCC, 1_609_225_718_000, 259);
    let home = world.add_instance(&NewInstance { name: "i", ..NewInstance::default() }).expect("a name");
    let amy = NewUser { state: UserState::Ready, extension: Number::new("8001"), ..NewUser::new("amy") };
    let amy = world.add_user(home, &amy).expect("a name");
    let callee = Number::new("131").expect("a number");
    let op = Op::MakeCall { callee, caller: None, timeout_ms: None };
    world.request(world.now(), &Request { by: amy, op }).expect("amy is ready");
    assert!(world.saved().is_none());
    world.advance(world.now()).expect("no time passes");
    assert!(world.saved().is_some());
}
