//! Tests of the board: what comes and goes when, that nothing leaves the picture or lies on something else.

use super::*;
use protocol::timeline::{SentenceSpan, WordSpan};

const SIZES: [(u32, u32); 5] = [(1280, 720), (1920, 1080), (720, 720), (720, 1280), (1080, 1920)];
const SECOND: u64 = SAMPLE_RATE as u64;

fn board(size: (u32, u32), language: &str) -> Board {
    let products =
        "id,name,price,text,url\nx100,Grinder X100,89 €,Quiet as a cat.,https://shop.example/x100\n";
    Board::new(BoardSettings {
        size,
        language: language.into(),
        products: Products::parse(products, "csv").unwrap(),
        ..BoardSettings::default()
    })
    .expect("a font is installed where tests run")
}

fn lower_third() -> Graphic {
    Graphic::LowerThird { name: "Kai Lindqvist".into(), line: "Your host".into() }
}

fn said(text: &str) -> Timeline {
    let mut timeline = Timeline::silence(4 * SECOND);
    let words: Vec<&str> = text.split_whitespace().collect();
    let each = timeline.samples / words.len() as u64;
    let span = |(n, w): (usize, &&str)| {
        let word = w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        WordSpan { word, start: n as u64 * each, end: (n as u64 + 1) * each }
    };
    timeline.words = words.iter().enumerate().map(span).collect();
    timeline.sentences = vec![SentenceSpan { text: text.into(), start: 0, end: timeline.samples }];
    timeline
}

#[test]
fn only_the_label_is_on_from_the_first_frame() {
    let mut board = board((1280, 720), "en");
    let state = board.state();
    assert_eq!((state.label, state.label_text.as_str(), state.shown.len()), (true, "AI host", 0));
    let overlay = board.overlay(0);
    assert_eq!((overlay.layers.len(), overlay.layers[0].opacity), (1, 256));
    let off = GraphicsSettings { label: Some(Label::Shown(false)), ..Default::default() };
    board.set(off, SECOND).unwrap();
    assert!(board.overlay(2 * SECOND).is_empty());
}

#[test]
fn elements_come_stay_and_go() {
    let mut board = board((1280, 720), "en");
    board.hide(Some(GraphicKind::Label), 0);
    board.show(lower_third(), SECOND).unwrap();
    let opacity = |board: &mut Board, sample| board.overlay(sample).layers.first().map_or(0, |l| l.opacity);
    assert_eq!(opacity(&mut board, SECOND), 0);
    let early = opacity(&mut board, SECOND + SECOND / 10);
    assert!((20..256).contains(&early), "{early}");
    assert_eq!(opacity(&mut board, 2 * SECOND), 256);
    board.hide(None, 3 * SECOND);
    assert!((1..256).contains(&opacity(&mut board, 3 * SECOND + SECOND / 6)));
    assert!(board.overlay(4 * SECOND).is_empty());
    assert!(board.state().shown.is_empty());
}

#[test]
fn the_same_times_give_the_same_pixels() {
    let frames = || {
        let mut board = board((640, 360), "en");
        board.show(Graphic::Captions, 0).unwrap();
        board.show(Graphic::Ticker { text: "One | two | three".into() }, 0).unwrap();
        board.say(1, SECOND, &said("Hello and welcome to the show, everybody."));
        (0..40).map(|n| board.overlay(n * SECOND / 10)).collect::<Vec<_>>()
    };
    assert_eq!(frames(), frames());
}

#[test]
fn captions_follow_the_words() {
    let mut board = board((1280, 720), "en");
    board.hide(Some(GraphicKind::Label), 0);
    board.show(Graphic::Captions, 0).unwrap();
    board.say(1, SECOND, &said("one two three four"));
    assert!(board.overlay(SECOND / 2).is_empty());
    let at = |board: &mut Board, tenths: u64| board.overlay(tenths * SECOND / 10).layers;
    let (first, same, second) = (at(&mut board, 15), at(&mut board, 17), at(&mut board, 25));
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].bitmap, same[0].bitmap, "while a word is said nothing is drawn anew");
    assert_ne!(first[0].bitmap, second[0].bitmap, "another word is set off");
    board.cut(3 * SECOND);
    assert!(at(&mut board, 40).is_empty());
}

