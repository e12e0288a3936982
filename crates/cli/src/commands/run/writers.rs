//! Which files somebody has open for writing.
//!
//! Linux tells of every process of the same user; on Windows a file that is open for writing cannot
//! be opened without sharing that. Elsewhere nobody tells, and a file has to be left alone for
//! longer before it counts as whole.

use std::path::Path;

/// What is open for writing at one moment.
#[derive(Debug, Default)]
pub(super) struct Writers {
    #[cfg(target_os = "linux")]
    files: std::collections::HashSet<(u64, u64)>,
}

impl Writers {
    /// Whether the answers of [`has`](Self::has) are to be relied on here.
    pub(super) const ARE_KNOWN: bool = cfg!(any(target_os = "linux", windows));

    /// Looks now.
    #[cfg(target_os = "linux")]
    pub(super) fn look() -> Self {
        Self { files: linux::open_for_writing() }
    }

    /// Whether somebody writes the file.
    #[cfg(target_os = "linux")]
    pub(super) fn has(&self, file: &Path) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata(file).is_ok_and(|file| self.files.contains(&(file.dev(), file.ino())))
    }

    /// Looks now.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn look() -> Self {
        Self {}
    }

    /// Whether somebody writes the file.
    #[cfg(windows)]
    pub(super) fn has(&self, file: &Path) -> bool {
        use std::os::windows::fs::OpenOptionsExt as _;
        const FILE_SHARE_READ: u32 = 1;
        std::fs::File::options().read(true).share_mode(FILE_SHARE_READ).open(file).is_err()
    }

    /// Whether somebody writes the file.
    #[cfg(not(any(target_os = "linux", windows)))]
    pub(super) fn has(&self, _: &Path) -> bool {
        false
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::HashSet;
    use std::fs;
    use std::os::unix::fs::MetadataExt as _;
    use std::path::Path;

    /// The two lowest bits of a file's flags: read only is 0.
    const ACCESS: u32 = 0o3;

    /// Device and inode of every file that a process has open for writing, as far as we may know.
    pub(super) fn open_for_writing() -> HashSet<(u64, u64)> {
        let mut files = HashSet::new();
        let Ok(processes) = fs::read_dir("/proc") else { return files };
        for process in processes.flatten() {
            let is_process =
                process.file_name().to_string_lossy().bytes().all(|b| b.is_ascii_digit());
            if is_process {
                collect(&process.path(), &mut files);
            }
        }
        files
    }

    fn collect(process: &Path, files: &mut HashSet<(u64, u64)>) {
        // Another user's, or one that has just ended.
        let Ok(descriptors) = fs::read_dir(process.join("fd")) else { return };
        for descriptor in descriptors.flatten() {
            let link = descriptor.path();
            // Sockets and pipes have no path, and devices are no outputs.
            let is_path = fs::read_link(&link).is_ok_and(|target| {
                target.is_absolute() && !target.starts_with("/dev") && !target.starts_with("/proc")
            });
            let info = process.join("fdinfo").join(descriptor.file_name());
            if is_path
                && is_for_writing(&info)
                && let Ok(file) = fs::metadata(&link)
                && file.is_file()
            {
                files.insert((file.dev(), file.ino()));
            }
        }
    }

    fn is_for_writing(info: &Path) -> bool {
        let Ok(text) = fs::read_to_string(info) else { return false };
        let flags = text.lines().find_map(|line| line.strip_prefix("flags:"));
        flags.is_some_and(|flags| {
            u32::from_str_radix(flags.trim(), 8).is_ok_and(|flags| flags & ACCESS != 0)
        })
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_being_written_while_it_is_open_for_writing_and_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let writer = std::fs::File::create(&path).unwrap();
        assert!(Writers::look().has(&path));
        drop(writer);
        assert!(!Writers::look().has(&path));
        let _reader = std::fs::File::open(&path).unwrap();
        assert!(!Writers::look().has(&path));
    }
}
