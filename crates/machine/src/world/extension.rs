//! The extensions of users.

use alloc::sync::Arc;

use super::World;
use crate::{
    identity::{Number, UserId},
    input::Refused,
};

impl World {
    /// The user's extension, or one allocated now; none if no extension is free.
    pub(super) fn extension_of(&mut self, user: UserId) -> Option<Number> {
        let it = &mut self.users[user.index()];
        if it.extension.is_some() {
            return it.extension;
        }
        let instance = Arc::make_mut(&mut self.instances[usize::from(it.instance.0)]);
        let extension = instance.free_extensions.pop_front()?;
        instance.extensions.insert(extension, user);
        it.extension = Some(extension);
        it.extension
    }

    /// Binds the user to an extension, unless another user has it.
    pub(super) fn bind_extension(&mut self, user: UserId, extension: Number) -> Result<(), Refused> {
        let it = &mut self.users[user.index()];
        let instance = Arc::make_mut(&mut self.instances[usize::from(it.instance.0)]);
        match instance.extensions.get(&extension) {
            Some(other) if *other != user => return Err(Refused::NoExtension),
            Some(_) => return Ok(()),
            None => {}
        }
        if let Some(old) = it.extension.replace(extension) {
            instance.extensions.remove(&old);
        }
        instance.extensions.insert(extension, user);
        instance.free_extensions.retain(|free| *free != extension);
        Ok(())
    }
}
