//! A value and its place in a file.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_saphyr::Spanned;

use crate::reading;

pub use crate::place::Place;

/// A list that may be left out. A missing list is not an empty list.
pub type OptionalList = Option<Vec<At<String>>>;

/// A value and its [`Place`]. Equality looks at the value only.
///
/// ```
/// use offhook_scenario::At;
///
/// let built = At::from(30);
/// assert_eq!(*built, 30);
/// assert!(!built.place.is_known());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// The place at which it was read.
    pub place: Place,
}

impl<T> At<T> {
    /// A value at a place.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}

impl<T> From<T> for At<T> {
    fn from(value: T) -> Self {
        Self { value, place: Place::default() }
    }
}

impl From<&str> for At<String> {
    fn from(value: &str) -> Self {
        value.to_owned().into()
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for At<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for At<T> {}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mark = reading::mark();
        let spanned = Spanned::<T>::deserialize(deserializer)?;
        let place = Place::of(&spanned.referenced, reading::source_id());
        reading::locate_since(mark, place);
        Ok(Self { value: spanned.value, place })
    }
}

impl<T: Serialize> Serialize for At<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
