//! Requests about the show's file: checked, loaded, and read again while on air.

use super::Desk;
use crate::{
    graphics::Stock,
    paths,
    program::{Known, TakenUp},
};
use protocol::{
    Code, Response,
    event::{Event, Notice},
    request::{LoadShow, Problem, Refusal, ShowChecked, ShowLoaded},
    show_file::{FrontMatter, Show, ShowError},
    text::line_column,
};
use show::{Reloaded, Who};
use std::path::{Path, PathBuf};

/// Bytes of a show's file.
const MOST_SHOW_BYTES: usize = 1024 * 1024;

impl Desk<'_> {
    pub(super) fn check_show(&self, source: &str) -> Response {
        let errors = match Show::parse(source) {
            Ok(show) => {
                let mut problems = self.facts.known.problems(&show, source);
                problems.extend(self.take_up(&show.front, true).err().map(|e| wrong_voice(source, &e)));
                problems
            }
            Err(errors) => errors.0,
        };
        let problem = |e: ShowError| Problem { line: e.line, column: e.column, message: e.message };
        Ok(ShowChecked { problems: errors.into_iter().map(problem).collect() }.into())
    }

    pub(super) fn load_show(&mut self, load: LoadShow, by: &Who) -> Response {
        let (source, folder) = match (load.name, load.source) {
            (None, Some(source)) => (source, self.facts.known.folder.clone()),
            (Some(name), None) => {
                // Only what ships, or lies beside it: a client does not name files of this machine.
                if !paths::list("scenes", ".show.md").contains(&name) {
                    let text = format!("no show is called `{name}`; ListShows names those that are there");
                    return Err(Refusal::new(Code::NotFound, text));
                }
                let path = paths::find("show", "scenes", ".show.md", &name);
                let read =
                    path.and_then(|path| Ok((paths::read_text(&path)?, path.parent().map(Path::to_owned))));
                read.map_err(|e| Refusal::new(Code::NotFound, format!("{e:#}")))?
            }
            _ => {
                let text = "LoadShow takes either the `name` of a show or its `source`";
                return Err(Refusal::new(Code::InvalidField, text));
            }
        };
        self.play(&source, folder, true, by)
    }

    /// Goes on in another version of the show's file, which somebody saved. What is wrong in it is told.
    pub fn replay(&mut self, source: &str) {
        let folder = self.facts.known.folder.clone();
        match self.play(source, folder, false, &Who::Program) {
            Ok(_) => tracing::info!("the show's file was read again"),
            Err(refusal) => tracing::warn!("{refusal}"),
        }
    }

    pub(super) fn play(
        &mut self,
        source: &str,
        folder: Option<PathBuf>,
        from_its_beginning: bool,
        by: &Who,
    ) -> Response {
        if source.len() > MOST_SHOW_BYTES {
            let text =
                format!("the show's file has {} bytes; at most {MOST_SHOW_BYTES} are read", source.len());
            return Err(Refusal::new(Code::TooLarge, text));
        }
        // A file that cannot be read is refused below, with every fault.
        let front = Show::parse(source).ok().map(|show| show.front);
        let stock = Stock::read(front.as_ref(), folder.as_deref());
        let stock = stock.map_err(|e| Refusal::new(Code::InvalidField, format!("{e:#}")))?;
        let taken = front.as_ref().map(|front| self.take_up(front, from_its_beginning)).transpose();
        let (taken, unheard) = match taken {
            Ok(taken) => (taken, None),
            Err(error) => (None, Some(wrong_voice(source, &error))),
        };
        let mut known = Known { folder, stock, ..self.facts.known.clone() };
        if let Some(taken) = &taken {
            known.style.clone_from(&taken.style);
        }
        let Reloaded { version, next } = self.performance.direction.change(|control, now| {
            let check = |show: &Show| {
                let mut problems = known.problems(show, source);
                problems.extend(unheard.clone());
                problems
            };
            if from_its_beginning {
                control.load(source, check, by, now)
            } else {
                control.reload(source, check, by, now)
            }
        })?;
        self.facts.known = known;
        if let Some(taken) = taken {
            self.speak_as(taken);
        }
        let Known { stock, folder, .. } = self.facts.known.clone();
        self.graphics.reload(stock, &self.facts.language(), self.now);
        self.follow_show(source, folder, from_its_beginning);
        Ok(ShowLoaded { version, next: next.into() }.into())
    }

    /// What a show asks for that is taken up now.
    fn take_up(&self, front: &FrontMatter, from_its_beginning: bool) -> anyhow::Result<TakenUp> {
        let before = &self.performance.direction.control().script().front;
        self.facts.take_up(front, before, from_its_beginning)
    }

    /// Another show is spoken, from the next sentence on that is not planned yet.
    fn speak_as(&mut self, taken: TakenUp) {
        let TakenUp { style, voice, speaks, problem } = taken;
        self.performance.set_style(style);
        if speaks && self.performance.voice_name() != voice {
            self.performance.set_voice(&voice);
        }
        self.facts.voice = voice;
        if let Some(message) = problem {
            tracing::warn!("{message}");
            self.events.push(Event::Notice(Notice { severity: "warning".into(), message }));
        }
    }
}

/// A voice of a show that is not there, told where the front matter names it.
fn wrong_voice(source: &str, error: &anyhow::Error) -> ShowError {
    let (line, column) = line_column(source, source.find("\nvoice:").map_or(0, |at| at + 1));
    ShowError { line, column, message: format!("{error:#}") }
}
