//! A call centre one can talk to: a world, the session layer of its vendor, and a clock. Requests and stimuli in, answers and
//! events out; no socket, no clock of its own.
//!
//! ```
//! use offhook_centre::{CallCentre, Options, RemoteParty};
//! use offhook_dialect::HttpRequest;
//!
//! let text = "offhook: 1\nid: a.b\ndialect: ccc\ngiven: { users: { amy: { state: READY } } }\nsteps: [{ wait: 1s }]\n";
//! let scenario = offhook_scenario::parse("a.yaml", text).map_err(|faults| faults[0].title.clone())?;
//! let mut centre = CallCentre::open(&scenario, &Options::default())?;
//! centre.begin();
//!
//! let target = "/?Action=MakeCall&InstanceId=ccc-test&UserId=amy%40ccc-test&DeviceId=d&Callee=13188888888";
//! let answer = centre.request(&HttpRequest::new("POST", target));
//! assert!(answer.body.contains(r#""UserState":"READY""#)); // an answer is an early snapshot
//! centre.settle()?; // the effect
//! let events: Vec<_> = centre.take_events().into_iter().map(|event| event["eventType"].clone()).collect();
//! assert_eq!(events, ["AgentDialing", "Dialing"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

pub mod adapter;

mod call_centre;
mod error;
mod participants;
mod remote_party;
mod setup;
mod vocabulary;
mod wire_choice;

pub use call_centre::{CallCentre, Options, SavedCentre};
pub use error::CentreError;
pub use participants::{DEFAULT_NUMBER, Participant};
pub use remote_party::{RemoteParty, Stimulated, network, signal, stimulus_kinds};
pub use setup::{DEFAULT_BREAK_CODE, DEFAULT_CLOCK_MS, DEFAULT_NODE, policy};
pub use vocabulary::vocabulary;
pub use wire_choice::WireChoice;
