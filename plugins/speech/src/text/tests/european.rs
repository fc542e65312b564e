//! German, French, Spanish, Italian and Portuguese. Plain figures stay figures: espeak-ng reads them right, as
//! the tests that compare phonemes show.

use super::check;

#[test]
fn german() {
    check(
        "de",
        &[
            ("3.000,50", "3000,50"),
            ("1.000.000 Leute", "1000000 Leute"),
            ("3,000.50", "3000.50"),
            ("2,5 km", "2,5 Kilometer"),
            ("5 €", "5 Euro"),
            ("1 €", "ein Euro"),
            ("3,50 €", "3 Euro 50"),
            ("€ 3,50", "3 Euro 50"),
            ("0,99 €", "99 Cent"),
            ("1 Euro", "ein Euro"),
            ("5 Mio. Euro", "5 Millionen Euro"),
            ("10k Zuschauer", "10 tausend Zuschauer"),
            ("50 %", "50 Prozent"),
            ("50%", "50 Prozent"),
            ("um 10:30 Uhr", "um 10 Uhr 30"),
            ("um 10.30 Uhr", "um 10 Uhr 30"),
            ("um 10:00 Uhr", "um 10 Uhr"),
            ("um 10:30", "um 10 Uhr 30"),
            ("am 1. Mai 2024", "am ersten Mai 2024"),
            ("am 3. Oktober", "am dritten Oktober"),
            ("der 1. Mai", "der erste Mai"),
            ("am 14.3.2024", "am vierzehnten März 2024"),
            ("am 14.03.", "am vierzehnten März"),
            ("2026-11-22", "zweiundzwanzigster November 2026"),
            ("der 3. Platz", "der dritte Platz"),
            ("im 21. Jahrhundert", "im einundzwanzigsten Jahrhundert"),
            ("Das sind 5", "Das sind 5"),
            ("1995", "neunzehnhundertfünfundneunzig"),
            ("im Jahr 2024", "im Jahr 2024"),
            ("z. B. hier", "zum Beispiel hier"),
            ("z.B. hier", "zum Beispiel hier"),
            ("d. h. so", "das heißt so"),
            ("Dr. Müller und Prof. Meier", "Doktor Müller und Professor Meier"),
            ("usw.", "und so weiter"),
            ("Nr. 5", "Nummer 5"),
            ("Hauptstr. 5", "Hauptstraße 5"),
            ("ca. 5 kg", "circa 5 Kilogramm"),
            ("1 km", "ein Kilometer"),
            ("1 h", "eine Stunde"),
            ("100 km/h", "100 Kilometer pro Stunde"),
            ("-5 °C", "minus 5 Grad Celsius"),
            ("5 m²", "5 Quadratmeter"),
            ("10-20 Leute", "10 bis 20 Leute"),
            ("3 + 4 = 7", "3 plus 4 gleich 7"),
            ("1/2", "einhalb"),
            ("3/4", "3 Viertel"),
            ("Ludwig XIV. war", "Ludwig der Vierzehnte war"),
            ("Kapitel IV", "Kapitel 4"),
            ("die EU und die USA", "die E-U und die U-S-A"),
            ("AWS & Co", "A-W-S und Co"),
            ("info@example.de", "info ät example Punkt D-E"),
            ("www.example.com", "example Punkt com"),
            ("#live @kai", "Hashtag live ät kai"),
            ("soooo gut", "so gut"),
            ("v2.1.3", "Version 2 Punkt 1 Punkt 3"),
            ("Hallo 🙂!", "Hallo!"),
            ("Das 2:1 am 3.5.", "Das 2 zu 1 am dritten Mai"),
            ("Tel. 030 1234567", "Telefon 0 3 0 1 2 3 4 5 6 7"),
            ("Er kam als 1. ins Ziel", "Er kam als erster ins Ziel"),
        ],
    );
}

