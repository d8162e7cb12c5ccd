//! How sure a topic is.
//!
//! In: its share of all evidence, and how much evidence there is. Out: 0–1, so that of the topics
//! said with N % about N % are right; the models' README shows how that was measured.
//! Never: which topic it is.

/// Evidence at which half of what the share says is believed.
const EVIDENCE_HALF: f32 = 0.8;
/// A first guess, and what share of the best topics of news with that guess was right.
const MEASURED: [(f32, f32); 9] = [
    (0.00, 0.00),
    (0.45, 0.52),
    (0.55, 0.66),
    (0.65, 0.77),
    (0.70, 0.83),
    (0.75, 0.90),
    (0.80, 0.94),
    (0.90, 0.96),
    (1.00, 0.98),
];

/// Chance that the topic is right.
pub(super) fn confidence(share: f32, evidence: f32) -> f32 {
    let guess = (0.35 + 0.6 * share) * evidence / (evidence + EVIDENCE_HALF);
    measured(guess)
}

/// On a straight line between what was measured.
fn measured(guess: f32) -> f32 {
    let mut pairs = MEASURED.windows(2);
    let pair = pairs.find(|pair| guess < pair[1].0);
    match pair {
        Some([low, high]) => {
            let part = (guess - low.0) / (high.0 - low.0);
            low.1 + part * (high.1 - low.1)
        }
        Some(_) | None => MEASURED[MEASURED.len() - 1].1,
    }
}

/// A chance in whole hundredths.
pub(super) fn percent(chance: f32) -> u8 {
    // INVARIANT: clamped to 0–100, which a u8 holds.
    (chance * 100.0).round().clamp(0.0, 100.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_evidence_and_a_larger_share_are_surer() {
        for (share, evidence, expected) in [
            (1.0, 30.0, 97),
            (0.8, 30.0, 94),
            (0.6, 30.0, 82),
            (0.4, 30.0, 69),
            (0.2, 30.0, 53),
            (0.6, 3.0, 67),
            (1.0, 1.0, 63),
            (0.2, 1.0, 30),
            (0.0, 0.0, 0),
        ] {
            let found = percent(confidence(share, evidence));
            assert_eq!(found, expected, "{share} of {evidence}");
        }
    }

    #[test]
    fn the_measured_line_rises() {
        let rises = |pair: &[(f32, f32)]| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1;
        assert!(MEASURED.windows(2).all(rises));
        for step in 0..100 {
            let (low, high) = (step as f32 / 100.0, (step + 1) as f32 / 100.0);
            assert!(measured(low) < measured(high), "{low}");
        }
    }
}
