//! What encodings are called.

use jobshelf_log::Encoding;

/// The choice of one.
pub const LABEL: &str = "Encoding";
/// What that choice does.
pub const HINT: &str = "What the text is read in";

/// Its name.
pub fn name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16Le => "UTF-16 LE",
        Encoding::Utf16Be => "UTF-16 BE",
        Encoding::Windows1252 => "Windows-1252",
    }
}
