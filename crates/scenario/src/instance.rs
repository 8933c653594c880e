//! The call centre of a world.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::at::At;

/// A call centre. Written as its id alone, or as a mapping.
// With `remote`, serde derives the mapping only; the code below decides between text and mapping.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Instance {
    /// Its id.
    pub id: At<String>,
    /// Other names of the same call centre.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<At<String>>,
    /// Its outside numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<At<String>>,
    /// Extensions that belong to no user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<At<String>>,
    /// Its skill groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skill_groups: Vec<At<String>>,
}

impl Instance {
    /// The id of the call centre, for a world that names none.
    pub const DEFAULT_ID: &'static str = "ccc-test";

    fn lists(&self) -> [&[At<String>]; 4] {
        [&self.aliases, &self.numbers, &self.extensions, &self.skill_groups]
    }
}

impl From<&str> for Instance {
    fn from(id: &str) -> Self {
        Self { id: id.into(), ..Self::default() }
    }
}

impl<'de> Deserialize<'de> for Instance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InstanceVisitor;

        impl<'de> Visitor<'de> for InstanceVisitor {
            type Value = Instance;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the id of a call centre, or a mapping")
            }

            fn visit_str<E: de::Error>(self, id: &str) -> Result<Instance, E> {
                Ok(id.into())
            }

            fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Instance, A::Error> {
                Instance::deserialize(MapAccessDeserializer::new(access))
            }
        }

        deserializer.deserialize_any(InstanceVisitor)
    }
}

impl Serialize for Instance {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.lists().iter().all(|list| list.is_empty()) {
            return serializer.serialize_str(&self.id);
        }
        Self::serialize(self, serializer)
    }
}

impl JsonSchema for Instance {
    fn schema_name() -> Cow<'static, str> {
        "Instance".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let list = |description: &str| json_schema!({ "type": "array", "items": { "type": "string" }, "description": description });
        json_schema!({
            "description": "A call centre: its id, or a mapping.",
            "oneOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": {
                        "id": { "type": "string" },
                        "aliases": list("Other names of the same call centre."),
                        "numbers": list("Its outside numbers."),
                        "extensions": list("Extensions that belong to no user."),
                        "skill_groups": list("Its skill groups."),
                    },
                    "required": ["id"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}
