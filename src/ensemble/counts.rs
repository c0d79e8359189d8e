//! Many histograms side by side: how often each of the whole numbers from 0 occurred in each cell.
//!
//! Neighbouring numbers are counted in pages that are made when one of them first occurs. Counts are integers: neither order nor
//! cuts matter.

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
    /// Of all cells, in the order in which they were made.
    pages: Vec<[u32; SIZE]>,
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
            pages: Vec::with_capacity(cells * FORESEEN),
        }
    }

    /// Counts a number `more` times.
    #[inline]
    pub(super) fn add(&mut self, cell: usize, number: u32, more: u32) {
        let page = self.page(cell, number);
        let count = &mut self.pages[page][number as usize % SIZE];
        // A run has fewer trials than a count can hold.
        *count = count.wrapping_add(more);
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
        places[place] = self.pages.len() as u32;
        self.pages.push([0; SIZE]);
        places[place]
    }

    /// The pages of a cell in increasing order: their first numbers, and the counts in them.
    fn pages(&self, cell: usize) -> impl Iterator<Item = (u32, &[u32; SIZE])> + '_ {
        let Cell { first, places } = &self.cells[cell];
        let pages = (*first..).zip(places).filter(|(_, page)| **page != NONE);
        pages.map(|(page, &place)| (page << PAGE, &self.pages[place as usize]))
    }

    /// The numbers that occurred in a cell in increasing order, and how often.
    pub(super) fn numbers(&self, cell: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let all = self.pages(cell);
        all.flat_map(|(first, counts)| (first..).zip(counts.iter().copied()))
            .filter(|(_, count)| *count > 0)
    }

    /// Adds the counts of a cell of other histograms to one of these.
    pub(super) fn add_cell(&mut self, cell: usize, other: &Self, from: usize) {
        for (number, page) in other.pages(from) {
            let place = self.page(cell, number);
            for (mine, theirs) in self.pages[place].iter_mut().zip(page) {
                *mine = mine.wrapping_add(*theirs);
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
        size_of_val(&self.cells[..]) + size_of_val(&self.pages[..]) + 4 * places
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        let mut next = 0;
        for cell in (0..self.cells.len()).filter(|&cell| self.numbers(cell).next().is_some()) {
            put(bytes, (cell + 1 - next) as u128);
            next = cell + 1;
            put(bytes, self.numbers(cell).count() as u128);
            let mut before = 0;
            for (number, count) in self.numbers(cell) {
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
