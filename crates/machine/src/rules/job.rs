//! How a job goes from its first leg to its last. The documents give a call no state of its own.

use super::table;
use crate::state::{JobState, words};

words! {
    /// What moves a job.
    JobTrigger {
        /// Its first leg comes into being.
        Begin = "begin",
        /// Two parties are connected.
        Connect = "connect",
        /// Fewer than two legs are left.
        End = "end",
    }
}

table! {
    /// The transitions of a job.
    JOB_RULES: JobState, JobTrigger {
        Accepted + Begin => Alerting: Inferred "ccc.rules.early-snapshot";
        Alerting + Connect => Connected: Inferred "ccc.events.outbound";
        Alerting + End => Ended: Inferred "ccc.make-call.timeout";
        Connected + End => Ended: Inferred "ccc.events.outbound";
    }
}
