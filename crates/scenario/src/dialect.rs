//! The vendor whose interface a file speaks.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::LazyLock;

use offhook_dialect::{VENDORS, Vendor, vendor};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeSeed, EnumAccess, Error, VariantAccess as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

/// A vendor's interface.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dialect(&'static Vendor);

impl Dialect {
    /// The interface of a vendor.
    #[must_use]
    pub const fn of(vendor: &'static Vendor) -> Self {
        Self(vendor)
    }

    /// The interface of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        vendor(name).map(Self)
    }

    /// Every interface.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        VENDORS.iter().copied().map(Self)
    }

    /// The vendor.
    #[must_use]
    pub const fn vendor(self) -> &'static Vendor {
        self.0
    }

    /// The word that files use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.name
    }
}

impl Deref for Dialect {
    type Target = Vendor;

    fn deref(&self) -> &Vendor {
        self.0
    }
}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl Serialize for Dialect {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name)
    }
}

/// The names of all interfaces.
static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| VENDORS.iter().map(|vendor| vendor.name).collect());

/// Read as the variants of an enum are, so that a diagnostic has the place of the word.
impl<'de> Deserialize<'de> for Dialect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum("Dialect", &NAMES, Variant)
    }
}

struct Variant;

impl<'de> Visitor<'de> for Variant {
    type Value = Dialect;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a dialect")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Dialect, A::Error> {
        let (dialect, variant) = data.variant_seed(Name)?;
        variant.unit_variant()?;
        Ok(dialect)
    }
}

struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Dialect;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Dialect, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Dialect;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a dialect")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Dialect, E> {
        Dialect::named(name).ok_or_else(|| E::unknown_variant(name, &NAMES))
    }
}

impl JsonSchema for Dialect {
    fn schema_name() -> Cow<'static, str> {
        "Dialect".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = |vendor: &&'static Vendor| json!({ "type": "string", "const": vendor.name, "description": format!("{}.", vendor.title) });
        let each: Vec<_> = VENDORS.iter().map(one).collect();
        json_schema!({ "oneOf": each, "description": "A vendor's interface." })
    }
}
