//! `render frames`: one frame after the other, with progress, files, and the caller's command.
//!
//! A frame counts once both of its files have their names; a frame that fails leaves none.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

use crate::args::FramesArgs;
use crate::camera::{Shot, render};
use crate::error::Error;
use crate::log::{Log, Tag, short_count, short_size};
use crate::output::{frame_name, write_exr, write_png};
use crate::picture::{Picture, Size};
use crate::trace::Tally;

/// How often a frame's progress line is drawn.
const REDRAWS: u32 = 25;
/// Warnings about cut paths are for every sixth frame only: one is enough to know.
const WARNING_PERIOD: u32 = 6;

pub fn run(args: &FramesArgs, log: &mut Log<impl Write>) -> Result<(), Error> {
    std::fs::create_dir_all(&args.out).map_err(|e| Error::file("create", &args.out, e))?;
    let size = Size { width: args.width, height: args.height };
    log.line(
        Tag::Render,
        &format!(
            "frames {:04} to {:04} at {} x {}",
            args.first, args.last, size.width, size.height
        ),
    )?;
    let (mut frames, mut rays) = (0u64, 0);
    for frame in args.first..=args.last {
        let shot = Shot { frame, size, samples: args.samples };
        let (picture, tally) = render_one(shot, args.fail_at == Some(frame), log)?;
        save(&picture, frame, &args.out, log)?;
        if let Some(command) = &args.after_frame {
            run_command(command, frame, log)?;
        }
        frames += 1;
        rays += tally.rays;
    }
    log.line(Tag::Render, &format!("done: {frames} frames, {} rays", short_count(rays)))?;
    Ok(())
}

fn render_one(
    shot: Shot,
    fails: bool,
    log: &mut Log<impl Write>,
) -> Result<(Picture, Tally), Error> {
    let Shot { frame, size, samples } = shot;
    let camera_rays = u64::from(size.width) * u64::from(size.height) * u64::from(samples);
    log.line(
        Tag::Render,
        &format!(
            "frame {frame:04}: sampling {samples} spp, {} camera rays",
            short_count(camera_rays)
        ),
    )?;
    let mut drawn = log.progress(frame, 0);
    let mut last_step = 0;
    let rendered = render(shot, |rows| {
        let step = rows * REDRAWS / size.height;
        if step > last_step {
            last_step = step;
            drawn = log.progress(frame, rows * 100 / size.height);
        }
        let half_way = fails && rows >= size.height / 2;
        if half_way || drawn.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    drawn?;
    log.end_progress()?;
    let Some((picture, tally)) = rendered else {
        return Err(Error::OnPurpose { frame, row: size.height / 2, size });
    };
    if frame % WARNING_PERIOD == 4 && tally.cut > 0 {
        let message =
            format!("frame {frame:04}: {} paths cut at the bounce limit", short_count(tally.cut));
        log.line(Tag::Warn, &message)?;
    }
    Ok((picture.with_bloom(), tally))
}

fn save(picture: &Picture, frame: u32, out: &Path, log: &mut Log<impl Write>) -> Result<(), Error> {
    let (exr, png) = (frame_name(frame, "exr"), frame_name(frame, "png"));
    let exr_size = write_exr(picture, &out.join(&exr))?;
    let png_size = write_png(picture, &out.join(&png))?;
    let message = format!("{exr} {} · {png} {}", short_size(exr_size), short_size(png_size));
    log.line(Tag::Save, &message)?;
    Ok(())
}

/// A command that fails is worth a warning, not a frame: the picture is on disk.
fn run_command(command: &str, frame: u32, log: &mut Log<impl Write>) -> Result<(), Error> {
    let outcome = Command::new("sh")
        .arg("-c")
        .arg(command)
        .env("RENDER_FRAME", format!("{frame:04}"))
        .status();
    let problem = match outcome {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    let message =
        format!("frame {frame:04}: the command after the frame failed ({problem}), going on");
    log.line(Tag::Warn, &message)?;
    Ok(())
}
