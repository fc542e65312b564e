//! Phones to articulation to rig weights: pure functions of media time.
