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

/// A candidate: its toponym, its number there, degrees north and east.
type Spot = (usize, usize, (f32, f32));

/// Sets what each candidate's company is.
pub(super) fn company(all: &mut [Vec<Candidate<'_>>]) {
    let mut spots: Vec<Spot> = Vec::new();
    for (toponym, candidates) in all.iter().enumerate() {
        for (number, candidate) in candidates.iter().enumerate() {
            if is_spot(&candidate.place) {
                spots.push((toponym, number, candidate.point));
            }
        }
    }
    spots.sort_by(|a, b| a.2.0.total_cmp(&b.2.0));
    let mut nearest = vec![0.0_f32; all.len()];
    let mut first = 0;
    for (toponym, number, point) in &spots {
        first += spots[first..].partition_point(|spot| spot.2.0 < point.0 - WINDOW);
        let own = all[*toponym][*number].place.index;
        let around = spots[first..].iter();
        for spot in around.take_while(|spot| spot.2.0 <= point.0 + WINDOW) {
            let other = all[spot.0][spot.1].place.index;
            let apart = (spot.2.1 - point.1).abs();
            if spot.0 != *toponym && other != own && apart < 3.0 * WINDOW {
                let near = nearness(*point, spot.2);
                nearest[spot.0] = nearest[spot.0].max(near);
            }
        }
        let sum = nearest.iter_mut().zip(all.iter()).map(|(near, others)| {
            let chance = 1.0 + others.len() as f32 / CHANCE;
            std::mem::take(near) / chance
        });
        let sum: f32 = sum.sum();
        all[*toponym][*number].company = sum;
    }
}

/// 1 at the same spot, a quarter at half of what counts as nearby.
fn nearness(a: (f32, f32), b: (f32, f32)) -> f32 {
    let far = kilometres(a, b) / (NEARBY_KM / 2.0);
    let near = 1.0 / (1.0 + far * far);
    near * near
}
