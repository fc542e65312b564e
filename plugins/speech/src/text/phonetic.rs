//! Writing that espeak-ng cannot read, made into writing that it can: Chinese letters into pinyin, and those of
//! Japanese words into kana.
//!
//! Debian's espeak-ng 1.51 turns most Chinese letters into pinyin and then spells that in English ("nee three"
//! for 你); its voice for pinyin reads well. So the pinyin is made here.

mod kanji;

use super::{clauses::Word, scripts::primary};
use pinyin::ToPinyin;

/// espeak-ng's name of the voice that reads pinyin with digits for tones.
pub(super) const PINYIN: &str = "cmn-latn-pinyin";

/// Words whose letters are not read as they mostly are.
#[rustfmt::skip] // A word a line would be a page.
const WORDS: &[(&str, &[&str])] = &[
    ("银行", &["yin2", "hang2"]), ("行业", &["hang2", "ye4"]), ("还有", &["hai2", "you3"]), ("还是", &["hai2", "shi4"]), ("还没", &["hai2", "mei2"]),
    ("长大", &["zhang3", "da4"]), ("校长", &["xiao4", "zhang3"]), ("音乐", &["yin1", "yue4"]), ("快乐", &["kuai4", "le4"]), ("重要", &["zhong4", "yao4"]),
    ("重新", &["chong2", "xin1"]), ("觉得", &["jue2", "de5"]), ("睡觉", &["shui4", "jiao4"]), ("得到", &["de2", "dao4"]), ("目的", &["mu4", "di4"]),
    ("地方", &["di4", "fang1"]), ("地球", &["di4", "qiu2"]), ("什么", &["shen2", "me5"]), ("怎么", &["zen3", "me5"]), ("首都", &["shou3", "du1"]),
    ("了解", &["liao3", "jie3"]), ("着急", &["zhao2", "ji2"]), ("因为", &["yin1", "wei4"]), ("为什么", &["wei4", "shen2", "me5"]), ("朋友", &["peng2", "you5"]),
    ("教室", &["jiao4", "shi4"]), ("教学", &["jiao4", "xue2"]), ("数学", &["shu4", "xue2"]), ("会计", &["kuai4", "ji4"]), ("参加", &["can1", "jia1"]), ("成都", &["cheng2", "du1"]),
    ("重庆", &["chong2", "qing4"]), ("空调", &["kong1", "tiao2"]), ("调查", &["diao4", "cha2"]), ("便宜", &["pian2", "yi5"]), ("爱好", &["ai4", "hao4"]), ("谢谢", &["xie4", "xie5"]),
    ("地址", &["di4", "zhi3"]), ("土地", &["tu3", "di4"]), ("长城", &["chang2", "cheng2"]), ("弹幕", &["dan4", "mu4"]), ("主播", &["zhu3", "bo1"]), ("一会儿", &["yi2", "huir4"]),
];

/// Letters that are mostly read otherwise than the table of letters says.
const LETTERS: &[(char, &str)] = &[
    ('了', "le5"),
    ('的', "de5"),
    ('地', "de5"),
    ('得', "de5"),
    ('着', "zhe5"),
    ('吗', "ma5"),
    ('吧', "ba5"),
    ('呢', "ne5"),
    ('啊', "a5"),
    ('们', "men5"),
    ('都', "dou1"),
    ('还', "hai2"),
    ('为', "wei4"),
    ('和', "he2"),
    ('没', "mei2"),
    ('说', "shuo1"),
    ('会', "hui4"),
    ('大', "da4"),
    ('好', "hao3"),
    ('看', "kan4"),
    ('过', "guo4"),
    ('行', "xing2"),
    ('长', "chang2"),
    ('重', "zhong4"),
    ('乐', "le4"),
    ('么', "me5"),
    ('个', "ge4"),
    ('上', "shang4"),
    ('什', "shen2"),
    ('吧', "ba5"),
    ('子', "zi3"),
    ('儿', "er2"),
    ('给', "gei3"),
    ('不', "bu4"),
    ('一', "yi1"),
    ('〇', "ling2"),
];

/// Rewrites what the words of a clause say so that espeak-ng reads it right; `home` is the text's language.
pub(super) fn rewrite(words: &mut [Word], home: &str) {
    let chinese =
        |word: &Word| word.language == Some("cmn") || word.language.is_none() && primary(home) == "zh";
    for word in words.iter_mut() {
        if word.language == Some("ja") || word.language.is_none() && primary(home) == "ja" {
            word.spoken = kanji::to_kana(&word.spoken);
        }
    }
    let mut at = 0;
    while at < words.len() {
        if !chinese(&words[at]) {
            at += 1;
            continue;
        }
        let end = words[at..].iter().position(|word| !chinese(word)).map_or(words.len(), |more| at + more);
        to_pinyin(&mut words[at..end]);
        at = end;
    }
}

/// Readings of letters may depend on the next word's, so a stretch of words is done at once.
fn to_pinyin(words: &mut [Word]) {
    let letters: Vec<(usize, char)> =
        words.iter().enumerate().flat_map(|(word, it)| it.spoken.chars().map(move |c| (word, c))).collect();
    let mut spoken = vec![String::new(); words.len()];
    let mut at = 0;
    while at < letters.len() {
        let known = WORDS.iter().find(|(word, _)| {
            let mut rest = letters[at..].iter().map(|(_, c)| *c);
            word.chars().all(|c| rest.next() == Some(c))
        });
        if let Some((_, syllables)) = known {
            for (letter, syllable) in letters[at..].iter().zip(*syllables) {
                push(&mut spoken[letter.0], syllable);
            }
            at += syllables.len();
            continue;
        }
        let (word, c) = letters[at];
        let next = letters.get(at + 1).and_then(|(_, c)| c.to_pinyin()).and_then(tone);
        match (c, next) {
            // 一 and 不 rise before a falling tone.
            ('不', Some(4)) => push(&mut spoken[word], "bu2"),
            _ => match LETTERS.iter().find(|(letter, _)| *letter == c) {
                Some((_, syllable)) => push(&mut spoken[word], syllable),
                None => match c.to_pinyin() {
                    Some(syllable) => push(&mut spoken[word], &numbered(syllable.with_tone_num_end())),
                    None if c.is_alphanumeric() && c.is_ascii() => {
                        let out = &mut spoken[word];
                        if out.ends_with(|c: char| c.is_ascii_digit()) {
                            out.push(' ');
                        }
                        out.push(c);
                    }
                    None if c == ' ' && !spoken[word].is_empty() => spoken[word].push(' '),
                    None => {}
                },
            },
        }
        at += 1;
    }
    for (word, spoken) in words.iter_mut().zip(spoken) {
        word.spoken = spoken.split_whitespace().collect::<Vec<_>>().join(" ");
        word.language = Some(PINYIN);
    }
}

fn push(spoken: &mut String, syllable: &str) {
    if !spoken.is_empty() && !spoken.ends_with(' ') {
        spoken.push(' ');
    }
    spoken.push_str(syllable);
}

fn tone(syllable: pinyin::Pinyin) -> Option<u32> {
    syllable.with_tone_num_end().chars().next_back().and_then(|c| c.to_digit(10))
}

/// A syllable without a tone is a light one, which espeak-ng calls the fifth.
fn numbered(syllable: &str) -> String {
    if syllable.ends_with(|c: char| c.is_ascii_digit()) {
        syllable.to_owned()
    } else {
        format!("{syllable}5")
    }
}
