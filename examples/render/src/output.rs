//! Files: EXR and PNG frames, and the rule that a reader never meets half a file.
//!
//! Everything is written under a temporary name in the same folder and then renamed; on an error
//! the temporary file is removed.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use exr::prelude::{
    Encoding, Image, Layer, LayerAttributes, SpecificChannels, Text, WritableImage as _, f16,
};

use crate::error::Error;
use crate::picture::Picture;

/// `frame_0074.png`, and so that names sort as numbers do.
pub fn frame_name(frame: u32, extension: &str) -> String {
    format!("frame_{frame:04}.{extension}")
}

/// A file that gets its name only when it is complete.
#[derive(Debug)]
pub struct PendingFile {
    temporary: PathBuf,
    path: PathBuf,
    kept: bool,
}

impl PendingFile {
    /// Opens the temporary file beside `path`.
    pub fn create(path: &Path) -> Result<(Self, BufWriter<File>), Error> {
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.part", std::process::id()));
        let temporary = path.with_file_name(name);
        let file = File::create(&temporary).map_err(|e| Error::file("create", &temporary, e))?;
        Ok((Self { temporary, path: path.to_owned(), kept: false }, BufWriter::new(file)))
    }

    /// Gives the file its name and returns its size. All of it must have been written.
    pub fn keep(mut self) -> Result<u64, Error> {
        let size = fs::metadata(&self.temporary)
            .map_err(|e| Error::file("look at", &self.temporary, e))?
            .len();
        fs::rename(&self.temporary, &self.path)
            .map_err(|e| Error::file("rename to", &self.path, e))?;
        self.kept = true;
        Ok(size)
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        if !self.kept {
            // Already on the way out with an error; a left-over is the smaller evil.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Linear half-float RGB, and the size of the file.
pub fn write_exr(picture: &Picture, path: &Path) -> Result<u64, Error> {
    let (pending, mut file) = PendingFile::create(path)?;
    let size = picture.size();
    let width = size.width as usize;
    let channels = SpecificChannels::rgb(|at: exr::prelude::Vec2<usize>| {
        let pixel = picture.pixels().get(at.y() * width + at.x()).copied().unwrap_or_default();
        (f16::from_f32(pixel.x), f16::from_f32(pixel.y), f16::from_f32(pixel.z))
    });
    let attributes = LayerAttributes {
        software_name: Some(Text::from("jobshelf-render")),
        ..LayerAttributes::default()
    };
    let layer = Layer::new(
        (width, size.height as usize),
        attributes,
        Encoding::SMALL_FAST_LOSSLESS,
        channels,
    );
    Image::from_layer(layer)
        .write()
        .non_parallel()
        .to_buffered(&mut file)
        .map_err(|source| Error::Exr { path: path.to_owned(), source })?;
    finish(file, pending)
}

/// Developed 8-bit sRGB, and the size of the file.
pub fn write_png(picture: &Picture, path: &Path) -> Result<u64, Error> {
    let (pending, mut file) = PendingFile::create(path)?;
    let size = picture.size();
    let encode = |file: &mut BufWriter<File>| {
        let mut encoder = png::Encoder::new(file, size.width, size.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&picture.developed())?;
        writer.finish()
    };
    encode(&mut file).map_err(|source| Error::PngWrite { path: path.to_owned(), source })?;
    finish(file, pending)
}

/// Flushes, then names the file: in this order, or a full disk would go unnoticed.
pub fn finish(mut file: BufWriter<File>, pending: PendingFile) -> Result<u64, Error> {
    file.flush().map_err(|e| Error::file("write", &pending.path, e))?;
    drop(file);
    pending.keep()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Size;

    #[test]
    fn a_file_appears_only_when_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let (pending, mut file) = PendingFile::create(&path).unwrap();
        file.write_all(b"whole").unwrap();
        assert!(!path.exists());
        assert_eq!(finish(file, pending).unwrap(), 5);
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_dropped_file_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let (pending, file) = PendingFile::create(&folder.path().join("a.txt")).unwrap();
        drop((pending, file));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_error_names_the_file_that_could_not_be_created() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing").join("a.exr");
        let picture = Picture::black(Size { width: 2, height: 2 });
        let message = write_exr(&picture, &path).unwrap_err().to_string();
        assert!(message.contains("missing"), "{message}");
    }
}