#[test]
fn a_shifted_sentence_is_captioned_later() {
    let mut board = board((1280, 720), "en");
    board.hide(Some(GraphicKind::Label), 0);
    board.show(Graphic::Captions, 0).unwrap();
    board.say(7, 0, &said("one two"));
    board.shift(7, 3 * SECOND);
    assert!(board.overlay(SECOND).is_empty());
    assert!(!board.overlay(4 * SECOND).is_empty());
}

/// Everything that may be on at once, in every format and in scripts of every width.
#[test]
fn everything_stays_in_the_title_safe_area_and_apart() {
    for size in SIZES {
        for (language, text) in [
            ("en", "Welcome back, everybody: today we look at one grinder, and what it does to coffee."),
            ("zh", "欢迎大家回来，今天我们来看看这台磨豆机，以及它对咖啡的影响。"),
            ("ar", "مرحبا بكم جميعا في برنامجنا اليوم"),
        ] {
            let mut board = board(size, language);
            board.show(Graphic::Captions, 0).unwrap();
            board.say(1, 0, &said(text));
            board.show(lower_third(), 0).unwrap();
            board.show(Graphic::Product { id: "x100".into() }, 0).unwrap();
            board.show(Graphic::Ticker { text: "Free shipping".into() }, 0).unwrap();
            let until = Until::AfterMillis(90_000);
            board.show(Graphic::Countdown { until, title: "Offer ends".into() }, 0).unwrap();
            check_layers(&mut board, size, language);
        }
    }
}

#[track_caller]
fn check_layers(board: &mut Board, size: (u32, u32), language: &str) {
    let frame = Frame::new(size);
    let layers = board.overlay(2 * SECOND).layers;
    // Shadows may reach out; what is meant to be seen may not. One and a half units are the widest of them.
    let soft = 1.6 * frame.unit + 2.0;
    let boxes: Vec<[f32; 4]> = layers
        .iter()
        .map(|l| {
            let clip = l.seen(size.0 as usize, size.1 as usize).unwrap();
            [clip.left + l.x, clip.top + l.y, clip.right + l.x, clip.bottom + l.y].map(|v| v as f32)
        })
        .collect();
    for [left, top, right, bottom] in &boxes {
        let inside = *left >= frame.side - soft
            && *top >= frame.top - soft
            && *right <= frame.width - frame.side + soft
            && *bottom <= frame.height - frame.bottom + soft;
        assert!(inside, "{size:?} {language}: {left} {top} {right} {bottom}");
    }
    // The ticker's strip lies in its panel: everything else is apart but for shadows.
    for (n, a) in boxes.iter().enumerate() {
        for b in &boxes[n + 1..] {
            let wide = a[2].min(b[2]) - a[0].max(b[0]);
            let high = a[3].min(b[3]) - a[1].max(b[1]);
            let is_strip = b[0] > a[0] && b[2] < a[2] && b[1] > a[1] && b[3] < a[3];
            assert!(is_strip || wide.min(high) <= 2.0 * soft, "{size:?} {language}: {a:?} {b:?}");
        }
    }
}

#[test]
fn what_is_not_there_is_told_and_changes_nothing() {
    let mut board = board((1280, 720), "en");
    let _ = board.take_changed();
    let error = board.show(Graphic::Product { id: "x10".into() }, 0).unwrap_err().to_string();
    assert!(error.contains("did you mean `x100`?"), "{error}");
    assert!(board.show(Graphic::Logo { file: None }, 0).is_err());
    assert!(board.show(Graphic::Image { file: "none.png".into() }, 0).is_err());
    assert!(!board.take_changed());
}

