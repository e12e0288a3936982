//! Files that grow, are rewritten and are rotated while they are read.

use super::*;

async fn read_all(source: &mut Source) -> Vec<u8> {
    let mut bytes = Vec::new();
    let Some(end) = source.check().await.unwrap() else { return bytes };
    while let Some(block) = source.peek(end, 7).await.unwrap() {
        source.consume(&block);
        bytes.extend_from_slice(&block);
    }
    bytes
}

#[tokio::test]
async fn each_check_finds_the_bytes_written_since_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let mut source = Source::new(&path, Generations::beside(&path));
    assert_eq!(read_all(&mut source).await, b"");
    std::fs::write(&path, "one\n").unwrap();
    assert_eq!(read_all(&mut source).await, b"one\n");
    assert_eq!(read_all(&mut source).await, b"");
    std::fs::write(&path, "one\nand a second line\n").unwrap();
    assert_eq!(read_all(&mut source).await, b"and a second line\n");
}

#[tokio::test]
async fn a_replaced_file_is_read_from_its_start_even_if_longer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let mut source = Source::new(&path, Generations::beside(&path));
    std::fs::write(&path, "01234").unwrap();
    read_all(&mut source).await;
    std::fs::write(&path, "abcdefgh").unwrap();
    assert_eq!(read_all(&mut source).await, b"abcdefgh");
    std::fs::write(&path, "x").unwrap();
    assert_eq!(read_all(&mut source).await, b"x");
}

#[tokio::test]
async fn skipping_ahead_does_not_make_a_file_count_as_rewritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let mut source = Source::new(&path, Generations::beside(&path));
    std::fs::write(&path, "one\n").unwrap();
    read_all(&mut source).await;
    source.skip_to(4, b"one\n");
    assert_eq!(read_all(&mut source).await, b"");
    std::fs::write(&path, "one\ntwo\n").unwrap();
    assert_eq!(read_all(&mut source).await, b"two\n");
}

#[tokio::test]
async fn a_rotated_file_is_read_to_its_end_before_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let mut source = Source::new(&path, Generations::beside(&path));
    std::fs::write(&path, "first ").unwrap();
    read_all(&mut source).await;
    std::fs::write(&path, "first its end ").unwrap();
    std::fs::rename(&path, folder.path().join("log.1")).unwrap();
    std::fs::write(&path, "second").unwrap();
    let mut bytes = read_all(&mut source).await;
    bytes.extend(read_all(&mut source).await);
    assert_eq!(bytes, b"its end second");
}

/// A log `app.log` in a folder, written and rotated like a program or logrotate does.
struct Rotated {
    folder: tempfile::TempDir,
    n_kept: usize,
}

