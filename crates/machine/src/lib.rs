//! The pure call-state machine of offhook: users, jobs and channels; no input or output, no clock, no hash order.
//!
//! ```
//! use offhook_machine::{NewInstance, NewUser, Number, Op, Party, Policy, Request, Signal, Stimulus, UserState, World};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = 1_609_225_718_000;
//! let mut world = World::new(Policy::CCC, now, 259);
//! let instance = world.add_instance(&NewInstance { name: "ccc-test", ..NewInstance::default() })?;
//! let amy = NewUser { state: UserState::Ready, extension: Number::new("80011474"), ..NewUser::new("amy@ccc-test") };
//! let amy = world.add_user(instance, &amy)?;
//!
//! let callee = Number::new("13188888888").ok_or("not a number")?;
//! let call = Request { by: amy, op: Op::MakeCall { callee, caller: None, timeout_ms: None } };
//! let job = world.request(now, &call)?.job.ok_or("no job")?;
//! assert_eq!(world.user(amy).map(|user| user.state), Some(UserState::Ready)); // the answer is an early snapshot
//!
//! world.advance(now)?; // the effect
//! assert_eq!(world.user(amy).map(|user| user.state), Some(UserState::Dialing));
//! for party in [Party::User(amy), Party::Customer] {
//!     world.stimulus(now, &Stimulus::Channel { job, party, signal: Signal::Answered, cause: None })?;
//! }
//! assert_eq!(world.user(amy).map(|user| user.state), Some(UserState::Talking));
//! let events: Vec<_> = std::iter::from_fn(|| world.poll_event()).map(|event| event.kind.as_str()).collect();
//! assert_eq!(events, ["user-dialing", "dialing", "picked-up", "user-talking", "established", "established"]);
//! # Ok(())
//! # }
//! ```
//!
//! The rules are data: [`USER_RULES`], [`JOB_RULES`], [`CHANNEL_RULES`], [`HOLD_RULES`], [`MUTE_RULES`] and [`SUPERVISION_RULES`] hold every
//! legal transition, and [`World`] executes them by lookup. The reactions, such as
//! the end of the other channels when one ends, are plain functions, one concept a file.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod basis;
mod event;
mod identity;
mod input;
pub mod limits;
mod names;
mod op;
mod policy;
mod rules;
mod state;
mod trace;
mod world;

pub use basis::Basis;
pub use event::{Event, EventKind};
pub use identity::{
    ChannelId, InstanceId, JobId, JobNumber, MAX_NODE, Millis, NameId, Number, SkillGroupId, UserId, Uuid,
    Uuids,
};
pub use input::{
    Accepted, ClockError, Impossible, Party, Queueing, Refused, Request, SignIn, Signal, Stimulus,
    Supervision, Target,
};
pub use op::{Op, OpKind};
pub use policy::{AfterCall, Policy, When};
pub use rules::{
    Ambiguous, CHANNEL_RULES, ChannelTrigger, Deviation, Fired, FlagState, FlagTrigger, HOLD_RULES,
    JOB_RULES, JobTrigger, MUTE_RULES, OwnChannel, Rule, RuleText, Rules, SUPERVISION_RULES, StateSet, Table,
    Tables, USER_RULES, UnknownCell, UserTrigger, Word,
};
pub use state::{CallType, ChannelState, Flag, Flags, JobState, Part, Side, UserState, WorkMode};
pub use trace::{Entity, Trace, Traced};
pub use world::{
    Broken, Channel, ChannelName, Consult, Digest, Due, HeldCall, Instance, Invariant, Job, NewChannel,
    NewInstance, NewJob, NewUser, SetupError, SkillGroup, TimerId, User, World,
};
