//! Dusk: what a ray sees that hits nothing. A gradient, the sun and its glow, lit clouds, and
//! three ranges of hills in the haze.
//!
//! Everything far away is a function of direction, so reflections get it for free.

use crate::noise::{octaves, value};
use crate::vec3::{Vec3, mix, smoothstep, v};

/// Towards the sun. Low, so that it gilds edges and lays a path on the water.
pub const SUN: Vec3 = v(-0.40467, 0.07531, -0.91136);
pub const SUNLIGHT: Vec3 = v(3.3, 1.75, 0.78);

const ZENITH: Vec3 = v(0.030, 0.085, 0.225);
const MIDDLE: Vec3 = v(0.145, 0.225, 0.40);
const FAR_HORIZON: Vec3 = v(0.42, 0.30, 0.38);
const SUN_HORIZON: Vec3 = v(1.25, 0.56, 0.24);

/// How wide the sun looks: on a rough surface its mirror image spreads.
#[derive(Debug, Clone, Copy)]
pub enum SunDisc {
    Sharp,
    Spread,
    Hidden,
}

/// The sky's radiance in a direction, `time` in seconds.
pub fn radiance(dir: Vec3, time: f32, disc: SunDisc) -> Vec3 {
    let height = dir.y.max(0.0);
    let to_sun = dir.dot(SUN).max(0.0);
    let mut colour = clear_sky(dir, height, to_sun);
    colour = with_clouds(colour, dir, height, to_sun, time);
    let disc_light = match disc {
        SunDisc::Sharp => 60.0 * smoothstep(0.99976, 0.99990, to_sun),
        SunDisc::Spread => 26.0 * to_sun.powi(900),
        SunDisc::Hidden => 0.0,
    };
    colour += SUNLIGHT * disc_light * 0.6;
    with_hills(colour, dir, to_sun)
}

/// The haze that distant water fades into: the sky just above the horizon.
pub fn haze(dir: Vec3) -> Vec3 {
    let flat = v(dir.x, 0.012, dir.z).normalized();
    clear_sky(flat, 0.012, flat.dot(SUN).max(0.0))
}

/// Light from the whole sky on a surface, by where it faces.
pub fn ambient(n: Vec3) -> Vec3 {
    let up = 0.5 + 0.5 * n.y;
    let sunward = (0.5 + 0.5 * (n.x * SUN.x + n.z * SUN.z)).powi(2);
    mix(v(0.055, 0.075, 0.10), v(0.23, 0.32, 0.52), up) + v(0.50, 0.26, 0.13) * (0.55 * sunward)
}

fn clear_sky(dir: Vec3, height: f32, to_sun: f32) -> Vec3 {
    let sunward = (0.5 + 0.5 * (dir.x * SUN.x + dir.z * SUN.z)).powi(3);
    let horizon = mix(FAR_HORIZON, SUN_HORIZON, sunward);
    let low = (-height * 8.5).exp();
    let high = smoothstep(0.05, 0.75, height);
    let base = mix(mix(MIDDLE, ZENITH, high), horizon, low);
    let glow = 0.22 * to_sun.powi(10) + 0.45 * to_sun.powi(70) + 0.9 * to_sun.powi(700);
    base + v(1.0, 0.52, 0.22) * glow
}

fn with_clouds(sky: Vec3, dir: Vec3, height: f32, to_sun: f32, time: f32) -> Vec3 {
    if height < 0.015 {
        return sky;
    }
    // A flat layer of cloud seen in perspective; the offset keeps the horizon finite.
    let scale = 0.75 / (dir.y + 0.10);
    let (x, y) = (dir.x * scale + 3.1 + 0.05 * time, dir.z * scale * 1.5 - 0.9);
    let warp = value(x * 0.7 + 4.0, y * 0.7);
    let density = octaves(x + 0.6 * warp, y + 0.5 * warp, 5);
    let cover = smoothstep(0.40, 0.66, density) * smoothstep(0.02, 0.11, height);
    if cover <= 0.0 {
        return sky;
    }
    // Thin edges glow, thick middles shade themselves.
    let thick = smoothstep(0.52, 0.82, density);
    let lit = mix(v(0.80, 0.42, 0.36), v(1.75, 0.92, 0.44), to_sun.powi(4));
    let shade = mix(v(0.20, 0.19, 0.30), v(0.50, 0.27, 0.25), to_sun.powi(3));
    mix(sky, mix(lit, shade, thick), 0.88 * cover)
}

fn with_hills(sky: Vec3, dir: Vec3, to_sun: f32) -> Vec3 {
    if dir.y > 0.11 {
        return sky;
    }
    let bearing = dir.x.atan2(-dir.z);
    let mut colour = sky;
    for (seed, tall, wide, near) in
        [(11.0, 0.085, 3.0, 0.22), (37.0, 0.060, 5.0, 0.48), (71.0, 0.034, 8.0, 0.78)]
    {
        let rise = octaves(bearing * wide + seed, seed, 5) - 0.40;
        let ridge = (tall * (0.35 + 1.5 * rise)).max(0.0);
        let inside = smoothstep(0.0016, -0.0016, dir.y - ridge);
        if inside > 0.0 {
            let veil =
                haze(dir) * v(0.80, 0.78, 0.92) + v(0.5, 0.24, 0.10) * (0.5 * to_sun.powi(30));
            let depth = near * (0.55 + 0.45 * (dir.y / ridge.max(1e-4)).clamp(0.0, 1.0));
            colour = mix(colour, mix(veil, v(0.045, 0.050, 0.120), depth), inside);
        }
    }
    colour
}
