//! Reading apt's source entries and deriving the one for backports from the machine's own.
//!
//! Pure text in, text out: the same mirror, the same key and options, another suite. No host name is known here.

/// One entry of apt's sources, of either format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub uris: Vec<String>,
    pub suites: Vec<String>,
    pub components: Vec<String>,
    /// Other fields as deb822 names them (`Signed-By`, `Architectures`), with continuation lines kept.
    pub options: Vec<(String, String)>,
}

/// Reads deb822 text (`*.sources`). Disabled entries and those without binary packages are left out.
pub fn deb822(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines().chain([""]) {
        if line.starts_with('#') {
            continue;
        }
        if line.trim().is_empty() {
            entries.extend(from_fields(std::mem::take(&mut fields)));
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push('\n');
                value.push_str(line.trim_end());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    entries
}

/// Reads one-line text (`sources.list`, `*.list`): `deb [option=value ..] uri suite component ..`.
pub fn one_line(text: &str) -> Vec<Entry> {
    text.lines().filter_map(|line| one(line.split('#').next()?.trim())).collect()
}

/// The entry for `<codename>-backports`, as deb822 text, from the first entry that is Debian's own for `codename`; or
/// none where no entry is.
pub fn backports(entries: &[Entry], codename: &str) -> Option<String> {
    let own = entries.iter().find(|entry| is_debian(entry, codename))?;
    let mut text = format!(
        "# Made by Compere's set-up from this machine's own Debian entry. Its pin, preferences.d/compere-mesa, takes\n\
         # Mesa's packages only from here. How to undo it: docs/operations.md in Compere's repository.\n\
         Types: deb\nURIs: {}\nSuites: {codename}-backports\nComponents: main\n",
        own.uris.join(" ")
    );
    for (name, value) in &own.options {
        text += &format!("{name}: {value}\n");
    }
    Some(text)
}

/// Whether the machine already has the suite.
pub fn has_backports(entries: &[Entry], codename: &str) -> bool {
    entries.iter().any(|entry| entry.suites.iter().any(|suite| *suite == format!("{codename}-backports")))
}

/// Debian's own entry and no third party's that borrows the codename: its component is main, and its archive is called
/// `debian`, as on every mirror (`mirror+file` lists included).
fn is_debian(entry: &Entry, codename: &str) -> bool {
    let archive = |uri: &String| {
        let path = uri.trim_end_matches('/');
        path.ends_with("/debian") || (uri.starts_with("mirror+") && path.ends_with("debian.list"))
    };
    entry.suites.iter().any(|suite| suite == codename)
        && entry.components.iter().any(|component| component == "main")
        && entry.uris.iter().any(archive)
}

fn from_fields(fields: Vec<(String, String)>) -> Option<Entry> {
    let words = |wanted: &str| {
        let found = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found
            .map(|(_, value)| value.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .unwrap_or_default()
    };
    let enabled = words("Enabled").first().is_none_or(|word| word != "no");
    if !enabled || !words("Types").iter().any(|kind| kind == "deb") {
        return None;
    }
    let (uris, suites, components) = (words("URIs"), words("Suites"), words("Components"));
    let known = ["types", "uris", "suites", "components", "enabled"];
    let options =
        fields.into_iter().filter(|(name, _)| !known.contains(&name.to_lowercase().as_str())).collect();
    Some(Entry { uris, suites, components, options })
}

fn one(line: &str) -> Option<Entry> {
    let rest = line.strip_prefix("deb")?;
    let rest = rest.strip_prefix([' ', '\t'])?.trim_start();
    let (options, rest) = match rest.strip_prefix('[') {
        Some(bracket) => bracket.split_once(']')?,
        None => ("", rest),
    };
    let options = options.split_whitespace().filter_map(|option| {
        let (name, value) = option.split_once('=')?;
        Some((deb822_name(name), value.replace(',', " ")))
    });
    let options = options.collect();
    let mut words = rest.split_whitespace().map(str::to_owned);
    let (uri, suite) = (words.next()?, words.next()?);
    Some(Entry { uris: vec![uri], suites: vec![suite], components: words.collect(), options })
}

/// `signed-by` is `Signed-By`, `arch` is `Architectures`.
fn deb822_name(option: &str) -> String {
    match option {
        "arch" => "Architectures".into(),
        "lang" => "Languages".into(),
        "target" => "Targets".into(),
        _ => option.split('-').map(capital).collect::<Vec<_>>().join("-"),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTAINER: &str = "Types: deb\n# a comment\nURIs: http://mirror.example/debian\n\
        Suites: bookworm bookworm-updates\nComponents: main\nSigned-By: /usr/share/keyrings/debian.gpg\n\n\
        Types: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\nComponents: main\n";

    #[track_caller]
    fn check(entries: &[Entry], expect: Option<&[&str]>) {
        let text = backports(entries, "bookworm");
        let lines =
            text.as_ref().map(|text| text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>());
        assert_eq!(lines.as_deref(), expect);
    }

    #[test]
    fn from_deb822() {
        check(
            &deb822(CONTAINER),
            Some(&[
                "Types: deb",
                "URIs: http://mirror.example/debian",
                "Suites: bookworm-backports",
                "Components: main",
                "Signed-By: /usr/share/keyrings/debian.gpg",
            ]),
        );
    }

    #[test]
    fn from_one_line_with_options() {
        let text = "# deb http://old.example/debian bookworm main\n\
            deb-src http://mirror.example/debian bookworm main\n\
            deb [arch=amd64,arm64 signed-by=/usr/share/k.gpg] https://mirror.example/debian/ bookworm main contrib # ours\n";
        check(
            &one_line(text),
            Some(&[
                "Types: deb",
                "URIs: https://mirror.example/debian/",
                "Suites: bookworm-backports",
                "Components: main",
                "Architectures: amd64 arm64",
                "Signed-By: /usr/share/k.gpg",
            ]),
        );
    }

    #[test]
    fn several_uris_and_an_inline_key_are_kept() {
        let text = "Types: deb deb-src\nURIs: http://a.example/debian http://b.example/debian\n  http://c.example/debian\n\
            Suites: bookworm\nComponents: main\nSigned-By:\n -----BEGIN\n .\n abc\n";
        check(
            &deb822(text),
            Some(&[
                "Types: deb",
                "URIs: http://a.example/debian http://b.example/debian http://c.example/debian",
                "Suites: bookworm-backports",
                "Components: main",
                "Signed-By: ",
                " -----BEGIN",
                " .",
                " abc",
            ]),
        );
    }

    #[test]
    fn a_mirror_list_is_debians_too() {
        let text = "Types: deb\nURIs: mirror+file:///etc/apt/mirrors/debian.list\nSuites: bookworm\nComponents: main\n";
        assert!(backports(&deb822(text), "bookworm").is_some());
    }

    #[test]
    fn others_are_not_taken_for_debian() {
        check(&one_line("deb https://third.example/php bookworm main"), None);
        check(&one_line("deb https://third.example/docker/linux/debian bookworm stable"), None);
        check(&one_line("deb http://mirror.example/debian trixie main"), None);
        check(
            &deb822(
                "Enabled: no\nTypes: deb\nURIs: http://m.example/debian\nSuites: bookworm\nComponents: main",
            ),
            None,
        );
        check(
            &deb822("Types: deb-src\nURIs: http://m.example/debian\nSuites: bookworm\nComponents: main"),
            None,
        );
        check(&[], None);
    }

    #[test]
    fn a_machine_that_has_backports_is_recognised() {
        assert!(!has_backports(&deb822(CONTAINER), "bookworm"));
        assert!(has_backports(&one_line("deb http://m.example/debian bookworm-backports main"), "bookworm"));
    }
}
