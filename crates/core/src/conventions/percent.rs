//! Percent-encoding, the one way this library does it: everything but the unreserved characters
//! of RFC 3986 is encoded, whatever the part of the URL. A service reads that the same way
//! everywhere, and no character can end a segment or a parameter too early.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// One segment or one parameter.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A path: each segment encoded, every `/` kept.
pub(crate) fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, RESERVED_IN_PATH).to_string()
}

/// The text behind a percent-encoded one; `None` if it is not UTF-8. A `%` that starts no code
/// stays as it is.
pub(crate) fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned())
}

/// The text behind a parameter of a query, where a `+` is a space.
pub(crate) fn decode_parameter(text: &str) -> Option<String> {
    decode(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn everything_but_the_unreserved_is_encoded_per_segment() {
        assert_eq!(
            encode_path("t-1/$TaskLog/a b+c#d?e%f\\g:h/é~_.txt"),
            "t-1/%24TaskLog/a%20b%2Bc%23d%3Fe%25f%5Cg%3Ah/%C3%A9~_.txt"
        );
        assert_eq!(encode("a/b&c=d"), "a%2Fb%26c%3Dd");
    }

    #[test]
    fn a_plus_is_a_space_in_a_parameter_only() {
        assert_eq!(decode("a+b%20c").as_deref(), Some("a+b c"));
        assert_eq!(decode_parameter("a+b%20c%2B").as_deref(), Some("a b c+"));
        assert_eq!(decode("%zz%4").as_deref(), Some("%zz%4"));
        assert_eq!(decode("%ff"), None);
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(text in any::<String>()) {
            prop_assert_eq!(decode(&encode(&text)), Some(text.clone()));
            prop_assert_eq!(decode_parameter(&encode(&text)), Some(text.clone()));
            prop_assert_eq!(decode(&encode_path(&text)), Some(text));
        }
    }
}
