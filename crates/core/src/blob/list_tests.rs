//! Pages of listings as the service writes them.

use super::super::xml::escape;
use super::*;
use proptest::prelude::*;

#[test]
fn a_blob_page_gives_names_sizes_metadata_prefixes_and_the_marker() {
    let page = blob_page_from_xml(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"x\"><Blobs>\
         <BlobPrefix><Name>t2/</Name></BlobPrefix>\
         <Blob><Name>t1/$TaskLog/stdout &amp; more.txt</Name><Properties>\
         <Last-Modified>Mon, 23 Nov 2026 02:33:08 GMT</Last-Modified><Etag>0x8D</Etag>\
         <Content-Length>42</Content-Length><Content-Type>text/plain</Content-Type>\
         <Content-MD5>bWQ1</Content-MD5><BlobType>AppendBlob</BlobType></Properties>\
         <Metadata><jobshelf_state>running</jobshelf_state></Metadata></Blob>\
         </Blobs><NextMarker>abc</NextMarker></EnumerationResults>"
            .as_bytes(),
    )
    .unwrap();
    assert_eq!(page.prefixes, ["t2/"]);
    assert_eq!(page.next_marker.as_deref(), Some("abc"));
    let blob = &page.blobs[0];
    assert_eq!(blob.name, "t1/$TaskLog/stdout & more.txt");
    assert_eq!((blob.size, blob.blob_type), (42, BlobType::Append));
    assert_eq!(blob.content_md5.as_deref(), Some("bWQ1"));
    assert_eq!(blob.last_modified.map(Timestamp::to_iso).unwrap(), "2026-11-23T02:33:08Z");
    assert_eq!(blob.metadata, [("jobshelf_state".to_owned(), "running".to_owned())]);
}

#[test]
fn a_directory_of_a_hierarchical_account_is_told_from_a_file() {
    let blob = |name: &str, resource: &str| {
        format!(
            "<Blob><Name>{name}</Name><Properties><ResourceType>{resource}</ResourceType>\
             </Properties></Blob>"
        )
    };
    let xml = format!(
        "<EnumerationResults><Blobs>{}{}</Blobs><NextMarker/></EnumerationResults>",
        blob("t1", "directory"),
        blob("t1/x", "file")
    );
    let page = blob_page_from_xml(xml.as_bytes()).unwrap();
    assert_eq!([page.blobs[0].is_directory, page.blobs[1].is_directory], [true, false]);
}

#[test]
fn a_portals_page_is_no_empty_listing() {
    for page in ["<html><body><p>Sign in</p></body></html>", "<!DOCTYPE html><html/>"] {
        assert!(blob_page_from_xml(page.as_bytes()).is_err(), "{page}");
        assert!(container_page_from_xml(page.as_bytes()).is_err(), "{page}");
    }
}

#[test]
fn a_page_without_its_list_is_no_empty_listing() {
    let page = |content: &str| format!("<EnumerationResults>{content}</EnumerationResults>");
    for content in ["", "<NextMarker/>", "<Containers/>", "<x><Blobs/></x>"] {
        assert!(blob_page_from_xml(page(content).as_bytes()).is_err(), "{content}");
    }
    for content in ["", "<Blobs/>"] {
        assert!(container_page_from_xml(page(content).as_bytes()).is_err(), "{content}");
    }
}

#[test]
fn a_blob_without_a_name_or_a_length_that_is_a_number_is_an_error() {
    let page = |blob: &str| {
        format!("<EnumerationResults><Blobs><Blob>{blob}</Blob></Blobs></EnumerationResults>")
    };
    let length = |text: &str| {
        let properties =
            format!("<Properties><Content-Length>{text}</Content-Length></Properties>");
        page(&format!("<Name>a</Name>{properties}"))
    };
    assert_eq!(blob_page_from_xml(length("7").as_bytes()).unwrap().blobs[0].size, 7);
    for text in ["", "-1", "1e3", "18446744073709551616"] {
        assert!(blob_page_from_xml(length(text).as_bytes()).is_err(), "{text}");
    }
    assert!(blob_page_from_xml(page("<Properties/>").as_bytes()).is_err());
}

#[test]
fn an_empty_page_may_still_have_a_marker() {
    let xml = b"<EnumerationResults><Blobs/><NextMarker>n</NextMarker></EnumerationResults>";
    let page = blob_page_from_xml(xml).unwrap();
    assert_eq!((page.blobs.len(), page.next_marker.as_deref()), (0, Some("n")));
}

#[test]
fn the_marker_at_the_end_is_that_of_the_page_or_none() {
    for (end, marker) in [
        ("<NextMarker>2!96!a-b_c</NextMarker>", Some("2!96!a-b_c")),
        ("<NextMarker>a&amp;b</NextMarker>", None),
        ("<NextMarker><</NextMarker>", None),
        ("<NextMarker></NextMarker>", None),
        ("<NextMarker/>", None),
        ("<Other>a</Other>", None),
        ("", None),
    ] {
        let xml = format!("<EnumerationResults><Blobs/>{end}</EnumerationResults>");
        assert_eq!(next_marker_at_end(xml.as_bytes()), marker, "{end}");
    }
    assert_eq!(next_marker_at_end("é</NextMarker></EnumerationResults>".as_bytes()), None);
}

#[test]
fn an_encoded_name_is_decoded() {
    let xml = "<EnumerationResults><Blobs><Blob><Name Encoded=\"true\">a%EF%BF%BE%2Fb</Name>\
               </Blob></Blobs><NextMarker/></EnumerationResults>";
    let page = blob_page_from_xml(xml.as_bytes()).unwrap();
    assert_eq!(page.blobs[0].name, "a\u{fffe}/b");
    assert_eq!(page.next_marker, None);
}

