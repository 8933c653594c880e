//! The page on the server names every limit with its value.
#![cfg(test)]

use std::time::Duration;

use offhook_dialect::ccc;
use offhook_server::limits as it;

const PAGE: &str = include_str!("../../../docs/serve.md");
const SOURCE: &str = include_str!("../src/limits.rs");
const GATE: &str = include_str!("../../dialect/src/ccc/gate.rs");

#[test]
fn every_limit_is_on_the_page_with_its_value() {
    let time = |time: Duration| format!("{} s", time.as_secs());
    let rows = [
        ("MAX_CONNECTIONS", it::MAX_CONNECTIONS.to_string()),
        ("MOST_CONNECTIONS", it::MOST_CONNECTIONS.to_string()),
        ("CONNECTIONS_PER_CLIENT_SHARE", it::CONNECTIONS_PER_CLIENT_SHARE.to_string()),
        ("MAX_TURNED_AWAY", it::MAX_TURNED_AWAY.to_string()),
        ("TURNED_AWAY_TIMEOUT", time(it::TURNED_AWAY_TIMEOUT)),
        ("SPARE_FILES", it::SPARE_FILES.to_string()),
        ("MAX_INPUT_BYTES", it::MAX_INPUT_BYTES.to_string()),
        ("MAX_OUTPUT_BYTES", it::MAX_OUTPUT_BYTES.to_string()),
        ("OUTPUT_PIECE_BYTES", it::OUTPUT_PIECE_BYTES.to_string()),
        ("MAX_BODY_BYTES", it::MAX_BODY_BYTES.to_string()),
        ("MAX_TARGET_BYTES", it::MAX_TARGET_BYTES.to_string()),
        ("MAX_HEAD_BYTES", it::MAX_HEAD_BYTES.to_string()),
        ("MAX_HEADERS", it::MAX_HEADERS.to_string()),
        ("HEAD_TIMEOUT", time(it::HEAD_TIMEOUT)),
        ("BODY_TIMEOUT", time(it::BODY_TIMEOUT)),
        ("WRITE_TIMEOUT", time(it::WRITE_TIMEOUT)),
        ("HANDSHAKE_TIMEOUT", time(it::HANDSHAKE_TIMEOUT)),
        ("GRACE", time(it::GRACE)),
        ("MAX_REQUESTS_WAITING", it::MAX_REQUESTS_WAITING.to_string()),
        ("MAX_EVENTS_KEPT", it::MAX_EVENTS_KEPT.to_string()),
        ("MAX_TIMELINE_LINES", it::MAX_TIMELINE_LINES.to_string()),
        ("MAX_TIMELINE_TEXT_CHARS", it::MAX_TIMELINE_TEXT_CHARS.to_string()),
        ("POLL_WAIT_MS", it::POLL_WAIT_MS.to_string()),
        ("MAX_SKEW", time(ccc::MAX_SKEW)),
        ("MAX_NONCES", ccc::MAX_NONCES.to_string()),
        ("MAX_NONCES_PER_KEY", ccc::MAX_NONCES_PER_KEY.to_string()),
        ("NONCES_PER_ENTRY", it::NONCES_PER_ENTRY.to_string()),
        ("MAX_NONCE_BYTES", ccc::MAX_NONCE_BYTES.to_string()),
        ("MAX_KEY_FILE_BYTES", it::MAX_KEY_FILE_BYTES.to_string()),
        ("MAX_KEYS", it::MAX_KEYS.to_string()),
        ("MIN_TOKEN_CHARS", it::MIN_TOKEN_CHARS.to_string()),
        ("MAX_RECORDED_STEPS", it::MAX_RECORDED_STEPS.to_string()),
        ("MAX_SCALE", it::MAX_SCALE.to_string()),
        ("MAX_VIEWED", it::MAX_VIEWED.to_string()),
        ("MAX_BEHAVIOURS", it::MAX_BEHAVIOURS.to_string()),
        ("MAX_GLOB_CHARS", it::MAX_GLOB_CHARS.to_string()),
        ("MAX_JOURNAL_BYTES", it::MAX_JOURNAL_BYTES.to_string()),
        ("MAX_RECORD_BYTES", it::MAX_RECORD_BYTES.to_string()),
        ("JOURNAL_DIGEST_EVERY", it::JOURNAL_DIGEST_EVERY.to_string()),
        ("JOURNAL_DIGEST_SHARE", it::JOURNAL_DIGEST_SHARE.to_string()),
        ("JOURNAL_SYNC_EVERY", time(it::JOURNAL_SYNC_EVERY)),
        ("JOURNAL_RETRY_EVERY", time(it::JOURNAL_RETRY_EVERY)),
        ("JOURNAL_COMPACT_AFTER", it::JOURNAL_COMPACT_AFTER.to_string()),
        ("JOURNAL_COMPACT_SHARE", it::JOURNAL_COMPACT_SHARE.to_string()),
        ("SNAPSHOT_PIECE_BYTES", it::SNAPSHOT_PIECE_BYTES.to_string()),
        ("MAX_UNSYNCED_BYTES", it::MAX_UNSYNCED_BYTES.to_string()),
        ("MAX_TURNS", it::MAX_TURNS.to_string()),
    ];
    // Those of the gate of CCC stand with the vendor.
    let of_gates = GATE.matches("pub const ").count();
    assert_eq!(SOURCE.matches("pub const ").count() + of_gates, rows.len());
    for (name, value) in rows {
        assert!(PAGE.contains(&format!("| `{name}` | {value} | ")), "{name}: {value}");
    }
}
