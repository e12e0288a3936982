#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| jobshelf_fuzz::search_checks::log_search(data));
