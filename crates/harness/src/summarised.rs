//! What a command prints for scripts.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

/// One JSON object with a summary: `offhook`, the version of its shape; `summary`, the figures; then the rest.
///
/// Every `--format json` but that of a report is one, so that none can lack its summary.
///
/// ```
/// use offhook_harness::Summarised;
///
/// let printed = Summarised::new([("planned", 2.into())], [("cases", vec!["a", "b"].into())]).with("passed_over", 1);
/// let object = serde_json::to_value(&printed)?;
/// assert_eq!(object["summary"]["passed_over"], 1);
/// assert_eq!(object["cases"][1], "b");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summarised {
    summary: Map<String, Value>,
    rest: Map<String, Value>,
}

/// The names in a [`Summarised`] that the rest of an object cannot take.
const OWN: [&str; 2] = ["offhook", "summary"];

impl Summarised {
    /// The version of the shape of these objects.
    pub const VERSION: u32 = 1;

    /// An object of these figures and this rest.
    pub fn new<'a>(
        summary: impl IntoIterator<Item = (&'a str, Value)>,
        rest: impl IntoIterator<Item = (&'a str, Value)>,
    ) -> Self {
        let map = |pairs: &mut dyn Iterator<Item = (&'a str, Value)>| {
            pairs.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>()
        };
        let it = Self { summary: map(&mut summary.into_iter()), rest: map(&mut rest.into_iter()) };
        debug_assert!(OWN.iter().all(|name| !it.rest.contains_key(*name)));
        it
    }

    /// The same with a further figure.
    #[must_use]
    pub fn with(mut self, name: &str, figure: impl Into<Value>) -> Self {
        self.summary.insert(name.to_owned(), figure.into());
        self
    }

    /// The whole object.
    #[must_use]
    pub fn value(&self) -> Value {
        let [version, summary] = OWN;
        let own = [(version, json!(Self::VERSION)), (summary, self.summary.clone().into())];
        let own = own.map(|(name, value)| (name.to_owned(), value));
        Value::Object(own.into_iter().chain(self.rest.clone()).collect())
    }
}

impl Serialize for Summarised {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}
