//! Parsed values: durations, sizes, and files with their kind.

use jobshelf::Kind;
use std::time::Duration;

/// Reads `15`, `15s`, `2m` or `1h`; a number alone counts seconds.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = number_and_unit(text);
    let factor = match unit {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        _ => return Err("give seconds, or a number followed by s, m or h".to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| "it is not a number".to_owned())?;
    number.checked_mul(factor).map(Duration::from_secs).ok_or_else(|| "it is too long".to_owned())
}

/// The same, from a second to an hour: the time between two flushes.
pub(super) fn interval(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        time if time < Duration::from_secs(1) => Err("it is at least 1s".to_owned()),
        time if time > Duration::from_secs(3600) => Err("it is at most 1h".to_owned()),
        time => Ok(time),
    }
}

/// Reads `500M`, `4G` or `4GiB`, all in units of 1,024; a number alone counts bytes.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = number_and_unit(text);
    let shift = match unit.to_ascii_lowercase().trim_end_matches('b').trim_end_matches('i') {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        "t" => 40,
        _ => return Err("give bytes, or a number followed by K, M, G or T".to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| "it is not a number".to_owned())?;
    number.checked_mul(1 << shift).ok_or_else(|| "it is too large".to_owned())
}

fn number_and_unit(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    (number, unit.trim())
}

/// `KIND=FILES`: files, and the kind of output that they become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KindAndFiles {
    pub(crate) kind: Kind,
    /// A glob, or a file.
    pub(crate) files: String,
}

/// Reads `KIND=FILES`, up to the first `=`.
pub(super) fn kind_and_files(text: &str) -> Result<KindAndFiles, String> {
    let Some((kind, files)) = text.split_once('=') else {
        return Err("give KIND=FILES, such as TaskPreview=out/*.png".to_owned());
    };
    if files.is_empty() {
        return Err("there is nothing after the `=`".to_owned());
    }
    let kind = Kind::parse(kind).map_err(|error| error.to_string())?;
    Ok(KindAndFiles { kind, files: files.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_and_without_a_unit() {
        let seconds = |text| duration(text).unwrap().as_secs();
        assert_eq!(["15", "15s", "2m", "1h", "0"].map(seconds), [15, 15, 120, 3600, 0]);
        for bad in ["", "s", "-1", "1.5", "1d", "99999999999999999h"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
        assert!(interval("0").is_err() && interval("2h").is_err() && interval("1").is_ok());
    }

    #[test]
    fn sizes_are_read_with_and_without_a_unit() {
        let bytes = |text| size(text).unwrap();
        assert_eq!(["7", "1k", "2MB", "4GiB"].map(bytes), [7, 1 << 10, 2 << 20, 4 << 30]);
        for bad in ["", "G", "1x", "99999999999T"] {
            assert!(size(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_kind_ends_at_the_first_equals_sign() {
        let read = kind_and_files("TaskOutput=a=b/*.exr").unwrap();
        assert_eq!((read.kind.as_str(), read.files.as_str()), ("TaskOutput", "a=b/*.exr"));
        for bad in ["TaskOutput", "=x", "TaskOutput=", "a/b=x"] {
            assert!(kind_and_files(bad).is_err(), "{bad}");
        }
    }
}