impl Rotated {
    fn new(n_kept: usize) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), n_kept }
    }

    fn path(&self, n: usize) -> PathBuf {
        let name = if n == 0 { "app.log".to_owned() } else { format!("app.log.{n}") };
        self.folder.path().join(name)
    }

    fn append(&self, text: &str) {
        use std::io::Write as _;
        let mut file = std::fs::File::options();
        let mut file = file.create(true).append(true).open(self.path(0)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    fn make_room(&self, from: usize) {
        for n in (from..=self.n_kept).rev() {
            if n == self.n_kept {
                let _ = std::fs::remove_file(self.path(n));
            } else if self.path(n).exists() {
                std::fs::rename(self.path(n), self.path(n + 1)).unwrap();
            }
        }
    }

    fn rotate(&self) {
        self.make_room(0);
    }

    fn copy_and_truncate(&self) {
        self.make_room(1);
        std::fs::copy(self.path(0), self.path(1)).unwrap();
        std::fs::File::options().write(true).open(self.path(0)).unwrap().set_len(0).unwrap();
    }

    fn source(&self) -> Source {
        Source::new(&self.path(0), Generations::beside(&self.path(0)))
    }
}

/// What flushes read until nothing is left.
async fn read_on(source: &mut Source) -> String {
    let mut bytes = Vec::new();
    loop {
        let read = read_all(source).await;
        if read.is_empty() && !source.has_next() {
            return String::from_utf8(bytes).unwrap();
        }
        bytes.extend(read);
    }
}

#[tokio::test]
async fn rotations_between_two_looks_are_followed_through_all_files() {
    let log = Rotated::new(9);
    log.append("before ");
    log.rotate();
    log.append("a ");
    let mut source = log.source();
    assert_eq!(read_on(&mut source).await, "a ");
    log.append("b ");
    for text in ["c ", "d ", "e "] {
        log.rotate();
        log.append(text);
    }
    assert_eq!(read_on(&mut source).await, "b c d e ");
    log.append("f ");
    log.rotate();
    // Nothing is written after the last rotation.
    assert_eq!(read_on(&mut source).await, "f ");
    log.append("g ");
    log.rotate();
    log.append("h ");
    assert_eq!(read_on(&mut source).await, "g h ");
    assert!(!source.has_missed_a_rotation());
}

#[tokio::test]
async fn a_log_rotated_before_it_was_first_seen_is_read_from_its_first_file() {
    let log = Rotated::new(9);
    let mut source = log.source();
    for text in ["a ", "b ", "c "] {
        log.append(text);
        log.rotate();
    }
    assert_eq!(read_on(&mut source).await, "a b c ");
    let log = Rotated::new(9);
    let mut source = log.source();
    assert_eq!(read_on(&mut source).await, "");
    log.append("a ");
    log.rotate();
    log.append("b ");
    assert_eq!(read_on(&mut source).await, "a b ");
}

#[tokio::test]
async fn copies_of_a_truncated_log_are_followed_by_their_content() {
    let log = Rotated::new(9);
    let mut source = log.source();
    log.append("first line\n");
    assert_eq!(read_on(&mut source).await, "first line\n");
    log.append("second ");
    log.copy_and_truncate();
    log.append("third ");
    log.copy_and_truncate();
    log.append("fourth ");
    assert_eq!(read_on(&mut source).await, "second third fourth ");
    assert!(!source.has_missed_a_rotation());
    // One copy, written over the one before.
    log.append("fifth ");
    std::fs::copy(log.path(0), log.path(1)).unwrap();
    std::fs::write(log.path(0), "sixth ").unwrap();
    assert_eq!(read_on(&mut source).await, "fifth sixth ");
}

#[tokio::test]
async fn a_log_truncated_before_it_was_read_is_read_from_its_copies() {
    let log = Rotated::new(9);
    log.append("");
    let mut source = log.source();
    assert_eq!(read_on(&mut source).await, "");
    log.append("a ");
    log.copy_and_truncate();
    log.append("b ");
    assert_eq!(read_on(&mut source).await, "a b ");
}

#[tokio::test]
async fn a_rotation_that_removed_unread_files_is_recorded() {
    let log = Rotated::new(1);
    let mut source = log.source();
    log.append("a ");
    assert_eq!(read_on(&mut source).await, "a ");
    log.rotate();
    log.append("b ");
    assert_eq!(read_on(&mut source).await, "b ");
    assert!(!source.has_missed_a_rotation());
    for text in ["c ", "d ", "e "] {
        log.rotate();
        log.append(text);
    }
    assert_eq!(read_on(&mut source).await, "d e ");
    assert!(source.has_missed_a_rotation());
}

#[tokio::test]
async fn a_generation_compressed_before_it_was_read_is_recorded() {
    let log = Rotated::new(9);
    let mut source = log.source();
    log.append("a ");
    assert_eq!(read_on(&mut source).await, "a ");
    let compress = |n: usize| {
        let compressed = log.folder.path().join(format!("app.log.{}.gz", 10 - n));
        std::fs::write(compressed, "compressed").unwrap();
        std::fs::remove_file(log.path(1)).unwrap();
    };
    log.rotate();
    compress(1);
    log.append("b ");
    assert_eq!(read_on(&mut source).await, "b ");
    assert!(!source.has_missed_a_rotation());
    for n in 2..4 {
        log.rotate();
        compress(n);
        log.append("c ");
    }
    assert_eq!(read_on(&mut source).await, "c ");
    assert!(source.has_missed_a_rotation());
}

#[tokio::test]
async fn a_new_tracker_finds_the_rest_of_a_log_that_was_rotated_meanwhile() {
    let log = Rotated::new(9);
    for text in ["older ", "a and its rest ", "b ", "c "] {
        log.append(text);
        log.rotate();
    }
    log.append("d ");
    let mut source = log.source();
    source.check().await.unwrap();
    assert!(!source.resume_in_rotated(2, b"x ").await.unwrap());
    assert!(!source.resume_in_rotated(2, b"b ").await.unwrap());
    assert!(source.resume_in_rotated(2, b"a ").await.unwrap());
    assert_eq!(read_on(&mut source).await, "and its rest b c d ");
}

#[cfg(unix)]
#[tokio::test]
async fn a_named_pipe_is_refused_without_waiting_for_its_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let error = Source::new(&path, Generations::default()).check().await.unwrap_err();
    assert!(error.to_string().contains("not a regular file"), "{error}");
}
