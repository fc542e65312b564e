//! Web and e-mail addresses, file names: what is read by its signs ("dot", "slash").

use super::tongue::Tongue;

/// Reads the address at the start of `rest`: its length and reading.
pub(super) fn read(rest: &str, tongue: &Tongue) -> Option<(usize, String)> {
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '|' | '\u{1}'))
        .unwrap_or(rest.len());
    let token =
        rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '*', '_', '…']);
    // Balanced brackets belong to an address.
    let token = if token.contains('(') && rest[token.len()..].starts_with(')') {
        &rest[..token.len() + 1]
    } else {
        token
    };
    if !token.contains(['.', '@', ':']) || !token.is_ascii() && !token.contains("://") {
        return None;
    }
    is_address(token).then(|| (token.len(), say(token, tongue)))
}

fn is_address(token: &str) -> bool {
    if let Some((scheme, rest)) = token.split_once("://") {
        return scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
            && rest.contains(char::is_alphanumeric);
    }
    let token = token.strip_prefix("mailto:").unwrap_or(token);
    let local = token.split_once('@');
    if let Some((user, _)) = local
        && (user.is_empty()
            || !user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte)))
    {
        return false;
    }
    let host = local.map_or(token, |(_, host)| host);
    let host = host.split(['/', '?', '#']).next().unwrap_or(host);
    let host = host
        .split_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(host, _)| host);
    let mut labels = host.rsplit('.');
    let last = labels.next().unwrap_or_default();
    let rest: Vec<&str> = labels.collect();
    let plain = |label: &&str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    if rest.is_empty() || !rest.iter().all(plain) {
        return false;
    }
    let named =
        rest.iter().any(|label| label.len() > 1 && label.bytes().any(|byte| byte.is_ascii_alphabetic()));
    let known = DOMAINS.contains(&last) || FILES.iter().any(|(ending, _)| ending.eq_ignore_ascii_case(last));
    let by_sign = local.is_some() || host.starts_with("www.") || token.len() > host.len();
    let plausible = (2..=24).contains(&last.len()) && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    // "Hello.World" and "end.It" are two sentences, "wait.what" is two words.
    named && (known || by_sign && plausible)
}

/// Ends of host names that stand without "www." or a path.
const DOMAINS: &[&str] = &[
    "com", "org", "net", "info", "io", "dev", "app", "gov", "edu", "mil", "int", "eu", "uk", "de", "fr",
    "es", "it", "pt", "br", "cn", "jp", "kr", "ru", "ua", "pl", "nl", "be", "ch", "at", "us", "ca", "au",
    "nz", "in", "se", "fi", "dk", "tv", "ai", "gg", "fm", "co", "cc", "xyz", "live", "shop", "blog",
    "online", "site", "tech", "cloud", "page", "link", "club", "store", "news", "example", "local", "rs",
    "ly", "sh", "to",
];

/// Ends of file names: as written, as read.
const FILES: &[(&str, &str)] = &[
    ("txt", "T-X-T"),
    ("pdf", "P-D-F"),
    ("png", "P-N-G"),
    ("jpg", "J-P-G"),
    ("jpeg", "jay peg"),
    ("gif", "gif"),
    ("svg", "S-V-G"),
    ("mp3", "M-P three"),
    ("mp4", "M-P four"),
    ("wav", "wave"),
    ("ogg", "ogg"),
    ("flac", "flack"),
    ("mov", "move"),
    ("avi", "A-V-I"),
    ("mkv", "M-K-V"),
    ("webm", "web M"),
    ("zip", "zip"),
    ("tar", "tar"),
    ("gz", "G-Z"),
    ("7z", "seven Z"),
    ("exe", "E-X-E"),
    ("md", "M-D"),
    ("rs", "R-S"),
    ("py", "pie"),
    ("js", "J-S"),
    ("ts", "T-S"),
    ("html", "H-T-M-L"),
    ("css", "C-S-S"),
    ("json", "jason"),
    ("toml", "tom-l"),
    ("yaml", "yammel"),
    ("yml", "Y-M-L"),
    ("xml", "X-M-L"),
    ("csv", "C-S-V"),
    ("doc", "doc"),
    ("docx", "doc X"),
    ("xls", "X-L-S"),
    ("xlsx", "X-L-S-X"),
    ("ppt", "P-P-T"),
    ("pptx", "P-P-T-X"),
    ("cpp", "C-P-P"),
    ("sh", "S-H"),
    ("bat", "bat"),
    ("log", "log"),
    ("ini", "I-N-I"),
    ("cfg", "C-F-G"),
    ("glb", "G-L-B"),
    ("onnx", "O-N-N-X"),
    ("psd", "P-S-D"),
    ("iso", "I-S-O"),
    ("apk", "A-P-K"),
    ("dll", "D-L-L"),
    ("srt", "S-R-T"),
];

