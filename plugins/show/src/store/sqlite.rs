//! A journal in one SQLite file, in write-ahead mode.
//!
//! By default `synchronous=NORMAL`: a commit is a write without waiting for the disk, so that it costs a
//! fraction of a millisecond between two frames. Killing the program loses nothing, since the system holds
//! what was written; losing power may lose the last moments, never the file. [`Durability::Power`] waits for
//! the disk at every commit. The log is laid into the file by [`Store::tidy`] alone, which does wait. The
//! file is locked as long as it is open: two programs with one journal would write two shows into it.

use super::{Journal, Store, StoreError};
use crate::{Record, State, Who};
use protocol::wall::rfc3339;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// What a commit outlives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Durability {
    /// The program's end, in whatever way.
    #[default]
    Process,
    /// Also the machine's: each commit waits for the disk.
    Power,
}

/// How the file is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SqliteSettings {
    /// What a commit outlives.
    pub durability: Durability,
    /// Bytes to which the file may grow; none: as the disk allows.
    pub most_bytes: Option<u64>,
}

/// A journal in a file.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    connection: Connection,
}

/// A journal that was opened.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: SqliteStore,
    /// What it has kept.
    pub journal: Journal,
}

/// Version of the layout.
const VERSION: i64 = 1;
const PAGE_BYTES: u64 = 4096;
const LAYOUT: &str = "
    CREATE TABLE journal (
        seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
        what TEXT NOT NULL, subject TEXT, change TEXT NOT NULL
    ) STRICT;
    CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
    CREATE VIEW questions AS
        SELECT seq, at_ms, subject AS question_id, change ->> '$.question.viewer' AS viewer,
            change ->> '$.question.text' AS text
        FROM journal WHERE what = 'asked';
    CREATE VIEW approvals AS
        SELECT seq, at_ms, name AS operator, what, subject, coalesce(change ->> '$.turn', change ->> '$.to') AS decision
        FROM journal WHERE role = 'operator' AND subject IS NOT NULL;
    PRAGMA user_version = 1;
";

impl SqliteStore {
    /// Opens a journal, or begins one; its folder is made where it is not there.
    ///
    /// # Errors
    /// [`StoreError`]; a damaged file is left as it is, see [`SqliteStore::move_aside`].
    pub fn open(path: &Path, settings: SqliteSettings) -> Result<Opened, StoreError> {
        if let Some(folder) = path.parent() {
            let denied =
                |e: std::io::Error| StoreError::ReadOnly { path: path.into(), reason: e.to_string() };
            fs::create_dir_all(folder).map_err(denied)?;
        }
        let mut store = Self::connect(path)?;
        store.set_up(settings)?;
        store.check()?;
        let journal = store.load()?;
        Ok(Opened { store, journal })
    }

    /// Opens a journal for its records alone. What else is in it is not looked at: whatever can still be read
    /// of a damaged one can be read.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open_log(path: &Path) -> Result<Self, StoreError> {
        let mut store = Self::connect(path)?;
        store.set_up(SqliteSettings::default())?;
        Ok(store)
    }

    fn connect(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path).map_err(|error| failed(path, &error))?;
        Ok(Self { path: path.into(), connection })
    }

    /// Moves a damaged journal out of the way, with the time in its name; nothing is deleted. Gives where it
    /// lies now.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`], when it cannot be moved.
    pub fn move_aside(path: &Path, now_ms: u64) -> Result<PathBuf, StoreError> {
        let stamp: String = rfc3339(now_ms).chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        let named = |file: &Path, end: &str| {
            let mut name = file.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        let free = (0..).map(|n| if n == 0 { stamp.clone() } else { format!("{stamp}-{n}") });
        let mut targets = free.map(|stamp| named(path, &format!(".damaged-{stamp}"))).filter(|t| !t.exists());
        let target = targets.next().unwrap_or_else(|| named(path, ".damaged"));
        let denied = |e: std::io::Error| StoreError::ReadOnly { path: path.into(), reason: e.to_string() };
        // The log goes first: without it the file is an older one, with another's log it would be a wrong
        // one.
        for end in ["-wal", "-shm"] {
            if named(path, end).exists() {
                fs::rename(named(path, end), named(&target, end)).map_err(denied)?;
            }
        }
        fs::rename(path, &target).map_err(denied)?;
        Ok(target)
    }

    fn set_up(&mut self, settings: SqliteSettings) -> Result<(), StoreError> {
        let path = self.path.clone();
        let failed = |error| failed(&path, &error);
        let db = &self.connection;
        let synchronous = if settings.durability == Durability::Power { "FULL" } else { "NORMAL" };
        db.busy_timeout(std::time::Duration::ZERO).map_err(failed)?;
        // Before the first access, so that no memory is shared with others.
        db.pragma_update(None, "locking_mode", "EXCLUSIVE").map_err(failed)?;
        db.pragma_update(None, "page_size", PAGE_BYTES as i64).map_err(failed)?;
        db.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        db.pragma_update(None, "synchronous", synchronous).map_err(failed)?;
        db.pragma_update(None, "wal_autocheckpoint", 0).map_err(failed)?;
        if let Some(bytes) = settings.most_bytes {
            let pages = (bytes / PAGE_BYTES).max(1) as i64;
            db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).map_err(failed)?;
        }
        let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        if version > VERSION {
            return Err(StoreError::Newer { path, version });
        }
        let tables: i64 =
            db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
        if version == 0 && tables > 0 {
            return Err(StoreError::Foreign(path));
        }
        let layout = if version == 0 { LAYOUT } else { "" };
        // Also where there is nothing to lay out: it takes the lock now, and not at the first change.
        db.execute_batch(&format!("BEGIN IMMEDIATE; {layout} COMMIT;")).map_err(failed)
    }

    fn check(&self) -> Result<(), StoreError> {
        let sound = self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        match sound.map_err(|error| failed(&self.path, &error))? {
            sound if sound == "ok" => Ok(()),
            reason => Err(StoreError::Corrupt { path: self.path.clone(), reason }),
        }
    }

    fn load(&mut self) -> Result<Journal, StoreError> {
        let failed = |error| failed(&self.path, &error);
        let columns = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
        let kept = self.connection.query_row("SELECT seq, state FROM state", [], columns).optional();
        let (snapshot, since) = match kept.map_err(failed)? {
            Some((seq, state)) => (Some(self.read_json::<State>(&state)?), seq as u64),
            None => (None, 0),
        };
        let records = self.read(since, usize::MAX)?;
        Ok(Journal { snapshot, since, records })
    }

    fn read_json<T: serde::de::DeserializeOwned>(&self, json: &str) -> Result<T, StoreError> {
        let corrupt =
            |e: serde_json::Error| StoreError::Corrupt { path: self.path.clone(), reason: e.to_string() };
        serde_json::from_str(json).map_err(corrupt)
    }

    fn write_json(&self, value: &impl serde::Serialize) -> Result<String, StoreError> {
        let other =
            |e: serde_json::Error| StoreError::Other { path: self.path.clone(), reason: e.to_string() };
        serde_json::to_string(value).map_err(other)
    }
}

