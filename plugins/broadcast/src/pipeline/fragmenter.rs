//! Packets to fragments of MP4: when a fragment is complete, and what time it has.
//!
//! Shared by the preview (a fragment every few frames) and by HLS (a fragment a group of pictures).

use super::{
    fmp4::{self, Run, Sample, Streams, VIDEO_TIMESCALE},
    packet::Packet,
};
use gstreamer as gst;

/// Sound that may wait for a picture to end the fragment: twenty seconds.
const WAITING: usize = 960;

/// When fragments end. Each begins with a key frame or follows the one before without gap.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// At any frame once the fragment is so long, in nanoseconds.
    pub(super) at_frame: u64,
    /// At a key frame once the fragment is so long, in nanoseconds.
    pub(super) at_key: u64,
    /// Each picture at once, as long as it says that it lasts, instead of waiting for the next to tell; and sound that
    /// comes between two pictures in fragments of its own, which do not begin with a key frame.
    pub(super) at_once: bool,
}

/// A complete fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fragment {
    pub(super) bytes: Vec<u8>,
    pub(super) video: Run,
    pub(super) audio: Run,
    /// Where the data of picture and of sound begin in `bytes`.
    pub(super) offsets: [usize; 2],
    pub(super) starts_with_key: bool,
    /// Media time of its first picture.
    pub(super) pts: u64,
    /// Nanoseconds to the next one's first picture.
    pub(super) duration: u64,
}

/// Collects packets, and gives a fragment when one is complete.
pub(super) struct Fragmenter {
    cut: Cut,
    sequence: u32,
    video: Option<Packet>,
    audio: Option<Packet>,
    /// The last picture, whose duration the next one tells.
    held: Option<Packet>,
    /// Pictures of this fragment before `held`.
    pictures: Run,
    /// Where this fragment's first picture lies, and whether it is a key frame.
    start: Option<(u64, bool)>,
    sounds: Vec<Packet>,
}

impl Fragmenter {
    pub(super) fn new(cut: Cut) -> Self {
        Self {
            cut,
            sequence: 0,
            video: None,
            audio: None,
            held: None,
            pictures: Run::default(),
            start: None,
            sounds: Vec::new(),
        }
    }

    /// What a decoder must know; `None` until both a key frame and sound came.
    pub(super) fn streams(&self) -> Option<Streams> {
        let (video, audio) = (self.video.as_ref()?, self.audio.as_ref()?);
        let int = |packet: &Packet, field| packet.caps.structure(0)?.get::<i32>(field).ok();
        Some(Streams {
            width: u16::try_from(int(video, "width")?).ok()?,
            height: u16::try_from(int(video, "height")?).ok()?,
            avcc: video.codec_data()?,
            asc: audio.codec_data()?,
            sample_rate: u32::try_from(int(audio, "rate")?).ok()?,
            channels: u16::try_from(int(audio, "channels")?).ok()?,
        })
    }

    /// Takes a packet; gives the fragment before it when it begins a new one.
    pub(super) fn push(&mut self, packet: Packet) -> Option<Fragment> {
        if !packet.is_video() {
            self.audio.get_or_insert_with(|| packet.clone());
            if self.sounds.len() == WAITING {
                self.sounds.remove(0);
            }
            self.sounds.push(packet);
            return self.sound_at_once();
        }
        if self.start.is_none() {
            if self.video.is_none() {
                if !packet.key {
                    return None;
                }
                // Sound from before the first picture has nothing to stand on.
                self.sounds.retain(|s| s.pts >= packet.pts);
            }
            self.begin(packet);
            return self.close_at_once();
        }
        self.complete_held(packet.pts);
        let length = packet.pts.saturating_sub(self.start.map_or(0, |(start, _)| start));
        let done = length >= self.cut.at_frame || (packet.key && length >= self.cut.at_key);
        if done && self.audio.is_some() {
            let fragment = self.close(packet.pts);
            self.begin(packet);
            return fragment;
        }
        self.held = Some(packet);
        None
    }

    /// The last fragment.
    pub(super) fn finish(&mut self) -> Option<Fragment> {
        let end = self.held.as_ref().map(|p| p.pts + p.duration)?;
        self.complete_held(end);
        self.audio.as_ref()?;
        self.close(end)
    }

    fn close_at_once(&mut self) -> Option<Fragment> {
        let lasts = |held: &&Packet| self.cut.at_once && held.duration > 0;
        let end = self.held.as_ref().filter(lasts).map(|held| held.pts + held.duration)?;
        self.audio.as_ref()?;
        self.complete_held(end);
        self.close(end)
    }

    fn sound_at_once(&mut self) -> Option<Fragment> {
        if !self.cut.at_once || self.video.is_none() {
            return None;
        }
        if self.held.is_some() {
            // The first picture came before all sound. Held on, it would have every one after it leave a picture late.
            return self.close_at_once();
        }
        let first = self.sounds.first()?;
        // `close` wants to know where it begins, which a picture tells otherwise.
        let (start, end) = (first.pts, self.sounds.last().map_or(first.pts, |last| last.pts + last.duration));
        self.start = Some((start, false));
        self.close(end)
    }

    fn begin(&mut self, packet: Packet) {
        self.video.get_or_insert_with(|| packet.clone());
        self.start = Some((packet.pts, packet.key));
        self.pictures.start = ticks(packet.pts, VIDEO_TIMESCALE);
        self.held = Some(packet);
    }

