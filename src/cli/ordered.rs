//! Work spread over all cores, answers in the order of the questions, bounded memory.
//!
//! In: an iterator of jobs and a function. Out: each answer, in order, on the calling thread.
//! Never: more than a fixed number of jobs and answers alive at once, however long the input is.
//!
//! Each job travels with the sending half of its own one-place channel; the receiving halves queue
//! up in order. A slow job therefore holds the queue back instead of filling a reorder buffer.

use std::ops::ControlFlow;
use std::thread;

use crossbeam_channel::{Sender, bounded};

/// Jobs that wait or are under way, for each worker.
const AHEAD: usize = 4;

/// Calls `work` on every job with `workers` threads and `take` on every answer in order; stops
/// early where `take` breaks. `idle` is called whenever no answer is ready, so that a writer can
/// flush what it holds.
pub(super) fn map<Job, Answer, T>(
    jobs: impl Iterator<Item = Job> + Send,
    workers: usize,
    work: impl Fn(Job) -> Answer + Sync,
    mut take: T,
) where
    Job: Send,
    Answer: Send,
    T: FnMut(Next<Answer>) -> ControlFlow<()>,
{
    let workers = workers.max(1);
    let (to_workers, queue) = bounded::<(Job, Sender<Answer>)>(workers);
    let (in_order, answers) = bounded(workers * AHEAD);
    let work = &work;
    thread::scope(|scope| {
        for _ in 0..workers {
            let queue = queue.clone();
            scope.spawn(move || {
                for (job, answer) in queue {
                    // A closed channel means that nobody wants the answer any more.
                    let _ = answer.send(work(job));
                }
            });
        }
        drop(queue);
        scope.spawn(move || {
            for job in jobs {
                let (answer, place) = bounded(1);
                if in_order.send(place).is_err() || to_workers.send((job, answer)).is_err() {
                    break;
                }
            }
        });
        while let Some(answer) = next(&answers, &mut take) {
            if take(Next::Answer(answer)).is_break() {
                break;
            }
        }
        drop(answers);
    });
}

/// What the taker is told.
pub(super) enum Next<Answer> {
    /// The next answer in order.
    Answer(Answer),
    /// Nothing is ready at the moment.
    Idle,
}

/// Waits for the next answer; says so first if it is not there yet.
fn next<Answer>(
    answers: &crossbeam_channel::Receiver<crossbeam_channel::Receiver<Answer>>,
    take: &mut impl FnMut(Next<Answer>) -> ControlFlow<()>,
) -> Option<Answer> {
    let place = match answers.try_recv() {
        Ok(place) => place,
        Err(_) => {
            if take(Next::Idle).is_break() {
                return None;
            }
            answers.recv().ok()?
        }
    };
    // The worker always answers: `work` contains its own faults.
    place.recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(count: u64, workers: usize, stop_after: usize) -> Vec<u64> {
        let mut seen = Vec::new();
        let slow_and_fast = |n: u64| {
            thread::sleep(std::time::Duration::from_micros((n % 7) * 50));
            n * n
        };
        map(0..count, workers, slow_and_fast, |next| {
            if let Next::Answer(answer) = next {
                seen.push(answer);
            }
            if seen.len() == stop_after {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        seen
    }

    #[test]
    fn order_is_kept_and_nothing_is_lost() {
        for workers in [1, 2, 5] {
            let expected: Vec<u64> = (0..200).map(|n| n * n).collect();
            assert_eq!(squares(200, workers, usize::MAX), expected);
        }
    }

    #[test]
    fn it_stops_when_nobody_listens() {
        assert_eq!(squares(100_000, 3, 5), [0, 1, 4, 9, 16]);
    }
}
