//! A way on the wire as a scenario: ids are names there, and every step is watched.

use std::collections::BTreeMap;

use offhook_harness::network;
use offhook_scenario::{At, Dialect, Millis, Path, Poll, Scenario, Step};

use super::Wire;
use crate::moves::{Ask, Move};
use crate::scene::{SETTLED_MS, Scene};
use crate::script::UNKNOWN_CALL;

impl Wire<'_> {
    /// The scenario of a way, without expectations.
    pub(super) fn scenario(&self, id: &str, way: &[Move]) -> Option<Scenario> {
        let mut side = self.starts.first()?.clone();
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut steps = vec![Step::Wait(At::from(Millis { ms: SETTLED_MS }))];
        for it in way {
            let wait_ms = self.wait_ms(side.subject.world()?);
            let name = format!("call{}", names.len() + 1);
            let begun = self.latest(&side);
            let mut step = self.step(&side, *it, wait_ms, &names)?;
            self.look(&mut side, *it, wait_ms, false);
            let latest = self.latest(&side).filter(|latest| Some(latest) != begun.as_ref());
            if let Some(call) = latest {
                match &mut step {
                    Step::Request(request) => {
                        request.bind.insert(name.clone(), At::from(Path::parse("result").ok()?));
                    }
                    Step::Network(network) => network.bind = Some(name.as_str().into()),
                    _ => {}
                }
                names.insert(call, name);
            }
            steps.extend([step, Step::Events(Vec::new())]);
        }
        let mut scenario = Scenario::new(id, Dialect::CcGateway, steps);
        scenario.given = self.given.clone();
        Some(scenario)
    }

    fn step(
        &self,
        side: &super::Side,
        it: Move,
        wait_ms: u64,
        names: &BTreeMap<String, String>,
    ) -> Option<Step> {
        let named = |call: String| names.get(&call).map_or(call, |name| format!("${name}"));
        Some(match it {
            Move::Ask { by, ask: Ask::Poll } => {
                Step::Poll(Box::new(Poll { user: Scene::alias(by).into(), ..Poll::default() }))
            }
            Move::Ask { by, ask } => {
                let held_call = || self.held_call(side, by).map_or_else(|| UNKNOWN_CALL.to_owned(), named);
                let mut request = self.scene.cc_gateway_request(by, ask, &held_call);
                request.by = Some(Scene::alias(by).into());
                Step::Request(Box::new(request))
            }
            Move::Elapse => Step::Wait(At::from(Millis { ms: wait_ms })),
            _ => {
                let alias = |id: &str| {
                    let agents = 0..self.scene.agents();
                    let mut own = agents.filter(|agent| self.scene.wire_id(*agent) == id);
                    own.next().map(|agent| Scene::alias(agent).to_owned())
                };
                let mut happens = network(&self.remote_party(side, it)?, &alias)?;
                if let Some(job) = happens.job.take() {
                    happens.job = Some(named(job.value).as_str().into());
                }
                Step::Network(Box::new(happens))
            }
        })
    }

    /// The call that was begun last.
    fn latest(&self, side: &super::Side) -> Option<String> {
        let world = side.subject.world()?;
        let job = world.jobs().max_by_key(|(_, job)| job.number).map(|(id, _)| id);
        side.call(job)
    }
}
