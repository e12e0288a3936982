//! A glob, and the files that match it.
//!
//! The search begins in the folder before the first wildcard. A pattern without a wildcard is one
//! file.

use globset::{GlobBuilder, GlobMatcher};
use jobshelf::{NameError, OutputPath};
use std::path::{Path, PathBuf};

const WILDCARDS: [char; 4] = ['*', '?', '[', '{'];

/// A parsed glob.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    text: String,
    /// Where to search; empty for the working directory.
    folder: PathBuf,
    /// Matches paths below the folder; none for a single file.
    matcher: Option<GlobMatcher>,
    is_deep: bool,
}

/// The text is not a valid glob.
#[derive(Debug)]
pub(crate) struct PatternError(String);

impl std::fmt::Display for PatternError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PatternError {}

impl Pattern {
    pub(crate) fn parse(text: &str) -> Result<Self, PatternError> {
        let slashed = if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() };
        let Some(first) = slashed.find(WILDCARDS) else {
            let folder = PathBuf::from(&slashed);
            return Ok(Self { text: slashed, folder, matcher: None, is_deep: false });
        };
        let (before, _) = slashed.split_at(first);
        let n_folder = before.rfind('/').map_or(0, |slash| slash + 1);
        let (folder, below) = slashed.split_at(n_folder);
        // The pattern is matched against paths below the folder, so `./a` and `a` are equal.
        let matcher = GlobBuilder::new(below)
            .literal_separator(true)
            .build()
            .map_err(|error| PatternError(format!("`{text}` is no glob: {}", error.kind())))?
            .compile_matcher();
        let is_deep = below.contains('/') || below.contains("**");
        let folder = PathBuf::from(folder);
        Ok(Self { text: slashed.clone(), folder, matcher: Some(matcher), is_deep })
    }

    /// The pattern, with `/` as separator.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn has_wildcard(&self) -> bool {
        self.matcher.is_some()
    }

    /// The files that match now, in the order of their names, except those in folders whose names
    /// begin with `excluded`.
    pub(crate) fn files(&self, excluded: Option<&str>) -> Vec<PathBuf> {
        let Some(matcher) = &self.matcher else {
            let is_file = self.folder.is_file();
            return is_file.then(|| self.folder.clone()).into_iter().collect();
        };
        let here = Path::new(".");
        let start = if self.folder.as_os_str().is_empty() { here } else { &self.folder };
        let depth = if self.is_deep { usize::MAX } else { 1 };
        let is_excluded = |name: &std::ffi::OsStr| {
            excluded.is_some_and(|excluded| name.to_string_lossy().starts_with(excluded))
        };
        // Nothing in an unreadable folder could be saved.
        walkdir::WalkDir::new(start)
            .follow_links(true)
            .max_depth(depth)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| !(entry.depth() > 0 && is_excluded(entry.file_name())))
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| {
                let below = entry.path().strip_prefix(start).ok()?;
                matcher.is_match(below).then(|| self.folder.join(below))
            })
            .collect()
    }

    /// The path of a matching file below the kind: relative to the working directory, as in the
    /// conventions, or for a rooted pattern relative to the pattern's folder.
    pub(crate) fn output_path(&self, file: &Path) -> Result<OutputPath, NameError> {
        let relative = if !file.is_absolute() {
            file
        } else if self.matcher.is_some() {
            file.strip_prefix(&self.folder).unwrap_or(file)
        } else {
            file.file_name().map_or(file, Path::new)
        };
        output_path_from(relative)
    }
}

/// The path that the conventions derive from a file.
pub(crate) fn output_path_from(file: &Path) -> Result<OutputPath, NameError> {
    // A name that is not UTF-8 gets a character that the conventions refuse.
    OutputPath::from_file(&file.to_string_lossy().replace(char::REPLACEMENT_CHARACTER, "\u{0}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let file = folder.path().join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "x").unwrap();
        }
        folder
    }

    fn found(folder: &Path, glob: &str) -> Vec<String> {
        let pattern = Pattern::parse(&format!("{}/{glob}", folder.display())).unwrap();
        let files = pattern.files(None);
        files.iter().map(|file| pattern.output_path(file).unwrap().as_str().to_owned()).collect()
    }

    #[test]
    fn a_star_stays_in_its_folder_and_two_do_not() {
        let folder = tree(&["a.png", "b.exr", "out/c.png", "out/deep/d.png"]);
        assert_eq!(found(folder.path(), "*.png"), ["a.png"]);
        assert_eq!(found(folder.path(), "**/*.png"), ["a.png", "out/c.png", "out/deep/d.png"]);
        assert_eq!(found(folder.path(), "out/*"), ["c.png"]);
        assert_eq!(found(folder.path(), "{a,b}.*"), ["a.png", "b.exr"]);
        assert_eq!(found(folder.path(), "?.exr"), ["b.exr"]);
        assert_eq!(found(folder.path(), "b.exr"), ["b.exr"]);
        assert_eq!(found(folder.path(), "missing.exr"), [""; 0]);
    }

    #[test]
    fn a_relative_file_keeps_the_path_that_was_typed() {
        let path = |glob: &str, file: &str| {
            Pattern::parse(glob).unwrap().output_path(Path::new(file)).unwrap().as_str().to_owned()
        };
        assert_eq!(path("out/*.png", "out/a.png"), "out/a.png");
        assert_eq!(path("../*.log", "../a.log"), "a.log");
        assert_eq!(path("./a.png", "./a.png"), "a.png");
    }

    #[test]
    fn a_folder_may_be_left_out_of_the_search() {
        let folder = tree(&["a.txt", "spool-1/b.txt"]);
        let pattern = Pattern::parse(&format!("{}/**", folder.path().display())).unwrap();
        let files = pattern.files(Some("spool-"));
        assert_eq!(files, [folder.path().join("a.txt")]);
    }

    #[test]
    fn what_is_no_glob_is_named() {
        let error = Pattern::parse("out/[a.png").unwrap_err().to_string();
        assert!(error.contains("`out/[a.png` is no glob"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_text_is_refused_not_changed() {
        use std::os::unix::ffi::OsStrExt as _;
        let name = std::ffi::OsStr::from_bytes(b"a\xff.png");
        assert!(output_path_from(Path::new(name)).is_err());
    }
}
