//! What a text may name: cameras, voices, sounds and people that are there. Told with its place, before anything is
//! said.

use crate::{
    graphics::{Stock, place},
    paths,
    people::wrong_speaker,
    program::read_scene,
    stage,
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
        let mut wrong: Vec<(usize, Wrong)> = Vec::new();
        let mut scene = self.first_scene(show);
        if let Some(camera) = &show.front.camera
            && !scene.has_camera(camera)
            && !self.other_scene
        {
            let written = vec![format!("camera: {camera}")];
            wrong.push((0, Wrong { written, message: scene.no_camera(camera) }));
        }
        // Cues are looked for from the last one on: the same camera may be there in one scene and not in another.
        let mut from = 0;
        for block in &show.blocks {
            for cue in cues(block) {
                let found = self.wrong_in(cue, &mut scene);
                let at = written(cue).iter().filter_map(|w| source[from..].find(w.as_str())).min();
                if let Some(message) = found {
                    wrong.push((from, Wrong { written: written(cue), message }));
                }
                from += at.map_or(0, |at| at + 1);
            }
            wrong.extend(self.wrong_besides(block).into_iter().map(|wrong| (0, wrong)));
            if let Block::Paragraph(paragraph) = block
                && !does_something(block)
            {
                let written = vec![paragraph.text.clone()];
                let message = "nothing here can be said: it has no word; write some, or take the line out";
                wrong.push((0, Wrong { written, message: message.into() }));
            }
        }
        let problem = |(from, Wrong { written, message }): (usize, Wrong)| {
            let rest = &source[from..];
            let at = written.iter().filter_map(|w| rest.find(w.as_str())).min();
            // However it is spaced and quoted.
            let at = at.or_else(|| written.iter().find_map(|w| place(rest, w)));
            let (line, column) = line_column(source, at.map_or(0, |at| at + from));
            ShowError { line, column, message }
        };
        wrong.into_iter().map(problem).collect()
    }

    /// Reads a text of which all cues can be done.
    ///
    /// # Errors
    /// A cue that does not exist, or that names what is not there.
    pub fn read(&self, text: &str) -> Result<Vec<Block>, Refusal> {
        let blocks = parse_text(text).map_err(|e| Refusal::new(Code::InvalidCue, e.to_string()))?;
        let strict = Self { other_scene: false, other_people: false, ..self.clone() };
        let mut scene = self.scene.clone();
        if !blocks.iter().any(does_something) {
            return Err(Refusal::new(Code::NothingToSay, "nothing in the text can be said: it has no word"));
        }
        match blocks.iter().flat_map(|block| strict.wrong(block, &mut scene)).next() {
            Some(wrong) => Err(Refusal::new(Code::InvalidCue, wrong.message)),
            None => Ok(blocks),
        }
    }

    /// Why a cue cannot be done, if it cannot.
    pub fn wrong_cue(&self, cue: &Cue) -> Option<String> {
        match cue {
            Cue::Camera(to) if !self.scene.has_camera(&to.name) => Some(self.scene.no_camera(&to.name)),
            Cue::Scene(to) => read_scene(&to.name).err().map(|e| format!("[scene] {e:#}")),
            Cue::Backdrop(backdrop) => {
                let folder = self.folder.as_deref();
                let problem =
                    |name: &String| stage::find(name, folder).and_then(|path| Ok(stage::check(&path)?)).err();
                backdrop.assets.iter().find_map(problem).map(|e| format!("[show] {e:#}"))
            }
            Cue::Voice(name) => self.catalog.find(name).err().map(|e| format!("[voice] {e}")),
            Cue::Music { file: Some(file), .. } => self.sound(file).map(|e| format!("[music] {e}")),
            Cue::Sound(file) => self.sound(file).map(|e| format!("[sound] {e}")),
            Cue::Show(graphic) => self.stock.wrong(graphic).map(|e| format!("[show] {e}")),
            _ => None,
        }
    }

    /// The scene in which a show begins.
    fn first_scene(&self, show: &Show) -> Scene {
        let own = show.front.scene.as_deref().filter(|_| !self.other_scene);
        own.and_then(|name| read_scene(name).ok()).unwrap_or_else(|| self.scene.clone())
    }

    /// Why a cue cannot be done in the scene of its moment; goes on in the scene that it changes to.
    pub fn wrong_in(&self, cue: &Cue, scene: &mut Scene) -> Option<String> {
        match cue {
            Cue::Camera(to) if !scene.has_camera(&to.name) => {
                let message = scene.no_camera(&to.name);
                if self.other_scene {
                    tracing::warn!("{message}");
                    return None;
                }
                Some(message)
            }
            Cue::Camera(_) => None,
            Cue::Scene(to) => match read_scene(&to.name) {
                Ok(next) => {
                    *scene = next;
                    None
                }
                Err(error) => Some(format!("[scene] {error:#}")),
            },
            other => self.wrong_cue(other),
        }
    }

    fn sound(&self, file: &str) -> Option<String> {
        paths::sound(file, self.folder.as_deref()).err().map(|e| e.to_string())
    }

    fn wrong(&self, block: &Block, scene: &mut Scene) -> Vec<Wrong> {
        let named = cues(block).into_iter().filter_map(|cue| {
            let message = self.wrong_in(cue, scene)?;
            Some(Wrong { written: written(cue), message })
        });
        let mut wrong: Vec<Wrong> = named.collect();
        wrong.extend(self.wrong_besides(block));
        wrong
    }

    /// Products and people that are not there.
    fn wrong_besides(&self, block: &Block) -> Vec<Wrong> {
        let mut wrong = Vec::new();
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
        Cue::Camera(to) | Cue::Scene(to) => Some(&to.name),
        Cue::Voice(name) | Cue::Sound(name) | Cue::Music { file: Some(name), .. } => Some(name),
        _ => None,
    }
}

/// How a cue is written up to its argument.
fn written(cue: &Cue) -> Vec<String> {
    let name = cue.name();
    match cue {
        Cue::Show(graphic) => return vec![format!("[show {graphic}")],
        Cue::Backdrop(_) => return vec!["[show backdrop:".into(), "[hide backdrop".into()],
        _ => {}
    }
    match argument(cue) {
        Some(argument) => vec![format!("[{name} {argument}"), format!("[{name} \"{argument}")],
        None => Vec::new(),
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

/// Whether something of a block is said or done.
fn does_something(block: &Block) -> bool {
    match block {
        Block::Segment(_) => false,
        Block::Cues(cues) => !cues.is_empty(),
        Block::Paragraph(paragraph) => {
            !paragraph.cues.is_empty() || !speech::split_sentences(&paragraph.text).is_empty()
        }
    }
}
