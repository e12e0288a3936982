//! Which files are open for writing.
//!
//! Linux lists the open files of every process of the same user. On Windows, a file that is open
//! for writing cannot be opened without sharing it for writing. Other systems do not tell, and a
//! file must be unchanged for longer there before it counts as complete.

use std::path::Path;

/// The files that are open for writing at one moment.
#[derive(Debug, Default)]
pub(super) struct OpenFiles {
    #[cfg(target_os = "linux")]
    files: std::collections::HashSet<(u64, u64)>,
}

impl OpenFiles {
    /// Whether this system tells which files are open for writing.
    pub(super) const ARE_KNOWN: bool = cfg!(any(target_os = "linux", windows));

    /// The files that are open for writing now.
    #[cfg(target_os = "linux")]
    pub(super) fn now() -> Self {
        Self { files: linux::open_for_writing() }
    }

    /// Whether the file is open for writing.
    #[cfg(target_os = "linux")]
    pub(super) fn contains(&self, file: &Path) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata(file).is_ok_and(|file| self.files.contains(&(file.dev(), file.ino())))
    }

    /// The files that are open for writing now.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn now() -> Self {
        Self {}
    }

    /// Whether the file is open for writing.
    #[cfg(windows)]
    pub(super) fn contains(&self, file: &Path) -> bool {
        use std::os::windows::fs::OpenOptionsExt as _;
        const FILE_SHARE_READ: u32 = 1;
        std::fs::File::options().read(true).share_mode(FILE_SHARE_READ).open(file).is_err()
    }

    /// Whether the file is open for writing.
    #[cfg(not(any(target_os = "linux", windows)))]
    pub(super) fn contains(&self, _: &Path) -> bool {
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

    /// Device and inode of every file that a process has open for writing, as far as this user may
    /// see.
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
        // The process belongs to another user, or has just ended.
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
    fn a_file_is_listed_exactly_while_it_is_open_for_writing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let writer = std::fs::File::create(&path).unwrap();
        assert!(OpenFiles::now().contains(&path));
        drop(writer);
        assert!(!OpenFiles::now().contains(&path));
        let _reader = std::fs::File::open(&path).unwrap();
        assert!(!OpenFiles::now().contains(&path));
    }
}
