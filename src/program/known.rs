//! What a text may name: cameras, voices, sounds and people that are there. Told with its place, before anything is
//! said.

use crate::{
    graphics::{Stock, place},
    paths,
    people::wrong_speaker,
};
use protocol::{
    Code,
    cue::Cue,
    request::Refusal,
    scene::Scene,
    show_file::{Block, Show, ShowError, parse_text},
    text::line_column,
};
use show::Style;
use speech::catalog::Catalog;
use std::path::PathBuf;

/// What a text may name, and how it is spoken.
#[derive(Debug, Clone)]
pub struct Known {
    /// The scene with its cameras.
    pub scene: Scene,
    /// Voices that can be chosen.
    pub catalog: Catalog,
    /// Folder of the show file: where its sounds may lie.
    pub folder: Option<PathBuf>,
    /// Who is on stage, and how texts are spoken that do not say it themselves.
    pub style: Style,
    /// What there is to be shown over the picture.
    pub stock: Stock,
    /// Whether the show is played in another scene than it names: cameras that are not there are passed over.
    pub other_scene: bool,
    /// Whether it is played by other people than it names.
    pub other_people: bool,
}

/// A cue that names what is not there: as it is written up to its argument, and what is wrong.
struct Wrong {
    written: Vec<String>,
    message: String,
}

impl Known {
    /// What a show names that is not there.
    pub fn problems(&self, show: &Show, source: &str) -> Vec<ShowError> {
        let front =
            show.front.camera.as_ref().filter(|c| !self.scene.cameras.contains_key(*c)).map(|camera| Wrong {
                written: vec![format!("camera: {camera}")],
                message: self.scene.no_camera(camera),
            });
        let front = front.filter(|_| !self.other_scene);
        let wrong = front.into_iter().chain(show.blocks.iter().flat_map(|block| self.wrong(block)));
        let problem = |Wrong { written, message }: Wrong| {
            let at = written.iter().filter_map(|w| source.find(w.as_str())).min();
            // However it is spaced and quoted.
            let at = at.or_else(|| written.iter().find_map(|w| place(source, w))).unwrap_or(0);
            let (line, column) = line_column(source, at);
            ShowError { line, column, message }
        };
        wrong.map(problem).collect()
    }

    /// Reads a text of which all cues can be done.
    ///
    /// # Errors
    /// A cue that does not exist, or that names what is not there.
    pub fn read(&self, text: &str) -> Result<Vec<Block>, Refusal> {
        let blocks = parse_text(text).map_err(|e| Refusal::new(Code::InvalidCue, e.to_string()))?;
        let strict = Self { other_scene: false, other_people: false, ..self.clone() };
        match blocks.iter().flat_map(|block| strict.wrong(block)).next() {
            Some(wrong) => Err(Refusal::new(Code::InvalidCue, wrong.message)),
            None => Ok(blocks),
        }
    }

    /// Why a cue cannot be done, if it cannot.
    pub fn wrong_cue(&self, cue: &Cue) -> Option<String> {
        match cue {
            Cue::Camera(name) if !self.scene.cameras.contains_key(name) => Some(self.scene.no_camera(name)),
            Cue::Voice(name) => self.catalog.find(name).err().map(|e| format!("[voice] {e}")),
            Cue::Music { file: Some(file), .. } => self.sound(file).map(|e| format!("[music] {e}")),
            Cue::Sound(file) => self.sound(file).map(|e| format!("[sound] {e}")),
            Cue::Show(graphic) => self.stock.wrong(graphic).map(|e| format!("[show] {e}")),
            _ => None,
        }
    }

    fn sound(&self, file: &str) -> Option<String> {
        paths::sound(file, self.folder.as_deref()).err().map(|e| e.to_string())
    }

    fn wrong(&self, block: &Block) -> Vec<Wrong> {
        let named = cues(block).into_iter().filter_map(|cue| {
            let message = self.wrong_cue(cue)?;
            if matches!(cue, Cue::Camera(_)) && self.other_scene {
                tracing::warn!("{message}");
                return None;
            }
            if let Cue::Show(graphic) = cue {
                return Some(Wrong { written: vec![format!("[show {graphic}")], message });
            }
            let argument = argument(cue)?;
            let name = cue.name();
            Some(Wrong {
                written: vec![format!("[{name} {argument}"), format!("[{name} \"{argument}")],
                message,
            })
        });
        let mut wrong: Vec<Wrong> = named.collect();
        if let Block::Segment(segment) = block
            && let Some(product) = &segment.product
            && let Some(problem) = self.stock.wrong_product(product)
        {
            let written = vec![format!("[product {product}")];
            wrong.push(Wrong { written, message: format!("[product] {problem}") });
        }
        if let Some((name, problem)) = wrong_speaker(block, &self.style) {
            let message = format!("[speaker] {problem}");
            if self.other_people {
                tracing::warn!("{message}");
            } else {
                let written = vec![format!("[speaker {name}"), format!("[speaker \"{name}")];
                wrong.push(Wrong { written, message });
            }
        }
        wrong
    }
}

/// What a cue names.
fn argument(cue: &Cue) -> Option<&str> {
    match cue {
        Cue::Camera(name) | Cue::Voice(name) | Cue::Sound(name) | Cue::Music { file: Some(name), .. } => {
            Some(name)
        }
        _ => None,
    }
}

/// All cues of a block, in order.
pub fn cues(block: &Block) -> Vec<&Cue> {
    match block {
        Block::Segment(_) => Vec::new(),
        Block::Cues(cues) => cues.iter().collect(),
        Block::Paragraph(paragraph) => paragraph.cues.iter().map(|c| &c.cue).collect(),
    }
}
