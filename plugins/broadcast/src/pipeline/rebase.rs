//! Each output begins at zero: on a key frame, with the sound that belongs to it.

use super::packet::Packet;
use std::collections::VecDeque;

/// Sound that may wait for the first key frame: ten seconds of AAC, more than any look-ahead.
const WAITING: usize = 480;

/// Shifts packets so that the first key frame has time 0; drops what lies before it.
#[derive(Debug, Default)]
pub(super) struct Rebase {
    origin: Option<u64>,
    waiting: VecDeque<Packet>,
}

impl Rebase {
    /// Hands packets on to `take`, shifted. Sound that came before the first key frame, as encoders finish sound
    /// earlier than pictures, is kept and follows it.
    pub(super) fn feed<E>(
        &mut self,
        packet: Packet,
        mut take: impl FnMut(Packet) -> Result<(), E>,
    ) -> Result<(), E> {
        let shift = |origin: u64, packet: &Packet| packet.pts.checked_sub(origin).map(|pts| packet.at(pts));
        match self.origin {
            Some(origin) => shift(origin, &packet).map_or(Ok(()), take),
            None if packet.is_video() && packet.key => {
                let origin = packet.pts;
                self.origin = Some(origin);
                take(packet.at(0))?;
                self.waiting.drain(..).filter_map(|p| shift(origin, &p)).try_for_each(take)
            }
            None if packet.is_video() => Ok(()),
            None => {
                if self.waiting.len() == WAITING {
                    self.waiting.pop_front();
                }
                self.waiting.push_back(packet);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::packet::Kind;
    use gstreamer as gst;

    fn packet(kind: Kind, pts: u64, key: bool) -> Packet {
        gst::init().unwrap();
        Packet { kind, pts, duration: 10, key, data: gst::Buffer::new(), caps: gst::Caps::new_empty() }
    }

    #[track_caller]
    fn check(input: &[(Kind, u64, bool)], expect: &[(Kind, u64)]) {
        let (mut rebase, mut out) = (Rebase::default(), Vec::new());
        for (kind, pts, key) in input {
            rebase
                .feed(packet(*kind, *pts, *key), |p| {
                    out.push((p.kind, p.pts));
                    Ok::<_, ()>(())
                })
                .unwrap();
        }
        assert_eq!(out, expect);
    }

    #[test]
    fn begins_on_a_key_frame_with_its_sound() {
        use Kind::{Audio, Video};
        check(
            &[
                (Audio, 90, true),
                (Video, 95, false),
                (Audio, 100, true),
                (Audio, 110, true),
                (Video, 100, true),
                (Video, 110, false),
                (Audio, 120, true),
            ],
            &[(Video, 0), (Audio, 0), (Audio, 10), (Video, 10), (Audio, 20)],
        );
    }

    #[test]
    fn nothing_without_a_key_frame() {
        check(&[(Kind::Audio, 0, true), (Kind::Video, 0, false), (Kind::Video, 10, false)], &[]);
    }
}
