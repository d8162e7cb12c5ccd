//! How near to each other the places lie that a story's names can mean: `Kent`, `Sharon` and
//! `Cornwall` are neighbours in one corner of the world only.
//!
//! In: candidates of all toponyms. Out: for each, how many other names can mean a place near it.
//! Never: a look at what the story says otherwise.

use super::place_scores::{Candidate, NEARBY_KM, is_spot, kilometres};

/// Degrees to the north or south within which a place counts as near.
const WINDOW: f32 = 1.5;
/// Candidates of a name from which on a chance neighbour is as likely as a true one.
const CHANCE: f32 = 50.0;

/// A candidate, as small as can be: all pairs near each other are looked at.
#[derive(Clone, Copy)]
struct Spot {
    north: f32,
    east: f32,
    /// Number of the place in the table.
    place: u32,
    toponym: u16,
    /// Number among the toponym's candidates.
    number: u16,
}

/// Sets what each candidate's company is.
pub(super) fn company(all: &mut [Vec<Candidate<'_>>]) {
    let spots = spots(all);
    let chances = all.iter().map(|others| 1.0 + others.len() as f32 / CHANCE);
    let chances: Vec<f32> = chances.collect();
    let mut nearest = vec![0.0_f32; all.len()];
    let mut first = 0;
    for spot in &spots {
        while spots[first].north < spot.north - WINDOW {
            first += 1;
        }
        let mut met = false;
        let around = spots[first..].iter();
        for other in around.take_while(|other| other.north <= spot.north + WINDOW) {
            let apart = (other.east - spot.east).abs();
            if apart < 3.0 * WINDOW && other.toponym != spot.toponym && other.place != spot.place {
                let near = nearness((spot.north, spot.east), (other.north, other.east));
                let nearest = &mut nearest[usize::from(other.toponym)];
                *nearest = nearest.max(near);
                met = true;
            }
        }
        if met {
            let nearest = nearest.iter_mut().zip(&chances);
            let sum = nearest.map(|(near, chance)| std::mem::take(near) / chance);
            let candidate = &mut all[usize::from(spot.toponym)][usize::from(spot.number)];
            candidate.company = sum.sum();
        }
    }
}

/// Towns and districts among the candidates, from south to north.
fn spots(all: &[Vec<Candidate<'_>>]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for (toponym, candidates) in (0..=u16::MAX).zip(all) {
        for (number, candidate) in (0..=u16::MAX).zip(candidates) {
            if is_spot(&candidate.place) {
                spots.push(Spot {
                    north: candidate.point.0,
                    east: candidate.point.1,
                    place: candidate.place.index,
                    toponym,
                    number,
                });
            }
        }
    }
    spots.sort_unstable_by(|a, b| a.north.total_cmp(&b.north));
    spots
}

/// 1 at the same spot, a quarter at half of what counts as nearby.
fn nearness(a: (f32, f32), b: (f32, f32)) -> f32 {
    let far = kilometres(a, b) / (NEARBY_KM / 2.0);
    let near = 1.0 / (1.0 + far * far);
    near * near
}
