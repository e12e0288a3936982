//! Value noise on an integer lattice, with its slope, and sums of octaves of it.
//!
//! No table and no random number generator: the lattice is hashed, so that a frame depends on
//! nothing but its number.

#[inline]
fn hash(x: i32, y: i32) -> f32 {
    let mut h =
        x.cast_unsigned().wrapping_mul(0x85eb_ca6b) ^ y.cast_unsigned().wrapping_mul(0xc2b2_ae35);
    h ^= h >> 15;
    h = h.wrapping_mul(0x2c1b_3c6d);
    h ^= h >> 12;
    h = h.wrapping_mul(0x297a_2d39);
    h ^= h >> 15;
    (h >> 8) as f32 / 16_777_216.0
}

/// `f32::floor` is a call into the C library on plain x86-64; this is two instructions.
#[inline]
fn floor(x: f32) -> i32 {
    let truncated = x as i32;
    if truncated as f32 > x { truncated - 1 } else { truncated }
}

/// A value in 0..1 and its derivatives along x and y.
#[inline]
pub fn value_and_slope(x: f32, y: f32) -> (f32, f32, f32) {
    let (ix, iy) = (floor(x), floor(y));
    let (fx, fy) = (x - ix as f32, y - iy as f32);
    let (ux, uy) = (fx * fx * (3.0 - 2.0 * fx), fy * fy * (3.0 - 2.0 * fy));
    let (dx, dy) = (6.0 * fx * (1.0 - fx), 6.0 * fy * (1.0 - fy));
    let (a, b) = (hash(ix, iy), hash(ix + 1, iy));
    let (c, d) = (hash(ix, iy + 1), hash(ix + 1, iy + 1));
    let twist = a - b - c + d;
    (
        a + (b - a) * ux + (c - a) * uy + twist * ux * uy,
        dx * (b - a + twist * uy),
        dy * (c - a + twist * ux),
    )
}

#[inline]
pub fn value(x: f32, y: f32) -> f32 {
    value_and_slope(x, y).0
}

/// Octaves of noise, each turned against the one before so that the lattice does not show.
#[inline]
pub fn octaves(mut x: f32, mut y: f32, count: u32) -> f32 {
    let (mut sum, mut weight) = (0.0, 0.5);
    for _ in 0..count {
        sum += weight * value(x, y);
        (x, y) = (1.6 * x + 1.2 * y + 17.3, 1.6 * y - 1.2 * x + 5.1);
        weight *= 0.5;
    }
    sum
}
