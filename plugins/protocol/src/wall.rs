//! Times of day as people write them: RFC 3339, to and from milliseconds since 1970 began, UTC.
//!
//! Only arithmetic: nothing here reads a clock.

/// Milliseconds of `2026-11-22T20:15:00+01:00`; none where it is not RFC 3339 with an offset or `Z`, or is
/// before 1970. Leap seconds are read as the second after.
pub fn parse_rfc3339(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| -> Option<i64> {
        let part = text.get(range)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let is = |at: usize, any: &[u8]| bytes.get(at).is_some_and(|b| any.contains(b));
    if !(is(4, b"-") && is(7, b"-") && is(10, b"Tt ") && is(13, b":") && is(16, b":")) {
        return None;
    }
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    let (hour, minute, second) = (digits(11..13)?, digits(14..16)?, digits(17..19)?);
    let valid = (1..=12).contains(&month) && (1..=month_days(year, month)).contains(&day);
    if !valid || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut rest = text.get(19..)?;
    let mut millis = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        let three = format!("{:0<3}", &fraction[..length.min(3)]);
        millis = (length > 0).then(|| three.parse::<i64>().ok())??;
        rest = &fraction[length..];
    }
    let offset_minutes = match rest {
        "Z" | "z" => 0,
        _ => {
            let sign = if rest.starts_with('+') { 1 } else { -1 };
            let (hours, minutes) = rest.strip_prefix(['+', '-'])?.split_once(':')?;
            let part = |p: &str, most: i64| {
                let two = p.len() == 2 && p.bytes().all(|b| b.is_ascii_digit());
                two.then(|| p.parse::<i64>().ok())?.filter(|n| *n <= most)
            };
            sign * (part(hours, 23)? * 60 + part(minutes, 59)?)
        }
    };
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset_minutes * 60;
    u64::try_from(seconds * 1000 + millis).ok()
}

/// `2026-11-22T19:15:00.000Z`, for logs.
pub fn rfc3339(millis: u64) -> String {
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (mut day, second) = ((seconds / 86_400) as i64, seconds % 86_400);
    // Years are found by guess and step: a log holds few dates.
    let mut year = 1970 + day / 366;
    day -= days(year, 1, 1);
    while day >= year_days(year) {
        day -= year_days(year);
        year += 1;
    }
    let mut month = 1;
    while day >= month_days(year, month) {
        day -= month_days(year, month);
        month += 1;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z", day + 1)
}

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn year_days(year: i64) -> i64 {
    365 + i64::from(is_leap(year))
}

fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date, negative before.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let leaps = before / 4 - before / 100 + before / 400 - 477;
    let months: i64 = (1..month).map(|m| month_days(year, m)).sum();
    (year - 1970) * 365 + leaps + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_offset() {
        assert_eq!(parse_rfc3339("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse_rfc3339("2026-11-22T20:15:00+01:00"), Some(1_795_374_900_000));
        assert_eq!(parse_rfc3339("2024-02-29T23:59:59.25-00:30"), Some(1_709_252_999_250));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "20:15",
            "2026-11-22",
            "2026-11-22T20:15:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T20:15:00+1:00",
            "2026-11-22T20:15:00.Z",
            "1960-01-01T00:00:00Z",
            "äöüßäöüßäöüß",
        ] {
            assert_eq!(parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_is_written_as_it_is_read() {
        for day in 0..50_000_u64 {
            let millis = day * 86_400_000 + day % 86_400_000;
            assert_eq!(parse_rfc3339(&rfc3339(millis)), Some(millis), "{}", rfc3339(millis));
        }
    }
}
