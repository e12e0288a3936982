//! A small deterministic ray tracer: the sample workload of the demo and the tests.
//!
//! It stands for the program that a Batch task runs, so it knows nothing of storage, jobs or
//! tasks: it writes files and a log, and the scripts beside it hand the files to the helper.
//! A frame is a pure function of its number, size and sample count, on one thread.
//!
//! From the inside out: `vec3` and `noise`; `scene` (what is where at a frame), `sky`, `shapes`
//! (what a ray meets), `water`; `trace` (light along a ray); `camera` (rays of a picture);
//! `picture` and `output` (files); `frames` and `merge` (the commands) with `args`, `log`, `error`.

pub mod args;
pub mod camera;
pub mod error;
pub mod frames;
pub mod log;
pub mod merge;
pub mod noise;
pub mod output;
pub mod picture;
pub mod scene;
pub mod shapes;
pub mod sky;
pub mod trace;
pub mod vec3;
pub mod water;
