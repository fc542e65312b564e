//! Draws every graphic over a plain picture: `cargo run -p graphics --example sheet -- FOLDER [LANGUAGE]`.
//!
//! For those who judge graphics by eye, without a renderer. Pictures are made in all formats, over light and dark.

use graphics::{Board, BoardSettings, Products, onto_rgba};
use protocol::{
    SAMPLE_RATE,
    graphic::{CaptionStyle, Graphic, GraphicsSettings, Until},
    timeline::{SentenceSpan, Timeline, WordSpan},
};
use std::{error::Error, path::PathBuf};

const SIZES: [(&str, (u32, u32)); 3] =
    [("landscape", (1280, 720)), ("square", (720, 720)), ("portrait", (720, 1280))];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("usage: sheet FOLDER [LANGUAGE]")?);
    let language = args.next().unwrap_or_else(|| "en".into());
    std::fs::create_dir_all(&folder)?;
    let image = folder.join("grinder.png");
    test_picture(900, 700).save(&image)?;
    let words = words(&language);
    for (format, size) in SIZES {
        for (ground, top, bottom) in
            [("dark", [18, 24, 38], [60, 34, 52]), ("light", [250, 250, 246], [214, 228, 240])]
        {
            let source = format!(
                "id,name,price,text,image,url\nx100,{},{},{},grinder.png,https://shop.example/x100\n",
                words.product, words.price, words.about
            );
            let mut products = Products::parse(&source, "csv")?;
            products.folder.clone_from(&folder);
            let style = if ground == "light" { CaptionStyle::Outline } else { CaptionStyle::Panel };
            let settings = GraphicsSettings {
                captions: Some(true),
                caption_style: Some(style),
                logo: Some("logo.png".into()),
                ..Default::default()
            };
            logo().save(folder.join("logo.png"))?;
            let of = BoardSettings {
                size,
                language: language.clone(),
                folder: folder.clone(),
                settings,
                products,
                began_ms: 0,
            };
            let mut board = Board::new(of)?;
            board.say(1, 0, &said(words.sentence));
            let (name, line) = (words.name.into(), words.role.into());
            let sets: [(&str, Vec<Graphic>); 4] = [
                ("people", vec![Graphic::LowerThird { name, line }]),
                (
                    "shop",
                    vec![
                        Graphic::Product { id: "x100".into() },
                        Graphic::Countdown { until: Until::AfterMillis(125_000), title: words.until.into() },
                        Graphic::Ticker { text: words.ticker.into() },
                    ],
                ),
                (
                    "question",
                    vec![
                        Graphic::Question {
                            text: words.question.into(), from: "Mia · 米娅 · مِيا 🙂".into()
                        },
                        Graphic::Image { file: "grinder.png".into() },
                    ],
                ),
                ("title", vec![Graphic::Title { text: words.title.into(), line: words.role.into() }]),
            ];
            for (n, (set, graphics)) in sets.into_iter().enumerate() {
                let at = n as u64 * 10 * u64::from(SAMPLE_RATE);
                board.hide(None, at);
                for graphic in graphics {
                    board.show(graphic, at + 2 * 48_000)?;
                }
                board.say(n as u64, at + 3 * 48_000, &said(words.sentence));
                let overlay = board.overlay(at + 11 * 24_000);
                let (width, height) = (size.0 as usize, size.1 as usize);
                let mut pixels = ground_of(top, bottom, width, height);
                onto_rgba(&overlay, &mut pixels, width, height);
                let path = folder.join(format!("{language}-{format}-{ground}-{set}.png"));
                image::save_buffer(path, &pixels, size.0, size.1, image::ColorType::Rgba8)?;
            }
        }
    }
    Ok(())
}

struct Words {
    sentence: &'static str,
    name: &'static str,
    role: &'static str,
    title: &'static str,
    product: &'static str,
    price: &'static str,
    about: &'static str,
    until: &'static str,
    ticker: &'static str,
    question: &'static str,
}

