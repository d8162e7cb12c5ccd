//! What to do about a dead letter.
//!
//! In: its code. Out: one sentence for the person on call. Never: what the code means; that is
//! the code's own.

use crate::outcome::RejectCode;

/// What the person on call can do.
pub(super) const fn of(code: RejectCode) -> &'static str {
    use RejectCode as C;
    match code {
        C::Empty | C::NoText | C::FeedEmpty | C::NewsmlNoItem => {
            "nothing is lost; if it comes often, ask the provider why it sends empty messages"
        }
        C::Binary => "look at the feed: a picture or document came where text was expected",
        C::CharsetInvalid | C::CharsetUnsupported => {
            "have the feed name its charset in the header content-type, then send it again"
        }
        C::EncodingUnsupported | C::EncodingNested => {
            "have the feed send gzip, deflate or zstd, one layer, named in content-encoding"
        }
        C::DecompressCorrupt => "send it again: the data was cut or damaged on the way",
        C::DecompressBomb => "do not open it elsewhere: it may be an attack; ask the provider",
        C::JsonSyntax | C::JsonMultiple | C::JsonDupkey | C::SchemaType => {
            "mend the producer: one valid JSON object a message, no name twice"
        }
        C::JsonDepth | C::JsonLimit | C::HtmlLimit => {
            "look at the message: no story is built like this; ask the provider"
        }
        C::SchemaVersion => "a newer version of the schema is sent: update this program",
        C::XmlSyntax | C::XmlTruncated | C::XmlEntityUndefined => {
            "send it again; if it fails again, the provider's XML is broken"
        }
        C::XmlRootUnknown => "well-formed, but no news format: check what is routed here",
        C::XmlDepth | C::XmlAttrLimit | C::XmlNsLimit | C::XmlDtdForbidden => {
            "it may be an attack on XML parsers; ask the provider"
        }
        C::ErrorPage => "a gateway answered in the provider's place: fetch the story again",
        C::IptcFraming => "send it again; the line may have lost its control characters",
        C::FanoutLimit => "have the provider send fewer items a message",
        C::FieldTooLong | C::IdInvalid => "have the provider mend the identity of the story",
        C::TooLarge => "send the story without its attachments",
        C::OutputTooLarge => "allow larger messages on the output topic, then send it again",
        C::TimeLimit | C::Internal | C::PoisonCrash => {
            "a fault of this program: keep the message and report it"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_advice_that_fits_a_line() {
        for code in RejectCode::ALL {
            let advice = of(*code);
            assert!(
                (20..=86).contains(&advice.len()),
                "{}: {advice}",
                code.code()
            );
        }
    }
}