#[test]
fn french() {
    check(
        "fr",
        &[
            ("3 000,50", "3000,50"),
            ("3\u{202f}000,50", "3000,50"),
            ("1 000 000", "1000000"),
            ("2,5 km", "2,5 kilomètres"),
            ("5 €", "5 euros"),
            ("1 €", "un euro"),
            ("3,50 €", "3 euros 50"),
            ("50 %", "50 pour cent"),
            ("10h30", "10 heures 30"),
            ("10:30", "10 heures 30"),
            ("à 1h", "à une heure"),
            ("le 1er mai", "le premier mai"),
            ("le 14/03/2024", "le 14 mars 2024"),
            ("le 2e jour", "le deuxième jour"),
            ("le 2ème jour", "le deuxième jour"),
            ("M. Dupont et Mme Martin", "Monsieur Dupont et Madame Martin"),
            ("n° 5", "numéro 5"),
            ("Louis XIV", "Louis 14"),
            ("François Ier", "François premier"),
            ("le XIVe siècle", "le quatorzième siècle"),
            ("1 h", "une heure"),
            ("100 km/h", "100 kilomètres heure"),
            ("-5 °C", "moins 5 degrés Celsius"),
            ("3/4", "3 quarts"),
            ("3 × 4 = 12", "3 fois 4 égale 12"),
            ("10-20", "10 à 20"),
            ("info@example.fr", "info arobase example point F-R"),
            ("Tom & Lea", "Tom et Lea"),
            ("etc.", "et cetera"),
            ("p. ex. ici", "par exemple ici"),
            ("5 M€", "5 millions d'euros"),
        ],
    );
}

#[test]
fn spanish() {
    check(
        "es",
        &[
            ("3.000,50", "3000,50"),
            ("2,5 km", "2,5 kilómetros"),
            ("5 €", "5 euros"),
            ("1 €", "un euro"),
            ("3,50 €", "3 euros 50"),
            ("$5", "5 dólares"),
            ("50 %", "50 por ciento"),
            ("a las 10:30", "a las 10 y 30"),
            ("a las 10:00", "a las 10 en punto"),
            ("el 14/03/2024", "el 14 de marzo de 2024"),
            ("1.º", "1º"),
            ("2ª vez", "2ª vez"),
            ("Sr. López y Sra. Ruiz", "señor López y señora Ruiz"),
            ("EE. UU.", "Estados Unidos"),
            ("p. ej. aquí", "por ejemplo aquí"),
            ("n.º 5", "número 5"),
            ("100 km/h", "100 kilómetros por hora"),
            ("-5 °C", "menos 5 grados Celsius"),
            ("1 h", "una hora"),
            ("3/4", "3 cuartos"),
            ("3 + 4 = 7", "3 más 4 igual a 7"),
            ("¿Qué tal?", "Qué tal?"),
            ("¡Hola!", "Hola!"),
            ("info@example.es", "info arroba example punto E-S"),
            ("sííí", "sí"),
        ],
    );
}

#[test]
fn italian() {
    check(
        "it",
        &[
            ("3.000,50", "3000,50"),
            ("5 €", "5 euro"),
            ("1 €", "un euro"),
            ("3,50 €", "3 euro 50"),
            ("50%", "50 per cento"),
            ("alle 10:30", "alle 10 e 30"),
            ("il 14/03/2024", "il 14 marzo 2024"),
            ("il 1º maggio", "il 1º maggio"),
            ("Sig. Rossi e dott. Bianchi", "signor Rossi e dottor Bianchi"),
            ("100 km/h", "100 chilometri orari"),
            ("-5 °C", "meno 5 gradi Celsius"),
            ("3/4", "3 quarti"),
            ("1 h", "una ora"),
            ("ecc.", "eccetera"),
            ("info@example.it", "info chiocciola example punto it"),
            ("n. 5", "numero 5"),
        ],
    );
}

#[test]
fn portuguese() {
    check(
        "pt-BR",
        &[
            ("3.000,50", "3000,50"),
            ("R$ 5", "5 reais"),
            ("R$ 1", "um real"),
            ("R$ 3,50", "3 reais 50"),
            ("5 €", "5 euros"),
            ("50%", "50 por cento"),
            ("às 10:30", "às 10 horas e 30"),
            ("às 10h30", "às 10 horas e 30"),
            ("em 14/03/2024", "em 14 de março de 2024"),
            ("Sr. Silva e Dra. Souza", "senhor Silva e doutora Souza"),
            ("1ª vez", "1ª vez"),
            ("100 km/h", "100 quilômetros por hora"),
            ("-5 °C", "menos 5 graus Celsius"),
            ("3/4", "3 quartos"),
            ("info@example.com", "info arroba example ponto com"),
        ],
    );
}
