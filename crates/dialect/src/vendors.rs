//! The vendors that there are: the one place that lists them.

use crate::vendor::Vendor;
use crate::{cc_gateway, ccc};

/// Every vendor.
pub static VENDORS: &[&Vendor] = &[
    &ccc::VENDOR,
    &cc_gateway::VENDOR,
    #[cfg(feature = "example-vendor")]
    &crate::example::VENDOR,
];

/// The vendor of this name.
pub fn vendor(name: &str) -> Option<&'static Vendor> {
    VENDORS.iter().copied().find(|vendor| vendor.name == name)
}
