//! Where the samples of a track lie in a file: what turns a fragmented recording into an ordinary one at its end.

use super::fmp4::{MOVIE_TIMESCALE, Run, boxed, full, u32be, u64be};

/// Grows with each fragment: some bytes a sample, ten megabytes after a day of sound.
#[derive(Debug, Default)]
pub(super) struct SampleTable {
    /// Ticks before the first sample.
    start: Option<u64>,
    /// Ticks from the first sample to the end of the last.
    duration: u64,
    /// Offset in the file, number of samples.
    chunks: Vec<(u64, u32)>,
    sizes: Vec<u32>,
    /// Number of samples in a row, duration of each.
    durations: Vec<(u32, u32)>,
    /// Numbers of samples, from 1, where decoding can begin.
    keys: Vec<u32>,
}

impl SampleTable {
    /// Adds the samples of a fragment, whose data lie at `offset`. Where time was lost before it, the last sample
    /// lasts longer.
    pub(super) fn add(&mut self, offset: u64, run: &Run) {
        if run.samples.is_empty() {
            return;
        }
        let start = *self.start.get_or_insert(run.start);
        let gap = run.start.saturating_sub(start + self.duration);
        if gap > 0
            && let Some((count, duration)) = self.durations.pop()
        {
            if count > 1 {
                self.durations.push((count - 1, duration));
            }
            self.durations.push((1, duration.saturating_add(gap as u32)));
            self.duration += gap;
        }
        self.chunks.push((offset, run.samples.len() as u32));
        for sample in &run.samples {
            self.sizes.push(sample.data.len() as u32);
            self.duration += u64::from(sample.duration);
            match self.durations.last_mut() {
                Some((count, duration)) if *duration == sample.duration => *count += 1,
                _ => self.durations.push((1, sample.duration)),
            }
            if sample.key {
                self.keys.push(self.sizes.len() as u32);
            }
        }
    }

    /// Ticks from the first sample to the end of the last.
    pub(super) fn duration(&self) -> u64 {
        self.duration
    }

    /// The end of the track on the movie's time line, in the movie's ticks.
    pub(super) fn end_in(&self, scale: u64) -> u64 {
        (self.start.unwrap_or(0) + self.duration) * MOVIE_TIMESCALE / scale
    }

    /// `edts`: the track begins when its first sample does.
    pub(super) fn write_edits(&self, out: &mut Vec<u8>, scale: u64) {
        let (start, end) = (self.start.unwrap_or(0) * MOVIE_TIMESCALE / scale, self.end_in(scale));
        boxed(out, b"edts", |o| {
            full(o, b"elst", 1, 0, |o| {
                u32be(o, if start > 0 { 2 } else { 1 });
                if start > 0 {
                    u64be(o, start);
                    u64be(o, u64::MAX); // nothing is shown
                    u32be(o, 0x0001_0000);
                }
                u64be(o, end - start);
                u64be(o, 0);
                u32be(o, 0x0001_0000);
            });
        });
    }

    /// `stts`, `stss` of pictures, `stsc`, `stsz`, `co64`.
    pub(super) fn write(&self, out: &mut Vec<u8>, video: bool) {
        full(out, b"stts", 0, 0, |o| {
            u32be(o, self.durations.len() as u32);
            for (count, duration) in &self.durations {
                u32be(o, *count);
                u32be(o, *duration);
            }
        });
        if video && !self.keys.is_empty() {
            full(out, b"stss", 0, 0, |o| {
                u32be(o, self.keys.len() as u32);
                self.keys.iter().for_each(|key| u32be(o, *key));
            });
        }
        full(out, b"stsc", 0, 0, |o| {
            // An entry where the number of samples in a chunk changes: first chunk, samples, description.
            let changes: Vec<_> = (0..self.chunks.len())
                .filter(|i| *i == 0 || self.chunks[*i].1 != self.chunks[*i - 1].1)
                .collect();
            u32be(o, changes.len() as u32);
            for i in changes {
                u32be(o, i as u32 + 1);
                u32be(o, self.chunks[i].1);
                u32be(o, 1);
            }
        });
        full(out, b"stsz", 0, 0, |o| {
            u32be(o, 0);
            u32be(o, self.sizes.len() as u32);
            self.sizes.iter().for_each(|size| u32be(o, *size));
        });
        full(out, b"co64", 0, 0, |o| {
            u32be(o, self.chunks.len() as u32);
            self.chunks.iter().for_each(|(offset, _)| u64be(o, *offset));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::fmp4::Sample;

    fn run(start: u64, samples: usize) -> Run {
        let sample = Sample { duration: 10, key: false, data: vec![0; 5] };
        Run { start, samples: vec![sample; samples] }
    }

    #[test]
    fn lost_time_makes_the_last_sample_longer() {
        let mut table = SampleTable::default();
        table.add(100, &run(30, 3));
        table.add(200, &run(60, 2));
        table.add(300, &run(100, 1));
        assert_eq!(table.durations, [(4, 10), (1, 30), (1, 10)]);
        assert_eq!((table.start, table.duration()), (Some(30), 80));
        assert_eq!(table.end_in(MOVIE_TIMESCALE), 110);
        assert_eq!(table.chunks, [(100, 3), (200, 2), (300, 1)]);
        assert_eq!(table.sizes, [5; 6]);
    }

    #[test]
    fn an_empty_run_changes_nothing() {
        let mut table = SampleTable::default();
        table.add(100, &run(30, 0));
        assert_eq!((table.start, table.chunks.len()), (None, 0));
    }
}
