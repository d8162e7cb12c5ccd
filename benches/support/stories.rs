//! Stories by the number: varied, realistic, always the same text for the same number.
//!
//! In: a number. Out: a raw story of 1.7 to 3.5 KB as an agency would send it, 2.5 KB in the
//! mean; one in eight is a JSON envelope. People and companies are made up, places are real.
//! Shared by the benches and by the tests that pass many stories through a broker.

#![allow(dead_code)]

/// A raw story as bytes; `number` alone decides them.
pub(crate) fn story(number: u64) -> Vec<u8> {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5eed);
    let tale = Tale::tell(&mut dice);
    if dice.below(8) == 0 {
        tale.envelope(number).into_bytes()
    } else {
        tale.text(&mut dice).into_bytes()
    }
}

/// The first `count` stories.
pub(crate) fn stories(count: u64) -> Vec<Vec<u8>> {
    (0..count).map(story).collect()
}

/// Splitmix64: small, fast, the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.roll() % n
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let index = self.below(from.len() as u64) as usize;
        from[index]
    }
}

/// A city as a dateline writes it, and as running text does.
const CITIES: [(&str, &str); 20] = [
    ("LONDON", "London"),
    ("BRUSSELS", "Brussels"),
    ("NAIROBI", "Nairobi"),
    ("JAKARTA", "Jakarta"),
    ("TORONTO", "Toronto"),
    ("SAO PAULO", "Sao Paulo"),
    ("WARSAW", "Warsaw"),
    ("ANKARA", "Ankara"),
    ("ISLAMABAD", "Islamabad"),
    ("MANILA", "Manila"),
    ("HELSINKI", "Helsinki"),
    ("LIMA", "Lima"),
    ("ABUJA", "Abuja"),
    ("SEOUL", "Seoul"),
    ("VIENNA", "Vienna"),
    ("DENVER", "Denver"),
    ("WELLINGTON", "Wellington"),
    ("ATHENS", "Athens"),
    ("CAIRO", "Cairo"),
    ("HANOI", "Hanoi"),
];
const FIRST: [&str; 24] = [
    "Maria", "Jonas", "Amina", "Peter", "Lucia", "Tomas", "Ingrid", "Rafael", "Keiko", "Daniel",
    "Olga", "Samuel", "Nadia", "Viktor", "Helena", "Joseph", "Priya", "Marcus", "Elif", "Andrew",
    "Fatima", "Henrik", "Grace", "Paulo",
];
const LAST: [&str; 28] = [
    "Almeida",
    "Berglund",
    "Castellan",
    "Dombrow",
    "Eriksen",
    "Farouki",
    "Grantham",
    "Hollister",
    "Ivanescu",
    "Jaramillo",
    "Kowalczyk",
    "Lindqvist",
    "Mwangale",
    "Nakagami",
    "Okonjo",
    "Petrakis",
    "Quarshie",
    "Rasmussen",
    "Santorini",
    "Tanaka",
    "Ulrichsen",
    "Vandermeer",
    "Westbrook",
    "Yilmazer",
    "Zeller",
    "O'Donnell",
    "MacAllister",
    "de la Cruz",
];
const OFFICES: [&str; 16] = [
    "Finance Minister",
    "Foreign Minister",
    "Transport Secretary",
    "Prime Minister",
    "Central Bank Governor",
    "Health Commissioner",
    "Energy Minister",
    "opposition leader",
    "chief executive",
    "chief economist",
    "union president",
    "police spokesman",
    "company spokeswoman",
    "regional governor",
    "campaign director",
    "chief scientist",
];
const BODIES: [&str; 18] = [
    "the Meridian Shipping Group",
    "Halden Energy Corp",
    "the National Grain Board",
    "Norvik Airlines",
    "the European Rail Agency",
    "Castor Pharmaceuticals Inc.",
    "the Federal Reserve",
    "the World Health Organization",
    "Aster Mobile Ltd",
    "the Port Workers' Union",
    "the Ministry of Agriculture",
    "Lakeside Steel plc",
    "the Constitutional Court",
    "the African Development Bank",
    "Blue Delta Mining",
    "the United Nations",
    "Orchard Retail Holdings",
    "the Coastal Fisheries Council",
];
const DEEDS: [&str; 18] = [
    "agreed to extend the supply contract until the end of next year",
    "rejected a proposal to cut duties on imported wheat",
    "reported a net profit of 412 million dollars for the third quarter",
    "said it would close two plants and shed 1,350 jobs",
    "opened talks on a new treaty covering river traffic",
    "raised its forecast for growth to 2.4 percent from 1.9 percent",
    "warned that drought had damaged a fifth of the maize crop",
    "signed an agreement on joint patrols along the northern border",
    "called an early election for the second Sunday in March",
    "lifted the ban on night flights after six years",
    "suspended trading in the shares for the rest of the day",
    "found traces of the virus in samples from three farms",
    "ordered an inquiry into the collapse of the bridge",
    "approved a loan of 750 million euros for flood defences",
    "won the tender to build a liquefied gas terminal",
    "postponed the launch of the satellite because of high winds",
    "dismissed the appeal by a majority of seven to two",
    "accepted an offer of $18.40 a share from a rival bidder",
];
const SAYINGS: [&str; 16] = [
    "We have listened to every side and this is the only course that serves the people who live here",
    "Nobody should expect a quick result, but the direction is clear and the work has begun",
    "It is too early to speak of a recovery, and we would rather be careful than wrong",
    "The figures are better than we feared in the spring and worse than we hoped in the summer",
    "There was no warning at all; the water came over the wall within minutes",
    "We will honour every contract that was signed before the first of the month",
    "This decision puts an end to ten years of uncertainty for the whole region",
    "I do not see how the committee could have come to any other conclusion",
    "Demand from abroad has been stronger than at any time since we began to keep records",
    "If they want to talk, our door is open, and it has been open since January",
    "The inspectors were given access to the site and to all the papers they asked for",
    "Prices will stay where they are for now, and we shall look at them again in the autumn",
    "Our first thought is with the families, and our second is to find out how this happened",
    "What we need is a plan that can be paid for, not another list of wishes",
    "The crews worked through the night and the line was open again by six in the morning",
    "It would be a mistake to read too much into the results of a single week",
];
const GROUNDS: [&str; 20] = [
    "The announcement followed three days of closed meetings and came hours before a deadline set by the creditors.",
    "Analysts polled last week had expected a smaller change, and several said they would revise their estimates.",
    "Shares rose 3.2 percent in early trading before giving up most of the gain by noon.",
    "The region of 4.6 million people depends on farming, fishing and a growing number of visitors.",
    "A similar plan failed in 2014 when two of the partners withdrew over the sharing of costs.",
    "Some 2,300 people were moved to schools and sports halls as a precaution, local officials said.",
    "The law, passed in December, gives the agency the power to fine companies up to 4 percent of their turnover.",
    "Exports of copper, which bring in more than half of foreign earnings, fell for the fifth month in a row.",
    "Neighbouring countries have watched the dispute closely because most of their trade passes through the strait.",
    "The two sides last met in Geneva in November, but parted without a joint statement.",
    "Heavy rain is forecast until Thursday, and the authorities have asked drivers to stay off the coastal road.",
    "Under the timetable, a first draft is to be presented by 15 April and voted on before the summer recess.",
    "The company employs about 27,000 people in 14 countries and is the largest private employer in the province.",
    "Critics say the measure does little for small towns, where bus services have been cut by a third since 2010.",
    "The currency weakened slightly against the dollar and was last quoted at 7.84.",
    "Turnout was put at 61 percent, the lowest since the first free vote in 1991.",
    "Doctors at two hospitals said that most of the injured had been sent home by the evening.",
    "The court is expected to give its reasons in writing within six weeks.",
    "It was the second accident on the line this year and the fourth since the signals were replaced.",
    "Officials declined to say how much of the money had already been spent.",
];
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const FLAGS: [&str; 12] = [
    "UPDATE 1-",
    "UPDATE 2-",
    "UPDATE - ",
    "CORRECTED-",
    "URGENT: ",
    "ANALYSIS-",
    "FACTBOX-",
    "REFILE-",
    "INTERVIEW-",
    "WRAPUP 1-",
    "RPT-",
    "FEATURE-",
];

