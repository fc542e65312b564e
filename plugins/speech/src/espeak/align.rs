//! Which phoneme of a clause belongs to which of its words.
//!
//! espeak-ng joins small words ("of the" is one), and says several for one ("25"), and it pronounces a word
//! in company otherwise than alone. So the clause's phonemes are laid against those of the words said alone
//! by the cheapest edits, as one compares spellings. Pure; it asks espeak-ng nothing.

/// For each char of `clause` (IPA, words parted by spaces) the index of the word that it belongs to, given
/// the IPA of each word said alone; `None` for spaces between two words. Never decreasing.
pub fn align(clause: &str, words: &[String]) -> Vec<Option<usize>> {
    let chars: Vec<char> = clause.chars().collect();
    if words.is_empty() {
        return vec![None; chars.len()];
    }
    let groups = clause.split(' ').filter(|group| !group.is_empty()).count();
    let single = |word: &String| !word.is_empty() && !word.contains(' ');
    let mut owners = if groups == words.len() && words.iter().all(single) {
        by_spaces(&chars)
    } else {
        by_edits(&chars, words)
    };
    spread(&chars, &mut owners);
    owners
}

/// The plain case: as many words heard as written.
fn by_spaces(chars: &[char]) -> Vec<Option<usize>> {
    let mut word = 0;
    let mut seen = false;
    chars
        .iter()
        .map(|&c| {
            if c == ' ' {
                word += usize::from(seen);
                seen = false;
                return None;
            }
            seen = true;
            Some(word)
        })
        .collect()
}

fn by_edits(chars: &[char], words: &[String]) -> Vec<Option<usize>> {
    let heard: Vec<(usize, char)> = chars.iter().copied().enumerate().filter(|(_, c)| is_sound(*c)).collect();
    let alone: Vec<(usize, char)> = words
        .iter()
        .enumerate()
        .flat_map(|(word, ipa)| ipa.chars().filter(|c| is_sound(*c)).map(move |c| (word, c)))
        .collect();
    let (rows, columns) = (heard.len() + 1, alone.len() + 1);
    // costs[r][c]: cheapest way to lay r heard sounds against c sounds of words said alone.
    let mut costs = vec![0_u32; rows * columns];
    for r in 0..rows {
        for c in 0..columns {
            costs[r * columns + c] = if r == 0 || c == 0 {
                (r + c) as u32 * SKIP
            } else {
                let swap = costs[(r - 1) * columns + c - 1] + swap_cost(heard[r - 1].1, alone[c - 1].1);
                let extra = costs[(r - 1) * columns + c] + SKIP;
                let lost = costs[r * columns + c - 1] + SKIP;
                swap.min(extra).min(lost)
            };
        }
    }
    let mut owners = vec![None; chars.len()];
    let (mut r, mut c) = (rows - 1, columns - 1);
    while r > 0 && c > 0 {
        let here = costs[r * columns + c];
        if here == costs[(r - 1) * columns + c - 1] + swap_cost(heard[r - 1].1, alone[c - 1].1) {
            owners[heard[r - 1].0] = Some(alone[c - 1].0);
            (r, c) = (r - 1, c - 1);
        } else if here == costs[(r - 1) * columns + c] + SKIP {
            r -= 1;
        } else {
            c -= 1;
        }
    }
    owners
}

/// Cost of a sound that only one of the two has.
const SKIP: u32 = 3;

/// Cost of one sound heard as another: little between vowels, which change in company, a lot otherwise.
fn swap_cost(a: char, b: char) -> u32 {
    match (a == b, is_vowel(a), is_vowel(b)) {
        (true, ..) => 0,
        (_, true, true) => 2,
        (_, false, false) => 4,
        _ => 7,
    }
}

