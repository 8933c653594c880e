//! Every limit on what another implementation may say, with its value. Beyond one of them the answer is refused.

use std::time::Duration;

offhook_machine::limits! {
    /// The largest body of an answer, and the longest line of a program, in bytes.
    pub const MAX_ANSWER_BYTES: usize = 1 << 20;
    /// The most bytes of an answer's status line and headers together.
    pub const MAX_HEADER_BYTES: usize = 64 << 10;
    /// The most events that one answer may hold.
    pub const MAX_EVENTS: usize = 10_000;
    /// The most bytes of all answers of one case together.
    pub const MAX_CASE_BYTES: usize = 64 << 20;
    /// How long the answers of one case may take together where nothing else is said, in milliseconds; what the harness itself
    /// sleeps does not count.
    pub const DEFAULT_CASE_TIMEOUT_MS: u64 = 120_000;
    /// The longest that the answers of one case may be allowed to take together, in milliseconds.
    pub const MAX_CASE_TIMEOUT_MS: u64 = 86_400_000;
    /// How often a connection is tried. A request that may have been received and does more than read is never sent again.
    pub const MAX_CONNECTS: u32 = 3;
    /// How long after the first attempt the second is made; each further one takes twice as long.
    pub const CONNECT_PAUSE: Duration = Duration::from_millis(100);
    /// After so many requests in a row without any answer, the subject is taken to be down.
    pub const MAX_SILENCES: u32 = 5;
    /// How long an idle connection is used again: short, so that the subject has hardly closed it.
    pub const MAX_IDLE: Duration = Duration::from_millis(500);
    /// How many idle connections a worker keeps.
    pub const MAX_IDLE_CONNECTIONS: usize = 3;
    /// How much of the end of what a program says on its standard error is kept, in bytes.
    pub const MAX_STDERR_BYTES: usize = 4 << 10;
    /// How many lines of a program may wait to be read.
    pub const MAX_WAITING_LINES: usize = 16;
    /// How long a program has to end after its standard input is closed.
    pub const END_GRACE: Duration = Duration::from_millis(500);
}