/// The parts of a story before an agency gives them its form.
struct Tale {
    headline: String,
    city: (&'static str, &'static str),
    person: String,
    paragraphs: Vec<String>,
    day: &'static str,
    month: usize,
    date: u64,
}

impl Tale {
    fn tell(dice: &mut Dice) -> Tale {
        let city = dice.pick(&CITIES);
        let body = dice.pick(&BODIES);
        let deed = dice.pick(&DEEDS);
        let (office, last) = (dice.pick(&OFFICES), dice.pick(&LAST));
        let person = format!("{} {last}", dice.pick(&FIRST));
        let day = dice.pick(&DAYS);
        let short = body.trim_start_matches("the ");
        let headline = format!("{} {deed}", upper_first(short));
        let mut paragraphs = vec![
            format!(
                "{} {deed}, {office} {person} said on {day}.",
                upper_first(body)
            ),
            dice.pick(&GROUNDS).to_owned(),
            format!(
                "\"{},\" {last} told reporters in {}.",
                dice.pick(&SAYINGS),
                city.1
            ),
        ];
        let (other, second) = (dice.pick(&FIRST), dice.pick(&LAST));
        for round in 0..7 + dice.below(7) {
            let (one, two) = (dice.pick(&GROUNDS), dice.pick(&GROUNDS));
            paragraphs.push(match dice.below(4) {
                0 => format!("{one} {two}"),
                1 if round == 0 => format!(
                    "{other} {second}, who speaks for {}, said the step had been expected. \"{},\" \
                     {second} added.",
                    dice.pick(&BODIES),
                    dice.pick(&SAYINGS)
                ),
                1 => format!("\"{},\" {last} said. {one}", dice.pick(&SAYINGS)),
                2 => format!(
                    "In {}, {} {}. {one}",
                    dice.pick(&CITIES).1,
                    dice.pick(&BODIES),
                    dice.pick(&DEEDS)
                ),
                _ => format!("{one} {two} {last} did not take questions."),
            });
        }
        let (month, date) = (dice.below(12) as usize, 1 + dice.below(28));
        Tale {
            headline,
            city,
            person,
            paragraphs,
            day,
            month,
            date,
        }
    }

