//! Who is on stage, whose voice speaks, and how texts are spoken that do not say it themselves.

use super::Performance;
use protocol::Event;
use show::{Speaker, Style};

impl Performance {
    /// The same with the people of `style` on stage; nobody stands for one without a name.
    pub fn with_style(mut self, style: Style) -> Self {
        self.seat(style.people.len().max(1));
        self.style = style;
        self
    }

    /// Texts that are taken up from now on are spoken in this style; as many people are on stage as before.
    pub fn set_style(&mut self, style: Style) {
        self.style = style;
    }

    pub(super) fn people(&self) -> &[Speaker] {
        &self.style.people
    }

    /// Name of the voice.
    pub fn voice_name(&self) -> &str {
        &self.voice_name
    }

    /// Has another voice speak from the next sentence on that no voice has yet.
    pub fn set_voice(&mut self, name: &str) {
        self.voice_name = name.to_owned();
        self.end_wait();
        self.events.push(Event::VoiceChanged { voice: name.to_owned() });
    }
}
