//! What is kept, what is told when it cannot be, and what comes back.

use super::{sqlite::failed, *};
use crate::{Change, Kind, Offer, Rules, ShowControl, Who};
use rusqlite::Connection;
use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

const SHOW: &str = "---\ntitle: x\n---\nOne. Two.\n\nThree.";

fn settings() -> SqliteSettings {
    SqliteSettings::default()
}

fn open(path: &Path) -> Restored {
    restore(path, settings(), Rules::default(), 1_000_000)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// A journal with a show that stands in its second sentence.
fn half_said(path: &Path) {
    let Restored { mut control, mut keeper, problem, .. } = open(path);
    assert!(problem.is_none(), "{problem:?}");
    control.load(SHOW, |_| Vec::new(), &Who::Program, 0).unwrap();
    let on_air = control.next(0).unwrap().unwrap();
    control.speaking(&on_air.utterance_id, 0).unwrap();
    control.sentence_said(&on_air.utterance_id, 0, 0).unwrap();
    assert_eq!(keeper.keep(&mut control).1, None);
    assert!(keeper.is_kept());
}

#[test]
fn a_show_comes_back_in_its_sentence() {
    let folder = folder();
    let path = folder.path().join("new").join("journal.sqlite3");
    half_said(&path);
    let mut restored = open(&path);
    assert_eq!(restored.resumes, Some(("u1".into(), 1)));
    assert_eq!(restored.control.next(0).unwrap().unwrap().from, 1);
    restored.keeper.tidy().unwrap();
    drop(restored);
    assert_eq!(open(&path).resumes, Some(("u1".into(), 1)));
}

/// Set for the program that is to die: the journal that it writes.
const DIES_WITH: &str = "COMPERE_TEST_DIES_WITH";

#[test]
fn what_a_program_wrote_that_died_is_there() {
    if let Some(path) = std::env::var_os(DIES_WITH) {
        let Restored { mut control, mut keeper, .. } = open(Path::new(&path));
        control.load(SHOW, |_| Vec::new(), &Who::Program, 0).unwrap();
        control.next(0).unwrap();
        control.sentence_said("u1", 0, 0).unwrap();
        keeper.keep(&mut control);
        // No destructor runs, as with `kill -9`.
        std::process::abort();
    }
    let folder = folder();
    let path = folder.path().join("journal.sqlite3");
    let mut this_test = std::process::Command::new(std::env::current_exe().unwrap());
    this_test.args(["--exact", "store::tests::what_a_program_wrote_that_died_is_there"]);
    let died = this_test.env(DIES_WITH, &path).output().unwrap();
    assert!(!died.status.success() && path.exists(), "{died:?}");
    let restored = open(&path);
    assert!(restored.problem.is_none(), "{:?}", restored.problem);
    assert_eq!(restored.resumes, Some(("u1".into(), 1)));
}

#[test]
fn a_state_is_kept_now_and_then_and_records_stay() {
    let folder = folder();
    let path = folder.path().join("journal.sqlite3");
    let Restored { mut control, mut keeper, .. } = open(&path);
    for n in 0..600 {
        control.ask(&format!("viewer {n}"), &format!("question {n}"), n * 1000).unwrap();
        keeper.keep(&mut control);
    }
    let state = control.state().clone();
    assert_eq!(keeper.read(0, 5).unwrap().len(), 5);
    let all = keeper.read(0, usize::MAX).unwrap();
    assert_eq!(all.last().unwrap().seq, state.seq);
    drop(keeper);
    let opened = SqliteStore::open(&path, settings()).unwrap();
    assert!(opened.journal.since >= 500 && opened.journal.records.len() < 600);
    drop(opened);
    assert_eq!(open(&path).control.state(), &state);
    let db = Connection::open(&path).unwrap();
    let asked: i64 = db
        .query_row("SELECT count(*) FROM questions WHERE text LIKE 'question %'", [], |r| r.get(0))
        .unwrap();
    assert_eq!(asked, 600);
}

#[test]
fn a_damaged_file_is_moved_aside_and_the_show_begins_anew() {
    let folder = folder();
    let path = folder.path().join("journal.sqlite3");
    for garbage in [b"this is no database, and never was one".repeat(200), vec![0x5a; 3]] {
        fs::write(&path, &garbage).unwrap();
        let restored = open(&path);
        let moved = restored.moved_aside.unwrap();
        assert!(moved.to_string_lossy().contains(".damaged-19700101T001640000Z"), "{moved:?}");
        assert_eq!(fs::read(moved).unwrap(), garbage);
        assert!(matches!(restored.problem, Some(StoreError::Corrupt { .. })));
        assert!(restored.keeper.is_kept());
        drop(restored.keeper);
        fs::remove_file(&path).unwrap();
    }
    let files = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 2, "the second one found the name of the first taken");
}

