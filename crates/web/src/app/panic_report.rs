//! Reports a panic on the console, without any SAS that its message may contain.

use crate::browser::document;
use std::panic::PanicHookInfo;

/// Reports what went wrong and where. `boot.js` tells the reader that the viewer has stopped.
pub fn report(panic: &PanicHookInfo<'_>) {
    let message = without_sas(panic.payload_as_str().unwrap_or_default());
    let location = panic.location().map(ToString::to_string).unwrap_or_default();
    document::report(&format!("panic at {location}: {message}"));
}

/// Replaces every word that has a signature, such as the URL of a blob with its SAS.
fn without_sas(message: &str) -> String {
    let has_signature = |word: &str| {
        let word = word.to_ascii_lowercase();
        // In the query of a URL, or encoded in a link to the viewer.
        word.contains("sig=") || word.contains("sig%")
    };
    let words = message.split(' ').map(|word| if has_signature(word) { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_message_is_reported_without_its_sas() {
        let url = "https://a.blob.core.windows.net/job-x?sv=2022-11-02&sig=abc";
        assert_eq!(without_sas(&format!("cannot read {url} now")), "cannot read … now");
        assert_eq!(without_sas("bad token \"sv=2022&SIG=abc%3D\""), "bad token …");
        assert_eq!(without_sas("bad link #/?sas=sv%3D2022%26sig%3Dabc"), "bad link …");
        assert_eq!(without_sas("is this right?"), "is this right?");
    }
}
