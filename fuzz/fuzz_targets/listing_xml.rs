#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| jobshelf_fuzz::checks::listing_xml(data));
