//! References: characters that cannot stand for themselves in a text.

/// `text` with the characters that have a meaning in XML as references.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// The character of a reference, given without `&` and `;`: one of the five that XML defines, or a
/// number. A document can define others; the service's documents do not.
pub(super) fn resolve(reference: &str) -> Option<char> {
    match reference {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => {}
    }
    let number = reference.strip_prefix('#')?;
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // `from_str_radix` would also take a sign.
    if digits.starts_with('+') {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(code).filter(|character| *character != '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_one_of_five_names_or_a_number() {
        for (reference, character) in [("amp", '&'), ("apos", '\''), ("#65", 'A'), ("#x20AC", '€')]
        {
            assert_eq!(resolve(reference), Some(character), "{reference}");
        }
        for reference in ["", "nbsp", "AMP", "#", "#x", "#+65", "#-65", "#0", "#xD800", "#x110000"]
        {
            assert_eq!(resolve(reference), None, "{reference}");
        }
    }
}
