//! A way on the wire as a scenario: ids are names there, and every step is watched.

use std::collections::BTreeMap;

use offhook_centre::network;
use offhook_dialect::Names;
use offhook_machine::{ChannelId, JobId, UserId, World};
use offhook_scenario::{At, Millis, Path, Poll, Scenario, Step};

use super::Wire;
use super::side::{ByIds, Side};
use crate::configuration::{Configuration, SETTLED_MS};
use crate::moves::{Ask, LINGER_MS, Move};
use crate::script::{dotted, request};
use serde_json::Value;

impl Wire<'_> {
    /// The scenario of a way, without expectations.
    pub(super) fn scenario(&self, id: &str, way: &[Move]) -> Option<Scenario> {
        let mut side = self.starts.first()?.clone();
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut steps = vec![Step::Wait(At::from(Millis { ms: SETTLED_MS }))];
        for it in way {
            let wait_ms = self.wait_ms(side.world());
            let name = format!("call{}", names.len() + 1);
            let begun = self.latest(&side);
            let mut step = self.step(&side, *it, wait_ms, &names)?;
            self.look(&mut side, *it, wait_ms, false);
            let latest = self.latest(&side).filter(|latest| Some(latest) != begun.as_ref());
            if let Some(call) = latest {
                match &mut step {
                    Step::Request(request) => {
                        request.bind.insert(
                            name.clone(),
                            At::from(
                                Path::parse(&dotted(self.configuration.dialect().tables.begun_call)).ok()?,
                            ),
                        );
                    }
                    Step::Network(network) => network.bind = Some(name.as_str().into()),
                    _ => {}
                }
                names.insert(call, name);
            }
            steps.extend([step, Step::Events(Vec::new())]);
        }
        let mut scenario = Scenario::new(id, self.configuration.dialect(), steps);
        scenario.given = self.given.clone();
        Some(scenario)
    }

    fn step(&self, side: &Side, it: Move, wait_ms: u64, names: &BTreeMap<String, String>) -> Option<Step> {
        Some(match it {
            Move::Ask { by, ask: Ask::Poll } => {
                Step::Poll(Box::new(Poll { user: Configuration::alias(by).into(), ..Poll::default() }))
            }
            Move::Ask { by, ask } => {
                let said = self.configuration.say(
                    side.world(),
                    by,
                    ask,
                    &mut ByNames { ids: ByIds(side), names },
                )?;
                Step::Request(Box::new(request(by, said)))
            }
            Move::Elapse => Step::Wait(At::from(Millis { ms: wait_ms })),
            Move::Linger => Step::Wait(At::from(Millis { ms: wait_ms.saturating_sub(LINGER_MS) })),
            _ => {
                let alias = |id: &str| {
                    let agents = 0..self.configuration.agents();
                    let mut own = agents.filter(|agent| self.configuration.wire_id(*agent) == id);
                    own.next().map(|agent| Configuration::alias(agent).to_owned())
                };
                let mut happens = network(&self.remote_party(side, it)?, &alias)?;
                if let Some(job) = happens.job.take() {
                    happens.job = Some(named(names, job.value).as_str().into());
                }
                Step::Network(Box::new(happens))
            }
        })
    }

    /// The call that was begun last.
    fn latest(&self, side: &Side) -> Option<String> {
        let job = side.world().jobs().max_by_key(|(_, job)| job.number).map(|(id, _)| id);
        side.call(job)
    }
}

/// Calls are named by what the scenario has bound, everything else by ids.
struct ByNames<'a> {
    ids: ByIds<'a>,
    names: &'a BTreeMap<String, String>,
}

impl Names for ByNames<'_> {
    fn user(&mut self, world: &World, user: UserId) -> Value {
        self.ids.user(world, user)
    }

    fn job(&mut self, _: &World, job: Option<JobId>) -> Value {
        let unknown = || self.ids.0.centre.dialect().ids.unknown_job.to_owned();
        self.ids.0.call(job).map_or_else(unknown, |call| named(self.names, call)).into()
    }

    fn channel(&mut self, world: &World, channel: ChannelId) -> Value {
        self.ids.channel(world, channel)
    }
}

fn named(names: &BTreeMap<String, String>, call: String) -> String {
    names.get(&call).map_or(call, |name| format!("${name}"))
}
