//! A picture in linear light, its lens bloom, and its development to 8-bit sRGB.
//!
//! `pixels` stay scene-linear: EXR stores them as they are, PNG what `developed` makes of them.

use std::fmt;

use crate::vec3::{Vec3, mix, v};

/// The filmic curve pales colours; this gives some back.
const SATURATION: f32 = 1.22;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} x {}", self.width, self.height)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    size: Size,
    pixels: Vec<Vec3>,
}

impl Picture {
    pub fn black(size: Size) -> Self {
        Self { size, pixels: vec![Vec3::ZERO; size.width as usize * size.height as usize] }
    }

    pub fn size(&self) -> Size {
        self.size
    }

    /// Row by row from the top.
    pub fn pixels(&self) -> &[Vec3] {
        &self.pixels
    }

    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut [Vec3]> {
        self.pixels.chunks_exact_mut(self.size.width.max(1) as usize)
    }

    /// Lets bright places bleed into their surroundings as glass and film do.
    pub fn with_bloom(mut self) -> Self {
        let step = (self.size.height / 90).max(1) as usize;
        let (width, height) = (self.size.width as usize, self.size.height as usize);
        let (small_width, small_height) = (width.div_ceil(step), height.div_ceil(step));
        let mut bright = vec![Vec3::ZERO; small_width * small_height];
        let share = 1.0 / (step * step) as f32;
        for (y, row) in self.pixels.chunks_exact(width).enumerate() {
            for (x, pixel) in row.iter().enumerate() {
                let excess = (pixel.luminance() - 1.0).max(0.0);
                if let Some(cell) = bright.get_mut(y / step * small_width + x / step) {
                    *cell += *pixel * (share * excess / (1.0 + excess));
                }
            }
        }
        for radius in [2, 3, 5, 7] {
            bright = blurred(&bright, small_width, radius);
            bright = transposed(&bright, small_width);
            bright = blurred(&bright, small_height, radius);
            bright = transposed(&bright, small_height);
        }
        let halo = Halo { cells: bright, width: small_width, step: step as f32 };
        for (y, row) in self.pixels.chunks_exact_mut(width).enumerate() {
            for (x, pixel) in row.iter_mut().enumerate() {
                *pixel += halo.at(x as f32, y as f32) * 0.35;
            }
        }
        self
    }

    /// sRGB bytes, three a pixel: exposure, a little vignette, a filmic curve, the transfer curve.
    pub fn developed(&self) -> Vec<u8> {
        let (width, height) = (self.size.width as f32, self.size.height as f32);
        let mut bytes = Vec::with_capacity(self.pixels.len() * 3);
        for (y, row) in self.pixels.chunks_exact(self.size.width.max(1) as usize).enumerate() {
            let dy = 2.0 * (y as f32 + 0.5) / height - 1.0;
            for (x, pixel) in row.iter().enumerate() {
                let dx = 2.0 * (x as f32 + 0.5) / width - 1.0;
                let vignette = 1.0 - 0.13 * (dx * dx + dy * dy);
                let light = *pixel * (1.12 * vignette);
                let grey = v(1.0, 1.0, 1.0) * light.luminance();
                let toned = filmic(mix(grey, light, SATURATION).map(|c| c.max(0.0)));
                bytes.extend([toned.x, toned.y, toned.z].map(srgb_byte));
            }
        }
        bytes
    }
}

/// A blurred small picture, read between its cells.
struct Halo {
    cells: Vec<Vec3>,
    width: usize,
    step: f32,
}

impl Halo {
    fn at(&self, x: f32, y: f32) -> Vec3 {
        let (x, y) = ((x + 0.5) / self.step - 0.5, (y + 0.5) / self.step - 0.5);
        let (left, top) = (x.max(0.0) as usize, y.max(0.0) as usize);
        let (fx, fy) = ((x - left as f32).max(0.0), (y - top as f32).max(0.0));
        let height = self.cells.len() / self.width.max(1);
        let cell = |x: usize, y: usize| {
            let index = y.min(height.saturating_sub(1)) * self.width + x.min(self.width - 1);
            self.cells.get(index).copied().unwrap_or_default()
        };
        (cell(left, top) * (1.0 - fx) + cell(left + 1, top) * fx) * (1.0 - fy)
            + (cell(left, top + 1) * (1.0 - fx) + cell(left + 1, top + 1) * fx) * fy
    }
}

/// Each row averaged over a window that grows by `radius` to both sides; edges repeat.
fn blurred(pixels: &[Vec3], width: usize, radius: isize) -> Vec<Vec3> {
    let mut out = Vec::with_capacity(pixels.len());
    for row in pixels.chunks_exact(width.max(1)) {
        for x in 0..row.len() {
            let mut sum = Vec3::ZERO;
            for offset in -radius..=radius {
                let at = x.saturating_add_signed(offset).min(row.len() - 1);
                sum += row.get(at).copied().unwrap_or_default();
            }
            out.push(sum * (1.0 / (2 * radius + 1) as f32));
        }
    }
    out
}

fn transposed(pixels: &[Vec3], width: usize) -> Vec<Vec3> {
    (0..width).flat_map(|x| pixels.iter().skip(x).step_by(width.max(1)).copied()).collect()
}

/// Stephen Hill's fit of the ACES curve: highlights roll off and lose colour as on film.
fn filmic(c: Vec3) -> Vec3 {
    let c = v(
        c.dot(v(0.597_19, 0.354_58, 0.048_23)),
        c.dot(v(0.076_00, 0.908_34, 0.015_66)),
        c.dot(v(0.028_40, 0.133_83, 0.837_77)),
    )
    .map(|x| {
        (x * (x + 0.024_578_6) - 0.000_090_537) / (x * (0.983_729 * x + 0.432_951) + 0.238_081)
    });
    v(
        c.dot(v(1.604_75, -0.531_08, -0.073_67)),
        c.dot(v(-0.102_08, 1.108_13, -0.006_05)),
        c.dot(v(-0.003_27, -0.072_76, 1.076_02)),
    )
}

fn srgb_byte(linear: f32) -> u8 {
    let c = linear.clamp(0.0, 1.0);
    let encoded = if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
    (encoded * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_develops_to_black_and_a_bright_light_to_white() {
        let mut picture = Picture::black(Size { width: 3, height: 1 });
        for row in picture.rows_mut() {
            row[1] = v(90.0, 90.0, 90.0);
        }
        let bytes = picture.developed();
        assert_eq!(bytes[..3], [0, 0, 0]);
        assert!(bytes[3..6].iter().all(|b| *b >= 250), "{bytes:?}");
    }

    #[test]
    fn bloom_spreads_bright_light_and_leaves_dim_pictures_alone() {
        let size = Size { width: 32, height: 18 };
        let mut picture = Picture::black(size);
        for row in picture.rows_mut().skip(9).take(1) {
            row[16] = v(20.0, 20.0, 20.0);
        }
        let bloomed = picture.with_bloom();
        assert!(bloomed.pixels()[9 * 32 + 14].x > 0.0);
        assert_eq!(Picture::black(size).with_bloom(), Picture::black(size));
    }

    #[test]
    fn srgb_bytes_follow_the_standard_curve() {
        assert_eq!([0.0, 0.003_130_8, 0.215_861, 1.0].map(srgb_byte), [0, 10, 128, 255]);
    }

    #[test]
    fn transposing_twice_gives_the_picture_back() {
        let row: Vec<Vec3> = (0..12).map(|i| v(i as f32, 0.0, 0.0)).collect();
        assert_eq!(transposed(&transposed(&row, 4), 3), row);
    }
}
