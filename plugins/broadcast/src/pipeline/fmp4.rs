//! MP4 in bytes: an initialization segment, fragments of H.264 and AAC, and the index of a finished file.
//!
//! ISO/IEC 14496-12 and -15, as far as Media Source Extensions, HLS and recordings need it. Pure: no clock, no files,
//! no pipeline. Written here and not left to a muxer element because a fragment must leave with the frame that
//! completes it, and because `mp4mux` 1.22 writes fragments with empty samples when sound is silent, which makes the
//! recording of a killed process unreadable.

use super::sample_table::SampleTable;

/// Ticks a second of the picture: every usual frame rate divides it.
pub(super) const VIDEO_TIMESCALE: u64 = 90_000;
/// Ticks a second of the whole: the sample rate, so that the start of the sound is exact.
pub(super) const MOVIE_TIMESCALE: u64 = 48_000;
const VIDEO_TRACK: u32 = 1;
const AUDIO_TRACK: u32 = 2;

/// What a decoder must know before the first frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Streams {
    pub(super) width: u16,
    pub(super) height: u16,
    /// AVCDecoderConfigurationRecord.
    pub(super) avcc: Vec<u8>,
    /// AudioSpecificConfig.
    pub(super) asc: Vec<u8>,
    pub(super) sample_rate: u32,
    pub(super) channels: u16,
}

/// One access unit within a fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sample {
    /// Ticks of its track.
    pub(super) duration: u32,
    pub(super) key: bool,
    pub(super) data: Vec<u8>,
}

/// Samples of one track in a fragment, without gap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// Decoding time of the first sample in ticks.
    pub(super) start: u64,
    pub(super) samples: Vec<Sample>,
}

impl Run {
    /// Bytes of all samples.
    fn len(&self) -> usize {
        self.samples.iter().map(|s| s.data.len()).sum()
    }
}

impl Streams {
    /// The type for Media Source Extensions: `video/mp4; codecs="avc1.4D401F, mp4a.40.2"`.
    pub(super) fn mime(&self) -> String {
        let avc: String = self.avcc.iter().skip(1).take(3).map(|b| format!("{b:02X}")).collect();
        // The first five bits of an AudioSpecificConfig are the object type: 2 for AAC-LC.
        let object = self.asc.first().map_or(2, |b| b >> 3);
        format!("video/mp4; codecs=\"avc1.{avc}, mp4a.40.{object}\"")
    }
}

/// `ftyp`: what kind of file it is.
pub(super) fn file_type() -> Vec<u8> {
    let mut out = Vec::new();
    boxed(&mut out, b"ftyp", |o| {
        o.extend(b"iso5");
        u32be(o, 512);
        o.extend(b"iso5iso6mp41");
    });
    out
}

/// `ftyp` and `moov`, for fragments to follow.
pub(super) fn init_segment(streams: &Streams) -> Vec<u8> {
    let mut out = file_type();
    out.extend(init_movie(streams));
    out
}

/// `moov` for fragments to follow.
pub(super) fn init_movie(streams: &Streams) -> Vec<u8> {
    movie(streams, None)
}

/// `moov` of a finished file: where all samples of picture and sound lie.
pub(super) fn index(streams: &Streams, video: &SampleTable, audio: &SampleTable) -> Vec<u8> {
    movie(streams, Some([video, audio]))
}

fn movie(streams: &Streams, tables: Option<[&SampleTable; 2]>) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    boxed(&mut out, b"moov", |o| {
        let scales = [VIDEO_TIMESCALE, u64::from(streams.sample_rate)];
        let longest = tables.map(|t| t[0].end_in(scales[0]).max(t[1].end_in(scales[1])));
        full(o, b"mvhd", 1, 0, |o| {
            zeros(o, 16); // created, changed: not told, the same program gives the same bytes
            u32be(o, MOVIE_TIMESCALE as u32);
            u64be(o, longest.unwrap_or(0));
            u32be(o, 0x0001_0000);
            u16be(o, 0x0100);
            zeros(o, 10);
            matrix(o);
            zeros(o, 24);
            u32be(o, AUDIO_TRACK + 1);
        });
        track(o, VIDEO_TRACK, streams, tables.map(|t| t[0]));
        track(o, AUDIO_TRACK, streams, tables.map(|t| t[1]));
        if tables.is_none() {
            boxed(o, b"mvex", |o| {
                for id in [VIDEO_TRACK, AUDIO_TRACK] {
                    full(o, b"trex", 0, 0, |o| [id, 1, 0, 0, 0].into_iter().for_each(|v| u32be(o, v)));
                }
            });
        }
    });
    out
}

