//! From the frame number to a linear picture: where samples sit in a pixel, and row by row
//! through them, so that the caller can show progress or stop.

use std::ops::ControlFlow;

use crate::picture::{Picture, Size};
use crate::scene::Scene;
use crate::shapes::Ray;
use crate::trace::{Tally, Tracer};
use crate::vec3::Vec3;

/// Half the picture's height at distance one.
const HALF_HEIGHT: f32 = 0.335;
/// A sample brighter than this would leave a white speck rather than a highlight.
const BRIGHTEST: f32 = 24.0;

#[derive(Debug, Clone, Copy)]
pub struct Shot {
    pub frame: u32,
    pub size: Size,
    /// Samples a pixel.
    pub samples: u32,
}

/// Renders one frame; `None` when `after_row` broke off. `after_row` gets the number of rows done.
pub fn render(
    shot: Shot,
    mut after_row: impl FnMut(u32) -> ControlFlow<()>,
) -> Option<(Picture, Tally)> {
    let scene = Scene::at_frame(shot.frame);
    let lens = Lens::new(&scene, shot.size);
    let offsets = offsets_in_pixel(shot.samples);
    let sample_angle = lens.pixel / (shot.samples as f32).sqrt();
    let mut tracer = Tracer { scene: &scene, sample_angle, tally: Tally::default() };
    let mut picture = Picture::black(shot.size);
    for (y, row) in (0u32..).zip(picture.rows_mut()) {
        for (x, pixel) in (0u32..).zip(row) {
            let mut sum = Vec3::ZERO;
            for &(dx, dy) in &offsets {
                let ray = lens.ray(x as f32 + dx, y as f32 + dy);
                sum += tracer.from_camera(&ray).map(|c| c.min(BRIGHTEST));
            }
            *pixel = sum * (1.0 / offsets.len() as f32);
        }
        if after_row(y + 1).is_break() {
            return None;
        }
    }
    let tally = tracer.tally;
    Some((picture, tally))
}

struct Lens {
    eye: Vec3,
    forward: Vec3,
    right: Vec3,
    up: Vec3,
    /// A pixel's width at distance one.
    pixel: f32,
    centre: (f32, f32),
}

impl Lens {
    fn new(scene: &Scene, size: Size) -> Self {
        let forward = (scene.target - scene.eye).normalized();
        let right = forward.cross(Vec3::UP).normalized();
        Self {
            eye: scene.eye,
            forward,
            right,
            up: right.cross(forward),
            pixel: 2.0 * HALF_HEIGHT / size.height as f32,
            centre: (size.width as f32 / 2.0, size.height as f32 / 2.0),
        }
    }

    fn ray(&self, x: f32, y: f32) -> Ray {
        let (right, down) = ((x - self.centre.0) * self.pixel, (y - self.centre.1) * self.pixel);
        let dir = self.forward + self.right * right - self.up * down;
        Ray { from: self.eye, dir: dir.normalized() }
    }
}

/// The same well-spread places in every pixel (the R2 sequence), bent into a tent filter that
/// reaches half a pixel into the neighbours: soft edges, no noise, and pictures that pack well.
fn offsets_in_pixel(samples: u32) -> Vec<(f32, f32)> {
    let tent = |u: f32| if u < 0.5 { (2.0 * u).sqrt() - 1.0 } else { 1.0 - (2.0 - 2.0 * u).sqrt() };
    let place = |i: u32, step: f32| tent((0.5 + i as f32 * step).fract());
    let spread: Vec<(f32, f32)> =
        (0..samples.max(1)).map(|i| (place(i, 0.754_877_7), place(i, 0.569_840_3))).collect();
    // Few of them lean to one side; the picture must not move with the sample count.
    let share = 1.0 / spread.len() as f32;
    let lean =
        spread.iter().fold((0.0, 0.0), |sum, at| (sum.0 + at.0 * share, sum.1 + at.1 * share));
    spread.iter().map(|at| (0.5 + at.0 - lean.0, 0.5 + at.1 - lean.1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(frame: u32) -> Picture {
        let shot = Shot { frame, size: Size { width: 96, height: 54 }, samples: 2 };
        render(shot, |_| ControlFlow::Continue(())).unwrap().0
    }

    #[test]
    fn the_same_frame_is_the_same_picture() {
        assert_eq!(small(5), small(5));
    }

    #[test]
    fn neighbouring_frames_differ() {
        assert_ne!(small(5), small(6));
    }

    #[test]
    fn every_pixel_is_a_finite_light() {
        let finite = |p: &Vec3| [p.x, p.y, p.z].iter().all(|c| c.is_finite() && *c >= 0.0);
        assert!(small(17).pixels().iter().all(finite));
    }

    #[test]
    fn a_path_between_mirrors_and_glass_stays_finite() {
        // Pixel (222, 271) of frame 48 once was infinite: directions had grown on the way.
        let scene = Scene::at_frame(48);
        let lens = Lens::new(&scene, Size { width: 640, height: 360 });
        let mut tracer = Tracer { scene: &scene, sample_angle: 1e-3, tally: Tally::default() };
        for (dx, dy) in offsets_in_pixel(64) {
            let light = tracer.from_camera(&lens.ray(222.0 + dx, 271.0 + dy));
            assert!((0.0..100.0).contains(&light.luminance()), "{light:?}");
        }
    }

    #[test]
    fn rendering_stops_when_told_to() {
        let shot = Shot { frame: 1, size: Size { width: 16, height: 10 }, samples: 1 };
        let mut rows = 0;
        let stopped = render(shot, |done| {
            rows = done;
            if done == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(stopped.is_none());
        assert_eq!(rows, 5);
    }

    #[test]
    fn one_sample_sits_in_the_middle_of_its_pixel() {
        assert_eq!(offsets_in_pixel(1), [(0.5, 0.5)]);
    }

    #[test]
    fn many_samples_average_to_the_middle_of_the_pixel() {
        for samples in [2, 6, 64] {
            let offsets = offsets_in_pixel(samples);
            let mean = offsets.iter().map(|o| o.0).sum::<f32>() / samples as f32;
            assert!((mean - 0.5).abs() < 1e-4, "mean {mean} of {samples}");
        }
    }

    #[test]
    fn a_direction_up_points_up_in_the_picture() {
        let scene = Scene::at_frame(1);
        let lens = Lens::new(&scene, Size { width: 64, height: 36 });
        assert!(lens.ray(32.0, 0.0).dir.y > lens.ray(32.0, 36.0).dir.y);
    }
}
