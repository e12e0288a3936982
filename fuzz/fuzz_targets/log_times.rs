#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| jobshelf_fuzz::log_checks::log_times(data));
