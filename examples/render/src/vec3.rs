//! Three floats as one value: points, directions and linear RGB colours.
//!
//! Only what the tracer needs, so that it needs no mathematics crate. Colours are scene-linear
//! with Rec. 709 primaries everywhere before `picture` develops them.

use std::ops::{Add, AddAssign, Mul, Neg, Sub};

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Vec3 {
    pub x: f32,
    pub y: f32,
    pub z: f32,
}

/// Short, because scenes are tables of these.
pub const fn v(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3 { x, y, z }
}

impl Vec3 {
    pub const ZERO: Self = v(0.0, 0.0, 0.0);
    pub const UP: Self = v(0.0, 1.0, 0.0);

    #[inline]
    pub fn dot(self, o: Self) -> f32 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }

    #[inline]
    pub fn cross(self, o: Self) -> Self {
        v(self.y * o.z - self.z * o.y, self.z * o.x - self.x * o.z, self.x * o.y - self.y * o.x)
    }

    #[inline]
    pub fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    #[inline]
    pub fn normalized(self) -> Self {
        self * (1.0 / self.length())
    }

    /// The direction `self` after a mirror with normal `n`; of length one again, since errors in
    /// length grow with every mirror.
    #[inline]
    pub fn reflected(self, n: Self) -> Self {
        (self - n * (2.0 * self.dot(n))).normalized()
    }

    /// The direction `self` after entering a medium through a surface with normal `n`; `eta` is
    /// the ratio of the refractive indices. `None` is total internal reflection.
    #[inline]
    pub fn refracted(self, n: Self, eta: f32) -> Option<Self> {
        let cos = -self.dot(n);
        let k = 1.0 - eta * eta * (1.0 - cos * cos);
        (k >= 0.0).then(|| (self * eta + n * (eta * cos - k.sqrt())).normalized())
    }

    #[inline]
    pub fn map(self, f: impl Fn(f32) -> f32) -> Self {
        v(f(self.x), f(self.y), f(self.z))
    }

    #[inline]
    pub fn luminance(self) -> f32 {
        self.dot(v(0.2126, 0.7152, 0.0722))
    }
}

#[inline]
pub fn mix(a: Vec3, b: Vec3, t: f32) -> Vec3 {
    a * (1.0 - t) + b * t
}

#[inline]
pub fn smoothstep(from: f32, to: f32, x: f32) -> f32 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

impl Add for Vec3 {
    type Output = Self;
    #[inline]
    fn add(self, o: Self) -> Self {
        v(self.x + o.x, self.y + o.y, self.z + o.z)
    }
}

impl AddAssign for Vec3 {
    #[inline]
    fn add_assign(&mut self, o: Self) {
        *self = *self + o;
    }
}

impl Sub for Vec3 {
    type Output = Self;
    #[inline]
    fn sub(self, o: Self) -> Self {
        v(self.x - o.x, self.y - o.y, self.z - o.z)
    }
}

impl Mul<f32> for Vec3 {
    type Output = Self;
    #[inline]
    fn mul(self, s: f32) -> Self {
        v(self.x * s, self.y * s, self.z * s)
    }
}

/// Component by component: a colour filtered by a colour.
impl Mul for Vec3 {
    type Output = Self;
    #[inline]
    fn mul(self, o: Self) -> Self {
        v(self.x * o.x, self.y * o.y, self.z * o.z)
    }
}

impl Neg for Vec3 {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        v(-self.x, -self.y, -self.z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_keeps_its_length_through_many_slightly_wrong_mirrors() {
        let mut dir = v(0.6, 0.0, -0.8);
        for turn in 0..60 {
            let n = v((turn as f32).sin(), 0.3, (turn as f32).cos()).normalized() * 1.01;
            dir = dir.reflected(n);
        }
        assert!((dir.length() - 1.0).abs() < 1e-5, "{dir:?}");
    }

    #[test]
    fn a_ray_bends_towards_the_normal_when_it_enters_glass() {
        let into = v(0.6, -0.8, 0.0).refracted(Vec3::UP, 1.0 / 1.5).unwrap();
        assert!((into.x - 0.4).abs() < 1e-4, "{into:?}");
        assert_eq!(v(0.8, -0.6, 0.0).refracted(Vec3::UP, 1.5), None);
    }
}
