//! The page of the preflight report: what the file brings, what it lacks, and the remedy.

use super::{easel::Easel, theme};
use avatar::preflight::Severity;
use bevy_egui::egui::{RichText, Ui};

/// The page.
pub fn show(ui: &mut Ui, easel: &Easel) {
    let Some(report) = &easel.report else {
        ui.weak("Nothing has been examined yet.");
        return;
    };
    theme::title(ui, &easel.name);
    let (text, color) =
        if report.usable { ("Can go on air", theme::GOOD) } else { ("Cannot go on air", theme::PROBLEM) };
    ui.label(RichText::new(text).color(color).strong());
    if let Some(talk) = &report.talk {
        ui.label(&talk.how);
    }
    let counts = &report.counts;
    ui.weak(format!(
        "{} triangles, {} vertices, {} materials, {} textures up to {} px, {} morph targets, {} joints",
        counts.triangles,
        counts.vertices,
        counts.materials,
        counts.textures,
        counts.largest_texture,
        counts.morph_targets,
        counts.joints
    ));
    ui.separator();
    let mut findings: Vec<_> = report.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in findings {
        let (mark, color) = match finding.severity {
            Severity::Good => ("ok", theme::GOOD),
            Severity::Note => ("note", theme::ACCENT),
            Severity::Lack => ("lack", theme::LACK),
            Severity::Broken => ("broken", theme::PROBLEM),
        };
        ui.label(RichText::new(format!("{} · {mark}", finding.topic)).color(color).strong());
        ui.label(&finding.found);
        if let Some(effect) = &finding.effect {
            ui.weak(format!("On air: {effect}"));
        }
        if let Some(remedy) = &finding.remedy {
            ui.label(format!("Remedy: {remedy}"));
        }
        ui.add_space(5.0);
    }
}