#[test]
fn a_countdown_to_a_time_follows_the_wall() {
    let clock = |began_ms: u64, moved: Option<u64>| {
        let mut board = board((1280, 720), "en");
        board.set_began(began_ms);
        let until = Until::WallMillis(1_030_000);
        board.show(Graphic::Countdown { until, title: String::new() }, 0).unwrap();
        moved.into_iter().for_each(|began_ms| board.set_began(began_ms));
        board.overlay(10 * SECOND).layers[0].bitmap.clone()
    };
    assert!(clock(1_000_000, Some(1_005_000)) == clock(1_005_000, None));
    assert!(clock(1_000_000, None) != clock(1_005_000, None));
}

#[test]
fn the_label_is_in_the_language_of_the_show_that_is_loaded() {
    let label = |board: &mut Board| board.overlay(SECOND).layers[0].bitmap.clone();
    let mut changed = board((1280, 720), "en");
    let english = label(&mut changed);
    changed.speak("de", SECOND);
    assert!(label(&mut changed) == label(&mut board((1280, 720), "de")));
    assert!(label(&mut changed) != english);
}

#[test]
fn a_title_goes_by_itself_and_a_countdown_counts() {
    let mut board = board((1280, 720), "en");
    board.show(Graphic::Title { text: "Coffee".into(), line: String::new() }, 0).unwrap();
    assert_eq!(board.state().shown, ["title \"Coffee\""]);
    board.overlay(7 * SECOND);
    assert!(board.state().shown.is_empty());
    let until = Until::AfterMillis(3000);
    board.show(Graphic::Countdown { until, title: String::new() }, 10 * SECOND).unwrap();
    let clock = |board: &mut Board, tenths: u64| board.overlay(tenths * SECOND / 10).layers[0].bitmap.clone();
    assert_eq!(clock(&mut board, 111), clock(&mut board, 119));
    assert_ne!(clock(&mut board, 119), clock(&mut board, 121));
    assert_eq!(clock(&mut board, 131), clock(&mut board, 191), "it stays at nought");
}

/// A board whose pictures are made elsewhere, with a folder of three: the last is damaged behind its beginning.
fn live_board() -> (Board, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (name, level) in [("a.png", 40), ("b.png", 200)] {
        let noise = image::RgbImage::from_fn(96, 64, |x, y| image::Rgb([level, (x * y) as u8, x as u8]));
        noise.save(path(name)).unwrap();
    }
    let whole = std::fs::read(path("a.png")).unwrap();
    std::fs::write(path("cut.png"), &whole[..whole.len() / 2]).unwrap();
    let mut products = Products::parse("id,name,image\nx,Grinder,a.png\n", "csv").unwrap();
    products.folder = folder.path().into();
    let of = BoardSettings {
        size: (1280, 720),
        language: "en".into(),
        folder: folder.path().into(),
        products,
        ..Default::default()
    };
    let mut board = Board::new(of).unwrap();
    board.hide(None, 0);
    board.make_elsewhere();
    (board, folder)
}

fn image(name: &str) -> Graphic {
    Graphic::Image { file: name.into() }
}

/// Makes what is wanted, as a thread would; gives how much that was.
fn make(board: &mut Board) -> usize {
    let wanted: Vec<_> = std::iter::from_fn(|| board.take_wanted()).collect();
    for wanted in &wanted {
        board.came(wanted.clone(), wanted.make());
    }
    wanted.len()
}

#[test]
fn what_needs_a_picture_comes_when_that_is_there() {
    let (mut board, _folder) = live_board();
    let layers = |board: &mut Board, second: u64| board.overlay(second * SECOND).layers.len();
    let before = layers(&mut board, 1);
    board.show(Graphic::Product { id: "x".into() }, SECOND).unwrap();
    assert_eq!(layers(&mut board, 2), before, "it is being read");
    assert_eq!(board.state().shown, ["product:x"]);
    assert_eq!(make(&mut board), 1);
    assert_eq!(layers(&mut board, 3), before, "it begins to come");
    assert_eq!(layers(&mut board, 4), before + 1);
    // What is there stays until what takes its place is.
    board.show(image("b.png"), 4 * SECOND).unwrap();
    assert_eq!(layers(&mut board, 6), before + 1);
    assert_eq!(board.state().shown, ["image:b.png"]);
    make(&mut board);
    board.overlay(7 * SECOND);
    assert_eq!(layers(&mut board, 8), before + 1);
    board.show(Graphic::Product { id: "x".into() }, 8 * SECOND).unwrap();
    assert_eq!(make(&mut board), 0, "it was read before");
    assert_eq!(board.state().shown, ["product:x"]);
}

