//! The real voice through the public interface. Needs the Joe voice and espeak-ng, and says so loudly.

mod voice;
mod worker;
