//! A mapping that keeps the order of the file, and the place of every key.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::at::At;

/// A mapping in the order of the file. The parser rejects a key that is given twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Map<K, V>(Vec<(At<K>, V)>);

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: AsRef<str>, V> Map<K, V> {
    /// An empty mapping.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a key, in time linear in the length.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&V> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The key with its place, and its value.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<(&At<K>, &V)> {
        self.iter().find(|(own, _)| own.as_ref() == key)
    }

    /// Sets the value of a key: in place if the key exists, else at the end.
    pub fn insert(&mut self, key: impl Into<At<K>>, value: V) {
        let key = key.into();
        match self.0.iter_mut().find(|(own, _)| own.as_ref() == key.as_ref()) {
            Some(entry) => entry.1 = value,
            None => self.0.push((key, value)),
        }
    }

    /// Removes a key.
    pub fn remove(&mut self, key: &str) -> Option<V> {
        let index = self.0.iter().position(|(own, _)| own.as_ref() == key)?;
        Some(self.0.remove(index).1)
    }

    /// Lays `self` over `base`, key by key; `both` joins the values of a key that both have.
    pub(crate) fn over(self, base: Self, both: impl Fn(V, V) -> V) -> Self {
        let mut joined = base;
        for (key, value) in self.0 {
            match joined.0.iter().position(|(own, _)| own.as_ref() == key.as_ref()) {
                Some(index) => {
                    let (_, below) = joined.0.swap_remove(index);
                    joined.0.push((key, both(value, below)));
                    let last = joined.0.len() - 1;
                    joined.0.swap(index, last);
                }
                None => joined.0.push((key, value)),
            }
        }
        joined
    }
}

impl<K, V> Map<K, V> {
    /// The same keys with other values.
    pub(crate) fn map<W>(self, other: impl Fn(V) -> W) -> Map<K, W> {
        Map(self.0.into_iter().map(|(key, value)| (key, other(value))).collect())
    }

    /// Keys and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&At<K>, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// The number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there is no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: AsRef<str>, V, Q: Into<At<K>>> FromIterator<(Q, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (Q, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Map<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<K, V>(PhantomData<(K, V)>);

        impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
            type Value = Map<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = access.next_entry()? {
                    entries.push(entry);
                }
                Ok(Map(entries))
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

impl<K: AsRef<str>, V: Serialize> Serialize for Map<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, value)| (key.as_ref(), value)))
    }
}

impl<K, V: JsonSchema> JsonSchema for Map<K, V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Map_of_{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<V>() })
    }
}
