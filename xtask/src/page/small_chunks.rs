//! Moves code that is too small for a file of its own into the main part.
//!
//! Code that several lazy parts need, and the main part does not, becomes a chunk for each set of parts.
//! Most of these chunks would be a few hundred bytes, and each costs a request. The splitter leaves in
//! the main part whatever the module exports; so the functions of small chunks are exported, and the
//! module is split once more. A few chunks with only a text that two parts share remain.

use anyhow::Context as _;
use std::collections::BTreeSet;
use wasm_encoder::{ExportKind, ExportSection, Module, RawSection};
use wasmparser::{ExternalKind, KnownCustom, Name, Parser, Payload, TypeRef};

/// A chunk with fewer bytes of code is small.
const SMALL: u64 = 4 << 10;

/// The names of the functions of a chunk, if it is small.
pub(super) fn functions_if_small(chunk: &[u8]) -> anyhow::Result<BTreeSet<String>> {
    let (mut n_imported, mut n_bytes) = (0, 0);
    let mut names = BTreeSet::new();
    for payload in Parser::new(0).parse_all(chunk) {
        match payload.context("reading a chunk")? {
            Payload::ImportSection(imports) => n_imported = n_functions(imports)?,
            Payload::CodeSectionEntry(body) => n_bytes += body.range().end - body.range().start,
            Payload::CustomSection(section) => {
                let named = function_names(&section.as_known())?;
                let defined = named.into_iter().filter(|(index, _)| *index >= n_imported);
                names.extend(defined.map(|(_, name)| name.to_owned()));
            }
            _ => {}
        }
    }
    Ok(if n_bytes < SMALL { names } else { BTreeSet::new() })
}

/// The module with exports of the functions of these names.
pub(super) fn with_exports(module: &[u8], names: &BTreeSet<String>) -> anyhow::Result<Vec<u8>> {
    let mut functions = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CustomSection(section) = payload.context("reading the module")? {
            let named = function_names(&section.as_known())?;
            let wanted = named.into_iter().filter(|(_, name)| names.contains(*name));
            functions.extend(wanted.map(|(index, _)| index));
        }
    }
    let mut with_exports = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Payload::ExportSection(reader) = &payload {
            let mut exports = ExportSection::new();
            for export in reader.clone() {
                let export = export?;
                exports.export(export.name, kind(export.kind)?, export.index);
            }
            for (n, function) in functions.iter().enumerate() {
                exports.export(&format!("shared{n}"), ExportKind::Func, *function);
            }
            with_exports.section(&exports);
        } else if let Some((id, range)) = payload.as_section() {
            let data = module.get(range.start as usize..range.end as usize);
            let data = data.context("a section ends behind the module")?;
            with_exports.section(&RawSection { id, data });
        }
    }
    Ok(with_exports.finish())
}

fn n_functions(imports: wasmparser::ImportSectionReader<'_>) -> anyhow::Result<u32> {
    let mut n = 0;
    for import in imports.into_imports() {
        n += u32::from(matches!(import?.ty, TypeRef::Func(_)));
    }
    Ok(n)
}

fn function_names<'a>(section: &KnownCustom<'a>) -> anyhow::Result<Vec<(u32, &'a str)>> {
    let mut names = Vec::new();
    if let KnownCustom::Name(subsections) = section {
        for subsection in subsections.clone() {
            if let Name::Function(functions) = subsection? {
                for function in functions {
                    let function = function?;
                    names.push((function.index, function.name));
                }
            }
        }
    }
    Ok(names)
}

fn kind(kind: ExternalKind) -> anyhow::Result<ExportKind> {
    Ok(match kind {
        ExternalKind::Func | ExternalKind::FuncExact => ExportKind::Func,
        ExternalKind::Table => ExportKind::Table,
        ExternalKind::Memory => ExportKind::Memory,
        ExternalKind::Global => ExportKind::Global,
        ExternalKind::Tag => ExportKind::Tag,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, EntityType, Function, FunctionSection, ImportSection, Instruction, NameMap,
        NameSection, TypeSection,
    };

    /// A module that imports `imported`, and defines and exports `own` and defines `other`, of about
    /// so many bytes of code.
    fn module(n_bytes: usize) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("main", "imported", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        functions.function(0).function(0);
        let mut exports = ExportSection::new();
        exports.export("start", ExportKind::Func, 1);
        let mut long = Function::new([]);
        for _ in 0..n_bytes {
            long.instruction(&Instruction::Nop);
        }
        long.instruction(&Instruction::End);
        let mut short = Function::new([]);
        short.instruction(&Instruction::End);
        let mut code = CodeSection::new();
        code.function(&long).function(&short);
        let mut functions_by_name = NameMap::new();
        for (index, name) in ["imported", "own", "other"].into_iter().enumerate() {
            functions_by_name.append(index as u32, name);
        }
        let mut names = NameSection::new();
        names.functions(&functions_by_name);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&exports);
        module.section(&code).section(&names);
        module.finish()
    }

    fn exports(module: &[u8]) -> Vec<(String, u32)> {
        let sections = Parser::new(0).parse_all(module).filter_map(|payload| match payload {
            Ok(Payload::ExportSection(exports)) => Some(exports),
            _ => None,
        });
        let exports = sections.flatten().map(|export| export.unwrap());
        exports.map(|export| (export.name.to_owned(), export.index)).collect()
    }

    #[test]
    fn the_functions_of_a_small_chunk_are_those_that_it_defines() {
        let names = functions_if_small(&module(10)).unwrap();
        assert_eq!(names, ["other".to_owned(), "own".to_owned()].into());
        assert!(functions_if_small(&module(5_000)).unwrap().is_empty());
    }

    #[test]
    fn wanted_functions_are_exported_and_the_rest_stays() {
        let module = module(10);
        let wanted = ["other".to_owned(), "elsewhere".to_owned()].into();
        let changed = with_exports(&module, &wanted).unwrap();
        assert_eq!(exports(&changed), [("start".to_owned(), 1), ("shared0".to_owned(), 2)]);
        assert_eq!(functions_if_small(&changed).unwrap().len(), 2);
        assert_eq!(with_exports(&module, &BTreeSet::new()).unwrap(), module);
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        assert!(with_exports(b"text", &BTreeSet::new()).is_err());
        assert!(functions_if_small(b"text").is_err());
    }
}
