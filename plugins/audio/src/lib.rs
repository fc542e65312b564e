//! Buses, mixer, limiter, meters and the media clock.
