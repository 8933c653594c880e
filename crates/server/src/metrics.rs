//! What the server counts, for `/metrics`.

use std::sync::Arc;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// What an answer was to. The words are the tables' own, so there are not many.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    side: &'static str,
    action: &'static str,
    status: u16,
}

/// The counters; clones count together.
#[derive(Clone)]
pub(crate) struct Metrics {
    registry: Arc<Registry>,
    answers: Family<Answer, Counter>,
    pub(crate) connections: Gauge,
    pub(crate) turned_away: Counter,
    pub(crate) made_room: Counter,
    pub(crate) waiting: Gauge,
}

impl Metrics {
    /// The media type of the text.
    pub(crate) const MEDIA: &'static str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("offhook");
        let answers = Family::default();
        let (connections, turned_away, waiting) = (Gauge::default(), Counter::default(), Gauge::default());
        let made_room = Counter::default();
        registry.register("answers", "Answers, by side, action and HTTP status", answers.clone());
        registry.register("connections", "Connections that are open", connections.clone());
        registry.register("connections_turned_away", "Connections beyond the limit", turned_away.clone());
        registry.register("connections_made_room", "Connections closed for others", made_room.clone());
        registry.register("polls_waiting", "Polls of CC-Gateway that wait for an event", waiting.clone());
        Self { registry: Arc::new(registry), answers, connections, turned_away, made_room, waiting }
    }

    pub(crate) fn answered(&self, side: &'static str, action: &'static str, status: u16) {
        self.answers.get_or_create(&Answer { side, action, status }).inc();
    }

    /// All of them, as text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let Ok(()) = prometheus_client::encoding::text::encode(&mut text, &self.registry) else {
            return String::new();
        };
        // A family holds its members in no order that is the same twice.
        let mut lines: Vec<&str> = text.lines().collect();
        for block in lines.chunk_by_mut(|one, next| one.starts_with('#') == next.starts_with('#')) {
            if block.first().is_some_and(|line| !line.starts_with('#')) {
                block.sort_unstable();
            }
        }
        lines.iter().flat_map(|line| [line, "\n"]).collect()
    }
}
