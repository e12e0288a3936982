//! Whether an answer is from the same blob as the answer before.
//!
//! A poll compares known bytes. The properties show a rewrite whose bytes are equal there. In a
//! browser only the properties that the CORS rules expose are known; an unknown property counts as
//! unchanged.

use super::list::BlobType;
use super::read::BlobProperties;

/// Whether `now` are the properties of another blob than `before`, under the same name.
pub fn is_other_blob(before: &BlobProperties, now: &BlobProperties) -> bool {
    differ(&before.blob_type, &now.blob_type)
        || is_append(now)
            && (differ(&before.created, &now.created) || has_fewer_blocks(before, now))
}

/// Whether the content may differ between `before` and `now` by more than an append. A blob that is
/// not an append blob is written as a whole each time, with the same or with other content.
pub fn may_have_other_content(before: &BlobProperties, now: &BlobProperties) -> bool {
    is_other_blob(before, now) || !is_append(now) && differ(&before.etag, &now.etag)
}

/// Whether the content differs although the length is the same.
pub(crate) fn has_other_content_of_same_length(
    before: &BlobProperties,
    now: &BlobProperties,
) -> bool {
    differ(&before.content_md5, &now.content_md5)
}

fn is_append(blob: &BlobProperties) -> bool {
    // An unknown type counts as an append blob, as logs are.
    blob.blob_type.as_ref().is_none_or(|of| *of == BlobType::Append)
}

fn has_fewer_blocks(before: &BlobProperties, now: &BlobProperties) -> bool {
    let counts = before.committed_blocks.zip(now.committed_blocks);
    counts.is_some_and(|(before, now)| now < before)
}

fn differ<T: PartialEq>(before: &Option<T>, now: &Option<T>) -> bool {
    before.is_some() && now.is_some() && before != now
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    fn append(created: i64, blocks: u32, etag: &str) -> BlobProperties {
        BlobProperties {
            blob_type: Some(BlobType::Append),
            created: Some(Timestamp::from_unix(created)),
            committed_blocks: Some(blocks),
            etag: Some(etag.to_owned()),
            ..BlobProperties::default()
        }
    }

    #[test]
    fn a_grown_log_is_the_same_blob() {
        assert!(!may_have_other_content(&append(1, 5, "a"), &append(1, 6, "b")));
    }

    #[test]
    fn another_creation_time_block_count_or_type_means_another_blob() {
        assert!(is_other_blob(&append(1, 5, "a"), &append(2, 5, "a")));
        assert!(is_other_blob(&append(1, 5, "a"), &append(1, 4, "a")));
        let block = BlobProperties { blob_type: Some(BlobType::Block), ..append(1, 5, "a") };
        assert!(is_other_blob(&append(1, 5, "a"), &block));
    }

    #[test]
    fn a_block_blob_may_have_other_content_with_every_etag() {
        let block = |created, etag: &str| BlobProperties {
            blob_type: Some(BlobType::Block),
            ..append(created, 0, etag)
        };
        assert!(!may_have_other_content(&block(1, "a"), &block(1, "a")));
        assert!(may_have_other_content(&block(1, "a"), &block(2, "b")));
        assert!(
            !is_other_blob(&block(1, "a"), &block(2, "b")),
            "it may have the same text and more"
        );
    }

    #[test]
    fn hidden_headers_count_as_unknown() {
        let hidden = BlobProperties::default();
        assert!(!may_have_other_content(&hidden, &append(1, 5, "a")));
        assert!(!may_have_other_content(&append(1, 5, "a"), &hidden));
    }
}