    /// Moves the held picture into the fragment: it lasts until `next`.
    fn complete_held(&mut self, next: u64) {
        if let Some(held) = self.held.take() {
            let duration = ticks(next, VIDEO_TIMESCALE).saturating_sub(ticks(held.pts, VIDEO_TIMESCALE));
            let data = bytes(&held.data);
            self.pictures.samples.push(Sample { duration: duration as u32, key: held.key, data });
        }
    }

    fn close(&mut self, end: u64) -> Option<Fragment> {
        let (pts, starts_with_key) = self.start.take()?;
        let rate = self.streams().map_or(48_000, |s| u64::from(s.sample_rate));
        let video = std::mem::take(&mut self.pictures);
        let sounds = std::mem::take(&mut self.sounds);
        let audio = Run {
            start: sounds.first().map_or(0, |s| ticks(s.pts, rate)),
            samples: sounds
                .iter()
                .map(|s| Sample { duration: ticks(s.duration, rate) as u32, key: true, data: bytes(&s.data) })
                .collect(),
        };
        self.sequence += 1;
        let (bytes, offsets) = fmp4::fragment(self.sequence, &video, &audio);
        let duration = end.saturating_sub(pts);
        Some(Fragment { bytes, video, audio, offsets, starts_with_key, pts, duration })
    }
}

/// Nanoseconds to ticks, to the nearest: times that were rounded down from samples come back exact.
fn ticks(nanos: u64, scale: u64) -> u64 {
    ((u128::from(nanos) * u128::from(scale) + 500_000_000) / 1_000_000_000) as u64
}

fn bytes(buffer: &gst::Buffer) -> Vec<u8> {
    buffer.map_readable().map(|map| map.as_slice().to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::packet::Kind;

    const FRAME: u64 = 33_333_333;

    fn packet(kind: Kind, pts: u64, key: bool) -> Packet {
        gst::init().unwrap();
        let data = gst::Buffer::from_slice([0u8; 8]);
        Packet { kind, pts, duration: FRAME, key, data, caps: gst::Caps::new_empty() }
    }

    /// Feeds a key frame every `group` frames and tells (key, frames) of each fragment.
    #[track_caller]
    fn check(cut: Cut, group: u64, frames: u64, expect: &[(bool, u64)]) {
        let mut fragmenter = Fragmenter::new(cut);
        let mut found = Vec::new();
        for n in 0..frames {
            // Sound alone is a fragment only where pictures leave at once.
            let alone = fragmenter.push(packet(Kind::Audio, n * FRAME, true));
            assert!(alone.is_none_or(|sound| cut.at_once && sound.video.samples.is_empty()));
            found.extend(fragmenter.push(packet(Kind::Video, n * FRAME, n % group == 0)));
        }
        found.extend(fragmenter.finish());
        let mut next = 0;
        for fragment in &found {
            assert_eq!(fragment.pts, next);
            next += fragment.duration;
        }
        assert_eq!(next, frames * FRAME);
        let lengths: Vec<_> =
            found.iter().map(|f| (f.starts_with_key, (f.duration + FRAME / 2) / FRAME)).collect();
        assert_eq!(lengths, expect);
    }

    #[test]
    fn preview_cuts_soon_and_at_every_key() {
        let cut = Cut { at_frame: 3 * FRAME, at_key: 0, at_once: false };
        check(cut, 5, 12, &[(true, 3), (false, 2), (true, 3), (false, 2), (true, 2)]);
    }

    #[test]
    fn pictures_that_know_their_length_leave_at_once() {
        let cut = Cut { at_frame: 0, at_key: 0, at_once: true };
        check(cut, 3, 4, &[(true, 1), (false, 1), (false, 1), (true, 1)]);
        let mut fragmenter = Fragmenter::new(cut);
        fragmenter.push(packet(Kind::Audio, 0, true));
        assert!(fragmenter.push(packet(Kind::Video, 0, true)).is_some(), "without a second picture");
        let sound = fragmenter.push(packet(Kind::Audio, FRAME, true)).expect("sound of its own");
        assert_eq!((sound.video.samples.len(), sound.audio.samples.len()), (0, 1));
        assert!(!sound.starts_with_key && fragmenter.push(packet(Kind::Video, FRAME, false)).is_some());
        // Also where the first picture came before all sound.
        let mut fragmenter = Fragmenter::new(cut);
        assert!(
            fragmenter.push(packet(Kind::Video, 0, true)).is_none(),
            "nobody knows yet what sound is like"
        );
        let first = fragmenter.push(packet(Kind::Audio, 0, true)).expect("both");
        assert_eq!(
            (first.video.samples.len(), first.audio.samples.len(), first.starts_with_key),
            (1, 1, true)
        );
        let second = fragmenter.push(packet(Kind::Video, FRAME, false)).expect("at once");
        assert_eq!((second.pts, second.video.samples.len()), (FRAME, 1));
        assert!(fragmenter.push(packet(Kind::Audio, FRAME, true)).is_some());
    }

    #[test]
    fn segments_cut_at_keys_alone() {
        let cut = Cut { at_frame: u64::MAX, at_key: 4 * FRAME, at_once: false };
        check(cut, 6, 14, &[(true, 6), (true, 6), (true, 2)]);
        check(cut, 3, 14, &[(true, 6), (true, 6), (true, 2)]);
    }

    #[test]
    fn ticks_undo_the_rounding_down() {
        for sample in [0, 1, 1024, 48_001, 1_000_003, 172_800_000] {
            assert_eq!(ticks(protocol::clock::pts_nanos(sample), 48_000), sample);
        }
    }
}
