//! What proxies, portals and web filters answer in the service's place.

use super::plan::Fault;
use super::random::Random;

/// A well-formed page, which an XML parser reads without an error.
const PAGE: &str =
    "<html><head><title>Sign in</title></head><body><p>Accept the terms</p></body></html>";

/// Head and body of the answer for a foreign fault; none for another fault.
pub(super) fn foreign_answer(fault: Fault, random: &mut Random) -> Option<(String, String)> {
    let statuses: &[&str] = match fault {
        Fault::ForeignSuccess => {
            &["200 OK", "201 Created", "202 Accepted", "203 Other", "204 Empty", "206 Part"]
        }
        Fault::Redirect => &["301 Moved", "302 Found", "303 Other", "307 Moved", "308 Moved"],
        Fault::Portal => &["200 OK"],
        Fault::FilterPage => &["403 Forbidden", "404 Not Found", "409 Conflict", "451 Blocked"],
        _ => return None,
    };
    let status = statuses.get(random.below(statuses.len()))?;
    let has_page = fault != Fault::ForeignSuccess || random.below(2) == 0;
    let has_body = has_page && !status.starts_with("204");
    let body = if has_body { PAGE } else { "" };
    let location = match fault {
        Fault::Redirect => "location: https://portal.example/login?back=sig%3Dsecret\r\n",
        _ => "",
    };
    // An answer of status 204 has no body, and so no length.
    let length = match status.starts_with("204") {
        true => String::new(),
        false => format!("content-length: {}\r\n", body.len()),
    };
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: text/html\r\n{location}{length}\r\n");
    Some((head, body.to_owned()))
}
