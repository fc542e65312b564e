//! Every phone that espeak-ng writes for the languages of Amazon Polly has a mouth shape. Needs espeak-ng, and says so.

use std::{collections::BTreeMap, process::Command};
use viseme::articulation::parts;

/// The languages of Polly by espeak-ng's names, each with words that have all of its letters, or much of its syllabary.
const LANGUAGES: [(&str, &str); 34] = [
    (
        "ar",
        "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. صِف خَلقَ خَودٍ كَمِثلِ الشَمسِ إِذ بَزَغَت يَحظى الضَجيعُ بِها نَجلاءَ مِعطارِ.",
    ),
    (
        "ca",
        "Jove xef, porti whisky amb quinze glaçons d'hidrogen, coi! Tots els éssers humans neixen lliures i iguals en dignitat; la canya, el cotxe i l'allioli.",
    ),
    (
        "cmn",
        "人人生而自由，在尊严和权利上一律平等。他们有理性和良心，请以兄弟关系的精神相对待。女儿去吃鱼，老师说日语，穷人走雪路。",
    ),
    (
        "cs",
        "Příliš žluťoučký kůň úpěl ďábelské ódy. Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Džbán, řeka, chata.",
    ),
    (
        "cy",
        "Genir pawb yn rhydd ac yn gydradd â'i gilydd mewn urddas a hawliau. Llanfair, ffenestr, chwech, rhywbeth, ngwely, mhen, jam.",
    ),
    (
        "da",
        "Høj bly gom vandt fræk sexquiz på wc. Alle mennesker er født frie og lige i værdighed og rettigheder. Jeg hedder Søren, tjekke, chef.",
    ),
    (
        "de",
        "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. Alle Menschen sind frei und gleich an Würde und Rechten geboren. Genie, Dschungel, Pfütze, Teint, Orange.",
    ),
    (
        "en-us",
        "The quick brown fox jumps over the lazy dog. Measure the judge, choose things, hear pure air, loch, buttons, uh-oh, singing.",
    ),
    (
        "en-gb",
        "The quick brown fox jumps over the lazy dog. Measure the judge, choose things, hear pure air, loch, bottle, near, poor.",
    ),
    (
        "en-gb-scotland",
        "The quick brown fox jumps over the lazy dog. A wee loch on a bright night, which whale, world, girl.",
    ),
    (
        "es",
        "El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia y frío, añoraba a su querido cachorro. Yo llamo al jefe, ya, vaca, dedo, agua, zapato.",
    ),
    (
        "es-419",
        "El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia y frío, añoraba a su querido cachorro. Yo llamo al jefe, guerra, hacha.",
    ),
    (
        "fi",
        "Törkylempijävongahdus. Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Åke, šakki, fagotti, hyöty, kenkä.",
    ),
    (
        "fr-fr",
        "Portez ce vieux whisky au juge blond qui fume. Tous les êtres humains naissent libres et égaux. Un bon vin blanc, montagne, huit, oiseau, peur, peu, gnou.",
    ),
    (
        "fr-be",
        "Portez ce vieux whisky au juge blond qui fume. Septante, nonante, un brun parfum, la feuille, Louis, huit.",
    ),
    (
        "hi",
        "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश करने वाले। फ़िल्म, ज़रूर, घर, ढोल, झाड़ी, पढ़ना, चाँद, ठंडा, छाता।",
    ),
    (
        "is",
        "Kæmi ný öxi hér, ykist þjófum nú bæði víl og ádrepa. Hver maður er borinn frjáls og jafn öðrum. Hjól, hnífur, hringur, hvalur, bíll, barn.",
    ),
    (
        "it",
        "Quel vituperabile xenofobo zelante assaggia il whisky ed esclama: alleluja! Gli gnocchi, la scienza, il giorno, azzurro, pizza, famiglia, uomo.",
    ),
    (
        "ja",
        "いろはにほへと ちりぬるを わかよたれそ つねならむ。きょう、しゃしん、ちゃ、ぎゅうにゅう、りょこう、ふじ、つづく、がっこう、パーティー。",
    ),
    (
        "ko",
        "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 키스의 고유 조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다. 빨리, 떡, 쌀, 짜다, 까치.",
    ),
    (
        "nb",
        "Vår sære Zulu fra badeøya spilte jo whist og quickstep i min taxi. Alle mennesker er født frie. Kjøkken, skjorte, gutt, barn, sjø, hjerte.",
    ),
    (
        "nl",
        "Pa's wijze lynx bezag vroom het fikse aquaduct. Alle mensen worden vrij en gelijk in waardigheid geboren. Huis, deur, leeuw, goed, schoen, garage, jazz.",
    ),
    (
        "pl",
        "Pchnąć w tę łódź jeża lub ośm skrzyń fig. Wszyscy ludzie rodzą się wolni i równi. Dźwięk, dżem, chrząszcz, ćma, węże, ząb, kiedy, hej.",
    ),
    (
        "pt",
        "Luís argüia à Júlia que brações, fé, chá, óxido, pôr, zângão eram palavras do português. Filho, manhã, carro, pão, mãe, põe, gente, muito.",
    ),
    (
        "pt-br",
        "Luís argüia à Júlia que brações, fé, chá, óxido, pôr, zângão eram palavras do português. Dia, tia, filho, manhã, carro, gente, muito, sol.",
    ),
    (
        "ro",
        "Muzicologă în bej vând whisky și tequila, preț fix. Toate ființele umane se nasc libere și egale. Ghețar, cer, ger, țară, șoarece, oameni, ei.",
    ),
    (
        "ru",
        "Съешь же ещё этих мягких французских булок, да выпей чаю. Все люди рождаются свободными и равными. Щука, жюри, цирк, ходить, гений, объём, вьюга, ёж.",
    ),
    (
        "sv",
        "Flygande bäckasiner söka hwila på mjuka tuvor. Alla människor är födda fria och lika i värde. Sju sjösjuka sjömän, kärlek, barn, fors, stjärna, giraff, ungdom.",
    ),
    (
        "tr",
        "Pijamalı hasta yağız şoföre çabucak güvendi. Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Kâğıt, rüya, ılık, öğretmen, cevap, jandarma.",
    ),
    (
        "yue",
        "人人生而自由，在尊嚴同權利上一律平等。我今日去飲茶，食魚蛋，你好嗎？香港廣東話，月亮，牛肉，二十。",
    ),
    (
        "en-029",
        "The quick brown fox jumps over the lazy dog. Measure the judge, choose things, hear pure air.",
    ),
    ("fr-ch", "Portez ce vieux whisky au juge blond qui fume. Huitante, un bon vin blanc."),
    (
        "sk",
        "Kŕdeľ šťastných ďatľov učí pri ústí Váhu mĺkveho koňa obhrýzať kôru a žrať čerstvé mäso. Džús, dzekať, vŕba, hĺbka.",
    ),
    (
        "uk",
        "Чуєш їх, доцю, га? Кумедна ж ти, прощайся без ґольфів! Всі люди народжуються вільними. Щастя, дзвін, джерело, в'юн.",
    ),
];

#[test]
fn every_phone_of_pollys_languages_has_a_shape() {
    let mut unknown: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut phones = 0;
    for (language, text) in LANGUAGES {
        let output = Command::new("espeak-ng")
            .args(["-q", "--ipa", "--sep=_", "-v", language, text])
            .output()
            .expect("this test needs espeak-ng: apt install espeak-ng");
        assert!(output.status.success(), "espeak-ng does not speak {language}");
        let written = String::from_utf8_lossy(&output.stdout).into_owned();
        for token in written.split(|c: char| c == '_' || c.is_whitespace()).filter(|t| !t.is_empty()) {
            phones += 1;
            if parts(token).is_err() {
                unknown.entry(token.to_owned()).or_default().push(language);
            }
        }
    }
    assert!(phones > 1500, "espeak-ng wrote no more than {phones} phones");
    assert!(unknown.is_empty(), "no shape for {unknown:?}");
}
