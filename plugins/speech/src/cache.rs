//! Speech that was made before: sound and its times, by what they were made from.
//!
//! An entry's name is the sha256 of everything that its sound depends on, so an entry is never out of date. It is
//! written beside its place and moved there in one step, and carries a sha256 of itself: processes may share a
//! folder, and a damaged entry is found when it is read, thrown away and made anew. The oldest reads are
//! forgotten first when the folder grows over its limit.

use protocol::timeline::Timeline;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

/// First bytes of an entry; the number is the format's.
const MAGIC: &[u8; 8] = b"CMPSPCH1";
/// Bytes of a sha256.
const SUM: usize = 32;
/// Bytes that are written before the folder is measured again.
const MEASURE_EVERY: u64 = 16 << 20;
/// Least share of the limit that is left after cleaning.
const KEPT: f64 = 0.9;

/// A folder of speech.
#[derive(Debug)]
pub struct SpeechCache {
    folder: PathBuf,
    limit_bytes: u64,
    /// Written since the folder was measured.
    written: AtomicU64,
}

/// Names an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CacheKey([u8; SUM]);

/// Sound and its times.
#[derive(Debug, Clone, PartialEq)]
pub struct CachedSpeech {
    /// What is said when.
    pub timeline: Timeline,
    /// 48 kHz mono, 16 bits; exactly the timeline's `samples`.
    pub samples: Vec<i16>,
}

/// What is known of a voice that was used before, so that its speech can be found when its engine is gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VoiceRecord {
    /// As [`VoiceFacts::name`](crate::catalog::VoiceFacts::name).
    pub name: String,
    /// Its engine.
    pub engine: String,
    /// BCP 47.
    pub language: Option<String>,
    /// As [`VoiceSource::fingerprint`](crate::catalog::VoiceSource::fingerprint).
    pub fingerprint: String,
    /// LUFS of its sound.
    pub loudness: Option<f32>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheSize {
    /// Entries.
    pub entries: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

impl CacheKey {
    /// The key of what is made from `parts`, in order.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut sum = Sha256::new();
        for part in parts {
            sum.update((part.len() as u64).to_le_bytes());
            sum.update(part);
        }
        Self(sum.finalize().into())
    }

    fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl SpeechCache {
    /// A cache in `folder`, which is made when something is first kept, of at most `limit_bytes`.
    pub fn new(folder: PathBuf, limit_bytes: u64) -> Self {
        Self { folder, limit_bytes, written: AtomicU64::new(MEASURE_EVERY) }
    }

    /// What was kept under `key`. A damaged entry is removed and not given.
    pub fn get(&self, key: &CacheKey) -> Option<CachedSpeech> {
        let path = self.place(key);
        let bytes = fs::read(&path).ok()?;
        match decode(&bytes) {
            Some(speech) => {
                // Read lately: forgotten late. A folder that cannot be written is still read.
                if let Ok(file) = fs::File::options().append(true).open(&path) {
                    let _ = file.set_modified(SystemTime::now());
                }
                Some(speech)
            }
            None => {
                tracing::warn!(entry = %path.display(), "a damaged entry of the speech cache is made anew");
                let _ = fs::remove_file(&path);
                None
            }
        }
    }

    /// Whether there is an entry under `key`, without reading it.
    pub fn holds(&self, key: &CacheKey) -> bool {
        self.place(key).is_file()
    }

    /// Keeps `speech` under `key`.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn put(&self, key: &CacheKey, speech: &CachedSpeech) -> io::Result<()> {
        let bytes = encode(speech);
        let path = self.place(key);
        self.write(&path, &bytes)?;
        let written = self.written.fetch_add(bytes.len() as u64, Ordering::Relaxed) + bytes.len() as u64;
        if written >= MEASURE_EVERY.min(self.limit_bytes / 4) {
            self.written.store(0, Ordering::Relaxed);
            self.clean();
        }
        Ok(())
    }

    /// What is known of a voice.
    pub fn voice(&self, name: &str) -> Option<VoiceRecord> {
        serde_json::from_slice(&fs::read(self.voice_place(name)).ok()?).ok()
    }

    /// All voices that are known.
    pub fn voices(&self) -> Vec<VoiceRecord> {
        let Ok(entries) = fs::read_dir(self.folder.join("voices")) else { return Vec::new() };
        let read = |entry: fs::DirEntry| serde_json::from_slice(&fs::read(entry.path()).ok()?).ok();
        entries.flatten().filter_map(read).collect()
    }

    /// Keeps what is known of a voice.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep_voice(&self, record: &VoiceRecord) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(record).map_err(io::Error::other)?;
        self.write(&self.voice_place(&record.name), &text)
    }

    /// How much there is.
    pub fn size(&self) -> CacheSize {
        let entries = self.entries();
        CacheSize { entries: entries.len() as u64, bytes: entries.iter().map(|(_, bytes, _)| bytes).sum() }
    }

    /// Forgets every entry; gives what there was.
    pub fn clear(&self) -> CacheSize {
        let size = self.size();
        for (path, _, _) in self.entries() {
            let _ = fs::remove_file(path);
        }
        size
    }

    fn place(&self, key: &CacheKey) -> PathBuf {
        let hex = key.hex();
        self.folder.join(&hex[..2]).join(format!("{}.speech", &hex[2..]))
    }

    fn voice_place(&self, name: &str) -> PathBuf {
        // A name may hold what a path must not.
        let safe = name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '+' });
        self.folder.join("voices").join(format!("{}.json", safe.collect::<String>()))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        // A name that no other process or thread has.
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let new = folder.join(format!(".new-{}-{number}", std::process::id()));
        let written = fs::File::create(&new).and_then(|mut file| file.write_all(bytes));
        written.and_then(|()| fs::rename(&new, path)).inspect_err(|_| {
            let _ = fs::remove_file(&new);
        })
    }

    /// Path, size and time of the last read of every entry, and of what a killed process left.
    fn entries(&self) -> Vec<(PathBuf, u64, SystemTime)> {
        let folders = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let files = folders.filter_map(|folder| fs::read_dir(folder.path()).ok()).flatten().flatten();
        let is_ours = |name: &str| name.ends_with(".speech") || name.starts_with(".new-");
        files
            .filter(|file| file.file_name().to_str().is_some_and(is_ours))
            .filter_map(|file| {
                let meta = file.metadata().ok()?;
                Some((file.path(), meta.len(), meta.modified().unwrap_or(SystemTime::UNIX_EPOCH)))
            })
            .collect()
    }

    /// Forgets what was not read for longest until the limit is kept.
    fn clean(&self) {
        let mut entries = self.entries();
        let mut bytes: u64 = entries.iter().map(|(_, bytes, _)| bytes).sum();
        if bytes <= self.limit_bytes {
            return;
        }
        entries.sort_by_key(|(_, _, read)| *read);
        let target = (self.limit_bytes as f64 * KEPT) as u64;
        for (path, size, _) in entries {
            if bytes <= target {
                break;
            }
            // Another process may have been quicker.
            let _ = fs::remove_file(path);
            bytes -= size;
        }
    }
}

