//! A glob, and the files that match it.
//!
//! The search begins in the folder before the first wildcard. A pattern without a wildcard is one
//! file, or a folder with all its files.

use super::scope::{Border, SearchScope, system_folder, whole_disk};
use super::search::{Found, named, walk};
use globset::{GlobBuilder, GlobMatcher};
use jobshelf::escape::{escape_hidden, text_from_path};
use jobshelf::{NameError, OutputPath};
use std::path::{Path, PathBuf};

const WILDCARDS: [char; 4] = ['*', '?', '[', '{'];

/// A parsed glob.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    text: String,
    /// Where to search; empty for the working directory. Without a wildcard the file or folder.
    folder: PathBuf,
    /// What to search for there; none without a wildcard.
    glob: Option<Glob>,
}

/// What a pattern says about the paths below its folder.
#[derive(Debug, Clone)]
struct Glob {
    matcher: GlobMatcher,
    /// The names of the folders that matching files are in, from the outermost, as far as the
    /// pattern has one glob for each. Other folders need not be searched.
    folders: Vec<GlobMatcher>,
    /// How many names a matching path has at most.
    max_depth: usize,
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
            return Ok(Self { text: slashed, folder, glob: None });
        };
        let (before, _) = slashed.split_at(first);
        let n_folder = before.rfind('/').map_or(0, |slash| slash + 1);
        let (folder, below) = slashed.split_at(n_folder);
        // The pattern is matched against paths below the folder, so `./a` and `a` are equal.
        let glob = Glob::parse(below)
            .map_err(|error| PatternError(format!("`{text}` is no glob: {}", error.kind())))?;
        let folder = PathBuf::from(folder);
        Ok(Self { text: slashed.clone(), folder, glob: Some(glob) })
    }

    /// The pattern, with `/` as separator.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn has_wildcard(&self) -> bool {
        self.glob.is_some()
    }

    /// The files that match now.
    pub(crate) fn files(&self, scope: &SearchScope) -> Found {
        let Some(glob) = &self.glob else {
            return named(&self.folder, &scope.border(&self.folder));
        };
        let here = Path::new(".");
        let is_here = self.folder.as_os_str().is_empty();
        let start = if is_here { here } else { &self.folder };
        let mut found = glob.files(start, &scope.border(start));
        if is_here {
            // The names as they were typed.
            let typed = |file: PathBuf| file.strip_prefix(here).map(Path::to_owned).unwrap_or(file);
            found.files = found.files.into_iter().map(typed).collect();
        }
        found
    }

    /// Whether a file that was found may be saved: what is on the disk may have changed since.
    pub(crate) fn refusal(&self, file: &Path, scope: &SearchScope) -> Option<String> {
        scope.border(&self.folder).refusal(file)
    }

    /// Why the folder where the search begins has no outputs, as far as its name tells.
    pub(crate) fn start_refusal(&self) -> Option<String> {
        let is_endless = self.glob.as_ref().is_none_or(|glob| glob.max_depth == usize::MAX);
        match system_folder(&self.folder) {
            Some(folder) => Some(format!("the files of `{folder}` are no outputs")),
            None => whole_disk(&self.folder).filter(|_| is_endless).map(str::to_owned),
        }
    }

    /// The path of a matching file below the kind: relative to the working directory, as in the
    /// conventions. A rooted file has a path relative to the pattern's folder, or is in the folder
    /// that the pattern names.
    pub(crate) fn output_path(&self, file: &Path) -> Result<OutputPath, NameError> {
        if !file.is_absolute() {
            return output_path_from(file);
        }
        let inside = file.strip_prefix(&self.folder).unwrap_or(file);
        if self.glob.is_some() {
            return output_path_from(inside);
        }
        let name = Path::new(self.folder.file_name().unwrap_or_default());
        // Joining an empty path would end the name in a slash.
        match inside.as_os_str().is_empty() {
            true => output_path_from(name),
            false => output_path_from(&name.join(inside)),
        }
    }
}