#[test]
fn records_that_do_not_fit_are_damage() {
    let folder = folder();
    let path = folder.path().join("journal.sqlite3");
    for harm in
        ["DELETE FROM journal WHERE seq = 2", "UPDATE journal SET change = '{\"what\":' WHERE seq = 1"]
    {
        half_said(&path);
        Connection::open(&path).unwrap().execute(harm, []).unwrap();
        let restored = open(&path);
        assert!(restored.moved_aside.is_some() && restored.resumes.is_none(), "{harm}");
        drop(restored);
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn what_a_damaged_journal_still_tells_can_be_read() {
    let folder = folder();
    let path = folder.path().join("journal.sqlite3");
    half_said(&path);
    let all = SqliteStore::open_log(&path).unwrap().read(0, usize::MAX).unwrap();
    let harm = "UPDATE journal SET change = '{' WHERE seq = 2; INSERT INTO state VALUES (1, 2, '{')";
    Connection::open(&path).unwrap().execute_batch(harm).unwrap();
    assert!(matches!(SqliteStore::open(&path, settings()), Err(StoreError::Corrupt { .. })));
    let mut log = SqliteStore::open_log(&path).unwrap();
    assert_eq!(log.read(0, 1).unwrap(), all[..1]);
    assert!(matches!(log.read(1, 1), Err(StoreError::Corrupt { .. })));
    assert_eq!(log.read(2, usize::MAX).unwrap(), all[2..]);
}

#[test]
fn a_database_of_another_program_is_left_as_it_is() {
    let folder = folder();
    let path = folder.path().join("other.sqlite3");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE songs (title TEXT)").unwrap();
    let restored = open(&path);
    assert!(matches!(restored.problem, Some(StoreError::Foreign(_))), "{:?}", restored.problem);
    assert!(restored.moved_aside.is_none() && !restored.keeper.is_kept());
    drop(restored);
    let db = Connection::open(&path).unwrap();
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
    assert_eq!(tables, 1);
}

#[test]
fn every_cut_of_a_file_is_told_or_read() {
    let folder = folder();
    let path = folder.path().join("journal.sqlite3");
    half_said(&path);
    SqliteStore::open(&path, settings()).unwrap().store.tidy().unwrap();
    let whole = fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let path = folder.path().join(format!("cut-{at}.sqlite3"));
        fs::write(&path, &whole[..at]).unwrap();
        let restored = open(&path);
        assert!(restored.keeper.is_kept(), "cut at {at}: {:?}", restored.problem);
    }
}

#[test]
fn a_folder_that_cannot_be_written_leaves_the_show_in_memory() {
    let folder = folder();
    fs::write(folder.path().join("file"), "x").unwrap();
    for path in [folder.path().join("file").join("journal.sqlite3"), folder.path().to_owned()] {
        let mut restored = open(&path);
        assert!(matches!(restored.problem, Some(StoreError::ReadOnly { .. })), "{:?}", restored.problem);
        assert!(!restored.keeper.is_kept());
        restored.control.offer(Offer::new(Kind::Operator, "ann", "Hi."), &Who::operator("ann"), 0).unwrap();
        assert_eq!(restored.keeper.keep(&mut restored.control).0.len(), 2);
        assert!(restored.control.next(0).unwrap().is_some());
    }
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch("CREATE TABLE t (x); PRAGMA query_only = ON").unwrap();
    let error = failed(Path::new("j"), &db.execute("INSERT INTO t VALUES (1)", []).unwrap_err());
    assert!(matches!(error, StoreError::ReadOnly { .. }));
}

#[test]
fn a_full_disk_is_told_once_and_the_show_goes_on() {
    let folder = folder();
    let path = folder.path().join("journal.sqlite3");
    let small = SqliteSettings { most_bytes: Some(64 * 1024), ..settings() };
    let Restored { mut control, mut keeper, .. } = restore(&path, small, Rules::default(), 0);
    let mut notices = Vec::new();
    for n in 0..300 {
        let text = format!("{n} {}", "long ".repeat(100));
        control.offer(Offer::new(Kind::Operator, "ann", &text), &Who::operator("ann"), n * 100).unwrap();
        let on_air = control.next(n * 100).unwrap().unwrap();
        control.done(&on_air.utterance_id, n * 100).unwrap();
        notices.extend(keeper.keep(&mut control).1);
    }
    let told = [KeeperNotice::InMemory(StoreError::Full(path.clone()).to_string())];
    assert_eq!(notices, told);
    drop(keeper);
    // What was kept before is whole.
    let restored = open(&path);
    assert!(restored.problem.is_none() && restored.control.state().seq > 10);
}

#[test]
fn one_program_at_a_time_and_none_that_is_older() {
    let folder = folder();
    let path = folder.path().join("journal.sqlite3");
    let first = SqliteStore::open(&path, settings()).unwrap();
    let second = open(&path);
    assert!(matches!(second.problem, Some(StoreError::InUse(_))), "{:?}", second.problem);
    assert!(second.moved_aside.is_none());
    drop(first);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
    assert!(matches!(open(&path).problem, Some(StoreError::Newer { version: 9, .. })));
}

/// A store that fails as long as it is told to.
#[derive(Default)]
struct Moody {
    kept: Arc<Mutex<Vec<Record>>>,
    state: Arc<Mutex<Option<State>>>,
    fails: Arc<Mutex<bool>>,
}

impl Store for Moody {
    fn append(&mut self, records: &[Record], state: Option<&State>) -> Result<(), StoreError> {
        if *self.fails.lock().unwrap() {
            return Err(StoreError::Full("j".into()));
        }
        self.kept.lock().unwrap().extend_from_slice(records);
        if let Some(state) = state {
            *self.state.lock().unwrap() = Some(state.clone());
        }
        Ok(())
    }

    fn read(&mut self, _: u64, _: usize) -> Result<Vec<Record>, StoreError> {
        Ok(self.kept.lock().unwrap().clone())
    }
}

#[test]
fn what_was_not_kept_is_kept_later() {
    for (most, lost) in [(50, 0), (12_000, 10_001)] {
        let moody = Moody::default();
        let (kept, state, fails) = (moody.kept.clone(), moody.state.clone(), moody.fails.clone());
        let (mut control, mut keeper) =
            (ShowControl::new(Rules::default()), Keeper::new(Some(Box::new(moody)), 0));
        *fails.lock().unwrap() = true;
        let mut notices = Vec::new();
        for n in 0..most {
            control.set_auto(n % 2 == 1, &Who::operator("ann"), n).unwrap();
            notices.extend(keeper.keep(&mut control).1);
        }
        *fails.lock().unwrap() = false;
        control.set_auto(most % 2 == 1, &Who::operator("ann"), most + 5000).unwrap();
        notices.extend(keeper.keep(&mut control).1);
        assert_eq!(notices.len(), 2);
        assert_eq!(notices[1], KeeperNotice::KeptAgain { lost });
        assert!(keeper.is_kept());
        let state = state.lock().unwrap().clone();
        assert_eq!(state.is_some(), lost > 0);
        let since = state.as_ref().map_or(0, |s| s.seq);
        let journal = Journal { snapshot: state, since, records: kept.lock().unwrap().clone() };
        let recovered = ShowControl::recover(Rules::default(), journal, 0).unwrap();
        assert_eq!(recovered.control.state(), control.state());
    }
}

#[test]
fn the_audit_log_says_who_did_what_and_when() {
    let who = Who::operator("=ann, \"a\"");
    let record = Record { seq: 1, at_ms: 1000, who, change: Change::AutoSet { auto: true } };
    let mut csv = Vec::new();
    export_csv(std::slice::from_ref(&record), &mut csv).unwrap();
    let line = "1,1970-01-01T00:00:01.000Z,operator,\"'=ann, \"\"a\"\"\",autoSet,,\"{\"\"what\"\":\"\"autoSet\"\",\"\"auto\"\":true}\"\r\n";
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(csv.split_once("\r\n").unwrap().1, line);
    let mut json = Vec::new();
    export_json_lines(std::slice::from_ref(&record), &mut json).unwrap();
    assert_eq!(serde_json::from_slice::<Record>(&json).unwrap(), record);
}
