//! Rows that wait to be tallied.
//!
//! Every trial visits every year, but what is kept of all years does not fit into a processor's nearest cache. So rows wait until there
//! are enough of a kind to make fetching its sums and sketches worth while.

use crate::lanes::{Lanes, WIDTH};

/// Rows of a kind that wait at most: as many as lanes may bring at once, and as many more as are worth it.
const LENGTH: usize = 12 + WIDTH;

/// Rows of each kind, some blocks wide.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    /// `[kind]`: where its rows begin, in widths of one, and last where all end.
    firsts: Vec<usize>,
    /// `[kind][waiting][block]`, and last a row that nobody reads.
    pub(super) rows: Vec<Lanes>,
    /// Replicates they belong to, `[kind][waiting]`.
    replicates: Vec<[u8; LENGTH]>,
    /// `[kind]`: how many wait.
    waiting: Vec<usize>,
}

impl Queue {
    /// Room for rows of kinds of these widths.
    pub(super) fn new(widths: impl Iterator<Item = usize> + Clone) -> Self {
        let widest = widths.clone().max();
        let mut firsts = vec![0];
        for width in widths {
            firsts.push(firsts[firsts.len() - 1] + width);
        }
        let kinds = firsts.len() - 1;
        Self {
            rows: vec![Lanes::default(); firsts[kinds] * LENGTH + widest.unwrap_or(0)],
            firsts,
            replicates: vec![[0; LENGTH]; kinds],
            waiting: vec![0; kinds],
        }
    }

    /// Whether there is room for a row of every lane; otherwise those that wait must be [taken](Self::take) first.
    #[inline(always)]
    pub(super) fn has_room(&self, kind: usize) -> bool {
        self.waiting[kind] + WIDTH <= LENGTH
    }

    /// Puts a row at the end: where among all rows its blocks are to be written.
    #[inline(always)]
    pub(super) fn push(&mut self, kind: usize, replicate: usize) -> usize {
        let waiting = self.waiting[kind];
        let width = self.firsts[kind + 1] - self.firsts[kind];
        self.replicates[kind][waiting] = replicate as u8;
        self.waiting[kind] = waiting + 1;
        self.firsts[kind] * LENGTH + waiting * width
    }

    /// Where the blocks of a row may be written that nobody reads.
    #[inline(always)]
    pub(super) fn nowhere(&self) -> usize {
        self.firsts[self.firsts.len() - 1] * LENGTH
    }

    /// Empties the queue of a kind: the rows that wait one after the other, in runs of one replicate.
    pub(super) fn take(&mut self, kind: usize) -> impl Iterator<Item = (usize, &[Lanes])> {
        let waiting = std::mem::take(&mut self.waiting[kind]);
        let (first, width) = (self.firsts[kind], self.firsts[kind + 1] - self.firsts[kind]);
        let mut rows = &self.rows[first * LENGTH..][..waiting * width];
        let replicates = &self.replicates[kind][..waiting];
        replicates.chunk_by(|a, b| a == b).map(move |run| {
            let (these, rest) = rows.split_at(run.len() * width);
            rows = rest;
            (usize::from(run[0]), these)
        })
    }
}