    /// As plain text: headline, empty line, dateline and text, closing lines.
    fn text(self, dice: &mut Dice) -> String {
        let mut out = String::with_capacity(4096);
        if dice.below(3) == 0 {
            out.push_str(dice.pick(&FLAGS));
        }
        out.push_str(&self.headline);
        out.push_str("\n\n");
        let style = dice.below(5);
        let month = MONTHS[self.month];
        let (city, date) = (self.city.0, self.date);
        out.push_str(&match style {
            0 => format!("{city}, {} {date} (Reuters) - ", &month[..3]),
            1 => format!("{city} (AP) -- "),
            2 => format!("{city} (UrduPoint News / Sputnik - {date}th {month}, 2021) "),
            3 => format!("{city}, {month} {date} (Xinhua) -- "),
            _ => format!("{city}, {} {date} (AFP) - ", &month[..3]),
        });
        out.push_str(&self.paragraphs.join("\n\n"));
        match style {
            0 => out.push_str(&format!(
                "\n\n(Reporting by {}; Editing by Jo Hartwell)",
                self.person
            )),
            2 => out.push_str("\n\nMore Stories From World"),
            3 => out.push_str(" Enditem"),
            _ => {}
        }
        out.push('\n');
        out
    }

    /// As the JSON envelope.
    fn envelope(self, number: u64) -> String {
        let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
        let body = format!("{} - {}", self.city.0, self.paragraphs.join("\n\n"));
        format!(
            "{{\"id\":\"sample-{number}\",\"headline\":{},\"body\":{},\"byline\":{},\
             \"publishedAt\":\"2021-{:02}-{:02}T{:02}:30:00Z\",\"language\":\"en\",\
             \"section\":\"World\",\"keywords\":[{},\"news\"]}}",
            quoted(&self.headline),
            quoted(&body),
            quoted(&format!("By {}", self.person)),
            self.month + 1,
            self.date,
            number % 24,
            quoted(self.day),
        )
    }
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}
