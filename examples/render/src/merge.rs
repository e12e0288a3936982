//! `render merge`: the frames of a folder, in name order, as one animated PNG and a small preview.
//!
//! Streams: at most one frame is in memory. Gaps in the numbers are reported and skipped.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::args::MergeArgs;
use crate::error::Error;
use crate::log::{Log, Tag, short_size};
use crate::output::PendingFile;
use crate::picture::Size;
use crate::scene::FRAMES_PER_SECOND;

/// The preview shows every so many frames, at a fraction of the size.
const PREVIEW_STEP: usize = 2;

pub fn run(args: &MergeArgs, log: &mut Log<impl Write>) -> Result<(), Error> {
    let frames = frames_in(&args.input)?;
    let Some(first) = frames.first() else {
        return Err(Error::NoFrames { folder: args.input.clone() });
    };
    log.line(Tag::Merge, &format!("{} frames in {}", frames.len(), args.input.display()))?;
    let numbers: Vec<u32> = frames.iter().map(|f| f.number).collect();
    for gap in gaps(&numbers) {
        log.line(Tag::Warn, &format!("{gap} missing, going on without"))?;
    }
    let size = read_frame(&first.path)?.0;
    let mut movie = Movie::create(&args.out, size, frames.len(), FRAMES_PER_SECOND)?;
    let mut preview = match &args.preview {
        Some(path) => Some(Movie::create(
            path,
            half(size),
            frames.len().div_ceil(PREVIEW_STEP),
            FRAMES_PER_SECOND / PREVIEW_STEP as u16,
        )?),
        None => None,
    };
    for (index, frame) in frames.iter().enumerate() {
        let (found, pixels) = read_frame(&frame.path)?;
        if found != size {
            return Err(Error::OtherSize { path: frame.path.clone(), found, wanted: size });
        }
        movie.add(&pixels)?;
        if let Some(preview) = &mut preview
            && index % PREVIEW_STEP == 0
        {
            preview.add(&halved(&pixels, size))?;
        }
        log.progress(frame.number, ((index + 1) * 100 / frames.len()) as u32)?;
    }
    log.end_progress()?;
    for movie in [Some(movie), preview].into_iter().flatten() {
        let (name, count) = (movie.path.display().to_string(), movie.frames);
        let bytes = movie.finish()?;
        log.line(Tag::Save, &format!("{name} {}, {count} frames", short_size(bytes)))?;
    }
    Ok(())
}

#[derive(Debug)]
struct Frame {
    number: u32,
    path: PathBuf,
}

fn frames_in(folder: &Path) -> Result<Vec<Frame>, Error> {
    let mut frames = Vec::new();
    for entry in folder.read_dir().map_err(|e| Error::file("list", folder, e))? {
        let path = entry.map_err(|e| Error::file("list", folder, e))?.path();
        if let Some(number) = path.file_name().and_then(|n| n.to_str()).and_then(number_in) {
            frames.push(Frame { number, path });
        }
    }
    frames.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(frames)
}

/// The number in `frame_0074.png`; `None` for every other name.
fn number_in(name: &str) -> Option<u32> {
    let digits = name.strip_prefix("frame_")?.strip_suffix(".png")?;
    if digits.starts_with('+') {
        return None;
    }
    digits.parse().ok()
}

/// `frame 0077`, `frames 0081 to 0082`: what is missing between the first and the last.
fn gaps(numbers: &[u32]) -> Vec<String> {
    numbers
        .iter()
        .zip(numbers.iter().skip(1))
        .filter_map(|(before, after)| match after.saturating_sub(*before) {
            0 | 1 => None,
            2 => Some(format!("frame {:04}", before + 1)),
            _ => Some(format!("frames {:04} to {:04}", before + 1, after - 1)),
        })
        .collect()
}

