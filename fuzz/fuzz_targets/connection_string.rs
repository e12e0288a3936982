#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| jobshelf_fuzz::checks::connection_string(data));
