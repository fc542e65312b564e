//! The vocabulary: commands, events, ids, cues, timelines, show and scene files, error codes.
