//! Many histograms side by side: how often each of the whole numbers from 0 occurred in each cell.
//!
//! Neighbouring numbers are counted in pages that are made when one of them first occurs. Counts are integers: neither order nor
//! cuts matter. Pages hold the lowest byte of each count, so that those in use fit into a processor's nearer caches; what is
//! carried beyond it, once in 256 times, stands elsewhere.

use super::bytes::{Reader, put};

/// Binary digits of the numbers in a page.
const PAGE: u32 = 7;
/// Numbers in a page.
const SIZE: usize = 1 << PAGE;
/// No number is as large.
const LIMIT: u32 = 1 << 24;
/// Pages of a cell for which there is room from the start.
const FORESEEN: usize = 8;
/// In place of a page that is not there.
const NONE: u32 = u32::MAX;

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    cells: Vec<Cell>,
    /// Pages of all cells one after the other, in the order in which they were made: the lowest bytes of the counts.
    lowest: Vec<u8>,
    /// `[page]`: the counts but for those bytes; empty while there is nothing.
    carried: Vec<Vec<u32>>,
}

/// Where the pages of a cell are.
#[derive(Clone, Debug, Default)]
struct Cell {
    /// The first page there may be, by its numbers.
    first: u32,
    /// From the first one on: places among all pages.
    places: Vec<u32>,
}

impl Counts {
    pub(super) fn new(cells: usize) -> Self {
        Self {
            cells: vec![Cell::default(); cells],
            // What is not used of it takes no memory, and what is need not be copied when it grows.
            lowest: Vec::with_capacity(cells * FORESEEN * SIZE),
            carried: Vec::with_capacity(cells * FORESEEN),
        }
    }

    /// Counts a number `more` times.
    #[inline]
    pub(super) fn add(&mut self, cell: usize, number: u32, more: u32) {
        let place = self.page(cell, number) * SIZE + number as usize % SIZE;
        let lowest = &mut self.lowest[place];
        let sum = u32::from(*lowest) + (more & 0xff);
        *lowest = sum as u8;
        let beyond = (more & !0xff).wrapping_add(sum & !0xff);
        if beyond > 0 {
            self.carry(place, beyond);
        }
    }

    #[cold]
    fn carry(&mut self, place: usize, more: u32) {
        let carried = &mut self.carried[place / SIZE];
        carried.resize(SIZE, 0);
        let place = place % SIZE;
        // A run has fewer trials than a count can hold.
        carried[place] = carried[place].wrapping_add(more);
    }

    /// Where the page of a number is.
    #[inline]
    fn page(&mut self, cell: usize, number: u32) -> usize {
        let place = (number >> PAGE).wrapping_sub(self.cells[cell].first) as usize;
        let page = match self.cells[cell].places.get(place) {
            Some(&page) if page != NONE => page,
            _ => self.make_page(cell, number >> PAGE),
        };
        page as usize
    }

    /// Makes a page of a cell, and says where it is.
    #[cold]
    fn make_page(&mut self, cell: usize, page: u32) -> u32 {
        let Cell { first, places } = &mut self.cells[cell];
        if places.is_empty() {
            *first = page;
        }
        if page < *first {
            let more = (*first - page) as usize;
            places.splice(..0, std::iter::repeat_n(NONE, more));
            *first = page;
        }
        let place = (page - *first) as usize;
        if places.len() <= place {
            places.resize(place + 1, NONE);
        }
        places[place] = self.carried.len() as u32;
        self.lowest.resize(self.lowest.len() + SIZE, 0);
        self.carried.push(Vec::new());
        places[place]
    }

