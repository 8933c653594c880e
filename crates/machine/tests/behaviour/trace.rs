//! The trace of the rows that fire and the requests that are judged.

use offhook_machine::{
    Entity, Op, OpKind, Table, Trace, Traced, UserState,
    limits::{MAX_EVENTS_WAITING, MAX_TRACED},
};

use crate::fixture::Fixture;

/// The rows that fired, with what they moved.
fn fired(trace: &Trace) -> Vec<(Entity, String)> {
    let rows: Vec<_> = Table::ALL.into_iter().flat_map(Table::rows).collect();
    let fired = |step: &Traced| match step {
        Traced::Fired { entity, row } => Some((*entity, rows[usize::from(*row)].id.clone())),
        Traced::Asked { .. } => None,
    };
    trace.steps.iter().filter_map(fired).collect()
}

#[test]
fn nothing_is_traced_until_somebody_asks() {
    let mut fixture = Fixture::ccc();
    fixture.outbound_talk();
    assert_eq!(fixture.world.take_trace(), Trace::default());
}

#[test]
fn a_trace_has_rows_in_order_with_the_things_they_moved() {
    let mut fixture = Fixture::ccc();
    fixture.world.start_trace();
    let job = fixture.outbound_talk();
    let trace = fixture.world.take_trace();
    let of = |wanted: Entity| -> Vec<String> {
        fired(&trace).into_iter().filter(|(entity, _)| *entity == wanted).map(|(_, id)| id).collect()
    };
    assert_eq!(of(Entity::User(fixture.amy)), ["user.ready.make-call", "user.dialing.connect"]);
    assert_eq!(of(Entity::Job(job)), ["job.accepted.begin", "job.alerting.connect"]);
    let own = fixture.channel(job, Some(fixture.amy));
    assert_eq!(of(Entity::Channel(own)).last().map(String::as_str), Some("channel.created.answer"));
    for (entity, id) in fired(&trace) {
        assert!(id.starts_with(entity.table().as_str()), "{id}");
    }
    assert_eq!(fixture.world.take_trace(), Trace::default());
}

#[test]
fn a_trace_has_requests_with_the_state_before_and_the_outcome() {
    let mut fixture = Fixture::ccc();
    fixture.world.start_trace();
    fixture.does(fixture.amy, Op::Break { code: "Lunch" }).unwrap();
    fixture.refuses(fixture.amy, Op::Answer { job: None });
    let asked = |step: &Traced| match step {
        Traced::Asked { kind, state, accepted } => Some((*kind, *state, *accepted)),
        Traced::Fired { .. } => None,
    };
    let told: Vec<_> = fixture.world.take_trace().steps.iter().filter_map(asked).collect();
    assert_eq!(told, [(OpKind::Break, UserState::Ready, true), (OpKind::Answer, UserState::Break, false)]);
}

#[test]
fn what_a_full_trace_leaves_out_is_counted() {
    let mut fixture = Fixture::ccc();
    fixture.world.start_trace();
    const { assert!(MAX_TRACED <= MAX_EVENTS_WAITING) };
    for _ in 0..MAX_TRACED {
        fixture.asks(fixture.amy, Op::Poll).unwrap();
    }
    let trace = fixture.world.take_trace();
    assert_eq!((trace.steps.len(), trace.lost), (MAX_TRACED, MAX_TRACED as u64));
}