impl Store for SqliteStore {
    fn append(&mut self, records: &[Record], state: Option<&State>) -> Result<(), StoreError> {
        let state = state.map(|state| Ok((state.seq as i64, self.write_json(state)?))).transpose()?;
        let changes: Vec<String> =
            records.iter().map(|record| self.write_json(&record.change)).collect::<Result<_, _>>()?;
        let path = self.path.clone();
        let failed = |error| failed(&path, &error);
        let transaction = self.connection.transaction().map_err(failed)?;
        {
            let insert = "INSERT INTO journal (seq, at_ms, role, name, what, subject, change) VALUES (?, ?, ?, ?, ?, ?, ?)";
            let mut insert = transaction.prepare(insert).map_err(failed)?;
            for (record, change) in records.iter().zip(&changes) {
                let Record { seq, at_ms, who, change: what } = record;
                let (seq, at_ms) = (*seq as i64, *at_ms as i64);
                let row = params![seq, at_ms, who.role(), who.name(), what.name(), what.subject(), change];
                insert.execute(row).map_err(failed)?;
            }
        }
        if let Some((seq, json)) = state {
            let replace = "INSERT INTO state (id, seq, state) VALUES (1, ?1, ?2)
                           ON CONFLICT (id) DO UPDATE SET seq = ?1, state = ?2";
            transaction.execute(replace, params![seq, json]).map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    fn read(&mut self, since: u64, most: usize) -> Result<Vec<Record>, StoreError> {
        let failed = |error| failed(&self.path, &error);
        let select = "SELECT seq, at_ms, role, name, change FROM journal WHERE seq > ? ORDER BY seq LIMIT ?";
        let mut select = self.connection.prepare(select).map_err(failed)?;
        let limits = params![since as i64, i64::try_from(most).unwrap_or(i64::MAX)];
        let columns = |row: &rusqlite::Row<'_>| {
            let numbers = (row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64);
            Ok((numbers, row.get::<_, String>(2)?, row.get::<_, String>(3)?, row.get::<_, String>(4)?))
        };
        let rows = select.query_map(limits, columns).map_err(failed)?;
        let mut records = Vec::new();
        for row in rows {
            let ((seq, at_ms), role, name, change) = row.map_err(failed)?;
            let who = match role.as_str() {
                "operator" => Who::Operator(name),
                "viewer" => Who::Viewer(name),
                _ => Who::Program,
            };
            records.push(Record { seq, at_ms, who, change: self.read_json(&change)? });
        }
        Ok(records)
    }

    fn tidy(&mut self) -> Result<(), StoreError> {
        let checkpoint = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        checkpoint.map_err(|error| failed(&self.path, &error))
    }
}

/// What a failure of SQLite means for a journal.
pub(super) fn failed(path: &Path, error: &rusqlite::Error) -> StoreError {
    let (path, reason) = (path.to_owned(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full(path),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly { path, reason }
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Corrupt { path, reason },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::InUse(path),
        // A layout that is not ours, or columns of another kind.
        Some(ErrorCode::Unknown) => StoreError::Corrupt { path, reason },
        None if matches!(error, rusqlite::Error::InvalidColumnType(..)) => {
            StoreError::Corrupt { path, reason }
        }
        _ => StoreError::Other { path, reason },
    }
}
