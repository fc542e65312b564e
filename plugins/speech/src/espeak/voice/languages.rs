//! Every language of espeak-ng: it is said, its times tile, and its phones are ones that the mouth knows.

use super::{tests::voice, *};
use std::collections::BTreeMap;

/// Numbers are read in the words of each language, so they try the sounds of all of them.
const NUMBERS: &str = "1 2 3 4 5 6 7 8 9 10, 11 12 13 14 15 16 17 18 19 20, 37 58 64 100 1000.";

/// Sentences with many of the sounds of a language; ours, or pangrams that nobody owns.
const SENTENCES: &[(&str, &str)] = &[
    ("ar", "نص حكيم له سر قاطع وذو شأن عظيم مكتوب على ثوب أخضر"),
    ("bg", "Жълтата дюля беше щастлива, че пухът, който цъфна, замръзна като гьон."),
    ("bn", "আমার সোনার বাংলা, আমি তোমায় ভালোবাসি।"),
    ("ca", "Jove xef, porti whisky amb quinze glaçons d'hidrogen, coi!"),
    ("cs", "Příliš žluťoučký kůň úpěl ďábelské ódy."),
    ("cy", "Parciais fy jac codi baw hud llawn dŵr ger tŷ Mabon."),
    ("da", "Quizdeltagerne spiste jordbær med fløde, mens cirkusklovnen spillede på xylofon."),
    ("de", "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich."),
    ("el", "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία."),
    (
        "en-us",
        "The beige hue on the waters of the loch impressed all, including the French queen; thin judges vex choirs.",
    ),
    ("en-gb", "The quick brown fox jumps over the lazy dog near the third measure of the church."),
    ("eo", "Eble ĉiu kvazaŭ-deca fuŝĥoraĵo ĝojigos homtipon."),
    (
        "es",
        "El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia y frío; añoraba a su querido cachorro.",
    ),
    ("et", "Põdur Zagrebi tšellomängija-följetonist Ciqo külmetas kehvas garaažis."),
    ("eu", "Vinoa, kanaia, eta txakurra jatorrizko etxean daude."),
    ("fa", "بر اثر چنین تلقین و شستشوی مغزی جامع، ذوق و قلب همگان پژمرد"),
    ("fi", "Törkylempijävongahdus, ja Wieniläinen sioux söi åländska."),
    ("fr", "Portez ce vieux whisky au juge blond qui fume; un bon vin blanc, huit cygnes."),
    ("ga", "D'fhuascail Íosa Úrmhac na hÓighe Beannaithe pór Éava agus Ádhaimh."),
    ("he", "דג סקרן שט בים מאוכזב ולפתע מצא חברה"),
    ("hi", "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश करने वाले।"),
    ("hr", "Gojazni đačić s biciklom drži hmelj i finu vatu u džepu nošnje."),
    ("hu", "Árvíztűrő tükörfúrógép, nyolc dzsessz, gyűszű."),
    ("hy", "Բել դղյակի ձախ ժամն օֆ ազգությանը ցպահանջ չճշտած վնաս էր եւ փառք."),
    ("id", "Muharjo seorang xenofobia universal yang takut pada warga jazirah, contohnya Qatar."),
    ("is", "Kæmi ný öxi hér, ykist þjófum nú bæði víl og ádrepa."),
    ("it", "Pranzo d'acqua fa volti sghembi; gli gnocchi, la scienza, lo zio."),
    ("ja", "いろはにほへと ちりぬるを しゃ ちゅ きょ がぎぐげご ぱぴぷぺぽ っか ファン"),
    ("ka", "ჰეჰ, გაჟღენთილი შუქი, ყველა ხორცი ჭამს ძაღლი წყალი"),
    ("kk", "Біздің үйде әже, ғалым, қыз, өзен, ұлт, һәм ыстық шай бар."),
    ("ko", "키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다"),
    ("lt", "Įlinkdama fechtuotojo špaga sublykčiojusi pragręžė apvalų arbūzą."),
    ("lv", "Glāžšķūņa rūķīši dzērumā čiepj Baha koncertflīģeļu vākus."),
    ("ms", "Saya suka makan nasi lemak dengan syarikat khas dan nyanyian."),
    ("my", "မင်္ဂလာပါ ကမ္ဘာလောက"),
    ("nb", "Vår sære Zulu fra badeøya spilte jo whist og quickstep i min taxi; kjøre, skje."),
    ("nl", "Pa's wijze lynx bezag vroom het fikse aquaduct; schuur, huis, vreugde."),
    ("pl", "Zażółć gęślą jaźń, pchnąć w tę łódź jeża lub ośm skrzyń fig."),
    (
        "pt-br",
        "Luís argüia à Júlia que brações, fé, chá, óxido, pôr, zângão eram palavras do português; tia, dia, carro.",
    ),
    ("pt", "Um pequeno jabuti xereta viu dez cegonhas felizes; não põe mãe."),
    ("ro", "Muzicologă în bej vând whisky și tequila, preț fix; ghindă, cheie."),
    ("ru", "Съешь же ещё этих мягких французских булок, да выпей чаю; объезд, цех, щука."),
    ("sk", "Kŕdeľ šťastných ďatľov učí pri ústí Váhu mĺkveho koňa obhrýzať kôru."),
    ("sl", "V kožuščku hudobnega fanta stopiclja mizar."),
    ("sq", "Unë mund të ha qelq dhe nuk më gjen gjë; xhami, nxënës, rrugë, ëndërr."),
    ("sr", "Чешће цeђење мрeжастим џаком побољшава фертилизацију генских хибрида."),
    ("sv", "Flygande bäckasiner söka hwila på mjuka tuvor; sju skjortor, kärlek, bjärt."),
    ("sw", "Jambo dunia, ng'ombe wa nyanya anacheza dhahabu na thamani ya ghali."),
    ("ta", "வணக்கம் உலகம், தமிழ் மொழி இனிமையானது."),
    ("te", "నమస్కారం ప్రపంచం, తెలుగు భాష తీయనిది."),
    ("th", "สวัสดีชาวโลก เป็นมนุษย์สุดประเสริฐเลิศคุณค่า"),
    ("tr", "Pijamalı hasta yağız şoföre çabucak güvendi."),
    ("uk", "Чуєш їх, доцю, га? Кумедна ж ти, прощайся без ґольфів!"),
    ("ur", "ٹھنڈ میں، ایک قحط زدہ گاؤں سے گذرتے وقت ایک چڑچڑے، باأثر و فارغ شخص"),
    ("vi", "Con sói nâu nhảy qua con chó lười; trường, giữa, những, khuya, phở."),
    ("zh", "我们今天在这里看很多新的东西，吃饭，睡觉，去学校，日本人，老师，女儿。"),
    ("yue", "我哋今日喺度睇好多新嘢，食飯，瞓覺。"),
];