/// Ends of host names that are said as letters.
const SPELLED: &[&str] = &[
    "io", "eu", "uk", "de", "fr", "es", "pt", "br", "cn", "jp", "kr", "ru", "ua", "pl", "nl", "ch", "us",
    "ca", "au", "nz", "se", "fi", "dk", "tv", "ai", "gg", "fm", "cc", "xyz", "rs", "sh", "ly",
];

/// Longest path that is read; of a longer one only the host is.
const LONGEST_PATH: usize = 60;

fn say(token: &str, tongue: &Tongue) -> String {
    let token = token.split_once("://").map_or(token, |(_, rest)| rest);
    let token = token.strip_prefix("mailto:").unwrap_or(token);
    let token = token.strip_prefix("www.").unwrap_or(token);
    // Nobody reads out what follows the path.
    let token = token.split(['?', '#']).next().unwrap_or(token).trim_end_matches('/');
    let (host, path) = token.split_once('/').map_or((token, None), |(host, path)| (host, Some(path)));
    let mut spoken = Vec::new();
    pieces(host, true, tongue, &mut spoken);
    if let Some(path) = path.filter(|path| path.len() <= LONGEST_PATH) {
        spoken.push(tongue.slash.to_owned());
        pieces(path, false, tongue, &mut spoken);
    }
    spoken.retain(|piece| !piece.is_empty());
    spoken.join(" ")
}

fn pieces(text: &str, is_host: bool, tongue: &Tongue, spoken: &mut Vec<String>) {
    let last_dot = text.rfind('.');
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let c = rest.chars().next().unwrap_or_default();
        if !c.is_alphanumeric() {
            spoken.push(
                match c {
                    '.' => tongue.dot,
                    '/' => tongue.slash,
                    '@' => tongue.at,
                    '-' => tongue.dash,
                    '_' => tongue.underscore,
                    '+' => tongue.plus,
                    '%' => tongue.percent,
                    '=' => tongue.equals,
                    '&' => tongue.and,
                    ':' | '~' | ',' | '(' | ')' => "",
                    _ => "",
                }
                .to_owned(),
            );
            at += c.len_utf8();
            continue;
        }
        let is_ending = last_dot.is_some_and(|dot| at == dot + 1);
        if is_ending
            && let Some((_, read)) = FILES.iter().find(|(ending, _)| ending.eq_ignore_ascii_case(rest))
        {
            spoken.push((*read).to_owned());
            return;
        }
        let digit = c.is_ascii_digit();
        let end =
            rest.find(|c: char| !c.is_alphanumeric() || c.is_ascii_digit() != digit).unwrap_or(rest.len());
        let piece = &rest[..end];
        at += end;
        spoken.push(if digit {
            if piece.len() <= 2 { (tongue.cardinal)(piece) } else { tongue.digits(piece) }
        } else if is_host && is_ending && SPELLED.contains(&piece) || cannot_be_said(piece) {
            super::words::spell(piece)
        } else {
            piece.to_owned()
        });
    }
}

/// A few letters without a vowel.
fn cannot_be_said(piece: &str) -> bool {
    piece.is_ascii()
        && (2..=5).contains(&piece.len())
        && !piece.bytes().any(|byte| b"aeiouyAEIOUY".contains(&byte))
}
