//! Every limit of the server. Those of the wire itself are in `offhook_dialect`, those of scenarios in `offhook_scenario::limits`.

use std::time::Duration;

offhook_machine::limits! {
    /// Connections at one time, unless the server is started with another number or the system allows fewer; for one more, that one makes
    /// room whose client has kept the server waiting for longest. If all clients wait for answers, its request is answered with 503.
    pub const MAX_CONNECTIONS: usize = 1_024;
    /// The highest number of connections that a server can be started with.
    pub const MOST_CONNECTIONS: usize = 65_536;
    /// What share of the connections, one in so many, may come from one address, or one network of IPv6 addresses; for one more, one of
    /// these makes room.
    pub const CONNECTIONS_PER_CLIENT_SHARE: usize = 2;
    /// Connections beyond the limit whose requests are read to be answered with 503; for one more, one of these makes room.
    pub const MAX_TURNED_AWAY: usize = 64;
    /// How long a connection beyond the limit may take with anything.
    pub const TURNED_AWAY_TIMEOUT: Duration = Duration::from_secs(5);
    /// File descriptors that are kept for everything but connections.
    pub const SPARE_FILES: usize = 64;
    /// Bytes of bodies that are there in part; beyond it those are closed whose clients have kept the server waiting for longest.
    pub const MAX_INPUT_BYTES: usize = 64 << 20;
    /// Bytes of answers that wait to be taken by their clients; beyond it those are closed that have been waited for longest.
    pub const MAX_OUTPUT_BYTES: usize = 32 << 20;
    /// Bytes of an answer that are handed out at a time.
    pub const OUTPUT_PIECE_BYTES: usize = 16 << 10;
    /// The largest body, in bytes; beyond it 413.
    pub const MAX_BODY_BYTES: usize = offhook_dialect::MAX_BODY_BYTES;
    /// The longest path with its query, in bytes; beyond it 414.
    pub const MAX_TARGET_BYTES: usize = 60 << 10;
    /// The largest head, request line included, in bytes; beyond it 431.
    pub const MAX_HEAD_BYTES: usize = 96 << 10;
    /// The most header lines; beyond it 431.
    pub const MAX_HEADERS: usize = 64;
    /// How long a head may take; counted from the answer before, so that it bounds an idle connection, too.
    pub const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
    /// How long a body may take; beyond it 408.
    pub const BODY_TIMEOUT: Duration = Duration::from_secs(30);
    /// How long a client may take nothing of an answer; beyond it the connection is closed.
    pub const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
    /// How long a TLS handshake may take.
    pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
    /// How long connections have to end once the server stops; then they are cut off.
    pub const GRACE: Duration = Duration::from_secs(5);
    /// Requests that wait for the simulator; with more the connections wait.
    pub const MAX_REQUESTS_WAITING: usize = 256;
    /// Pushed events that are kept for the control API of one dialect; beyond it the oldest is dropped.
    pub const MAX_EVENTS_KEPT: usize = 10_000;
    /// How long a poll of CC-Gateway waits for an event when time is real, in milliseconds of its clock: the documented 100 waits of
    /// 100 ms.
    pub const POLL_WAIT_MS: u64 = 10_000;
    /// The largest file of keys, in bytes.
    pub const MAX_KEY_FILE_BYTES: usize = 1 << 20;
    /// The most keys.
    pub const MAX_KEYS: usize = 1_000;
    /// The shortest control token, in characters: fewer are guessed.
    pub const MIN_TOKEN_CHARS: usize = 16;
    /// The most steps of a recording: as many as a scenario may have.
    pub const MAX_RECORDED_STEPS: u64 = offhook_scenario::limits::MAX_STEPS;
    /// How much faster than the wall clock time may go.
    pub const MAX_SCALE: u32 = 10_000;
    /// The most users or calls that a view of the world lists; it says how many there are.
    pub const MAX_VIEWED: usize = 1_000;
    /// Lines of the time line that are kept for each dialect; beyond it the oldest is dropped.
    pub const MAX_TIMELINE_LINES: usize = 2_000;
    /// The longest text in a line of the time line, in characters.
    pub const MAX_TIMELINE_TEXT_CHARS: usize = 200;
    /// The most behaviours of numbers, and of agents, in a file.
    pub const MAX_BEHAVIOURS: usize = 1_000;
    /// The longest pattern of a number or an agent, in characters.
    pub const MAX_GLOB_CHARS: usize = 128;
    /// How often channels may answer to what channels have done by themselves at the same time; beyond it they stop.
    pub const MAX_TURNS: usize = 1_000;
    /// The largest journal of one dialect, in bytes; beyond it inputs are refused until it is compacted, or a reset begins a new one.
    pub const MAX_JOURNAL_BYTES: u64 = 256 << 20;
    /// After how many bytes of entries a journal is compacted: it begins anew behind a snapshot.
    pub const JOURNAL_COMPACT_AFTER: u64 = 2 << 20;
    /// What share of its beginning, one in so many, a journal adds at least before it is compacted.
    pub const JOURNAL_COMPACT_SHARE: u64 = 4;
    /// The most bytes of a snapshot in one entry of a journal.
    pub const SNAPSHOT_PIECE_BYTES: usize = 1 << 20;
    /// The largest entry of a journal, in bytes: a body whose every byte is escaped.
    pub const MAX_RECORD_BYTES: u32 = 8 << 20;
    /// After how many entries a journal says at the earliest what the world looks like.
    pub const JOURNAL_DIGEST_EVERY: u32 = 256;
    /// For how many users and live calls, at most, a journal has an entry between two such digests: a digest looks at all of them.
    pub const JOURNAL_DIGEST_SHARE: usize = 4;
    /// How often a journal is brought to the disk, where that is not done before each answer.
    pub const JOURNAL_SYNC_EVERY: Duration = Duration::from_secs(1);
    /// The most nonces in one entry of a journal.
    pub const NONCES_PER_ENTRY: usize = 1_000;
    /// How often it is tried whether a journal that could not be kept can be kept again.
    pub const JOURNAL_RETRY_EVERY: Duration = Duration::from_secs(1);
    /// The most bytes of a journal that are not on the disk yet; beyond it they are brought there at once.
    pub const MAX_UNSYNCED_BYTES: usize = 4 << 20;
}

/// How long clients may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// With a head: [`HEAD_TIMEOUT`].
    pub head: Duration,
    /// With a body: [`BODY_TIMEOUT`].
    pub body: Duration,
    /// With taking an answer: [`WRITE_TIMEOUT`].
    pub write: Duration,
    /// With a TLS handshake: [`HANDSHAKE_TIMEOUT`].
    pub handshake: Duration,
    /// With ending once the server stops: [`GRACE`].
    pub grace: Duration,
}

impl Patience {
    /// With a client who is turned away.
    pub(crate) fn shortened(self) -> Self {
        let [head, body, write, handshake] =
            [self.head, self.body, self.write, self.handshake].map(|it| it.min(TURNED_AWAY_TIMEOUT));
        Self { head, body, write, handshake, ..self }
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: HEAD_TIMEOUT,
            body: BODY_TIMEOUT,
            write: WRITE_TIMEOUT,
            handshake: HANDSHAKE_TIMEOUT,
            grace: GRACE,
        }
    }
}
