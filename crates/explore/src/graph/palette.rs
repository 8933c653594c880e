//! One colour a basis, told apart by the colour-blind too, and readable on paper and on a dark screen.

use offhook_machine::Basis;

/// On a light ground.
pub(super) const fn light(basis: Basis) -> &'static str {
    match basis {
        Basis::Documented => "#1a6fb5",
        Basis::Sampled => "#0f7b53",
        Basis::Inferred => "#9a5b00",
        Basis::Chosen => "#a3358b",
    }
}

/// On a dark ground.
pub(super) const fn dark(basis: Basis) -> &'static str {
    match basis {
        Basis::Documented => "#6cb6ff",
        Basis::Sampled => "#56d4a0",
        Basis::Inferred => "#f0b455",
        Basis::Chosen => "#f29be0",
    }
}
