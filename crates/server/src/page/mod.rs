//! The page at `/_offhook/`: who is there, what goes on, and the remote party at a click. One document, with nothing from elsewhere.

use std::sync::LazyLock;

use offhook_dialect::HttpResponse;
use offhook_machine::Table;
use serde_json::{Map, Value, json};

const MEDIA: &str = "text/html;charset=UTF-8";
/// The page runs what stands in it, speaks to this server alone, and stands in no frame.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static PAGE: LazyLock<String> = LazyLock::new(|| {
    include_str!("page.html")
        .replace("/*STYLE*/", include_str!("page.css"))
        .replace("/*SCRIPT*/", include_str!("page.js"))
        .replace("/*FITS*/", &fits().to_string())
});

/// The page. It holds nothing of the world, so whoever reaches the server may have it.
pub(crate) fn page() -> HttpResponse {
    let mut reply = HttpResponse::new(200, MEDIA, PAGE.clone());
    for (name, value) in [
        ("Content-Security-Policy", POLICY),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
    ] {
        reply.headers.push((name.to_owned(), value.to_owned()));
    }
    reply
}

/// What can happen to a channel, by its state: the page offers that and no more.
fn fits() -> Value {
    let mut by_state: Map<String, Value> = Map::new();
    for row in Table::Channel.rows() {
        let triggers = by_state.entry(row.from).or_insert_with(|| json!([]));
        if let Some(triggers) = triggers.as_array_mut()
            && !triggers.iter().any(|it| *it == row.trigger)
        {
            triggers.push(row.trigger.into());
        }
    }
    by_state.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_whole_and_names_no_other_place() {
        for part in ["/*STYLE*/", "/*SCRIPT*/", "/*FITS*/", "http://", "https://", "//cdn"] {
            assert!(!PAGE.contains(part), "{part}");
        }
        assert!(PAGE.len() < 64 << 10, "{}", PAGE.len());
    }

    #[test]
    fn what_can_happen_to_a_channel_is_what_its_table_says() {
        let fits = fits();
        let can = |state: &str| fits[state].as_array().unwrap().clone();
        assert!(can("RINGING").contains(&"answer".into()));
        assert!(!can("ANSWERED").contains(&"answer".into()));
        assert!(can("ANSWERED").contains(&"release".into()));
        assert!(!can("RELEASED").contains(&"release".into()));
    }
}
