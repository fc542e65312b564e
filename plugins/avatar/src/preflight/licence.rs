//! What may be done with it, as far as the file says. Tells the file's words; gives no legal advice.

use super::document::Document;
use super::report::{Report, SpeechStyle, Topic, clean};
use super::vrm::Vrm;
use serde::Deserialize;

/// What shops and exporters write beside `copyright` (Sketchfab, for one).
#[derive(Deserialize, Default)]
#[serde(default)]
struct Extras {
    author: Option<String>,
    license: Option<String>,
    licence: Option<String>,
    source: Option<String>,
    title: Option<String>,
    /// Ours: the dials of the mouth.
    speech: SpeechStyle,
}

pub(super) fn check(document: &Document, vrm: &Vrm, report: &mut Report) {
    let raw = document.asset.extras.as_ref();
    let extras: Extras = raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    let style = extras.speech;
    // A file may say anything: a mouth stays one.
    let dial = |value: f32| if value.is_finite() { value.clamp(0.4, 1.6) } else { 1.0 };
    report.style = SpeechStyle { jaw: dial(style.jaw), lip: dial(style.lip) };
    let of_vrm = &vrm.licence;
    let told = [
        ("title", Some(of_vrm.title.clone()).filter(|t| !t.is_empty()).or(extras.title)),
        ("by", Some(of_vrm.authors.clone()).filter(|t| !t.is_empty()).or(extras.author)),
        ("copyright", document.asset.copyright.clone()),
        (
            "licence",
            Some(of_vrm.terms.clone()).filter(|t| !t.is_empty()).or(extras.license).or(extras.licence),
        ),
        ("source", extras.source),
        ("may be performed by", Some(of_vrm.performers.clone())),
        ("commercial use", Some(of_vrm.commercial.clone())),
        ("credit", Some(of_vrm.credit.clone())),
    ];
    let told: Vec<String> = told
        .into_iter()
        .filter_map(|(what, words)| Some((what, words.filter(|w| !w.trim().is_empty())?)))
        .map(|(what, words)| format!("{what}: {}", clean(&words.chars().take(120).collect::<String>())))
        .collect();
    if told.is_empty() {
        let effect = "nothing says that it may be shown to an audience";
        let remedy =
            "ask its maker, and write the answer into asset.copyright; keep the licence beside the file";
        return report.lack(Topic::Licence, "none in the file", effect, remedy);
    }
    let told = told.join("; ");
    let forbidden = limits(of_vrm);
    if forbidden.is_empty() {
        return report.good(Topic::Licence, told);
    }
    let effect = format!("by the file's own words {}", forbidden.join(", and "));
    report.lack(Topic::Licence, told, &effect, "ask its maker for permission, or take another avatar");
}

/// What the VRM part forbids of what a host on air does.
fn limits(licence: &super::vrm::Licence) -> Vec<&'static str> {
    let mut found = Vec::new();
    let commercial = licence.commercial.to_lowercase();
    if commercial == "personalnonprofit" || commercial == "disallow" {
        found.push("it may not earn money: no shop, no paid stream");
    } else if commercial == "personalprofit" {
        found.push("only a person may earn money by it, not a company");
    }
    let performers = licence.performers.to_lowercase();
    if performers == "onlyauthor" {
        found.push("only its author may perform with it");
    } else if performers == "onlyseparatelylicensedperson" || performers == "explicitlylicensedperson" {
        found.push("only people whom its author allows may perform with it");
    }
    found
}
