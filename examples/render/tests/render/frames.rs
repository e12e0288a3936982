//! `render frames` as a user meets it: files, log, and the failure on purpose.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use crate::common::{names_in, render_small, stderr, stdout};

fn png_pixels(path: &Path) -> (u32, u32, Vec<u8>) {
    let mut reader =
        png::Decoder::new(BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    let (width, height) = (reader.info().width, reader.info().height);
    let mut pixels = vec![0; (width * height * 3) as usize];
    reader.next_frame(&mut pixels).unwrap();
    (width, height, pixels)
}

#[test]
fn the_same_frame_twice_is_byte_identical() {
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    for folder in &folders {
        assert!(render_small(12, 12, folder.path(), &[]).status.success());
    }
    for name in ["frame_0012.exr", "frame_0012.png"] {
        let [first, second] = folders.each_ref().map(|f| fs::read(f.path().join(name)).unwrap());
        assert!(first == second, "{name} differs");
    }
}

#[test]
fn a_frame_does_not_depend_on_the_frames_before_it() {
    let (alone, in_a_row) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    render_small(3, 3, alone.path(), &[]);
    render_small(1, 3, in_a_row.path(), &[]);
    let [a, b] = [&alone, &in_a_row].map(|f| fs::read(f.path().join("frame_0003.png")).unwrap());
    assert!(a == b);
}

#[test]
fn a_frame_shows_a_sunset_over_dark_water_in_many_colours() {
    let folder = tempfile::tempdir().unwrap();
    render_small(20, 20, folder.path(), &["--width", "160", "--height", "90"]);
    let (width, height, pixels) = png_pixels(&folder.path().join("frame_0020.png"));
    assert_eq!((width, height), (160, 90));
    let colours: HashSet<&[u8]> = pixels.chunks_exact(3).collect();
    assert!(colours.len() > 2_000, "{} colours", colours.len());

    let mean = |part: &[u8]| part.iter().map(|b| f64::from(*b)).sum::<f64>() / part.len() as f64;
    assert!((80.0..160.0).contains(&mean(&pixels)), "mean {}", mean(&pixels));
    let (sky, water) = pixels.split_at(pixels.len() * 2 / 5);
    assert!(mean(sky) > mean(&water[water.len() / 3..]) + 30.0);

    let any = |like: fn(&[u8]) -> bool| pixels.chunks_exact(3).any(like);
    assert!(any(|p| p[0] > 240 && p[1] > 220), "no sun");
    assert!(any(|p| p[0] > 130 && p[1] < 70 && p[2] < 70), "no coral ball");
    assert!(any(|p| p[0] < 40 && p[1] > 90 && p[2] > 90), "no teal ball");
}

#[test]
fn the_exr_reads_back_as_linear_light_brighter_than_white() {
    let folder = tempfile::tempdir().unwrap();
    render_small(20, 20, folder.path(), &["--width", "160", "--height", "90"]);
    let image = exr::prelude::read_first_flat_layer_from_file(folder.path().join("frame_0020.exr"))
        .unwrap();
    let layer = image.layer_data;
    assert_eq!((layer.size.0, layer.size.1), (160, 90));
    let channels = layer.channel_data.list;
    let names: Vec<String> = channels.iter().map(|c| c.name.to_string()).collect();
    assert_eq!(names, ["B", "G", "R"]);
    let red: Vec<f32> = channels[2].sample_data.values_as_f32().collect();
    assert!(matches!(channels[2].sample_data, exr::prelude::FlatSamples::F16(_)));
    assert!(red.iter().all(|v| v.is_finite() && *v >= 0.0));
    assert!(red.iter().any(|v| *v > 4.0), "the sun is not brighter than white");
    let mean = red.iter().sum::<f32>() / red.len() as f32;
    assert!((0.05..1.0).contains(&mean), "mean {mean}");
}

#[test]
fn only_whole_files_with_their_names_are_left() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("made").join("on demand");
    assert!(render_small(9, 10, &out, &[]).status.success());
    let whole = ["frame_0009.exr", "frame_0009.png", "frame_0010.exr", "frame_0010.png"];
    assert_eq!(names_in(&out), whole);
}

#[test]
fn a_failing_frame_exits_3_with_a_trace_and_leaves_the_frames_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let output = render_small(5, 9, folder.path(), &["--fail-at", "7"]);
    assert_eq!(output.status.code(), Some(3));
    let whole = ["frame_0005.exr", "frame_0005.png", "frame_0006.exr", "frame_0006.png"];
    assert_eq!(names_in(folder.path()), whole);
    let trace = stderr(&output);
    assert!(trace.contains("error: texture \"foam_07.tx\" is missing"), "{trace}");
    assert_eq!(trace.matches("caused by: ").count(), 3, "{trace}");
    assert!(trace.lines().count() > 12, "{trace}");
    let log = stdout(&output);
    assert!(log.ends_with("frame 0007 █████░░░░░  50 %\n"), "{log:?}");
    assert!(!log.contains("done"), "{log:?}");
}

#[test]
fn the_log_has_colours_and_a_progress_line_redrawn_at_least_20_times() {
    let folder = tempfile::tempdir().unwrap();
    let output = render_small(1, 2, folder.path(), &[]);
    let log = stdout(&output);
    assert!(stderr(&output).is_empty());
    let progress = log.lines().find(|line| line.starts_with("\rframe 0002 ")).unwrap();
    assert!(progress.matches('\r').count() > 20, "{progress:?}");
    assert!(progress.ends_with("\rframe 0002 ██████████ 100 %"), "{progress:?}");
    assert!(log.contains("\x1b[34m[render]\x1b[0m frame 0002: sampling 1 spp, 2.3 k camera rays"));
    assert!(log.contains("\x1b[32m[save]\x1b[0m   frame_0002.exr "));
}

#[test]
fn the_log_is_the_same_each_time_but_for_the_time_of_day() {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = [(); 2].map(|()| {
        stdout(&render_small(4, 4, folder.path(), &[])).replace(|c: char| c.is_ascii_digit(), "0")
    });
    assert_eq!(first, second);
}

#[test]
fn every_sixth_frame_has_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let log = stdout(&render_small(1, 12, folder.path(), &[]));
    let warned: Vec<&str> = log.lines().filter(|line| line.contains("\x1b[33m[warn]")).collect();
    assert_eq!(warned.len(), 2, "{warned:?}");
    assert!(warned[0].contains("frame 0004: ") && warned[1].contains("frame 0010: "), "{warned:?}");
}

#[cfg(unix)]
#[test]
fn the_command_after_a_frame_runs_once_its_files_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list");
    let command = format!(
        "cd '{}' && test -s frame_$RENDER_FRAME.exr -a -s frame_$RENDER_FRAME.png && echo $RENDER_FRAME >> list",
        folder.path().display()
    );
    let output = render_small(1, 3, folder.path(), &["--after-frame", &command]);
    assert!(output.status.success());
    assert_eq!(fs::read_to_string(list).unwrap(), "0001\n0002\n0003\n");
}

#[cfg(unix)]
#[test]
fn a_failing_command_is_a_warning_and_rendering_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let output = render_small(1, 2, folder.path(), &["--after-frame", "exit 7"]);
    assert!(output.status.success());
    let log = stdout(&output);
    assert_eq!(
        log.matches("the command after the frame failed (exit status: 7)").count(),
        2,
        "{log}"
    );
}

#[test]
fn an_output_folder_that_cannot_be_made_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("blocked");
    fs::write(&blocked, "a file").unwrap();
    let output = render_small(1, 1, &blocked.join("frames"), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("blocked"), "{}", stderr(&output));
}
