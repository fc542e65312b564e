//! English numbers in words: cardinals, ordinals, years, fractions.

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: [&str; 6] = ["", "thousand", "million", "billion", "trillion", "quadrillion"];

/// Whole digits in words; one by one where there are too many, or where they begin with a zero.
pub(in crate::text) fn cardinal(digits: &str) -> String {
    let spelled = digits.len() > 1 && digits.starts_with('0');
    match digits.parse::<u64>() {
        Ok(number) if !spelled && number < 1_000_000_000_000_000_000 => words(number),
        _ => {
            let each: Vec<&str> =
                digits.chars().filter_map(|c| c.to_digit(10)).map(|d| SMALL[d as usize]).collect();
            each.join(" ")
        }
    }
}

fn words(number: u64) -> String {
    if number < 100 {
        return two(number);
    }
    let mut parts = Vec::new();
    let mut rest = number;
    let mut scale = 0;
    while rest > 0 {
        let group = rest % 1000;
        if group > 0 {
            let mut said = three(group);
            if scale > 0 {
                said = format!("{said} {}", SCALES[scale]);
            }
            parts.push(said);
        }
        (rest, scale) = (rest / 1000, scale + 1);
    }
    parts.reverse();
    parts.join(" ")
}

fn three(number: u64) -> String {
    match (number / 100, number % 100) {
        (0, rest) => two(rest),
        (hundreds, 0) => format!("{} hundred", SMALL[hundreds as usize]),
        (hundreds, rest) => format!("{} hundred {}", SMALL[hundreds as usize], two(rest)),
    }
}

fn two(number: u64) -> String {
    match number {
        0..20 => SMALL[number as usize].to_owned(),
        _ if number.is_multiple_of(10) => TENS[number as usize / 10].to_owned(),
        _ => format!("{}-{}", TENS[number as usize / 10], SMALL[number as usize % 10]),
    }
}

/// "twenty-first".
pub(super) fn ordinal(number: u64) -> Option<String> {
    let said = words(number);
    let at = said.rfind([' ', '-']).map_or(0, |at| at + 1);
    let (start, last) = said.split_at(at);
    Some(match last {
        "one" => format!("{start}first"),
        "two" => format!("{start}second"),
        "three" => format!("{start}third"),
        "five" => format!("{start}fifth"),
        "eight" => format!("{start}eighth"),
        "nine" => format!("{start}ninth"),
        "twelve" => format!("{start}twelfth"),
        last => match last.strip_suffix('y') {
            Some(stem) => format!("{start}{stem}ieth"),
            None => format!("{start}{last}th"),
        },
    })
}

/// "nineteen ninety-five"; also for numbers said in pairs ("ten eighty").
pub(in crate::text) fn year(number: u32) -> String {
    let (century, rest) = (u64::from(number / 100), u64::from(number % 100));
    match (century, rest) {
        (0..10, _) | (100.., _) => words(number.into()),
        (_, 0) if century.is_multiple_of(10) => words(number.into()),
        (_, 0) => format!("{} hundred", two(century)),
        (_, 1..10) if century.is_multiple_of(10) => words(number.into()),
        (_, 1..10) => format!("{} oh {}", two(century), two(rest)),
        _ => format!("{} {}", two(century), two(rest)),
    }
}

/// "three quarters"; none for fractions that are no everyday ones.
pub(super) fn fraction(over: u64, under: u64) -> Option<String> {
    let part = match under {
        2 => "half".to_owned(),
        4 => "quarter".to_owned(),
        3 | 5..=10 | 12 | 16 | 20 | 32 | 64 | 100 | 1000 => ordinal(under)?,
        _ => return None,
    };
    let plural = match (over, under) {
        (1, _) => part,
        (_, 2) => "halves".to_owned(),
        _ => format!("{part}s"),
    };
    Some(format!("{} {plural}", words(over)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words() {
        for (digits, expect) in [
            ("0", "zero"),
            ("21", "twenty-one"),
            ("100", "one hundred"),
            ("342", "three hundred forty-two"),
            ("1000000", "one million"),
            ("1001", "one thousand one"),
            ("007", "zero zero seven"),
            (
                "12345678901234567890123",
                "one two three four five six seven eight nine zero one two three four five six seven eight nine zero one two three",
            ),
        ] {
            assert_eq!(cardinal(digits), expect);
        }
        for (number, expect) in
            [(1, "first"), (12, "twelfth"), (20, "twentieth"), (23, "twenty-third"), (100, "one hundredth")]
        {
            assert_eq!(ordinal(number).unwrap(), expect);
        }
        for (number, expect) in [
            (1995, "nineteen ninety-five"),
            (1900, "nineteen hundred"),
            (1905, "nineteen oh five"),
            (2000, "two thousand"),
            (2005, "two thousand five"),
            (2024, "twenty twenty-four"),
            (1066, "ten sixty-six"),
            (800, "eight hundred"),
        ] {
            assert_eq!(year(number), expect);
        }
        assert_eq!(fraction(3, 4).unwrap(), "three quarters");
        assert_eq!(fraction(1, 2).unwrap(), "one half");
        assert_eq!(fraction(3, 17), None);
    }
}
