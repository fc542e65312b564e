//! The real voice through the public interface. Needs the Joe voice and espeak-ng, and says so loudly.

mod kokoro;
mod odd;
mod reading;
mod voice;
mod voices;
mod worker;