/// Gives what has no owner yet (stress and length marks, sounds of no word) to a neighbour in its group, and
/// spaces inside a word to that word.
fn spread(chars: &[char], owners: &mut [Option<usize>]) {
    let mut from = 0;
    while from < chars.len() {
        if chars[from] == ' ' {
            from += 1;
            continue;
        }
        let to = chars[from..].iter().position(|c| *c == ' ').map_or(chars.len(), |n| from + n);
        // A mark of stress belongs to what follows, everything else to what came before.
        let mut next = None;
        for i in (from..to).rev() {
            match owners[i] {
                Some(owner) => next = Some(owner),
                None if is_stress(chars[i]) => owners[i] = next,
                None => {}
            }
        }
        let mut before = None;
        for owner in &mut owners[from..to] {
            before = owner.or(before);
            *owner = before;
        }
        for owner in owners[from..to].iter_mut().rev() {
            next = owner.or(next);
            *owner = next;
        }
        from = to;
    }
    // A group that no word claimed goes with the one before it, or after it.
    let mut before = owners.iter().flatten().next().copied().unwrap_or(0);
    for i in 0..chars.len() {
        if chars[i] != ' ' {
            before = owners[i].unwrap_or(before);
            owners[i] = Some(before);
        }
    }
    for i in 1..chars.len().saturating_sub(1) {
        if chars[i] == ' ' && owners[i - 1] == owners[i + 1] {
            owners[i] = owners[i - 1];
        }
    }
}

fn is_stress(c: char) -> bool {
    matches!(c, 'ˈ' | 'ˌ')
}

fn is_sound(c: char) -> bool {
    c != ' ' && !is_stress(c) && !matches!(c, 'ː' | 'ˑ' | 'ʰ' | 'ʲ' | 'ʷ' | '\u{300}'..='\u{36f}')
}

fn is_vowel(c: char) -> bool {
    "aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻ".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `expect` shows the clause with words parted by `|`.
    #[track_caller]
    fn check(clause: &str, words: &[&str], expect: &str) {
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        let owners = align(clause, &words);
        let mut parts = vec![String::new(); words.len()];
        for (c, owner) in clause.chars().zip(owners) {
            if let Some(owner) = owner {
                parts[owner].push(c);
            }
        }
        assert_eq!(parts.join("|"), expect);
    }

    #[test]
    fn joined_and_split_words() {
        check("həlˈoʊ wˈɜːld", &["həlˈoʊ", "wˈɜːld"], "həlˈoʊ|wˈɜːld");
        check("ʌvðə mˈɛni", &["ˈʌv", "ðˈə", "mˈɛni"], "ʌv|ðə|mˈɛni");
        check("ɪt kˈɔsts twˈɛnti fˈaɪv", &["ˈɪt", "kˈɔsts", "twˈɛnti fˈaɪv"], "ɪt|kˈɔsts|twˈɛnti fˈaɪv");
        // One joined, one split: the count is the same by accident.
        check("ɪnðə twˈɛnti fˈaɪv", &["ˈɪn", "ðˈə", "twˈɛnti fˈaɪv"], "ɪn|ðə|twˈɛnti fˈaɪv");
        check("naɪɐm ɡlˈæd", &["nˈaʊ", "ˈaɪ", "ˈæm", "ɡlˈæd"], "n|aɪ|ɐm|ɡlˈæd");
        check("", &["ˈɪn"], "");
        check("ɪn", &["", "ˈɪn"], "|ɪn");
        check("abc", &[""], "abc");
    }

    proptest! {
        #[test]
        fn owners_never_go_back(clause in "[abstɪəˈ ]{0,30}", words in prop::collection::vec("[abstɪə ]{0,6}", 1..6)) {
            let owners = align(&clause, &words);
            prop_assert_eq!(owners.len(), clause.chars().count());
            let known: Vec<usize> = owners.iter().flatten().copied().collect();
            prop_assert!(known.is_sorted() && known.iter().all(|owner| *owner < words.len()));
            for (c, owner) in clause.chars().zip(&owners) {
                prop_assert!(c == ' ' || owner.is_some());
            }
        }
    }
}
