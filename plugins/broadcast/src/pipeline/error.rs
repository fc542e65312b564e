//! Errors of the pipeline. Texts never hold a stream key: what GStreamer says is scrubbed before it comes here.

use std::{io, path::PathBuf};

/// Why the encoder could not be started.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    /// GStreamer itself does not start.
    #[error("gstreamer did not start ({0}): install the packages that `compere doctor` names")]
    Init(String),
    /// An element is not installed.
    #[error("gstreamer has no element `{element}`: install the Debian package {package}")]
    MissingElement {
        /// Its name.
        element: String,
        /// Debian package that has it.
        package: &'static str,
    },
    /// No H.264 encoder works.
    #[error("no h.264 encoder works here ({tried}): install the Debian package gstreamer1.0-plugins-ugly")]
    NoVideoEncoder {
        /// What was tried and why it was refused.
        tried: String,
    },
    /// The picture's size or rate is not usable.
    #[error("cannot encode {width}x{height}: both must be even and between 64 and 4096")]
    Size {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The pipeline did not start.
    #[error("the encoder did not start: {0}; `compere doctor` tells which part fails")]
    Start(String),
    /// Only QuickTime files carry transparency.
    #[error("{} cannot hold transparency: name a file that ends in .mov", .0.display())]
    NoAlpha(PathBuf),
    /// A thread could not be started.
    #[error("a thread of the encoder could not be started: close other programs and try again")]
    Thread(#[source] io::Error),
}

/// Why a frame or a block of samples was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// The encoder failed or was ended before.
    #[error("the encoder has stopped ({0}): start it again")]
    Stopped(String),
    /// No buffer could be had.
    #[error("the encoder's pool gave no frame ({0}): start the encoder again")]
    Pool(String),
    /// A repeat before the first frame.
    #[error("there is no last frame to repeat: push one first")]
    NothingToRepeat,
    /// The samples are not pairs.
    #[error("{0} samples are not whole stereo pairs: push interleaved left and right")]
    OddSamples(usize),
}

/// Why a target cannot be used. Never holds a stream key.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// Not an address and not a known kind of file.
    #[error(
        "`{0}` is not an output: write rtmp://HOST/APP/KEY, rtmps://HOST/APP/KEY, \
         a file ending in .mp4, .flv or .mkv, or hls:FOLDER"
    )]
    Unknown(String),
    /// The scheme of an address is not one of ours.
    #[error("cannot stream to `{0}://`: outputs speak rtmp:// and rtmps://, or write files")]
    Scheme(String),
    /// An RTMP address lacks a part.
    #[error("the address `{label}` has no {lack}: write rtmp://HOST/APP/KEY")]
    Incomplete {
        /// The address without its key.
        label: String,
        /// What it lacks.
        lack: &'static str,
    },
    /// The port is no number.
    #[error("the address `{0}` has a port that is not a number from 1 to 65535")]
    Port(String),
    /// The folder of a file does not exist.
    #[error("the folder {} does not exist: create it or choose another", .0.display())]
    NoFolder(PathBuf),
    /// The folder cannot be written to.
    #[error("cannot write to {}: choose another folder or change its permissions", path.display())]
    NotWritable {
        /// What was tried.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// Why an output stopped. Texts are scrubbed of secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutputError {
    /// Part of GStreamer is missing.
    #[error("gstreamer has no element `{element}`: install the Debian package {package}")]
    MissingElement {
        /// Its name.
        element: String,
        /// Debian package that has it.
        package: &'static str,
    },
    /// The other side refused or left, or a disk is full.
    #[error("{0}")]
    Stream(String),
    /// The other side takes nothing any more.
    #[error("nothing was taken for {seconds} s: check the network and the server")]
    Stalled {
        /// How long.
        seconds: u64,
    },
    /// The end could not be written in time.
    #[error("the end of the stream was not taken in time: the last seconds may be missing")]
    Unfinished,
}
