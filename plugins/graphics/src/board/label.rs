//! What the label says, in the languages that voices speak.

/// The label's text for a language (BCP 47); English where there is none.
pub fn text(language: &str) -> &'static str {
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    match primary.as_str() {
        "ar" => "تقديم بالذكاء الاصطناعي",
        "cs" => "Moderuje AI",
        "da" => "AI-vært",
        "de" => "KI-Moderation",
        "es" => "Presentación con IA",
        "fi" => "Tekoälyjuontaja",
        "fr" => "Présentation par IA",
        "hi" => "एआई होस्ट",
        "it" => "Conduzione IA",
        "ja" => "AIホスト",
        "ko" => "AI 진행",
        "nb" | "no" => "KI-vert",
        "nl" => "AI-presentatie",
        "pl" => "Prowadzi AI",
        "pt" => "Apresentação por IA",
        "ro" => "Prezentator AI",
        "ru" => "Ведущий — ИИ",
        "sv" => "AI-värd",
        "tr" => "Yapay zekâ sunucu",
        "uk" => "Ведучий — ШІ",
        "zh" if language.contains("TW") || language.contains("HK") || language.contains("Hant") => "AI 主播",
        "zh" => "AI 数字人主播",
        _ => "AI host",
    }
}
