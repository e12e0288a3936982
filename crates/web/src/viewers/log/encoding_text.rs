//! The names of encodings.

use jobshelf_log::Encoding;

/// The label of the encoding menu.
pub const LABEL: &str = "Encoding";
/// The hint of the encoding menu.
pub const HINT: &str = "What the text is read in";

/// The name of an encoding.
pub fn name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16Le => "UTF-16 LE",
        Encoding::Utf16Be => "UTF-16 BE",
        Encoding::Windows1252 => "Windows-1252",
    }
}
