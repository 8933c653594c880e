//! One agent's calls in a machine in which many others wait.

use std::time::Instant;

use offhook_machine::{
    Millis, NewInstance, NewUser, Number, Op, Party, Policy, Request, Signal, Stimulus, UserId, UserState,
    World,
};

use crate::exit::Cause;

/// The time at which the world begins.
const START_MS: Millis = 1_609_225_718_293;
/// The calls of one window.
const CALLS: u32 = 2_000;
/// The commands of one call: requests and stimuli.
const COMMANDS: u32 = 6;

pub(super) struct Calls {
    world: World,
    agent: UserId,
    callee: Number,
}

impl Calls {
    /// A machine with so many calls that wait.
    pub(super) fn beside(calls: u32) -> Result<Self, Cause> {
        let mut world = World::new(Policy::CCC, START_MS, 259);
        let instance = world.add_instance(&NewInstance { name: "ccc-test", ..NewInstance::default() })?;
        let sales = world.add_skill_group(instance, "sales")?;
        let phone = Number::new("80010001");
        let amy = NewUser { state: UserState::Ready, extension: phone, ..NewUser::new("amy") };
        let agent = world.add_user(instance, &amy)?;
        let away = NewUser { state: UserState::Break, skill_groups: &[sales], ..NewUser::new("bob") };
        world.add_user(instance, &away)?;
        let callee = Number::new("13188888888").ok_or("no number")?;
        for call in 0..calls {
            let from = Number::new(&format!("138{call:08}")).ok_or("no number")?;
            world.stimulus(START_MS, &Stimulus::InboundToGroup { from, to: sales })?;
            while world.poll_event().is_some() {}
        }
        Ok(Self { world, agent, callee })
    }

    /// The time of a command, in the shortest of so many windows.
    pub(super) fn nanoseconds(&mut self, windows: usize) -> Result<f64, Cause> {
        let mut least = f64::INFINITY;
        for _ in 0..windows {
            let begun = Instant::now();
            for _ in 0..CALLS {
                self.call()?;
            }
            least = least.min(begun.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS * COMMANDS));
        }
        Ok(least)
    }

    fn call(&mut self) -> Result<(), Cause> {
        self.ask(Op::MakeCall { callee: self.callee, caller: None, timeout_ms: None })?;
        for party in [Party::User(self.agent), Party::Customer] {
            let job = self.world.user(self.agent).and_then(|user| user.job).ok_or("no call")?;
            let answered = Stimulus::Channel { job, party, signal: Signal::Answered, cause: None };
            self.world.stimulus(START_MS, &answered)?;
        }
        self.ask(Op::Mute { job: None, channel: None })?;
        self.ask(Op::Release { job: None, channel: None })?;
        self.ask(Op::Ready { outbound_only: false })?;
        while self.world.poll_event().is_some() {}
        Ok(())
    }

    fn ask(&mut self, op: Op<'_>) -> Result<(), Cause> {
        self.world.request(START_MS, &Request { by: self.agent, op })?;
        Ok(self.world.advance(START_MS)?)
    }
}
