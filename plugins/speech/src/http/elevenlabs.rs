//! The wire of `POST {url}/v1/text-to-speech/{voice}/stream/with-timestamps`: lines of JSON, each with some sound and
//! the characters that lie in it. It moves no lips.

use super::{
    answer::{Failure, one_line},
    client::{Answer, Client, Question, Stop},
    lips::CharacterTimes,
    openai::Saying,
    sound::{Expected, Sound},
};
use crate::Cancel;
use base64::Engine;
use serde::Deserialize;
use serde_json::{Value, json};

/// Longest line of an answer in bytes: ten minutes of sound in one.
const LONGEST_LINE: usize = 64 << 20;
/// The speeds that the service takes.
const SPEEDS: std::ops::RangeInclusive<f32> = 0.7..=1.2;
/// Clocks of characters that jump back by more than this (seconds) are counted from their own line.
const JUMP_BACK: f64 = 0.05;

/// A line of an answer. Fields that we do not know are the service's business.
#[derive(Debug, Deserialize)]
struct Line {
    #[serde(default)]
    audio_base64: Option<String>,
    #[serde(default)]
    alignment: Option<Alignment>,
}

#[derive(Debug, Deserialize)]
struct Alignment {
    characters: Vec<String>,
    character_start_times_seconds: Vec<f64>,
    character_end_times_seconds: Vec<f64>,
}

/// Asks for the text's sound at 48 kHz and the times of its characters, which may be missing. `language` (BCP 47) is
/// sent where it is not the model's business to find it out.
///
/// # Errors
/// A cancel, or what went wrong.
pub(super) fn say(
    client: &mut Client,
    mut question: Question,
    saying: &Saying,
    language: Option<&str>,
    seed: u64,
    cancel: &Cancel,
) -> Result<(Vec<f32>, CharacterTimes), Stop> {
    question.body = body(saying, language, seed);
    let answer = client.ask(&question, cancel)?;
    listen(answer, saying.settings.sample_rate(), cancel)
}

fn body(saying: &Saying, language: Option<&str>, seed: u64) -> String {
    let settings = saying.settings;
    let speed = saying.speed.clamp(*SPEEDS.start(), *SPEEDS.end());
    let mut body = json!({
        "text": without_tags(saying.text),
        "model_id": settings.model(),
        // The service takes 32 bits.
        "seed": seed & 0xffff_ffff,
    });
    if let Some(fields) = body.as_object_mut() {
        let mut voice = serde_json::Map::new();
        if (speed - 1.0).abs() > 1e-3 {
            voice.insert("speed".into(), Value::from(f64::from((speed * 1_000.0).round()) / 1_000.0));
        }
        // Only these models take one, and others answer with an error.
        let takes_language = settings.model().contains("v2_5") || settings.model().contains("v3");
        if let Some(language) = language.filter(|_| takes_language) {
            let main = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
            fields.insert("language_code".into(), Value::from(main));
        }
        for (name, value) in settings.extra.clone() {
            match (name.as_str(), value) {
                ("voice_settings", Value::Object(own)) => voice.extend(own),
                (_, value) => drop(fields.insert(name, value)),
            }
        }
        if !voice.is_empty() {
            fields.insert("voice_settings".into(), Value::Object(voice));
        }
    }
    body.to_string()
}

/// The service reads `<break ...>` and its like as commands; text is text.
fn without_tags(text: &str) -> String {
    text.replace(['<', '>'], " ")
}