impl Glob {
    fn parse(below: &str) -> Result<Self, globset::Error> {
        let parse = |text: &str| {
            let glob = GlobBuilder::new(text).literal_separator(true).build();
            glob.map(|glob| glob.compile_matcher())
        };
        let is_endless = below.contains("**");
        let names: Vec<&str> = below.split('/').collect();
        // A name that holds a part of `{a/b,c}` is no glob.
        let folders = names.iter().take(names.len() - 1);
        let folders =
            folders.take_while(|name| !name.contains("**")).map_while(|it| parse(it).ok());
        Ok(Self {
            matcher: parse(below)?,
            folders: folders.collect(),
            max_depth: if is_endless { usize::MAX } else { names.len() },
        })
    }

    fn files(&self, start: &Path, border: &Border) -> Found {
        let matches = |path: &Path| self.matcher.is_match(path);
        let may_hold = |name: &std::ffi::OsStr, depth: usize| {
            self.folders.get(depth - 1).is_none_or(|folder| folder.is_match(name))
        };
        walk(start, self.max_depth, border, matches, may_hold)
    }
}

/// The path that the conventions derive from a file.
pub(crate) fn output_path_from(file: &Path) -> Result<OutputPath, NameError> {
    match file.to_str() {
        Some(file) => OutputPath::from_file(file),
        None => Err(NameError::NotUtf8 { name: escape_hidden(&text_from_path(file)).into_owned() }),
    }
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
        let found = pattern.files(&SearchScope::everywhere());
        assert!(found.errors.is_empty(), "{:?}", found.errors);
        let path = |file: &PathBuf| pattern.output_path(file).unwrap().as_str().to_owned();
        found.files.iter().map(path).collect()
    }

    /// What a run's search in `folder` finds: the files and the errors.
    #[cfg(unix)]
    fn searched(folder: &Path, glob: &str) -> (Vec<String>, Vec<String>) {
        let pattern = Pattern::parse(&format!("{}/{glob}", folder.display())).unwrap();
        let found = pattern.files(&SearchScope::of_folder(folder, ".jobshelf-"));
        let below = |file: &PathBuf| file.strip_prefix(folder).unwrap().display().to_string();
        let shown = |error: &super::super::SearchError| {
            error.to_string().replace(&format!("{}/", folder.display()), "")
        };
        (found.files.iter().map(below).collect(), found.errors.iter().map(shown).collect())
    }

    #[test]
    fn a_star_stays_in_its_folder_and_two_do_not() {
        let folder = tree(&["a.png", "b.exr", "out/c.png", "out/deep/d.png"]);
        assert_eq!(found(folder.path(), "*.png"), ["a.png"]);
        assert_eq!(found(folder.path(), "**/*.png"), ["a.png", "out/c.png", "out/deep/d.png"]);
        assert_eq!(found(folder.path(), "out/*"), ["c.png"]);
        assert_eq!(found(folder.path(), "*/*.png"), ["out/c.png"]);
        assert_eq!(found(folder.path(), "{out/deep,nowhere}/*"), ["out/deep/d.png"]);
        assert_eq!(found(folder.path(), "o?t/**/d*"), ["out/deep/d.png"]);
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
        let found = pattern.files(&SearchScope::of_folder(folder.path(), "spool-"));
        assert_eq!(found.files, [folder.path().join("a.txt")]);
    }

    #[test]
    fn a_folder_by_its_name_has_all_its_files() {
        let folder = tree(&["out/a.png", "out/deep/b.png"]);
        assert_eq!(found(folder.path(), "out"), ["out/a.png", "out/deep/b.png"]);
        assert_eq!(found(folder.path(), "out/deep/"), ["deep/b.png"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_looked_at_is_an_error_unless_it_cannot_match() {
        use std::os::unix::fs::symlink;
        let folder = tree(&["a.txt", "out/b.txt"]);
        let path = |name: &str| folder.path().join(name);
        symlink("nothing", path("dangling.txt")).unwrap();
        symlink("nothing", path("dangling.png")).unwrap();
        symlink("endless.txt", path("endless.txt")).unwrap();
        symlink(".", path("out/self")).unwrap();
        let (files, errors) = searched(folder.path(), "*.txt");
        assert_eq!(files, ["a.txt"]);
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert_eq!(errors[0], "cannot look at `dangling.txt`: the link leads to nothing");
        assert!(errors[1].contains("`endless.txt`: Too many levels"), "{errors:?}");
        let (files, errors) = searched(folder.path(), "out/**");
        assert_eq!(files, ["out/b.txt"]);
        assert!(errors[0].contains("`out/self`: the link leads back to"), "{errors:?}");
        assert_eq!(searched(folder.path(), "o*/*.txt"), (vec!["out/b.txt".to_owned()], vec![]));
        let (_, errors) = searched(folder.path(), "dangling.png");
        assert!(errors[0].contains("the link leads to nothing"), "{errors:?}");
        assert_eq!(searched(folder.path(), "missing.png"), (vec![], vec![]));
        assert_eq!(searched(folder.path(), "a.txt/*"), (vec![], vec![]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leaves_the_folder_is_not_followed_and_named() {
        use std::os::unix::fs::symlink;
        let outside = tree(&["secret.txt"]);
        let folder = tree(&["inside/a.txt"]);
        let path = |name: &str| folder.path().join(name);
        symlink(outside.path(), path("elsewhere")).unwrap();
        symlink(outside.path().join("secret.txt"), path("link.txt")).unwrap();
        symlink("/proc/self/environ", path("proc.txt")).unwrap();
        symlink("inside", path("alias")).unwrap();
        let (files, errors) = searched(folder.path(), "**/*.txt");
        assert_eq!(files, ["alias/a.txt", "inside/a.txt"]);
        assert_eq!(errors.len(), 3, "{errors:?}");
        assert!(errors[0].contains("`elsewhere`: the link leaves the working folder"));
        assert!(errors[1].contains("`link.txt`") && errors[1].contains("/secret.txt`"));
        assert!(errors[2].contains("`proc.txt`") && errors[2].contains("no outputs"));
        let (files, errors) = searched(folder.path(), "i*/*.txt");
        assert_eq!((files, errors), (vec!["inside/a.txt".to_owned()], vec![]));
        // A person who names the path means it.
        let named = Pattern::parse(&path("link.txt").display().to_string()).unwrap();
        let scope = SearchScope::of_folder(&path("inside"), ".jobshelf-");
        assert_eq!(named.files(&scope).files, [path("link.txt")]);
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_named_pipes_are_no_files_and_the_system_has_no_outputs() {
        let folder = tree(&["a"]);
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        assert_eq!(searched(folder.path(), "*"), (vec!["a".to_owned()], vec![]));
        assert_eq!(searched(folder.path(), "pipe"), (vec![], vec![]));
        let scope = SearchScope::of_folder(folder.path(), ".jobshelf-");
        for glob in ["/proc/self/*", "/dev/*", "/proc/self/environ", "/sys"] {
            let found = Pattern::parse(glob).unwrap().files(&scope);
            assert!(found.files.is_empty(), "{glob}: {:?}", found.files);
            assert_eq!(found.errors.len(), 1, "{glob}: {:?}", found.errors);
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_whole_disk_is_never_searched() {
        let folder = tree(&["out/a.txt"]);
        std::os::unix::fs::symlink("/", folder.path().join("out/disk")).unwrap();
        let linked = format!("{}/out", folder.path().display());
        let everywhere = SearchScope::everywhere();
        for (glob, n_files) in
            [("/", 0), ("/../", 0), ("/**", 0), ("/**/*.nosuch", 0), (&linked, 1)]
        {
            let found = Pattern::parse(glob).unwrap().files(&everywhere);
            assert_eq!(found.files.len(), n_files, "{glob}");
            assert_eq!(found.errors.len(), 1, "{glob}");
            let told = found.errors[0].to_string();
            assert!(told.contains("the root of the file system"), "{told}");
        }
        let bounded = Pattern::parse("/*.nosuch").unwrap();
        assert!(bounded.files(&everywhere).errors.is_empty() && bounded.start_refusal().is_none());
        assert!(Pattern::parse("/").unwrap().start_refusal().is_some());
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
        let error = output_path_from(Path::new(name)).unwrap_err().to_string();
        assert!(error.contains(r"`a\xff.png` is not UTF-8"), "{error}");
    }
}
