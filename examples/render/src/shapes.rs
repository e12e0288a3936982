//! Where rays meet balls, rings and the water's surface, and how much balls shade one another.
//!
//! Shadows and occlusion are closed forms for spheres, hence soft without noise at few samples.

use crate::scene::{Ball, Material, Ring, Scene};
use crate::vec3::Vec3;

/// Keeps a ray from hitting the surface it starts on.
pub const NEAR: f32 = 1e-3;

#[derive(Debug, Clone, Copy)]
pub struct Ray {
    pub from: Vec3,
    pub dir: Vec3,
}

impl Ray {
    #[inline]
    pub fn at(&self, distance: f32) -> Vec3 {
        self.from + self.dir * distance
    }
}

#[derive(Debug, Clone, Copy)]
pub enum Surface<'a> {
    Ball(&'a Ball),
    Ring(&'a Ring),
    Water,
}

/// The nearest thing along the ray.
pub fn nearest<'a>(scene: &'a Scene, ray: &Ray) -> Option<(f32, Surface<'a>)> {
    let mut best = nearest_ball(scene, ray).map(|(t, ball)| (t, Surface::Ball(ball)));
    for ring in &scene.rings {
        if let Some(t) = ring_distance(ring, ray)
            && best.is_none_or(|(nearest, _)| t < nearest)
        {
            best = Some((t, Surface::Ring(ring)));
        }
    }
    if ray.dir.y < 0.0 && ray.from.y > 0.0 {
        let t = -ray.from.y / ray.dir.y;
        if best.is_none_or(|(nearest, _)| t < nearest) {
            best = Some((t, Surface::Water));
        }
    }
    best
}

pub fn nearest_ball<'a>(scene: &'a Scene, ray: &Ray) -> Option<(f32, &'a Ball)> {
    let mut best = None;
    let mut limit = f32::INFINITY;
    for ball in &scene.balls {
        if let Some(t) = ball_distance(ball, ray)
            && t < limit
        {
            limit = t;
            best = Some((t, ball));
        }
    }
    best
}

#[inline]
fn ball_distance(ball: &Ball, ray: &Ray) -> Option<f32> {
    let to = ray.from - ball.centre;
    let b = to.dot(ray.dir);
    let c = to.dot(to) - ball.radius * ball.radius;
    // Outside and pointing away.
    if c > 0.0 && b > 0.0 {
        return None;
    }
    let h = b * b - c;
    if h < 0.0 {
        return None;
    }
    let root = h.sqrt();
    let t = -b - root;
    if t > NEAR {
        return Some(t);
    }
    let t = -b + root;
    (t > NEAR).then_some(t)
}

#[inline]
fn ring_distance(ring: &Ring, ray: &Ray) -> Option<f32> {
    let slope = ray.dir.dot(ring.normal);
    let t = (ring.centre - ray.from).dot(ring.normal) / slope;
    if !(t > NEAR && t < 1e4) {
        return None;
    }
    let out = ray.at(t) - ring.centre;
    let square = out.dot(out);
    (square > ring.inner * ring.inner && square < ring.outer * ring.outer).then_some(t)
}

/// How much of a light's disc is seen from a point: 1 all of it, 0 none. After Inigo Quilez,
/// "sphere soft shadow": <https://iquilezles.org/articles/spherefunctions/>.
pub fn light_seen(scene: &Scene, from: Vec3, to_light: Vec3) -> f32 {
    const SHARPNESS: f32 = 9.0;
    let mut seen = 1.0f32;
    for ball in scene.balls.iter().filter(|ball| casts_shadow(ball)) {
        let to = from - ball.centre;
        let b = to.dot(to_light);
        if b > -NEAR {
            continue;
        }
        let off_axis = (to.dot(to) - b * b).max(0.0).sqrt() - ball.radius;
        seen = seen.min(crate::vec3::smoothstep(-0.5, 1.0, SHARPNESS * off_axis / -b));
        if seen <= 0.0 {
            break;
        }
    }
    seen
}

/// How open the sky is above a surface point, other balls considered: 1 open, 0 closed.
pub fn openness(scene: &Scene, point: Vec3, normal: Vec3) -> f32 {
    let mut open = 1.0;
    for ball in scene.balls.iter().filter(|ball| casts_shadow(ball)) {
        let to = ball.centre - point;
        let distance = to.length();
        let facing = normal.dot(to) / distance;
        let ratio = ball.radius / distance;
        // The ball that the point lies on has a ratio of one and faces away.
        if facing > 0.0 && ratio < 0.999 {
            open *= 1.0 - (facing * ratio * ratio).min(0.95);
        }
    }
    open
}

fn casts_shadow(ball: &Ball) -> bool {
    !matches!(ball.material, Material::Light(_))
}
