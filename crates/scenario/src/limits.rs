//! Every limit of the language, with its value. A file that exceeds one is rejected, with the place.

offhook_dialect::limits! {
    /// Largest file that is read, in bytes.
    pub const MAX_FILE_BYTES: usize = 1 << 20;
    /// Deepest nesting of mappings and lists in one file.
    pub const MAX_NESTING: usize = 32;
    /// Most YAML nodes in one file, with those that aliases repeat.
    pub const MAX_NODES: usize = 400_000;
    /// Most anchors, and most aliases, in one file.
    pub const MAX_ALIASES: usize = 1_000;
    /// Most nodes that all aliases of one file may repeat.
    pub const MAX_ALIASED_NODES: usize = 100_000;
    /// Most steps of a scenario, its repeats unrolled.
    pub const MAX_STEPS: u64 = 10_000;
    /// Most users of a world.
    pub const MAX_USERS: usize = 10_000;
    /// Deepest nesting of `repeat`.
    pub const MAX_REPEAT_DEPTH: usize = 4;
    /// Most turns of one `repeat`.
    pub const MAX_TURNS: u32 = 10_000;
    /// Longest chain of `include`.
    pub const MAX_INCLUDE_DEPTH: usize = 4;
    /// Longest `wait` or timeout: 366 days, in milliseconds.
    pub const MAX_DURATION_MS: u64 = 366 * 24 * 60 * 60 * 1000;
    /// Latest clock, in milliseconds since the Unix epoch: a job's number has 41 bits for the milliseconds since 2020-07-01.
    pub const MAX_CLOCK_MS: u64 = 1_593_561_600_000 + (1 << 41) - 1;
    /// Longest scenario id, in bytes.
    pub const MAX_ID_BYTES: usize = 200;
    /// Longest path into an answer, in bytes.
    pub const MAX_PATH_BYTES: usize = 500;
    /// Longest regular expression, in bytes.
    pub const MAX_PATTERN_BYTES: usize = 2_000;
    /// Largest compiled regular expression, in bytes.
    pub const MAX_PATTERN_PROGRAM_BYTES: usize = 1 << 20;
    /// Most diagnostics of one file; the check stops there.
    pub const MAX_DIAGNOSTICS: usize = 100;
    /// Most readings of one file: after a fault in a statement the rest of it is read again.
    pub const MAX_READS: usize = 50;
    /// Longest title or label of a diagnostic, in characters; the rest is cut off.
    pub const MAX_MESSAGE_CHARS: usize = 300;
}
