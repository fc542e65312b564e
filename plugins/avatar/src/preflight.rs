//! Preflight: what a glb, glTF or VRM file brings for going on air, what it lacks, and what to do about that.
//!
//! Owns the reading of files by strangers: every size is bounded, nothing is loaded whole, no index is believed. Pure:
//! no engine, no picture. It does not repair files, and it moves no avatar; but what it finds of bones ([`Report::bones`])
//! and shapes ([`Report::drives`]) is what the program obeys, so that the report says what will happen.

pub mod bones;
mod buffers;
mod container;
mod document;
pub mod drives;
mod face;
mod geometry;
mod images;
mod licence;
mod report;
mod rig;
mod scale;
pub mod shapes;
mod space;
mod structure;
mod surfaces;
#[cfg(test)]
mod tests;
mod vrm;

pub use report::{Bind, Counts, Finding, Report, Severity, Talk, Talks};

use buffers::Data;
use container::Source;
use document::Document;
use report::Topic;
use std::path::Path;

/// Examines the file at `path`; buffers and images that it names are looked for beside it.
///
/// Whatever is wrong, the file not being there included, is a finding of the report.
pub fn check(path: &Path) -> Report {
    let mut report = Report::new(path.display().to_string());
    match Source::open(path) {
        Ok(source) => examine(source, &mut report),
        Err(error) => refuse(&mut report, &error),
    }
    report.conclude();
    report
}

/// Examines a file in memory, which has no neighbours.
pub fn check_bytes(name: &str, bytes: Vec<u8>) -> Report {
    let mut report = Report::new(name.to_owned());
    match Source::memory(bytes) {
        Ok(source) => examine(source, &mut report),
        Err(error) => refuse(&mut report, &error),
    }
    report.conclude();
    report
}

fn refuse(report: &mut Report, error: &container::ContainerError) {
    report.broken(Topic::File, error.to_string(), "it cannot be loaded", error.remedy());
}

fn examine(mut source: Source, report: &mut Report) {
    let container = match container::read(&mut source) {
        Ok(container) => container,
        Err(error) => return refuse(report, &error),
    };
    let document = match Document::parse(&container.json) {
        Ok(document) => document,
        Err(error) => return refuse(report, &error),
    };
    let vrm = vrm::Vrm::of(&document, report);
    report.format = vrm.format(&container, &document);
    container.note(report);
    let mut data = Data::new(&document, source, container.bin.clone(), report);
    report.expressions.clone_from(&vrm.expressions);
    structure::check(&document, &container.json, report);
    let tree = space::Tree::new(&document, report);
    let rig = rig::find(&document, &vrm, report);
    let looked = geometry::look(&document, &tree, &mut data, report);
    face::check(&document, &vrm, &rig, &looked, report);
    scale::check(&tree, &rig, &looked, report);
    surfaces::check(&document, &mut data, report);
    licence::check(&document, &vrm, report);
}
