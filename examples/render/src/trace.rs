//! Light along a ray: hit something, ask its material, follow at most a few bounces.
//!
//! No randomness anywhere: at a fork both ways are followed while they matter, then only the
//! stronger one.

use crate::scene::{Ball, Material, Scene};
use crate::shapes::{NEAR, Ray, Surface, light_seen, nearest, nearest_ball, openness};
use crate::sky::{self, SUN, SUNLIGHT, SunDisc};
use crate::vec3::{Vec3, mix, smoothstep, v};
use crate::water;

/// Bounces after which a path takes the sky's word for it.
const MAX_BOUNCES: u32 = 4;
/// A fork weaker than this is not followed.
const FAINT: f32 = 0.03;

/// What was done, for the log; the same for the same frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub rays: u64,
    /// Paths that were still going at the bounce limit.
    pub cut: u64,
}

#[derive(Debug)]
pub struct Tracer<'a> {
    pub scene: &'a Scene,
    /// The angle of a sample, for ripples too small to see.
    pub sample_angle: f32,
    pub tally: Tally,
}

impl Tracer<'_> {
    pub fn from_camera(&mut self, ray: &Ray) -> Vec3 {
        self.radiance(ray, 0, 0.0)
    }

    /// `travelled` is the length of the path so far: what a mirror shows is as far away.
    fn radiance(&mut self, ray: &Ray, bounce: u32, travelled: f32) -> Vec3 {
        self.tally.rays += 1;
        let disc = if bounce == 0 { SunDisc::Sharp } else { SunDisc::Spread };
        let Some((distance, surface)) = nearest(self.scene, ray) else {
            return sky::radiance(ray.dir, self.scene.time, disc) + self.lantern_glow(ray, 1e4);
        };
        let at = ray.at(distance);
        let total = travelled + distance;
        let colour = match surface {
            Surface::Water => self.water(ray, at, bounce, total),
            Surface::Ring(ring) => {
                let n = if ray.dir.dot(ring.normal) < 0.0 { ring.normal } else { -ring.normal };
                // Brushed rather than polished: some of the sky's light from everywhere.
                let brushed = ring.tint * sky::ambient(n) * 0.9;
                mix(self.metal(ray, at, n, ring.tint, bounce, total), brushed, 0.4)
            }
            Surface::Ball(ball) => self.ball(ray, at, ball, bounce, total),
        };
        colour + self.lantern_glow(ray, distance)
    }

    fn ball(&mut self, ray: &Ray, at: Vec3, ball: &Ball, bounce: u32, total: f32) -> Vec3 {
        let n = (at - ball.centre) * (1.0 / ball.radius);
        match ball.material {
            Material::Light(colour) => colour * (0.35 + 0.65 * -n.dot(ray.dir)),
            Material::Metal(tint) => self.metal(ray, at, n, tint, bounce, total),
            Material::Glass => self.glass(ray, at, n, ball, bounce, total),
            Material::Paint { .. } => {
                let base = self.diffuse(at, n, ball);
                let fresnel = schlick(0.045, -ray.dir.dot(n));
                let mirror = Ray { from: at + n * NEAR, dir: ray.dir.reflected(n) };
                mix(base, self.follow(&mirror, fresnel, bounce, total), fresnel)
            }
        }
    }

    fn metal(&mut self, ray: &Ray, at: Vec3, n: Vec3, tint: Vec3, bounce: u32, total: f32) -> Vec3 {
        let mirror = Ray { from: at + n * NEAR, dir: ray.dir.reflected(n) };
        let edge = (1.0 - (-ray.dir.dot(n)).max(0.0)).powi(5);
        self.follow(&mirror, 1.0, bounce, total) * mix(tint, v(1.0, 1.0, 1.0), edge)
    }

    fn glass(
        &mut self,
        ray: &Ray,
        at: Vec3,
        n: Vec3,
        ball: &Ball,
        bounce: u32,
        total: f32,
    ) -> Vec3 {
        const INDEX: f32 = 1.45;
        let fresnel = schlick(0.034, -ray.dir.dot(n));
        let mirror = Ray { from: at + n * NEAR, dir: ray.dir.reflected(n) };
        let reflected = self.follow(&mirror, fresnel, bounce, total);
        let Some(inside) = ray.dir.refracted(n, 1.0 / INDEX) else { return reflected };
        // Straight to the far side of the ball; reflections inside are left out.
        let through = -2.0 * inside.dot(n) * ball.radius;
        let exit = at + inside * through;
        let exit_normal = (exit - ball.centre) * (1.0 / ball.radius);
        let Some(out) = inside.refracted(-exit_normal, INDEX) else { return reflected };
        let beyond = Ray { from: exit + exit_normal * NEAR, dir: out };
        let tint = v(0.86, 0.96, 0.95).map(|c| c.powf(through));
        mix(self.follow(&beyond, 1.0 - fresnel, bounce, total) * tint, reflected, fresnel)
    }

    fn water(&mut self, ray: &Ray, at: Vec3, bounce: u32, total: f32) -> Vec3 {
        let grazing = (-ray.dir.y).max(0.02);
        let n = water::normal(self.scene, at, total * self.sample_angle / grazing);
        let fresnel = schlick(0.022, -ray.dir.dot(n));
        let mut up = ray.dir.reflected(n);
        up.y = up.y.max(0.004);
        let mirror = Ray { from: at + Vec3::UP * NEAR, dir: up.normalized() };
        let reflected = self.follow(&mirror, fresnel, bounce, total);
        let colour = mix(self.below(ray, at, n, bounce), reflected, fresnel);
        let far = 1.0 - (-total * 0.011).exp();
        mix(colour, sky::haze(ray.dir), far * far)
    }

    /// What comes up through the surface: scattered light, and balls' bellies while near.
    fn below(&mut self, ray: &Ray, at: Vec3, n: Vec3, bounce: u32) -> Vec3 {
        let open = openness(self.scene, at, Vec3::UP);
        let lit = light_seen(self.scene, at, SUN);
        let sunward = (0.5 + 0.5 * ray.dir.dot(SUN)).powi(3);
        let mut body = v(0.006, 0.040, 0.058) * (0.4 + 0.6 * open)
            + v(0.030, 0.060, 0.048) * (lit * (0.35 + sunward));
        for lantern in &self.scene.lanterns {
            let to = lantern.centre - at;
            body += lantern.colour * v(0.012, 0.045, 0.050) * (1.0 / (0.25 + to.dot(to)));
        }
        if bounce > 0 {
            return body;
        }
        let Some(down) = ray.dir.refracted(n, 1.0 / 1.33) else { return body };
        let ray = Ray { from: at - Vec3::UP * NEAR, dir: down };
        self.tally.rays += 1;
        match nearest_ball(self.scene, &ray) {
            Some((distance, ball)) if distance < 4.0 => {
                let inside = ray.at(distance);
                let normal = (inside - ball.centre) * (1.0 / ball.radius);
                let lit = self.diffuse(inside, normal, ball) * v(0.55, 0.85, 0.85);
                let keep = v(1.9, 0.85, 0.75).map(|absorb| (-absorb * distance).exp());
                lit * keep + body * (v(1.0, 1.0, 1.0) - keep)
            }
            _ => body,
        }
    }

    /// Sun, sky and lanterns on a matt surface; metal and glass count as dark ones.
    fn diffuse(&self, at: Vec3, n: Vec3, ball: &Ball) -> Vec3 {
        let albedo = match ball.material {
            Material::Paint { colour, stripe } => {
                let along = n.dot(ball.axis);
                let width = 0.012;
                let band = smoothstep(0.34 + width, 0.34 - width, along.abs())
                    * smoothstep(0.10 - width, 0.10 + width, along.abs());
                mix(colour, stripe, band)
            }
            Material::Metal(tint) => tint * 0.35,
            Material::Glass => v(0.10, 0.16, 0.16),
            Material::Light(colour) => return colour,
        };
        let facing = n.dot(SUN);
        let sun = if facing > 0.0 {
            SUNLIGHT * (facing * light_seen(self.scene, at + n * NEAR, SUN))
        } else {
            Vec3::ZERO
        };
        let near_water = smoothstep(-0.25, 0.35, at.y).max(0.25);
        let mut light = sun + sky::ambient(n) * (openness(self.scene, at, n) * near_water);
        for lantern in &self.scene.lanterns {
            let to = lantern.centre - at;
            let square = to.dot(to);
            let facing = n.dot(to).max(0.0) / square.sqrt();
            light += lantern.colour * (1.35 * facing / (0.15 + square));
        }
        albedo * light
    }

    /// The next stretch of a path, unless it is too faint or too long.
    fn follow(&mut self, ray: &Ray, weight: f32, bounce: u32, travelled: f32) -> Vec3 {
        if bounce + 1 > MAX_BOUNCES {
            self.tally.cut += 1;
            return sky::radiance(ray.dir, self.scene.time, SunDisc::Hidden);
        }
        if weight < FAINT * (bounce * bounce) as f32 {
            return sky::haze(ray.dir) * 0.5;
        }
        self.radiance(ray, bounce + 1, travelled)
    }

    /// The bloom of the lanterns in damp air, summed along the ray in closed form.
    fn lantern_glow(&self, ray: &Ray, until: f32) -> Vec3 {
        let mut glow = Vec3::ZERO;
        for lantern in &self.scene.lanterns {
            let to = lantern.centre - ray.from;
            let along = to.dot(ray.dir);
            if along > 0.0 && along < until + 0.1 {
                let square = (to.dot(to) - along * along).max(0.0);
                glow += lantern.colour * (0.012 / (0.012 + square)) * (-square * 1.6).exp();
            }
        }
        glow
    }
}

fn schlick(straight: f32, cos: f32) -> f32 {
    straight + (1.0 - straight) * (1.0 - cos.clamp(0.0, 1.0)).powi(5)
}