fn words(language: &str) -> Words {
    match language {
        "zh" => Words {
            sentence: "大家 好，欢迎 来到 我们的 直播间，今天 给 大家 带来 一款 非常 安静 的 磨豆机。",
            name: "陈 凯",
            role: "今晚的主持人",
            title: "一杯好咖啡",
            product: "静音磨豆机 X100",
            price: "¥ 599",
            about: "四十毫米锥形刀盘，只有二十八分贝。",
            until: "优惠剩余时间",
            ticker: "今天全场包邮 | 新颜色：深海蓝 | 下单立减五十元",
            question: "这台磨豆机适合做意式浓缩吗？清洗起来麻烦不麻烦？",
        },
        "ar" => Words {
            sentence: "مرحبا بكم جميعا في برنامجنا، اليوم لدينا مطحنة قهوة هادئة جدا.",
            name: "كاي ليندكفيست",
            role: "مضيفكم الليلة",
            title: "فنجان قهوة جيد",
            product: "مطحنة X100",
            price: "٨٩ €",
            about: "هادئة مثل قطة.",
            until: "ينتهي العرض",
            ticker: "الشحن مجاني اليوم | ألوان جديدة",
            question: "هل تصلح هذه المطحنة للإسبريسو؟",
        },
        _ => Words {
            sentence: "Hello and welcome, everybody! Today I brought a grinder that is so quiet that you will hear the kettle, the cat, and your own good mood.",
            name: "Kai Lindqvist",
            role: "Your host tonight",
            title: "One good cup of coffee",
            product: "Quiet Grinder X100",
            price: "89.00 €",
            about: "Forty-millimetre conical burrs at 28 dB.",
            until: "Offer ends in",
            ticker: "Free shipping today | New colour: deep sea | Five euros off with code AVENUE",
            question: "Is it fine enough for espresso, and how long does cleaning take?",
        },
    }
}

/// A sentence that is said in six seconds; spaces part what is said in Chinese, and are not written.
fn said(text: &str) -> Timeline {
    let mut timeline = Timeline::silence(6 * u64::from(SAMPLE_RATE));
    let words: Vec<&str> = text.split_whitespace().collect();
    let each = timeline.samples / words.len() as u64;
    let word = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let span = |(n, w): (usize, &&str)| WordSpan {
        word: word(w),
        start: n as u64 * each,
        end: (n as u64 + 1) * each,
    };
    timeline.words = words.iter().enumerate().map(span).collect();
    let is_han = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let written = if is_han { words.concat() } else { words.join(" ") };
    timeline.sentences = vec![SentenceSpan { text: written, start: 0, end: timeline.samples }];
    timeline
}

fn ground_of(top: [u8; 3], bottom: [u8; 3], width: usize, height: usize) -> Vec<u8> {
    let mix = |y: usize, c: usize| {
        let t = y as f32 / height as f32;
        (f32::from(top[c]) * (1.0 - t) + f32::from(bottom[c]) * t) as u8
    };
    (0..height).flat_map(|y| [mix(y, 0), mix(y, 1), mix(y, 2), 255].repeat(width)).collect()
}

fn test_picture(width: u32, height: u32) -> image::RgbaImage {
    image::RgbaImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (x as f32 / width as f32 - 0.5, y as f32 / height as f32 - 0.5);
        let ring = ((dx.hypot(dy) * 40.0).sin() * 40.0) as i32;
        let c = |base: i32| (base + ring).clamp(0, 255) as u8;
        image::Rgba([c(190), c(140 + (dy * 60.0) as i32), c(110), 255])
    })
}

/// A disc with soft edges on nothing.
fn logo() -> image::RgbaImage {
    image::RgbaImage::from_fn(640, 240, |x, y| {
        let distance = (x as f32 - 120.0).hypot(y as f32 - 120.0) - 100.0;
        let bar = (200..640).contains(&x) && (90..150).contains(&y);
        let alpha = if bar { 255.0 } else { (0.5 - distance).clamp(0.0, 1.0) * 255.0 };
        image::Rgba([255, 120, 60, alpha as u8])
    })
}