/// `moof` and `mdat`; a run without samples is left out. With it, where the data of picture and of sound begin.
pub(super) fn fragment(sequence: u32, video: &Run, audio: &Run) -> (Vec<u8>, [usize; 2]) {
    let runs = [(VIDEO_TRACK, video), (AUDIO_TRACK, audio)];
    let payload: usize = runs.iter().map(|(_, run)| run.len()).sum();
    let mut out = Vec::with_capacity(payload + 512);
    let mut offsets = [0; 2];
    boxed(&mut out, b"moof", |o| {
        full(o, b"mfhd", 0, 0, |o| u32be(o, sequence));
        for ((id, run), offset) in
            runs.iter().zip(&mut offsets).filter(|((_, run), _)| !run.samples.is_empty())
        {
            boxed(o, b"traf", |o| {
                full(o, b"tfhd", 0, 0x02_0000, |o| u32be(o, *id)); // offsets count from the moof
                full(o, b"tfdt", 1, 0, |o| u64be(o, run.start));
                // Offset of the data, then duration, size and flags of each sample.
                full(o, b"trun", 0, 0x0701, |o| {
                    u32be(o, run.samples.len() as u32);
                    *offset = o.len();
                    u32be(o, 0);
                    for sample in &run.samples {
                        u32be(o, sample.duration);
                        u32be(o, sample.data.len() as u32);
                        // Depends on no other sample, or on others and is no sync sample.
                        u32be(o, if sample.key { 0x0200_0000 } else { 0x0101_0000 });
                    }
                });
            });
        }
    });
    let mut at = out.len() + 8;
    for ((_, run), offset) in runs.iter().zip(&mut offsets).filter(|((_, run), _)| !run.samples.is_empty()) {
        out[*offset..*offset + 4].copy_from_slice(&(at as u32).to_be_bytes());
        *offset = at;
        at += run.len();
    }
    boxed(&mut out, b"mdat", |o| {
        runs.iter().flat_map(|(_, run)| &run.samples).for_each(|s| o.extend(&s.data))
    });
    (out, offsets)
}

fn track(out: &mut Vec<u8>, id: u32, streams: &Streams, table: Option<&SampleTable>) {
    let video = id == VIDEO_TRACK;
    let (width, height) = if video { (streams.width, streams.height) } else { (0, 0) };
    let scale = if video { VIDEO_TIMESCALE } else { u64::from(streams.sample_rate) };
    boxed(out, b"trak", |o| {
        full(o, b"tkhd", 1, 3, |o| {
            zeros(o, 16);
            u32be(o, id);
            u32be(o, 0);
            u64be(o, table.map_or(0, |t| t.end_in(scale)));
            zeros(o, 8);
            u16be(o, 0);
            u16be(o, 0);
            u16be(o, if video { 0 } else { 0x0100 });
            u16be(o, 0);
            matrix(o);
            u32be(o, u32::from(width) << 16);
            u32be(o, u32::from(height) << 16);
        });
        if let Some(table) = table {
            table.write_edits(o, scale);
        }
        boxed(o, b"mdia", |o| {
            full(o, b"mdhd", 1, 0, |o| {
                zeros(o, 16);
                u32be(o, scale as u32);
                u64be(o, table.map_or(0, SampleTable::duration));
                u16be(o, 0x55c4); // language: undetermined
                u16be(o, 0);
            });
            full(o, b"hdlr", 0, 0, |o| {
                u32be(o, 0);
                o.extend(if video { b"vide" } else { b"soun" });
                zeros(o, 13);
            });
            boxed(o, b"minf", |o| {
                if video {
                    full(o, b"vmhd", 0, 1, |o| zeros(o, 8));
                } else {
                    full(o, b"smhd", 0, 0, |o| zeros(o, 4));
                }
                boxed(o, b"dinf", |o| {
                    full(o, b"dref", 0, 0, |o| {
                        u32be(o, 1);
                        full(o, b"url ", 0, 1, |_| {});
                    });
                });
                boxed(o, b"stbl", |o| {
                    full(o, b"stsd", 0, 0, |o| {
                        u32be(o, 1);
                        if video { avc1(o, streams) } else { mp4a(o, streams) }
                    });
                    table.unwrap_or(&SampleTable::default()).write(o, video);
                });
            });
        });
    });
}

fn avc1(out: &mut Vec<u8>, streams: &Streams) {
    boxed(out, b"avc1", |o| {
        zeros(o, 6);
        u16be(o, 1);
        zeros(o, 16);
        u16be(o, streams.width);
        u16be(o, streams.height);
        u32be(o, 0x0048_0000);
        u32be(o, 0x0048_0000);
        u32be(o, 0);
        u16be(o, 1);
        zeros(o, 32);
        u16be(o, 24);
        u16be(o, 0xffff);
        boxed(o, b"avcC", |o| o.extend(&streams.avcc));
    });
}

