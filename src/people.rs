//! Who is on stage: characters, what cues call them, and whose voice is whose, from what was typed and written.

use crate::{
    bake,
    program::{CHARACTER, Plan, VOICE},
};
use anyhow::{Result, bail};
use protocol::{
    cue::Cue,
    show_file::{Block, FrontMatter, wrong_people},
    text::nearest,
};
use show::{Speaker, Style};
use speech::catalog::Catalog;
use std::{path::PathBuf, sync::Arc};

/// The people of a programme, in order from the left of the picture.
pub struct People {
    /// Stems of recipes, or glb files.
    pub characters: Vec<String>,
    /// What cues call them, and the voices of all but the first.
    pub speakers: Arc<[Speaker]>,
    /// The voice of the first, which speaks where none is named.
    pub voice: String,
}

/// Who is on stage, with what was typed before what the show says.
///
/// # Errors
/// When there are too many, or a voice is not there.
pub fn read(plan: &Plan, front: Option<&FrontMatter>, catalog: &Catalog) -> Result<People> {
    let written = front.map_or(&[][..], |f| f.character.as_slice());
    let mut characters = if plan.character.is_empty() { written.to_vec() } else { plan.character.clone() };
    if let Some((option, problem)) = wrong_people(&characters, &plan.voice) {
        bail!("--{option} {problem}");
    }
    if characters.is_empty() {
        characters.push(CHARACTER.into());
    }
    let said = |index: usize| {
        let of_show = front.and_then(|f| f.voice.get(index));
        plan.voice.get(index).or(of_show).cloned()
    };
    let mut voices = Vec::new();
    for (index, character) in characters.iter().enumerate() {
        let own = bake::voice_of(character)?;
        let voice = said(index).or(own).unwrap_or_else(|| VOICE.into());
        voices.push(catalog.find(&voice)?.facts().name.clone());
    }
    let names = names(&characters, written);
    let speaker =
        |(n, names): (usize, Vec<String>)| Speaker { names, voice: (n > 0).then(|| voices[n].clone()) };
    let speakers = names.into_iter().enumerate().map(speaker).collect();
    Ok(People { voice: voices[0].clone(), characters, speakers })
}

/// What cues call each person: who takes the place of somebody of the show answers to that name as well.
fn names(characters: &[String], written: &[String]) -> Vec<Vec<String>> {
    let mut names: Vec<Vec<String>> = Vec::new();
    for (index, character) in characters.iter().enumerate() {
        let part = written.get(index).map(|name| stem(name));
        let own = Some(stem(character)).filter(|own| !written.iter().any(|name| stem(name) == *own));
        let both: Vec<String> = part.into_iter().chain(own).collect();
        names.push(if both.is_empty() { vec![stem(character)] } else { both });
    }
    names
}

/// A character's name without folder and ending.
pub fn stem(name: &str) -> String {
    let file = PathBuf::from(name);
    let file = file.file_name().and_then(|f| f.to_str()).unwrap_or(name);
    file.strip_suffix(".glb").unwrap_or(file).to_owned()
}

/// A `[speaker ...]` of a block that nobody answers to: the name, and what is wrong.
pub fn wrong_speaker(block: &Block, style: &Style) -> Option<(String, String)> {
    let alone = "alone on a line it has nothing to say; write it before the first word of a paragraph";
    match block {
        Block::Segment(_) => None,
        Block::Cues(cues) => cues.iter().find_map(|cue| match cue {
            Cue::Speaker(name) => Some((name.clone(), alone.to_owned())),
            _ => None,
        }),
        Block::Paragraph(paragraph) => paragraph.cues.iter().find_map(|placed| match &placed.cue {
            Cue::Speaker(name) if style.person_named(name).is_none() => {
                Some((name.clone(), nobody_called(name, style)))
            }
            _ => None,
        }),
    }
}

/// What to say when somebody is named who is not there.
pub fn nobody_called(name: &str, style: &Style) -> String {
    let known: Vec<&str> = style.people.iter().filter_map(|p| p.names.first()).map(String::as_str).collect();
    let advice = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "one person without a name is there".into(),
        None => format!("there are {}; `character: [...]` in the front matter names them", known.join(", ")),
    };
    format!("nobody on stage is called `{name}`; {advice}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(characters: &[&str], written: &[&str], expect: &[&[&str]]) {
        let own = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&own(characters), &own(written)), expect.iter().map(|n| own(n)).collect::<Vec<_>>());
    }

    #[test]
    fn people_have_the_names_of_their_parts() {
        check(&["kai", "emma"], &["kai", "emma"], &[&["kai"], &["emma"]]);
        check(&["people/rin.glb"], &[], &[&["rin"]]);
        check(&["ming", "rin"], &["kai", "emma"], &[&["kai", "ming"], &["emma", "rin"]]);
        check(&["emma", "kai"], &["kai", "emma"], &[&["kai"], &["emma"]]);
        check(&["kai", "rin"], &["kai"], &[&["kai"], &["rin"]]);
    }
}