#[test]
fn a_container_page_gives_names_and_dates() {
    let xml = "<EnumerationResults><Containers><Container><Name>job-a</Name><Properties>\
               <Last-Modified>Mon, 23 Nov 2026 02:33:08 GMT</Last-Modified></Properties>\
               </Container></Containers><NextMarker/></EnumerationResults>";
    let page = container_page_from_xml(xml.as_bytes()).unwrap();
    assert_eq!(page.containers[0].name, "job-a");
    assert!(page.containers[0].last_modified.is_some());
}

/// The date of a listing.
fn http_date(moment: Timestamp) -> String {
    let format = ::time::macros::format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let moment = ::time::OffsetDateTime::from_unix_timestamp(moment.unix()).unwrap();
    moment.format(&format).unwrap()
}

/// A blob as the service writes it, with the elements that we do not read.
fn xml_from_blob(blob: &BlobItem) -> String {
    let element = |name: &str, text: &str| match text {
        "" => format!("<{name} />"),
        _ => format!("<{name}>{}</{name}>", escape(text)),
    };
    let optional = |name: &str, text: &Option<String>| element(name, text.as_deref().unwrap_or(""));
    let encode = |name: &str| name.replace('%', "%25").replace('\u{fffe}', "%EF%BF%BE");
    let name = match blob.name.contains('\u{fffe}') {
        true => format!("<Name Encoded=\"true\">{}</Name>", escape(&encode(&blob.name))),
        false => element("Name", &blob.name),
    };
    let properties = [
        element("Creation-Time", "Mon, 23 Nov 2026 02:33:08 GMT"),
        element("Last-Modified", &blob.last_modified.map(http_date).unwrap_or_default()),
        element("Etag", &blob.etag),
        element("ResourceType", if blob.is_directory { "directory" } else { "file" }),
        element("Content-Length", &blob.size.to_string()),
        optional("Content-Type", &blob.content_type),
        element("Content-Encoding", ""),
        "<Content-CRC64 />".to_owned(),
        optional("Content-MD5", &blob.content_md5),
        element("Content-Disposition", "attachment; filename=\"a&b\""),
        element("BlobType", &format!("{:?}Blob", blob.blob_type)),
        element("LeaseState", "available"),
        element("ServerEncrypted", "true"),
    ];
    let pairs: String = blob.metadata.iter().map(|(name, value)| element(name, value)).collect();
    let metadata = if pairs.is_empty() {
        "<Metadata />".to_owned()
    } else {
        format!("<Metadata>{pairs}</Metadata>")
    };
    format!(
        "<Blob>{name}<Snapshot>2026-11-23T02:33:08.1234567Z</Snapshot><VersionId>v</VersionId>\
         <Properties>{}</Properties>{metadata}<Tags><TagSet><Tag><Key>Etag</Key><Value>x</Value>\
         </Tag></TagSet></Tags><OrMetadata /></Blob>",
        properties.concat()
    )
}

fn any_blob() -> impl Strategy<Value = BlobItem> {
    let text = || prop_oneof![Just(None), "[a-z/]{1,8}[ &;=]{0,2}".prop_map(Some)];
    let kind = prop_oneof![Just(BlobType::Block), Just(BlobType::Append), Just(BlobType::Page)];
    let date = prop::option::of(any::<i32>().prop_map(|at| Timestamp::from_unix(at.into())));
    let metadata = prop::collection::vec(("[A-Za-z_][a-z0-9_]{0,8}", "[ -~]{0,9}"), 0..4);
    let name = "[a-z$/ %<>&\"'é€😀\u{fffe}]{1,24}";
    (name, any::<u64>(), date, "[0-9A-Fx]{0,9}", text(), text(), kind, any::<bool>(), metadata)
        .prop_map(
            |(name, size, last_modified, etag, content_type, content_md5, kind, dir, metadata)| {
                BlobItem {
                    name,
                    size,
                    last_modified,
                    etag,
                    content_type,
                    content_md5,
                    blob_type: kind,
                    is_directory: dir,
                    metadata,
                }
            },
        )
}

proptest! {
    #[test]
    fn a_page_gives_the_blobs_that_were_written_into_it(
        blobs in prop::collection::vec(any_blob(), 0..6),
        prefixes in prop::collection::vec("[a-z&é]{1,5}/", 0..3),
        next_marker in prop::option::of("[a-z0-9!_&-]{1,30}"),
    ) {
        let written: String = blobs.iter().map(xml_from_blob).collect();
        let folded: String = prefixes
            .iter()
            .map(|prefix| format!("<BlobPrefix><Name>{}</Name></BlobPrefix>", escape(prefix)))
            .collect();
        let marker = next_marker.as_deref().map_or_else(
            || "<NextMarker />".to_owned(),
            |marker| format!("<NextMarker>{}</NextMarker>", escape(marker)),
        );
        let xml = format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults \
             ServiceEndpoint=\"https://farm.blob.core.windows.net/\" ContainerName=\"job-x\">\
             <Prefix>Name</Prefix><Blobs>{folded}{written}</Blobs>{marker}</EnumerationResults>"
        );
        let hint = next_marker_at_end(xml.as_bytes());
        prop_assert!(hint.is_none() || hint == next_marker.as_deref());
        let page = BlobPage { blobs, prefixes, next_marker };
        prop_assert_eq!(blob_page_from_xml(xml.as_bytes()), Ok(page));
    }
}
