//! Scenes, cameras, lights, backdrops.
