//! A show's file, read into segments and what they hold.

use crate::Place;
use protocol::{
    cue::Cue,
    graphic::{Graphic, GraphicKind},
    show_file::{Block, FrontMatter, Paragraph, Segment, Show, ShowErrors},
};

/// A show, in the order in which it is played.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// What stands between the `---` lines.
    pub front: FrontMatter,
    /// Segments; what stands before the first heading is one without a name.
    pub segments: Vec<ScriptSegment>,
    /// Lines of self-talk, each with the seconds of silence that it waits for.
    pub idle: Vec<(f64, Entry)>,
}

/// A segment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScriptSegment {
    /// Heading and options.
    pub head: Segment,
    /// Paragraphs and windows, in order.
    pub entries: Vec<Entry>,
}

/// Something that is begun as a whole.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// An utterance: a paragraph with the lines of cues around it, or cues alone.
    Say {
        /// What is said; empty where only cues fire.
        text: String,
        /// What to do.
        blocks: Vec<Block>,
    },
    /// A window for questions, in seconds.
    Ask(f32),
}

impl Script {
    /// Reads a show file.
    ///
    /// # Errors
    /// Every fault with its line, its column and advice.
    pub fn parse(source: &str) -> Result<Self, ShowErrors> {
        Show::parse(source).map(Self::from)
    }

    /// A script in which nothing stands.
    pub fn empty() -> Self {
        let front = FrontMatter {
            title: String::new(),
            scene: None,
            character: Vec::new(),
            voice: Vec::new(),
            language: None,
            camera: None,
            speed: None,
            repeat: false,
            start_at: None,
            graphics: None,
        };
        Self { front, segments: Vec::new(), idle: Vec::new() }
    }

    /// The entry at a place.
    pub fn entry(&self, place: Place) -> Option<&Entry> {
        self.segments.get(place.segment)?.entries.get(place.paragraph)
    }

    /// All entries in order, with their places.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (Place, &Entry)> {
        self.segments.iter().enumerate().flat_map(|(segment, s)| {
            let place = move |paragraph| Place { segment, paragraph };
            s.entries.iter().enumerate().map(move |(paragraph, entry)| (place(paragraph), entry))
        })
    }

    /// Cues for what is to be seen at the beginning of an entry, where another product stands on the stage.
    pub fn product_cues(&self, place: Place, shown: Option<&str>) -> Vec<Cue> {
        let wanted = self.segments.get(place.segment).and_then(|s| s.head.product.as_deref());
        if wanted == shown {
            return Vec::new();
        }
        // One product takes the place of another.
        let hide = shown.filter(|_| wanted.is_none()).map(|_| Cue::Hide(Some(GraphicKind::Product)));
        hide.into_iter().chain(wanted.map(show_product)).collect()
    }

    /// State cues that hold at the beginning of an entry (camera, scene, things shown, the segment's product,
    /// music, a lasting emotion), as if all before it had been played in order: what a stage that was just
    /// built must be told.
    pub fn standing_cues(&self, place: Place) -> Vec<Cue> {
        let mut standing: Vec<Cue> = Vec::new();
        let before = self.entries().take_while(|(at, _)| *at < place);
        for cue in before.flat_map(|(_, entry)| entry.cues()) {
            stand(&mut standing, cue);
        }
        if let Some(product) = self.segments.get(place.segment).and_then(|s| s.head.product.as_deref()) {
            stand(&mut standing, &show_product(product));
        }
        standing
    }
}

fn show_product(product: &str) -> Cue {
    Cue::Show(Graphic::Product { id: product.to_owned() })
}

/// Takes a cue into what holds; later ones go before earlier ones of their kind.
pub(crate) fn stand(standing: &mut Vec<Cue>, cue: &Cue) {
    let holds = match cue {
        Cue::Camera(_) | Cue::Scene(_) | Cue::Music { .. } => true,
        // Other pictures, other slides.
        Cue::Backdrop(_) => {
            standing.retain(|c| !matches!(c, Cue::Backdrop(_) | Cue::Slide(_)));
            standing.push(cue.clone());
            return;
        }
        Cue::Emotion(emotion) => !emotion.fades,
        Cue::Show(thing) => {
            standing.retain(|c| !matches!(c, Cue::Show(other) if other.kind() == thing.kind()));
            standing.push(cue.clone());
            return;
        }
        Cue::Hide(kind) => {
            let hides = |other: &Graphic| kind.map_or(!other.kind().stays(), |k| k == other.kind());
            standing.retain(|c| !matches!(c, Cue::Show(other) if hides(other)));
            return;
        }
        _ => false,
    };
    if holds {
        standing.retain(|c| c.name() != cue.name());
        standing.push(cue.clone());
    }
}

impl Entry {
    /// Its cues, in order.
    pub fn cues(&self) -> Vec<&Cue> {
        match self {
            Self::Ask(_) => Vec::new(),
            Self::Say { blocks, .. } => blocks.iter().flat_map(block_cues).collect(),
        }
    }
}

/// The cues of a block, in order.
pub(crate) fn block_cues(block: &Block) -> Vec<&Cue> {
    match block {
        Block::Segment(_) => Vec::new(),
        Block::Cues(cues) => cues.iter().collect(),
        Block::Paragraph(paragraph) => paragraph.cues.iter().map(|c| &c.cue).collect(),
    }
}

impl From<Show> for Script {
    fn from(show: Show) -> Self {
        let mut script = Self { front: show.front, ..Self::empty() };
        let mut segment = ScriptSegment::default();
        for block in show.blocks {
            match block {
                Block::Segment(head) => {
                    script.close(std::mem::replace(&mut segment, ScriptSegment { head, entries: Vec::new() }))
                }
                Block::Cues(cues) => segment.cues(cues),
                Block::Paragraph(paragraph) => segment.say(paragraph),
            }
        }
        script.close(segment);
        script
    }
}

impl Script {
    fn close(&mut self, segment: ScriptSegment) {
        match segment.head.idle_seconds {
            Some(seconds) => self.idle.extend(segment.entries.into_iter().map(|entry| (seconds, entry))),
            None if segment.entries.is_empty() && segment.head.heading.is_empty() => {}
            None => self.segments.push(segment),
        }
    }
}

impl ScriptSegment {
    fn say(&mut self, paragraph: Paragraph) {
        match self.entries.last_mut() {
            // Lines of cues that stand before it, with nothing said yet.
            Some(Entry::Say { text, blocks }) if text.is_empty() => {
                text.clone_from(&paragraph.text);
                blocks.push(Block::Paragraph(paragraph));
            }
            _ => {
                let text = paragraph.text.clone();
                self.entries.push(Entry::Say { text, blocks: vec![Block::Paragraph(paragraph)] });
            }
        }
    }

    /// Cues alone on a line belong to what was said before them; `[ask ...]` among them opens a window of its
    /// own.
    fn cues(&mut self, cues: Vec<Cue>) {
        for cue in cues {
            match (cue, self.entries.last_mut()) {
                (Cue::Ask(seconds), _) => self.entries.push(Entry::Ask(seconds)),
                (cue, Some(Entry::Say { blocks, .. })) => match blocks.last_mut() {
                    Some(Block::Cues(cues)) => cues.push(cue),
                    _ => blocks.push(Block::Cues(vec![cue])),
                },
                (cue, _) => {
                    self.entries
                        .push(Entry::Say { text: String::new(), blocks: vec![Block::Cues(vec![cue])] });
                }
            }
        }
    }
}