fn read_frame(path: &Path) -> Result<(Size, Vec<u8>), Error> {
    let file = File::open(path).map_err(|e| Error::file("open", path, e))?;
    let unreadable = |source| Error::PngRead { path: path.to_owned(), source };
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info().map_err(unreadable)?;
    let info = reader.info();
    let size = Size { width: info.width, height: info.height };
    if (info.color_type, info.bit_depth) != (png::ColorType::Rgb, png::BitDepth::Eight) {
        return Err(Error::OtherColour { path: path.to_owned() });
    }
    let mut pixels = vec![0; size.width as usize * size.height as usize * 3];
    reader.next_frame(&mut pixels).map_err(unreadable)?;
    Ok((size, pixels))
}

fn half(size: Size) -> Size {
    Size { width: (size.width / 2).max(1), height: (size.height / 2).max(1) }
}

/// Each two by two pixels as one.
fn halved(pixels: &[u8], size: Size) -> Vec<u8> {
    let (small, row) = (half(size), size.width as usize * 3);
    let byte = |x: usize, y: usize, channel: usize| {
        let index = y.min(size.height as usize - 1) * row + x.min(size.width as usize - 1) * 3;
        u16::from(pixels.get(index + channel).copied().unwrap_or_default())
    };
    let mut out = Vec::with_capacity(small.width as usize * small.height as usize * 3);
    for y in (0..small.height as usize).map(|y| 2 * y) {
        for x in (0..small.width as usize).map(|x| 2 * x) {
            for channel in 0..3 {
                let top = byte(x, y, channel) + byte(x + 1, y, channel);
                let bottom = byte(x, y + 1, channel) + byte(x + 1, y + 1, channel);
                out.push(((top + bottom + 2) / 4) as u8);
            }
        }
    }
    out
}

/// An animated PNG in the making; it has its name only after `finish`.
struct Movie {
    path: PathBuf,
    pending: PendingFile,
    writer: png::Writer<BufWriter<File>>,
    frames: usize,
}

impl Movie {
    fn create(path: &Path, size: Size, frames: usize, per_second: u16) -> Result<Self, Error> {
        let (pending, file) = PendingFile::create(path)?;
        let start = || {
            let mut encoder = png::Encoder::new(file, size.width, size.height);
            encoder.set_color(png::ColorType::Rgb);
            encoder.set_depth(png::BitDepth::Eight);
            encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
            // A still picture shows the first frame; a player repeats for ever.
            encoder.set_animated(frames as u32, 0)?;
            encoder.set_frame_delay(1, per_second)?;
            encoder.write_header()
        };
        let writer = start().map_err(|source| Error::PngWrite { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), pending, writer, frames })
    }

    fn add(&mut self, pixels: &[u8]) -> Result<(), Error> {
        self.writer
            .write_image_data(pixels)
            .map_err(|source| Error::PngWrite { path: self.path.clone(), source })
    }

    fn finish(self) -> Result<u64, Error> {
        let Self { path, pending, writer, .. } = self;
        writer.finish().map_err(|source| Error::PngWrite { path, source })?;
        pending.keep()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_frame_names_are_frames() {
        assert_eq!(number_in("frame_0074.png"), Some(74));
        assert_eq!(number_in("frame_12345.png"), Some(12_345));
        for other in
            ["frame_0074.exr", "frame_.png", "frame_+1.png", "movie.png", ".frame_0001.png.9.part"]
        {
            assert_eq!(number_in(other), None, "{other}");
        }
    }

    #[test]
    fn gaps_are_named_as_ranges() {
        assert_eq!(gaps(&[1, 2, 4, 5, 9]), ["frame 0003", "frames 0006 to 0008"]);
        assert_eq!(gaps(&[7]), Vec::<String>::new());
    }

    #[test]
    fn halving_averages_two_by_two() {
        let size = Size { width: 2, height: 2 };
        let pixels = [0, 0, 0, 100, 0, 0, 100, 0, 0, 200, 4, 0];
        assert_eq!(halved(&pixels, size), [100, 1, 0]);
    }
}
