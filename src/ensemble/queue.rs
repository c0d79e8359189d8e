//! Codes on their way into the sketches of calendar years.
//!
//! Every trial visits every year, but the sketches of all years do not fit into a processor's cache. So codes wait, year by year,
//! until there are enough of them to make fetching a year's sketches worth while.

/// Codes that wait for the sketches of one calendar year, `N` at a time.
#[derive(Clone, Debug)]
pub(super) struct Queue<const N: usize> {
    /// `[year][waiting]`.
    codes: Vec<[u16; N]>,
    /// Replicates they belong to, likewise.
    replicates: Vec<u8>,
    /// `[year]`: how many wait.
    waiting: Vec<usize>,
    /// How many can wait.
    length: usize,
}

impl<const N: usize> Queue<N> {
    /// Room for `length` times `N` codes of each of so many years.
    pub(super) fn new(years: usize, length: usize) -> Self {
        Self {
            codes: vec![[0; N]; years * length],
            replicates: vec![0; years * length],
            waiting: vec![0; years],
            length,
        }
    }

    /// Puts codes at the end. Whether the year's queue is full, so that it must be [taken](Self::take) before another code comes.
    #[inline(always)]
    pub(super) fn push(&mut self, year: usize, replicate: usize, codes: [u16; N]) -> bool {
        let at = year * self.length + self.waiting[year];
        self.codes[at] = codes;
        self.replicates[at] = replicate as u8;
        self.waiting[year] += 1;
        self.waiting[year] == self.length
    }

    /// Empties a year's queue: what waits, in runs of one replicate.
    pub(super) fn take(&mut self, year: usize) -> impl Iterator<Item = (usize, &[[u16; N]])> {
        let waiting = std::mem::take(&mut self.waiting[year]);
        let first = year * self.length;
        let replicates = &self.replicates[first..][..waiting];
        let mut codes = &self.codes[first..][..waiting];
        replicates.chunk_by(|a, b| a == b).map(move |run| {
            let (these, rest) = codes.split_at(run.len());
            codes = rest;
            (usize::from(run[0]), these)
        })
    }
}
