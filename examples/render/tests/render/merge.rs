//! `render merge`: the right frames, in order, in both animated pictures.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use crate::common::{names_in, render, render_small, stderr, stdout};

struct Animation {
    width: u32,
    height: u32,
    delays: Vec<(u16, u16)>,
    frames: Vec<Vec<u8>>,
}

fn read_animation(path: &Path) -> Animation {
    let mut reader =
        png::Decoder::new(BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    let (width, height) = (reader.info().width, reader.info().height);
    let count = reader.info().animation_control().unwrap().num_frames;
    let (mut frames, mut delays) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let mut pixels = vec![0; (width * height * 3) as usize];
        reader.next_frame(&mut pixels).unwrap();
        let control = reader.info().frame_control().unwrap();
        delays.push((control.delay_num, control.delay_den));
        frames.push(pixels);
    }
    assert!(reader.next_frame(&mut vec![0; (width * height * 3) as usize]).is_err());
    Animation { width, height, delays, frames }
}

fn still(path: &Path) -> Vec<u8> {
    let mut reader =
        png::Decoder::new(BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels
}

#[test]
fn a_movie_holds_every_frame_and_its_preview_every_second_at_half_size() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    render_small(1, 5, folder.path(), &[]);
    let (input, movie, preview) = (at(""), at("movie.png"), at("preview.png"));
    let [input, movie, preview] = [&input, &movie, &preview].map(|p| p.to_str().unwrap());
    let output = render(&["merge", "--in", input, "--out", movie, "--preview", preview], &[]);
    assert!(output.status.success(), "{}", stderr(&output));

    let movie = read_animation(&at("movie.png"));
    assert_eq!((movie.width, movie.height), (64, 36));
    assert_eq!(movie.delays, [(1, 12); 5]);
    for (index, pixels) in movie.frames.iter().enumerate() {
        let frame = at(&format!("frame_000{}.png", index + 1));
        assert!(*pixels == still(&frame), "frame {} differs", index + 1);
    }
    let preview = read_animation(&at("preview.png"));
    assert_eq!((preview.width, preview.height), (32, 18));
    assert_eq!(preview.delays, [(1, 6); 3]);
    assert!(names_in(folder.path()).iter().all(|name| !name.contains(".part")));
}

#[test]
fn missing_frames_are_reported_and_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let movie = folder.path().join("movie.png");
    render_small(1, 7, folder.path(), &[]);
    for frame in [2, 4, 5] {
        fs::remove_file(folder.path().join(format!("frame_000{frame}.png"))).unwrap();
    }
    let (input, out) = (folder.path().to_str().unwrap(), movie.to_str().unwrap());
    let output = render(&["merge", "--in", input, "--out", out], &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let log = stdout(&output);
    assert!(log.contains("frame 0002 missing, going on without"), "{log}");
    assert!(log.contains("frames 0004 to 0005 missing, going on without"), "{log}");
    assert_eq!(read_animation(&movie).frames.len(), 4);
}

#[test]
fn a_folder_without_frames_is_an_error_and_leaves_no_movie() {
    let folder = tempfile::tempdir().unwrap();
    let (input, movie) = (folder.path().to_str().unwrap(), folder.path().join("movie.png"));
    let output = render(&["merge", "--in", input, "--out", movie.to_str().unwrap()], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no frame_NNNN.png in "), "{}", stderr(&output));
    assert!(names_in(folder.path()).is_empty());
}

#[test]
fn a_frame_of_another_size_is_named_and_leaves_no_movie() {
    let folder = tempfile::tempdir().unwrap();
    render_small(1, 1, folder.path(), &[]);
    render_small(2, 2, folder.path(), &["--width", "32"]);
    let (input, movie) = (folder.path().to_str().unwrap(), folder.path().join("movie.png"));
    let output = render(&["merge", "--in", input, "--out", movie.to_str().unwrap()], &[]);
    assert_eq!(output.status.code(), Some(1));
    let message = stderr(&output);
    assert!(message.contains("frame_0002.png\" is 32 x 36"), "{message}");
    let left = ["frame_0001.exr", "frame_0001.png", "frame_0002.exr", "frame_0002.png"];
    assert_eq!(names_in(folder.path()), left);
}

#[test]
fn a_broken_frame_is_named_with_its_cause() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("frame_0001.png"), b"not a picture").unwrap();
    let (input, movie) = (folder.path().to_str().unwrap(), folder.path().join("movie.png"));
    let output = render(&["merge", "--in", input, "--out", movie.to_str().unwrap()], &[]);
    let message = stderr(&output);
    assert!(message.contains("frame_0001.png") && message.contains("caused by: "), "{message}");
}
