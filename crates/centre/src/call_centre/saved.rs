//! A call centre as text that can be read back, into one that was opened from the same scenario.

use serde::ser::Error as _;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Error, Value};

use super::CallCentre;

/// What has become of a call centre since it was opened.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SavedCentre {
    world: Box<RawValue>,
    session: Box<RawValue>,
    /// Events that nobody has taken yet.
    pushed: Vec<Value>,
}

impl CallCentre {
    /// What has become of it since it was opened.
    ///
    /// # Errors
    /// A request still waits for its effect ([`settle`](Self::settle) first), or it cannot be written as JSON.
    pub fn saved(&self) -> Result<SavedCentre, Error> {
        let world = self.world.saved().ok_or_else(|| Error::custom("a request waits for its effect"))?;
        Ok(SavedCentre {
            world: to_raw_value(&world)?,
            session: self.session.saved()?,
            pushed: self.pushed.clone(),
        })
    }

    /// Becomes the call centre that was saved, which was opened as this one.
    ///
    /// # Errors
    /// It is none; nothing has changed.
    pub fn restore(&mut self, saved: &SavedCentre) -> Result<(), Error> {
        let mut session = self.session.clone();
        session.restore(&saved.session)?;
        self.world.restore(&mut serde_json::Deserializer::from_str(saved.world.get()))?;
        self.session = session;
        self.pushed.clone_from(&saved.pushed);
        Ok(())
    }
}