fn listen(mut answer: Answer, rate: u32, cancel: &Cancel) -> Result<(Vec<f32>, CharacterTimes), Stop> {
    let mut sound = Sound::new(Expected::Pcm(rate));
    let mut characters = CharacterTimes::default();
    let mut bytes_before = 0_u64;
    let mut waiting: Vec<u8> = Vec::new();
    let mut is_first = true;
    loop {
        let part = answer.next(cancel)?;
        let is_end = part.is_none();
        let searched = waiting.len();
        waiting.extend(part.unwrap_or_default());
        if is_end && !waiting.is_empty() {
            waiting.push(b'\n');
        }
        let mut from = 0;
        while let Some(at) = waiting[from.max(searched)..].iter().position(|b| *b == b'\n') {
            let end = from.max(searched) + at;
            let line = read_line(&waiting[from..end], is_first, &answer.content_type)?;
            from = end + 1;
            let Some(line) = line else { continue };
            is_first = false;
            if let Some(alignment) = line.alignment {
                let seconds = bytes_before as f64 / 2.0 / f64::from(rate);
                add(&mut characters, &alignment, seconds);
            }
            if let Some(text) = line.audio_base64 {
                let bytes = base64::engine::general_purpose::STANDARD
                    .decode(text.trim())
                    .map_err(|_| Failure::Unfit("answers with sound that is no base64; try again".into()))?;
                bytes_before += bytes.len() as u64;
                sound.push(&bytes)?;
            }
        }
        waiting.drain(..from);
        if waiting.len() > LONGEST_LINE {
            return Err(Failure::TooLong.into());
        }
        if is_end {
            return Ok((sound.finish()?, characters));
        }
    }
}

/// One line, with or without the `data:` of an event stream; `None` when it is empty or says nothing.
fn read_line(line: &[u8], is_first: bool, content_type: &str) -> Result<Option<Line>, Failure> {
    let text = String::from_utf8_lossy(line);
    let text = text.trim();
    let text = text.strip_prefix("data:").map_or(text, str::trim);
    if text.is_empty() || text == "[DONE]" || !is_first && !text.starts_with('{') {
        return Ok(None);
    }
    serde_json::from_str(text).map(Some).map_err(|_| {
        Failure::Unfit(format!(
            "answers with {} instead of lines of JSON; check `url`, or write engine = \"openai\"",
            one_line(content_type)
        ))
    })
}

/// Adds the characters of a line that begins `seconds` after the start of the sound. Services count their times from the
/// start of the sound or of the line; a clock that jumps back tells which.
fn add(characters: &mut CharacterTimes, alignment: &Alignment, seconds: f64) {
    let times = alignment.character_start_times_seconds.iter().zip(&alignment.character_end_times_seconds);
    let before = characters.times.last().map_or(0.0, |(.., end)| *end);
    let first = alignment.character_start_times_seconds.first().copied().unwrap_or(0.0);
    let offset = if first < before - JUMP_BACK { seconds } else { 0.0 };
    for (character, (start, end)) in alignment.characters.iter().zip(times) {
        let at = characters.text.len();
        characters.text.push_str(character);
        characters.times.push((at, start + offset, end + offset));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HttpKind, HttpSettings};

    fn alignment(text: &str, from: f64) -> Alignment {
        let times = |shift: f64| (0..text.len()).map(|i| from + (i as f64 + shift) * 0.1).collect();
        Alignment {
            characters: text.chars().map(String::from).collect(),
            character_start_times_seconds: times(0.0),
            character_end_times_seconds: times(1.0),
        }
    }

    #[test]
    fn clocks_from_the_start_or_from_the_line() {
        for second in [0.2, 0.0] {
            let mut characters = CharacterTimes::default();
            add(&mut characters, &alignment("ab", 0.0), 0.0);
            add(&mut characters, &alignment("cd", second), 0.2);
            assert_eq!(characters.text, "abcd");
            let starts: Vec<f64> = characters.times.iter().map(|t| (t.1 * 10.0).round()).collect();
            assert_eq!(starts, [0.0, 1.0, 2.0, 3.0], "{second}");
        }
    }

    #[test]
    fn text_cannot_command_and_settings_can() {
        let mut settings = HttpSettings::new(HttpKind::Elevenlabs, "x");
        settings.extra = serde_json::from_str(r#"{"voice_settings": {"stability": 0.5}}"#).unwrap();
        let saying = Saying { settings: &settings, text: "a <break time=\"3s\"/> b", speed: 2.0 };
        let body: Value = serde_json::from_str(&body(&saying, Some("de-DE"), u64::MAX)).unwrap();
        assert_eq!(body["text"], "a  break time=\"3s\"/  b");
        assert_eq!(body["voice_settings"], json!({"speed": 1.2, "stability": 0.5}));
        assert_eq!((&body["language_code"], &body["seed"]), (&json!("de"), &json!(u32::MAX)));
    }
}
