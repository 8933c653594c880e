//! The simulator over HTTP, for real clients: `offhook serve`.
//!
//! One port answers both dialects, CCC at `/` and CC-Gateway at `/agentgateway/resource/`, and a control API at `/_offhook/`
//! plays the remote party, moves the clock and sets the configuration. A [`Server`] is made from [`Options`]; what it may take of a
//! machine is bounded by [`limits`].
//!
//! ```
//! use offhook_server::{Access, Options, Server};
//!
//! let server = Server::bind(Options::new(Access::Any))?;
//! let (url, stopper) = (server.url(), server.stopper());
//! let running = std::thread::spawn(|| server.run());
//! let mut answer = ureq::get(format!("{url}/?Action=PollUserStatus&InstanceId=ccc-test&UserId=amy@ccc-test")).call()?;
//! assert!(answer.body_mut().read_to_string()?.contains(r#""UserState":"OFFLINE""#));
//! stopper.stop();
//! running.join().unwrap()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod actor;
mod behaviour;
mod capacity;
mod control;
mod error;
mod events;
mod given_world;
mod guard;
mod health;
mod hosted;
mod http;
mod journal;
mod keys;
pub mod limits;
mod logging;
mod message;
mod metrics;
mod pace;
mod page;
mod recording;
mod server;
mod simulator;
mod timeline;
mod tls;
mod wall;

pub use behaviour::{Behaviour, behaviour_schema};
pub use error::ServeError;
pub use journal::{Disk, DiskFile, Held, JournalError, JournalOptions, JournalSync, SystemDisk};
pub use keys::{Access, Keys, KeysError};
pub use logging::{Log, start_log};
pub use pace::{BadPace, Pace};
pub use server::{Options, Server, Stopper};
pub use tls::{MAX_PEM_BYTES, Tls};