#[test]
fn what_was_hidden_meanwhile_does_not_come() {
    let (mut board, _folder) = live_board();
    let before = board.overlay(SECOND).layers.len();
    board.show(image("b.png"), SECOND).unwrap();
    board.hide(None, SECOND);
    assert!(board.state().shown.is_empty());
    make(&mut board);
    board.overlay(2 * SECOND);
    assert_eq!(board.overlay(4 * SECOND).layers.len(), before);
}

#[test]
fn a_logo_that_was_changed_and_taken_away_is_not_missed() {
    let (mut board, _folder) = live_board();
    let logo = |file: &str| GraphicsSettings { logo: Some(file.into()), ..Default::default() };
    let logo_is_on = |board: &mut Board| board.overlay(9 * SECOND).layers.len();
    let before = logo_is_on(&mut board);
    board.set(logo("a.png"), SECOND).unwrap();
    assert_eq!(board.state().logo.as_deref(), Some("a.png"));
    make(&mut board);
    board.overlay(2 * SECOND);
    assert_eq!(logo_is_on(&mut board), before + 1);
    // Another file: the first stays on until that was read, unless there is to be none.
    board.set(logo("b.png"), 10 * SECOND).unwrap();
    assert_eq!(logo_is_on(&mut board), before + 1);
    board.set(logo(""), 10 * SECOND).unwrap();
    make(&mut board);
    assert_eq!(board.overlay(12 * SECOND).layers.len(), before);
    assert!(board.take_problems().is_empty(), "nobody wants it any more");
}

#[test]
fn what_is_damaged_further_on_is_told_when_it_is_read() {
    let (mut board, folder) = live_board();
    Board::check_picture(&folder.path().join("cut.png")).expect("its beginning is that of a picture");
    board.show(image("cut.png"), SECOND).unwrap();
    assert_eq!(make(&mut board), 1);
    board.overlay(2 * SECOND);
    let problems = board.take_problems();
    assert!(problems[0].to_string().contains("cut.png is no picture that can be shown"), "{problems:?}");
    assert!(board.state().shown.is_empty() && board.take_changed());
    // What cannot even be begun is refused at once.
    std::fs::write(folder.path().join("no.png"), b"not a picture").unwrap();
    assert!(board.show(image("no.png"), 3 * SECOND).is_err());
}

#[test]
fn what_was_asked_for_ahead_is_there_at_once() {
    let (mut board, _folder) = live_board();
    board.ask_ahead(&image("b.png"));
    board.ask_ahead(&image("none.png"));
    board.ask_ahead(&lower_third());
    assert_eq!(make(&mut board), 1);
    assert!(board.state().shown.is_empty());
    let before = board.overlay(SECOND).layers.len();
    board.show(image("b.png"), SECOND).unwrap();
    assert_eq!(board.overlay(3 * SECOND).layers.len(), before + 1);
}

#[test]
fn waiting_or_not_the_pixels_are_the_same() {
    let (mut board, folder) = live_board();
    let of = BoardSettings { size: (1280, 720), folder: folder.path().into(), ..Default::default() };
    let mut offline = Board::new(of).unwrap();
    for board in [&mut board, &mut offline] {
        board.hide(Some(GraphicKind::Label), 0);
        board.show(image("a.png"), SECOND).unwrap();
    }
    make(&mut board);
    board.overlay(SECOND);
    assert_eq!(board.overlay(4 * SECOND), offline.overlay(4 * SECOND));
}