    /// The pages of a cell in increasing order: their first numbers, and where they are.
    fn pages(&self, cell: usize) -> impl Iterator<Item = (u32, usize)> + '_ {
        let Cell { first, places } = &self.cells[cell];
        let pages = (*first..).zip(places).filter(|(_, page)| **page != NONE);
        pages.map(|(page, &place)| (page << PAGE, place as usize))
    }

    /// The numbers that occurred in a cell in increasing order, and how often.
    pub(super) fn numbers(&self, cell: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.pages(cell).flat_map(move |(first, page)| {
            let places = Places(self.occupied(page));
            places.map(move |place| (first + place, self.count(page, place as usize)))
        })
    }

    /// How often any number occurred in a cell.
    pub(super) fn total(&self, cell: usize) -> u64 {
        let sum = |page| {
            let lowest = self.lowest(page).iter().map(|it| u64::from(*it));
            let carried = self.carried[page].iter().map(|it| u64::from(*it));
            lowest.sum::<u64>() + carried.sum::<u64>()
        };
        self.pages(cell).map(|(_, page)| sum(page)).sum()
    }

    fn lowest(&self, page: usize) -> &[u8] {
        &self.lowest[page * SIZE..][..SIZE]
    }

    /// The places of a page at which something is counted, as bits.
    fn occupied(&self, page: usize) -> u128 {
        /// The highest bit of each byte, and the factor that brings the lowest bits of all bytes together in the highest byte.
        const HIGHEST: u64 = 0x8080_8080_8080_8080;
        const TOGETHER: u64 = 0x0102_0408_1020_4080;
        let mut bits = 0;
        for (eight, counts) in self.lowest(page).as_chunks::<8>().0.iter().enumerate() {
            let counts = u64::from_le_bytes(*counts);
            let some = (((counts & !HIGHEST) + !HIGHEST) | counts) & HIGHEST;
            bits |= u128::from((some >> 7).wrapping_mul(TOGETHER) >> 56) << (8 * eight);
        }
        for (place, carried) in self.carried[page].iter().enumerate() {
            bits |= u128::from(*carried > 0) << place;
        }
        bits
    }

    fn count(&self, page: usize, place: usize) -> u32 {
        let carried = self.carried[page].get(place).copied().unwrap_or(0);
        u32::from(self.lowest(page)[place]).wrapping_add(carried)
    }

    /// Adds the counts of a cell of other histograms to one of these.
    pub(super) fn add_cell(&mut self, cell: usize, other: &Self, from: usize) {
        for (first, theirs) in other.pages(from) {
            let from = self.page(cell, first) * SIZE;
            // All bytes at once: years put together, what has come before is added again and again.
            let mut carries = false;
            for (mine, theirs) in self.lowest[from..][..SIZE]
                .iter_mut()
                .zip(other.lowest(theirs))
            {
                *mine = mine.wrapping_add(*theirs);
                carries |= *mine < *theirs;
            }
            if carries {
                for (place, added) in other.lowest(theirs).iter().enumerate() {
                    if self.lowest[from + place] < *added {
                        self.carry(from + place, 0x100);
                    }
                }
            }
            for (place, more) in other.carried[theirs].iter().enumerate() {
                self.carry(from + place, *more);
            }
        }
    }

    /// Adds the counts of other histograms of the same cells.
    pub(super) fn merge(&mut self, other: &Self) {
        for cell in 0..self.cells.len() {
            self.add_cell(cell, other, cell);
        }
    }

    /// Bytes of memory that are in use.
    pub(super) fn memory(&self) -> usize {
        let places: usize = self.cells.iter().map(|cell| cell.places.len()).sum();
        let carried: usize = self.carried.iter().map(|page| size_of_val(&page[..])).sum();
        let pages = size_of_val(&self.lowest[..]) + size_of_val(&self.carried[..]);
        size_of_val(&self.cells[..]) + 4 * places + pages + carried
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        let (mut next, mut numbers) = (0, Vec::new());
        for cell in 0..self.cells.len() {
            numbers.clear();
            self.numbers(cell).for_each(|it| numbers.push(it));
            if numbers.is_empty() {
                continue;
            }
            put(bytes, (cell + 1 - next) as u128);
            next = cell + 1;
            put(bytes, numbers.len() as u128);
            let mut before = 0;
            for &(number, count) in &numbers {
                put(bytes, u128::from(number - before));
                put(bytes, u128::from(count));
                before = number;
            }
        }
        put(bytes, 0);
    }

    /// Reads what was written into empty histograms; `None` if it is damaged.
    pub(super) fn read(&mut self, reader: &mut Reader) -> Option<()> {
        let mut next = 0_usize;
        loop {
            let step: usize = reader.number()?;
            if step == 0 {
                return Some(());
            }
            next = next
                .checked_add(step)
                .filter(|next| *next <= self.cells.len())?;
            let numbers: u32 = reader.number()?;
            let mut number = 0_u32;
            for _ in 0..numbers {
                number = number
                    .checked_add(reader.number()?)
                    .filter(|it| *it < LIMIT)?;
                self.add(next - 1, number, reader.number()?);
            }
        }
    }
}

/// The places whose bits are set, in increasing order.
struct Places(u128);

impl Iterator for Places {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let place = self.0.trailing_zeros();
        self.0 &= self.0.wrapping_sub(1);
        (place < u128::BITS).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Small and large counts, those that a byte holds and others, whether added at once, one by one, merged, or written and read.
        #[test]
        fn every_count_is_kept_whole(
            mine in vec((0..3_usize, 0..600_u32, 0..700_u32), 0..20),
            theirs in vec((0..3_usize, 0..600_u32, 0..700_u32), 0..20),
        ) {
            let mut expected = BTreeMap::new();
            let (mut counts, mut others) = (Counts::new(3), Counts::new(3));
            for &(cell, number, more) in &mine {
                (0..more).for_each(|_| counts.add(cell, number, 1));
                *expected.entry((cell, number)).or_default() += more;
            }
            for &(cell, number, more) in &theirs {
                others.add(cell, number, more);
                *expected.entry((cell, number)).or_default() += more;
            }
            counts.merge(&others);
            let mut bytes = Vec::new();
            counts.write(&mut bytes);
            let mut read = Counts::new(3);
            prop_assert_eq!(read.read(&mut Reader(&bytes)), Some(()));
            expected.retain(|_, count: &mut u32| *count > 0);
            for counts in [counts, read] {
                let cells = (0..3).flat_map(|cell| {
                    let numbers: Vec<_> = counts.numbers(cell).collect();
                    numbers.into_iter().map(move |(number, count)| ((cell, number), count))
                });
                prop_assert_eq!(cells.collect::<BTreeMap<_, _>>(), expected.clone());
            }
        }
    }
}
