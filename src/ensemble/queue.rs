//! What waits to be tallied.
//!
//! Every trial visits every year, but what is kept of all years does not fit into a processor's nearest cache. So rows wait until there
//! are enough of a kind to make fetching its sums worth while, and buckets of quantiles until that is so for its sketches.

/// Items that wait at places, each a few numbers wide.
#[derive(Clone, Debug)]
pub(super) struct Queue<T> {
    /// Items of each place that wait at most.
    length: usize,
    /// `[place]`: where its items begin, in widths of one, and last where all end.
    firsts: Vec<usize>,
    /// `[place][waiting]`.
    items: Vec<T>,
    /// Replicates they belong to, likewise.
    replicates: Vec<u8>,
    /// `[place]`: how many wait.
    waiting: Vec<usize>,
}

impl<T: Copy + Default> Queue<T> {
    /// Room for so many items of places of these widths.
    pub(super) fn new(length: usize, widths: impl Iterator<Item = usize>) -> Self {
        let mut firsts = vec![0];
        for width in widths {
            firsts.push(firsts[firsts.len() - 1] + width);
        }
        let places = firsts.len() - 1;
        Self {
            length,
            items: vec![T::default(); firsts[places] * length],
            firsts,
            replicates: vec![0; places * length],
            waiting: vec![0; places],
        }
    }

    /// Whether so many more can wait at a place; otherwise those that do must be [taken](Self::take) first.
    #[inline(always)]
    pub(super) fn has_room(&self, place: usize, items: usize) -> bool {
        self.waiting[place] + items <= self.length
    }

    /// Puts an item at the end.
    #[inline(always)]
    pub(super) fn push(&mut self, place: usize, replicate: usize, item: &[T]) {
        let waiting = self.waiting[place];
        let at = self.firsts[place] * self.length + waiting * item.len();
        self.items[at..][..item.len()].copy_from_slice(item);
        self.replicates[place * self.length + waiting] = replicate as u8;
        self.waiting[place] = waiting + 1;
    }

    /// Empties the queue of a place: the items that wait one after the other, in runs of one replicate.
    pub(super) fn take(&mut self, place: usize) -> impl Iterator<Item = (usize, &[T])> {
        let waiting = std::mem::take(&mut self.waiting[place]);
        let (first, width) = (
            self.firsts[place],
            self.firsts[place + 1] - self.firsts[place],
        );
        let replicates = &self.replicates[place * self.length..][..waiting];
        let mut items = &self.items[first * self.length..][..waiting * width];
        replicates.chunk_by(|a, b| a == b).map(move |run| {
            let (these, rest) = items.split_at(run.len() * width);
            items = rest;
            (usize::from(run[0]), these)
        })
    }
}
