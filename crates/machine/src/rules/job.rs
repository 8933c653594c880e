//! The rules of jobs. The documents give a call no state of its own.

use super::table;
use crate::state::{JobState, words};

words! {
    /// The triggers of a job.
    JobTrigger {
        /// Its first channel comes into being.
        Begin = "begin",
        /// A party is led to the IVR.
        Route = "route",
        /// A party begins to wait for an agent.
        Enqueue = "enqueue",
        /// An agent is found for the waiting party.
        Assign = "assign",
        /// Two parties are connected.
        Connect = "connect",
        /// One of two parties left; another is called in its place.
        Detach = "detach",
        /// Fewer than two channels are left.
        End = "end",
    }
}

table! {
    /// The transitions of a job.
    JOB_RULES: JobState, JobTrigger {
        Accepted + Begin => Alerting: Inferred "ccc.rules.early-snapshot";
        Accepted + Route => Ivr: Documented "ccc.events.inbound-through-ivr";
        Alerting + Route => Ivr: Inferred "ccc.rules.blind-transfer";
        Connected + Route => Ivr: Chosen "ccc.rules.survey";
        Ivr + Enqueue => Queued: Documented "ccc.events.inbound-through-ivr";
        Alerting + Enqueue => Queued: Documented "ccc.rules.ringing-timeout";
        Queued + Assign => Alerting: Documented "ccc.events.inbound-through-ivr";
        Ivr + End => Ended: Documented "ccc.rules.abandon-phases";
        Queued + End => Ended: Documented "ccc.rules.abandon-phases";
        Alerting + Connect => Connected: Inferred "ccc.events.outbound";
        Connected + Connect => Connected: Inferred "ccc.events.attended-transfer";
        Connected + Detach => Alerting: Inferred "ccc.events.blind-transfer";
        Alerting + End => Ended: Inferred "ccc.make-call.timeout";
        Connected + End => Ended: Inferred "ccc.events.outbound";
    }
}
