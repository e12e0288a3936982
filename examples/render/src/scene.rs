//! What stands in the picture at one moment: floating balls, a hovering mirror with two rings,
//! lanterns in the air, and the camera's path.
//!
//! The only source of change is the frame number; there is no state from frame to frame, so any
//! task can render any frame.

use std::f32::consts::TAU;

use crate::vec3::{Vec3, v};

/// Frames per second of the scene's clock and of the merged movie.
pub const FRAMES_PER_SECOND: u16 = 12;

#[derive(Debug, Clone, Copy)]
pub enum Material {
    /// Painted and varnished; a second colour in stripes across the ball's axis.
    Paint {
        colour: Vec3,
        stripe: Vec3,
    },
    /// Reflects everything, filtered by a colour.
    Metal(Vec3),
    Glass,
    /// Shines by itself.
    Light(Vec3),
}

#[derive(Debug, Clone, Copy)]
pub struct Ball {
    pub centre: Vec3,
    pub radius: f32,
    /// The axis that stripes run around; it rolls with the waves.
    pub axis: Vec3,
    pub material: Material,
}

/// A flat ring: the part of a plane between two radii.
#[derive(Debug, Clone, Copy)]
pub struct Ring {
    pub centre: Vec3,
    pub normal: Vec3,
    pub inner: f32,
    pub outer: f32,
    pub tint: Vec3,
}

#[derive(Debug, Clone, Copy)]
pub struct Lantern {
    pub centre: Vec3,
    pub colour: Vec3,
}

#[derive(Debug, Clone)]
pub struct Scene {
    pub time: f32,
    pub balls: Vec<Ball>,
    pub rings: [Ring; 2],
    pub lanterns: [Lantern; 4],
    pub eye: Vec3,
    pub target: Vec3,
}

/// Floating balls: x, z, radius, how much of the radius the centre stands above the water,
/// phase of the bobbing.
const FLOATING: [(f32, f32, f32, f32, f32); 11] = [
    (-2.05, 0.35, 0.62, 0.45, 0.3),
    (1.75, 0.75, 0.55, 0.50, 1.7),
    (0.62, 2.05, 0.30, 0.35, 4.1),
    (-0.95, 1.75, 0.36, 0.40, 2.9),
    (2.95, -1.25, 0.80, 0.50, 5.2),
    (-3.75, -1.75, 0.85, 0.40, 0.9),
    (4.75, -4.1, 0.95, 0.45, 2.2),
    (-1.35, -4.4, 0.75, 0.40, 3.3),
    (-6.4, -5.6, 1.1, 0.45, 1.1),
    (1.85, -7.5, 0.9, 0.45, 4.8),
    (3.30, 1.55, 0.22, 0.30, 0.1),
];

const CORAL: Vec3 = v(0.80, 0.115, 0.075);
const TEAL: Vec3 = v(0.018, 0.29, 0.30);
const CREAM: Vec3 = v(0.82, 0.76, 0.66);
const INDIGO: Vec3 = v(0.055, 0.065, 0.30);
const AMBER: Vec3 = v(0.85, 0.42, 0.06);
const GOLD: Vec3 = v(1.0, 0.72, 0.34);
const COPPER: Vec3 = v(0.96, 0.56, 0.42);
const WARM: Vec3 = v(1.0, 0.62, 0.26);
const COOL: Vec3 = v(0.30, 0.80, 1.0);

const MATERIALS: [Material; 11] = [
    Material::Paint { colour: CORAL, stripe: CREAM },
    Material::Glass,
    Material::Paint { colour: AMBER, stripe: AMBER },
    Material::Metal(COPPER),
    Material::Paint { colour: TEAL, stripe: CREAM },
    Material::Paint { colour: INDIGO, stripe: INDIGO },
    Material::Paint { colour: CORAL, stripe: CORAL },
    Material::Paint { colour: CREAM, stripe: TEAL },
    Material::Metal(GOLD),
    Material::Paint { colour: TEAL, stripe: TEAL },
    Material::Paint { colour: CREAM, stripe: CORAL },
];

impl Scene {
    pub fn at_frame(frame: u32) -> Self {
        let time = frame as f32 / f32::from(FRAMES_PER_SECOND);
        let hero = v(0.0, 1.42 + 0.07 * (time * 0.9).sin(), 0.0);
        let lanterns = [(0.0, WARM), (1.0, COOL), (2.0, WARM), (3.0, COOL)]
            .map(|(index, colour)| lantern(index, colour, time));
        let mut balls = vec![Ball {
            centre: hero,
            radius: 0.95,
            axis: Vec3::UP,
            material: Material::Metal(v(0.93, 0.94, 0.96)),
        }];
        balls.extend(
            FLOATING.iter().zip(MATERIALS).map(|(&at, material)| float(at, material, time)),
        );
        balls.extend(lanterns.iter().map(|l| Ball {
            centre: l.centre,
            radius: 0.085,
            axis: Vec3::UP,
            material: Material::Light(l.colour * 2.6),
        }));
        let sway = 0.14 + 0.17 * (time * TAU / 16.0).sin();
        Self {
            time,
            balls,
            rings: rings(hero, time),
            lanterns,
            eye: v(7.6 * sway.sin(), 1.55 + 0.12 * (time * 0.5).sin(), 7.6 * sway.cos()),
            target: v(-0.05, 1.12, 0.0),
        }
    }
}

fn float(
    (x, z, radius, above, phase): (f32, f32, f32, f32, f32),
    material: Material,
    time: f32,
) -> Ball {
    let bob = 0.055 * (time * 1.7 + phase).sin() + 0.03 * (time * 2.6 + 2.0 * phase).sin();
    let roll = 0.35 * (time * 1.1 + phase).sin();
    Ball {
        centre: v(x, radius * above + bob, z),
        radius,
        axis: v(0.55 * roll + 0.35 * phase.sin(), 1.0, 0.5 + 0.4 * (time * 0.8 + phase).cos())
            .normalized(),
        material,
    }
}

fn lantern(index: f32, colour: Vec3, time: f32) -> Lantern {
    let turn = time * 0.55 + index * TAU / 4.0 + 0.4;
    Lantern {
        centre: v(1.95 * turn.cos(), 1.30 + 0.55 * (turn * 2.0 + index).sin(), 1.95 * turn.sin()),
        colour,
    }
}

fn rings(centre: Vec3, time: f32) -> [Ring; 2] {
    let tilt = |lean: f32, turn: f32| {
        v(lean.sin() * turn.cos(), lean.cos(), lean.sin() * turn.sin()).normalized()
    };
    [
        Ring {
            centre,
            normal: tilt(0.42, 0.9 + 0.45 * time),
            inner: 1.30,
            outer: 1.46,
            tint: GOLD,
        },
        Ring {
            centre,
            normal: tilt(0.75, 3.6 - 0.30 * time),
            inner: 1.56,
            outer: 1.62,
            tint: COPPER,
        },
    ]
}
