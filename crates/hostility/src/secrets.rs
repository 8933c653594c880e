//! Texts in which secrets are hidden.

use offhook_harness::Secrets;

/// The secret that is known.
pub(crate) const KNOWN: &str = "8f2a-77-secret";

/// Whatever a text is, the known secret is not in what is shown of it.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut secrets = Secrets::default();
    secrets.learn(KNOWN);
    for shown in [secrets.hide(&text), secrets.hide_body(&text)] {
        assert!(!shown.contains(KNOWN), "{shown}");
    }
}