fn mp4a(out: &mut Vec<u8>, streams: &Streams) {
    boxed(out, b"mp4a", |o| {
        zeros(o, 6);
        u16be(o, 1);
        zeros(o, 8);
        u16be(o, streams.channels);
        u16be(o, 16);
        u32be(o, 0);
        u32be(o, streams.sample_rate << 16);
        full(o, b"esds", 0, 0, |o| {
            let asc = streams.asc.len() as u8;
            // ES descriptor, decoder configuration (AAC, audio stream), its specific part, sync layer.
            o.extend([0x03, 3 + 2 + 13 + 2 + asc + 3]);
            o.extend([0, 0, 0]);
            o.extend([0x04, 13 + 2 + asc, 0x40, 0x15]);
            zeros(o, 3 + 4 + 4);
            o.extend([0x05, asc]);
            o.extend(&streams.asc);
            o.extend([0x06, 1, 0x02]);
        });
    });
}

pub(super) fn boxed(out: &mut Vec<u8>, name: &[u8; 4], body: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    u32be(out, 0);
    out.extend(name);
    body(out);
    let size = (out.len() - start) as u32;
    out[start..start + 4].copy_from_slice(&size.to_be_bytes());
}

pub(super) fn full(
    out: &mut Vec<u8>,
    name: &[u8; 4],
    version: u8,
    flags: u32,
    body: impl FnOnce(&mut Vec<u8>),
) {
    boxed(out, name, |o| {
        u32be(o, u32::from(version) << 24 | flags);
        body(o);
    });
}

fn u16be(out: &mut Vec<u8>, value: u16) {
    out.extend(value.to_be_bytes());
}

pub(super) fn u64be(out: &mut Vec<u8>, value: u64) {
    out.extend(value.to_be_bytes());
}

pub(super) fn u32be(out: &mut Vec<u8>, value: u32) {
    out.extend(value.to_be_bytes());
}

fn zeros(out: &mut Vec<u8>, count: usize) {
    out.resize(out.len() + count, 0);
}

/// The unit matrix of `mvhd` and `tkhd`.
fn matrix(out: &mut Vec<u8>) {
    for value in [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000] {
        u32be(out, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of boxes, nested, checking that sizes add up.
    fn names(mut bytes: &[u8], into: &mut Vec<String>, path: &str) {
        while !bytes.is_empty() {
            let size = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
            let name = String::from_utf8(bytes[4..8].to_vec()).unwrap();
            let path = format!("{path}/{name}");
            if ["moov", "trak", "mdia", "minf", "stbl", "mvex", "moof", "traf"].contains(&name.as_str()) {
                names(&bytes[8..size], into, &path);
            }
            into.push(path);
            bytes = &bytes[size..];
        }
    }

    #[test]
    fn boxes_nest_and_fill() {
        let streams = Streams {
            width: 640,
            height: 360,
            avcc: vec![1, 0x4d, 0x40, 0x1f],
            asc: vec![0x11, 0x90],
            sample_rate: 48_000,
            channels: 2,
        };
        assert_eq!(streams.mime(), "video/mp4; codecs=\"avc1.4D401F, mp4a.40.2\"");
        let mut found = Vec::new();
        names(&init_segment(&streams), &mut found, "");
        for name in ["/ftyp", "/moov/mvhd", "/moov/trak/mdia/minf/stbl/stsd", "/moov/mvex/trex"] {
            assert!(found.iter().any(|f| f == name), "{name} in {found:?}");
        }
    }

    #[test]
    fn data_offsets_point_at_the_data() {
        let sample = |byte, len| Sample { duration: 10, key: true, data: vec![byte; len] };
        let video = Run { start: 5, samples: vec![sample(1, 3), sample(2, 4)] };
        let audio = Run { start: 7, samples: vec![sample(9, 2)] };
        let (bytes, starts) = fragment(1, &video, &audio);
        let offsets: Vec<usize> = (0..bytes.len() - 4)
            .filter(|i| &bytes[*i..i + 4] == b"trun")
            .map(|i| u32::from_be_bytes(bytes[i + 12..i + 16].try_into().unwrap()) as usize)
            .collect();
        assert_eq!(offsets, starts);
        assert_eq!(bytes[offsets[0]..offsets[1]], [1, 1, 1, 2, 2, 2, 2]);
        assert_eq!(bytes[offsets[1]..], [9, 9]);
        let mut found = Vec::new();
        names(&fragment(2, &video, &Run::default()).0, &mut found, "");
        assert_eq!(found.iter().filter(|f| f.ends_with("/traf")).count(), 1);
    }
}
