//! Fields that are not written because they have their default.

/// Returns true if a value is at its default, and need not be written.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
