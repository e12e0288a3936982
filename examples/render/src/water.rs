//! The water's surface: a plane whose normal ripples.
//!
//! Ripples smaller than a sample fade out, which is what keeps the far water calm instead of
//! noisy. The surface itself stays flat; a bay at dusk is.

use crate::noise::value_and_slope;
use crate::scene::Scene;
use crate::vec3::{Vec3, v};

/// The normal at a point; `footprint` is the width of a sample there, along the view.
pub fn normal(scene: &Scene, at: Vec3, footprint: f32) -> Vec3 {
    let (mut sx, mut sz) = swell(at, scene.time, footprint);
    let (rx, rz) = rings_around_balls(scene, at, footprint);
    sx += rx;
    sz += rz;
    v(-sx, 1.0, -sz).normalized()
}

/// Octaves of drifting noise; wind stretches them across the view.
fn swell(at: Vec3, time: f32, footprint: f32) -> (f32, f32) {
    let (mut sx, mut sz) = (0.0, 0.0);
    for (frequency, height, drift_x, drift_z) in [
        (0.55, 0.075, 0.30, 0.35),
        (1.30, 0.034, -0.42, 0.55),
        (2.90, 0.0150, 0.70, 0.62),
        (6.10, 0.0060, -0.85, 1.10),
        (12.7, 0.0021, 1.30, -1.25),
    ] {
        let blur = footprint * frequency;
        if blur > 2.2 {
            break;
        }
        let keep = (-blur * blur).exp();
        let x = (at.x * 0.85 + 0.45 * at.z) * frequency + drift_x * time + 31.0 * frequency;
        let z = (at.z * 1.15 - 0.30 * at.x) * frequency + drift_z * time;
        let (_, dx, dz) = value_and_slope(x, z);
        let slope = height * frequency * keep;
        sx += slope * (0.85 * dx - 0.30 * dz);
        sz += slope * (0.45 * dx + 1.15 * dz);
    }
    (sx, sz)
}

/// Each floating ball sends out small circular waves.
fn rings_around_balls(scene: &Scene, at: Vec3, footprint: f32) -> (f32, f32) {
    const FREQUENCY: f32 = 15.0;
    let keep = (-(footprint * FREQUENCY * 0.35).powi(2)).exp();
    let (mut sx, mut sz) = (0.0, 0.0);
    if keep < 0.02 {
        return (sx, sz);
    }
    for ball in &scene.balls {
        let wet = ball.radius * ball.radius - ball.centre.y * ball.centre.y;
        if wet <= 0.0 {
            continue;
        }
        let (x, z) = (at.x - ball.centre.x, at.z - ball.centre.z);
        let square = x * x + z * z;
        if square > 6.0 {
            continue;
        }
        let distance = square.sqrt().max(1e-3);
        let out = distance - wet.sqrt();
        if out > 0.0 {
            let wave = (out * FREQUENCY - scene.time * 5.0).sin();
            let slope = 0.11 * keep * wave * (-out * 3.2).exp();
            sx += slope * x / distance;
            sz += slope * z / distance;
        }
    }
    (sx, sz)
}
