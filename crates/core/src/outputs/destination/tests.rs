//! Both kinds of folders do the same, and names of `.part` files.

use super::EntryKind;
use std::ffi::OsStr;
use std::io::Write as _;

/// The tests of a folder, for each type of it.
macro_rules! folder_tests {
    ($module:ident) => {
        mod $module {
            use super::super::$module::{Directory, is_own_file};
            use super::*;

            #[test]
            fn a_folder_is_entered_but_no_link_and_no_file() {
                let root = tempfile::tempdir().unwrap();
                let directory = Directory::open(root.path()).unwrap();
                let name = OsStr::new("folder");
                assert!(directory.open_folder(name).is_err());
                directory.create_folder(name).unwrap();
                directory.open_folder(name).unwrap();
                #[cfg(unix)]
                {
                    std::os::unix::fs::symlink("folder", root.path().join("link")).unwrap();
                    assert!(directory.open_folder(OsStr::new("link")).is_err());
                    let link = directory.entry(OsStr::new("link")).unwrap();
                    assert_eq!(link, Some(EntryKind::Link));
                    Directory::open(&root.path().join("link")).unwrap();
                }
                std::fs::write(root.path().join("file"), "x").unwrap();
                assert!(directory.open_folder(OsStr::new("file")).is_err());
                assert!(Directory::open(&root.path().join("file")).is_err());
                assert_eq!(directory.entry(name).unwrap(), Some(EntryKind::Folder));
                directory.remove_folder(name).unwrap();
                assert_eq!(directory.entry(name).unwrap(), None);
            }

            #[test]
            fn a_file_is_created_once_and_renamed() {
                let root = tempfile::tempdir().unwrap();
                let directory = Directory::open(root.path()).unwrap();
                let (one, other) = (OsStr::new("one"), OsStr::new("other"));
                assert!(directory.open_file_to_write(one).is_err());
                let mut file = directory.create_file(one).unwrap();
                file.write_all(b"x").unwrap();
                assert!(directory.create_file(one).is_err());
                assert!(directory.has(one, &file).unwrap() && is_own_file(&file).unwrap());
                let identity = directory.identity(one).unwrap();
                assert!(identity.is_some());
                directory.open_file_to_write(one).unwrap();
                directory.rename(one, other).unwrap();
                assert_eq!(directory.names().unwrap().len(), 1 + dots(&directory));
                assert_eq!(directory.entry(one).unwrap(), None);
                assert_eq!(directory.identity(one).unwrap(), None);
                assert!(directory.open_file(other).unwrap().metadata().unwrap().len() == 1);
                directory.remove_file(other).unwrap();
                assert!(directory.open_file(other).is_err());
            }

            /// How many of the names are those of the folder itself and of the one above.
            fn dots(directory: &Directory) -> usize {
                let names = directory.names().unwrap();
                names.iter().filter(|name| *name == "." || *name == "..").count()
            }

            #[cfg(unix)]
            #[test]
            fn no_file_is_opened_through_a_link_or_a_pipe() {
                let root = tempfile::tempdir().unwrap();
                let directory = Directory::open(root.path()).unwrap();
                std::fs::write(root.path().join("file"), "x").unwrap();
                std::os::unix::fs::symlink("file", root.path().join("link")).unwrap();
                let link = OsStr::new("link");
                assert!(directory.open_file(link).is_err());
                assert!(directory.open_file_to_write(link).is_err());
                assert!(directory.create_file(link).is_err());
            }
        }
    };
}

folder_tests!(directory_portable);
#[cfg(unix)]
folder_tests!(directory_unix);
