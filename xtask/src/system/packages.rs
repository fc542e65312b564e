//! Which Debian packages are needed, and which of them are missing. It installs nothing.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::tool;

/// What is to be done on this machine; each purpose includes the ones before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Build and go live.
    Live,
    /// Pass every test.
    Test,
}

/// Debian's names. Node is not among them: Debian 12 has version 18, too old for the console (see `node.rs`).
const NEEDED: &[(Purpose, &str)] = &[
    (Purpose::Live, "python3"),
    (Purpose::Live, "python3-pip"),
    (Purpose::Live, "build-essential"),
    (Purpose::Live, "pkg-config"),
    (Purpose::Live, "libgstreamer1.0-dev"),
    (Purpose::Live, "libgstreamer-plugins-base1.0-dev"),
    (Purpose::Live, "libgstreamer1.0-0"),
    (Purpose::Live, "gstreamer1.0-plugins-base"),
    (Purpose::Live, "gstreamer1.0-plugins-good"),
    (Purpose::Live, "gstreamer1.0-plugins-bad"),
    (Purpose::Live, "gstreamer1.0-plugins-ugly"),
    (Purpose::Live, "gstreamer1.0-libav"),
    // RTMPS: GIO's TLS, and the authorities it believes.
    (Purpose::Live, "glib-networking"),
    (Purpose::Live, "ca-certificates"),
    (Purpose::Live, "libvulkan1"),
    (Purpose::Live, "mesa-vulkan-drivers"),
    (Purpose::Live, "espeak-ng"),
    // What graphics are written with: Latin, other scripts, Chinese, Japanese and Korean, emoji.
    (Purpose::Live, "fonts-inter"),
    (Purpose::Live, "fonts-noto-core"),
    (Purpose::Live, "fonts-noto-cjk"),
    (Purpose::Live, "fonts-noto-color-emoji"),
    // The preview's window: its library loads these when it opens one.
    (Purpose::Live, "libwayland-dev"),
    (Purpose::Live, "libx11-6"),
    (Purpose::Live, "libx11-xcb1"),
    (Purpose::Live, "libxcursor1"),
    (Purpose::Live, "libxi6"),
    (Purpose::Live, "libxrandr2"),
    (Purpose::Live, "libxkbcommon-x11-0"),
    (Purpose::Test, "xvfb"),
    (Purpose::Test, "procps"),
    // What the judge of faces loads: MediaPipe and OpenCV.
    (Purpose::Test, "libegl1"),
    (Purpose::Test, "libgl1"),
    (Purpose::Test, "libgles2"),
    (Purpose::Test, "libglib2.0-0"),
    (Purpose::Test, "python3-venv"),
    (Purpose::Test, "openssl"),
    (Purpose::Test, "ffmpeg"),
    (Purpose::Test, "nginx"),
    (Purpose::Test, "libnginx-mod-rtmp"),
    (Purpose::Test, "chromium"),
    (Purpose::Test, "gstreamer1.0-tools"),
    (Purpose::Test, "vulkan-tools"),
];

/// Installed packages and their versions.
pub type Installed = BTreeMap<String, String>;

/// The packages that `purpose` needs, in the order of installing.
pub fn needed(purpose: Purpose) -> Vec<&'static str> {
    NEEDED.iter().filter(|(least, _)| *least <= purpose).map(|(_, name)| *name).collect()
}

/// What dpkg has of `names`. A package that it does not know is absent from the answer, no error.
///
/// # Errors
/// When there is no dpkg: this is no Debian machine.
pub fn installed(names: &[&str]) -> Result<Installed> {
    let format = "-f=${Package}\\t${db:Status-Status}\\t${Version}\\n";
    let query = ["-W", format].into_iter().chain(names.iter().copied());
    let output = tool::answered(&mut tool::tool("dpkg-query", query))?;
    Ok(parse(&String::from_utf8_lossy(&output.stdout)))
}

/// The needed packages that are not installed.
pub fn missing<'a>(needed: &[&'a str], installed: &Installed) -> Vec<&'a str> {
    needed.iter().copied().filter(|name| !installed.contains_key(*name)).collect()
}

/// The leading number of a Debian version: `1:25.0.7-2~bpo12+1` is 25.
pub fn major(version: &str) -> Option<u32> {
    let upstream = version.split_once(':').map_or(version, |(_, upstream)| upstream);
    let digits = upstream.split(|letter: char| !letter.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn parse(answer: &str) -> Installed {
    let rows = answer.lines().filter_map(|row| {
        let mut fields = row.split('\t');
        let (name, status, version) = (fields.next()?, fields.next()?, fields.next()?);
        (status == "installed").then(|| (name.to_owned(), version.to_owned()))
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wholly_installed_counts() {
        let installed =
            parse("nginx\tinstalled\t1.22.1-9\nffmpeg\tconfig-files\t5.1\nnpm\tnot-installed\t\n");
        assert_eq!(missing(&["nginx", "ffmpeg", "npm", "sox"], &installed), ["ffmpeg", "npm", "sox"]);
        assert!(missing(&["nginx"], &installed).is_empty());
    }

    #[test]
    fn tests_need_all_that_live_needs_and_more() {
        let live = needed(Purpose::Live);
        assert!(needed(Purpose::Test).starts_with(&live));
        assert!(live.contains(&"python3-pip") && !live.contains(&"nginx"));
    }

    #[test]
    fn versions_have_majors() {
        assert_eq!(major("22.3.6-1+deb12u2"), Some(22));
        assert_eq!(major("1:25.0.7-2~bpo12+1"), Some(25));
        assert_eq!(major("unknown"), None);
    }
}
