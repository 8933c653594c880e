//! Ids of calls on the wire.

use offhook_machine::{Job, JobId, JobNumber, World};

/// The id of a call: `x` and its number in hexadecimal digits.
pub(super) fn job_id(job: &Job) -> String {
    format!("x{:x}", job.number.0)
}

/// The call of this id.
pub(super) fn find_job(world: &World, id: &str) -> Option<JobId> {
    let number = u64::from_str_radix(id.strip_prefix('x')?, 16).ok()?;
    world.find_job(JobNumber(number))
}