#[test]
fn every_language_is_said_and_known_to_the_mouth() {
    let mut voice = voice("en-us");
    let identifiers: Vec<String> = voice.voices().iter().map(|voice| voice.identifier.clone()).collect();
    assert!(identifiers.len() > 100, "{} voices", identifiers.len());
    let mut unknown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut phones, mut silent) = (0_u32, Vec::new());
    let numbers = identifiers.iter().map(|identifier| (identifier.as_str(), NUMBERS));
    for (language, text) in numbers.chain(SENTENCES.iter().copied()) {
        let request = SentenceRequest { language: Some(language.into()), ..SentenceRequest::text(text) };
        let (timeline, audio) = match voice.say(&request) {
            Ok(said) => said,
            Err(error) => {
                silent.push(format!("{language}: {error}"));
                continue;
            }
        };
        assert_eq!(timeline.check(), Ok(()), "{language}");
        assert_eq!(timeline.samples, audio.len() as u64, "{language}");
        assert!(timeline.words.iter().any(|word| word.end > word.start), "{language} has no word");
        for phone in &timeline.phones {
            phones += 1;
            if viseme::articulation::parts(&phone.phone).is_ok_and(|parts| !parts.is_empty()) {
                continue;
            }
            let languages = unknown.entry(phone.phone.clone()).or_default();
            if languages.last().is_none_or(|last| last != language) {
                languages.push(language.to_owned());
            }
        }
    }
    println!("{phones} phones of {} languages; unknown to the mouth: {unknown:?}", identifiers.len());
    assert_eq!(voice.restarts(), 0);
    assert!(silent.is_empty(), "{silent:?}");
    assert!(unknown.is_empty(), "{unknown:?}");
}
