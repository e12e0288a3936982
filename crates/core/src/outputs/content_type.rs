//! The content type of a file, from its name.

/// The content type of a file name, by its extension; none if the extension is unknown. Text counts
/// as UTF-8.
pub fn content_type_of(name: &str) -> Option<String> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())?;
    // Extensions that tasks use for text and registries do not list, and picture formats of
    // renderers.
    match extension.as_str() {
        "log" | "out" | "err" => return Some("text/plain; charset=utf-8".to_owned()),
        "exr" => return Some("image/x-exr".to_owned()),
        "apng" => return Some("image/apng".to_owned()),
        _ => {}
    }
    let guess = mime_guess::from_ext(&extension).first()?;
    let is_text = guess.type_() == mime_guess::mime::TEXT;
    Some(if is_text { format!("{guess}; charset=utf-8") } else { guess.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types_come_from_the_name() {
        assert_eq!(content_type_of("frame_0001.PNG").as_deref(), Some("image/png"));
        assert_eq!(content_type_of("frame.exr").as_deref(), Some("image/x-exr"));
        assert_eq!(content_type_of("a.log").as_deref(), Some("text/plain; charset=utf-8"));
        assert_eq!(content_type_of("a.txt").as_deref(), Some("text/plain; charset=utf-8"));
        assert_eq!(content_type_of("README"), None);
    }
}