fn encode(speech: &CachedSpeech) -> Vec<u8> {
    let times = serde_json::to_vec(&speech.timeline).unwrap_or_default();
    let mut bytes = Vec::with_capacity(MAGIC.len() + 8 + times.len() + speech.samples.len() * 2 + SUM);
    bytes.extend(MAGIC);
    bytes.extend((times.len() as u64).to_le_bytes());
    bytes.extend(times);
    for sample in &speech.samples {
        bytes.extend(sample.to_le_bytes());
    }
    let sum = Sha256::digest(&bytes);
    bytes.extend(sum);
    bytes
}

fn decode(bytes: &[u8]) -> Option<CachedSpeech> {
    let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
    if Sha256::digest(content)[..] != *sum {
        return None;
    }
    let rest = content.strip_prefix(MAGIC)?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let (times, sound) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let timeline: Timeline = serde_json::from_slice(times).ok()?;
    let samples: Vec<i16> = sound.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect();
    (timeline.check().is_ok() && samples.len() as u64 == timeline.samples)
        .then_some(CachedSpeech { timeline, samples })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> CacheKey {
        CacheKey::of([name.as_bytes()])
    }

    fn speech(samples: usize) -> CachedSpeech {
        let samples: Vec<i16> = (0..samples).map(|i| (i % 999) as i16 - 500).collect();
        CachedSpeech { timeline: Timeline::silence(samples.len() as u64), samples }
    }

    fn cache(limit: u64) -> (tempfile::TempDir, SpeechCache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = SpeechCache::new(folder.path().join("speech"), limit);
        (folder, cache)
    }

    #[test]
    fn what_was_kept_is_given() {
        let (_folder, cache) = cache(1 << 30);
        assert_eq!(cache.get(&key("a")), None);
        cache.put(&key("a"), &speech(1000)).unwrap();
        assert_eq!(cache.get(&key("a")), Some(speech(1000)));
        assert_eq!(cache.get(&key("b")), None);
        assert_ne!(CacheKey::of([&b"ab"[..], b"c"]), CacheKey::of([&b"a"[..], b"bc"]));
    }

    #[test]
    fn damage_is_found_wherever_it_is() {
        let (_folder, cache) = cache(1 << 30);
        cache.put(&key("a"), &speech(200)).unwrap();
        let path = cache.place(&key("a"));
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(7) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, bytes).unwrap();
            assert_eq!(cache.get(&key("a")), None, "byte {at}");
            assert!(!cache.holds(&key("a")));
        }
        for length in [0, 1, 8, 40, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(cache.get(&key("a")), None, "{length} bytes");
        }
    }

    #[test]
    fn the_limit_is_kept_and_the_oldest_go() {
        let (_folder, cache) = cache(100_000);
        for i in 0..20 {
            let key = key(&i.to_string());
            cache.put(&key, &speech(5_000)).unwrap();
            // As if read a second after the one before.
            let file = fs::File::options().append(true).open(cache.place(&key)).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(i)).unwrap();
        }
        cache.clean();
        assert!(cache.size().bytes <= 100_000, "{:?}", cache.size());
        assert!(cache.holds(&key("19")) && !cache.holds(&key("0")));
    }

    #[test]
    fn many_may_write_one_entry_at_once() {
        let (_folder, cache) = cache(1 << 30);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let work = || {
                    for i in 0..50 {
                        let key = key(&(i % 5).to_string());
                        cache.put(&key, &speech(2_000)).unwrap();
                        assert_eq!(cache.get(&key), Some(speech(2_000)));
                    }
                };
                std::thread::Builder::new().spawn_scoped(scope, work).unwrap();
            }
        });
        assert_eq!(cache.size().entries, 5);
    }

    #[test]
    fn voices_are_remembered() {
        let (_folder, cache) = cache(1 << 30);
        let record = VoiceRecord {
            name: "a/b#3".into(),
            engine: "piper".into(),
            language: Some("en".into()),
            fingerprint: "f".into(),
            loudness: Some(-21.937_5),
        };
        cache.keep_voice(&record).unwrap();
        assert_eq!(cache.voice("a/b#3"), Some(record.clone()));
        assert_eq!(cache.voices(), [record]);
        assert_eq!(cache.clear().entries, 0);
    }
}
