//! The name of a file, from the name of its blob.

use jobshelf::OutputAddress;

/// The file's name: the last part of its path.
pub(crate) fn name_of(blob: &str) -> String {
    match OutputAddress::parse(blob) {
        Some(address) => address.file_name().to_owned(),
        None => blob.rsplit('/').next().unwrap_or(blob).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_the_end_of_its_path() {
        assert_eq!(name_of("t/$TaskLog/logs/stdout.txt"), "stdout.txt");
        assert_eq!(name_of("a/b.txt"), "b.txt");
    }
}
