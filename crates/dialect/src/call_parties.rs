//! The numbers that the events of a call name.

use offhook_machine::{CallType, Job, Number, Side, Target, World};

/// The number calling and the number called.
pub(crate) fn parties(world: &World, job: &Job) -> Option<(Number, Number)> {
    let first = world.channel(*job.channels.first()?)?;
    if job.call_type == CallType::Back2Back {
        // Both are called by the instance, the second one later.
        let second = job.channels.get(1).and_then(|it| world.channel(*it)).map(|it| it.destination);
        let invited = || match job.invited.first() {
            Some(Target::Number(number)) => Some(*number),
            _ => None,
        };
        return Some((first.destination, second.or_else(invited)?));
    }
    Some(match first.side {
        // An inbound call: the caller's own channel comes first.
        Side::Customer => (first.originator, first.destination),
        // The placing agent's channel runs from the party called to the agent.
        Side::User => (job.caller, first.originator),
    })
}
