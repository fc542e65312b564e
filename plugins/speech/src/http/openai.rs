//! The wire of `POST {url}/audio/speech`. It decides nothing about voices and hears no audio.

use super::{
    answer::{Failure, one_line},
    client::{Answer, Client, Question, Stop},
    settings::{HttpFormat, HttpSettings},
    sound::{Expected, Sound},
};
use crate::Cancel;
use serde_json::{Value, json};
use std::ops::RangeInclusive;

/// Formats in the order in which they are asked for: without a codec first, saying their own rate first.
const FORMATS: [HttpFormat; 3] = [HttpFormat::Wav, HttpFormat::Pcm, HttpFormat::Mp3];
/// Of an answer that is text instead of sound, so many bytes are read for its words.
const LONGEST_WORDS: usize = 4096;

/// Rates of bare samples that a server may tell, in samples a second.
const RATES: RangeInclusive<u32> = 8_000..=48_000;

/// What is said how.
pub(super) struct Saying<'a> {
    pub settings: &'a HttpSettings,
    pub text: &'a str,
    /// .25 to 4.
    pub speed: f32,
}

/// Asks for the text's sound at 48 kHz. `question` has all but the body. `format` is what the server is known to take;
/// where nothing was written in the settings, what it takes is found out and kept there.
///
/// # Errors
/// A cancel, or what went wrong.
pub(super) fn say(
    client: &mut Client,
    mut question: Question,
    saying: &Saying,
    format: &mut Option<HttpFormat>,
    cancel: &Cancel,
) -> Result<Vec<f32>, Stop> {
    let known = saying.settings.format.or(*format);
    let mut last = None;
    for candidate in FORMATS.into_iter().filter(|f| known.is_none_or(|known| known == *f)) {
        question.body = body(saying, candidate);
        match client.ask(&question, cancel) {
            Ok(answer) => {
                let audio = listen(answer, saying.settings, candidate, cancel)?;
                *format = Some(candidate);
                return Ok(audio);
            }
            Err(Stop::Failed(Failure::Status(refusal))) if refusal.is_about_format() => {
                last = last.or(Some(refusal));
            }
            Err(stop) => return Err(stop),
        }
    }
    // The words of the first refusal fit what a person would expect to be asked for.
    Err(last.map_or(Failure::Cut, Failure::Status).into())
}

/// The body of a request.
fn body(saying: &Saying, format: HttpFormat) -> String {
    let settings = saying.settings;
    let mut body = json!({
        "model": settings.model(),
        "voice": settings.voice,
        "input": saying.text,
        "response_format": format.name(),
        "speed": f64::from((saying.speed * 1_000.0).round()) / 1_000.0,
    });
    if let Some(fields) = body.as_object_mut() {
        if let Some(instructions) = &settings.instructions {
            fields.insert("instructions".into(), Value::from(instructions.as_str()));
        }
        fields.extend(settings.extra.clone());
    }
    body.to_string()
}

fn listen(
    mut answer: Answer,
    settings: &HttpSettings,
    asked: HttpFormat,
    cancel: &Cancel,
) -> Result<Vec<f32>, Stop> {
    let kind = answer.content_type.clone();
    let told = answer.sample_rate.filter(|rate| RATES.contains(rate));
    let expected = match media(&kind) {
        Media::Words => {
            let words = String::from_utf8_lossy(&answer.first(LONGEST_WORDS, cancel)?).into_owned();
            let words = if words.contains("<html") { String::new() } else { one_line(&words) };
            return Err(Failure::Unfit(format!(
                "answers with {} instead of sound; check `url` and `model` {words}",
                one_line(&kind)
            ))
            .into());
        }
        Media::Pcm(rate) => Expected::Pcm(rate.or(told).unwrap_or(settings.sample_rate())),
        Media::Coded => Expected::Coded,
        Media::Other => match asked {
            HttpFormat::Pcm => Expected::Pcm(told.unwrap_or(settings.sample_rate())),
            HttpFormat::Mp3 => Expected::Coded,
            HttpFormat::Wav => Expected::Wave,
        },
    };
    let mut sound = Sound::new(expected);
    while let Some(part) = answer.next(cancel)? {
        sound.push(&part)?;
    }
    Ok(sound.finish()?)
}

#[derive(Debug, PartialEq)]
enum Media {
    /// Text, JSON, pages.
    Words,
    /// Bare samples, with their rate if it is told.
    Pcm(Option<u32>),
    /// Sound in a codec.
    Coded,
    /// Something that the first bytes tell.
    Other,
}

/// What a media type promises, such as `audio/pcm;rate=24000`.
fn media(content_type: &str) -> Media {
    let mut parts = content_type.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    if kind.starts_with("text/")
        || kind.ends_with("json")
        || kind.ends_with("xml")
        || kind.starts_with("image/")
    {
        return Media::Words;
    }
    if kind.starts_with("audio/pcm") || matches!(kind, "audio/l16" | "audio/x-pcm" | "audio/raw") {
        let rate = parts.find_map(|part| part.strip_prefix("rate=")?.parse().ok());
        return Media::Pcm(rate.filter(|rate| RATES.contains(rate)));
    }
    if matches!(kind, "audio/mpeg" | "audio/mp3" | "audio/flac" | "audio/x-flac" | "audio/ogg") {
        return Media::Coded;
    }
    Media::Other
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::HttpKind;

    #[test]
    fn media_types() {
        let check = |text: &str, expect: Media| assert_eq!(media(text), expect, "{text}");
        check("application/json; charset=utf-8", Media::Words);
        check("application/problem+json", Media::Words);
        check("text/html", Media::Words);
        check("audio/pcm", Media::Pcm(None));
        check("audio/pcm_s16le", Media::Pcm(None));
        check("audio/l16; channels=1; rate=16000", Media::Pcm(Some(16_000)));
        check("audio/pcm;rate=1", Media::Pcm(None));
        check("audio/mpeg", Media::Coded);
        check("audio/wav", Media::Other);
        check("application/octet-stream", Media::Other);
        check("", Media::Other);
    }

    #[test]
    fn extra_fields_win() {
        let mut settings = HttpSettings::new(HttpKind::Openai, "alloy");
        settings.extra = serde_json::from_str(r#"{"speed": 1, "lang_code": "en"}"#).unwrap();
        let saying = Saying { settings: &settings, text: "He said \"1\u{2028}2\"", speed: 1.1 };
        let body: Value = serde_json::from_str(&body(&saying, HttpFormat::Pcm)).unwrap();
        assert_eq!(body["input"], "He said \"1\u{2028}2\"");
        assert_eq!((&body["speed"], &body["lang_code"]), (&json!(1), &json!("en")));
        assert_eq!((&body["response_format"], &body["model"]), (&json!("pcm"), &json!("tts-1")));
    }
}
