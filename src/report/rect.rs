//! Upright rectangles.

/// An upright rectangle, logical units, y downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Rect {
    /// The rectangle between two edges each way.
    pub fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self {
            left,
            top,
            right,
            bottom,
        }
    }

    /// From left to right.
    pub fn width(self) -> f64 {
        self.right - self.left
    }

    /// From top to bottom.
    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// How far apart the two are; 0 if they touch.
    pub fn distance(self, other: Self) -> f64 {
        let gap = |a: f64, b: f64| a.max(b).max(0.0);
        let dx = gap(other.left - self.right, self.left - other.right);
        let dy = gap(other.top - self.bottom, self.top - other.bottom);
        (dx * dx + dy * dy).sqrt()
    }

    /// Whether `inner` lies within, edges included.
    pub fn contains(self, inner: Self) -> bool {
        let inside = inner.left >= self.left && inner.right <= self.right;
        inside && inner.top >= self.top && inner.bottom <= self.bottom
    }

    /// The smallest rectangle that contains both.
    #[must_use]
    pub fn around(self, other: Self) -> Self {
        let (left, top) = (self.left.min(other.left), self.top.min(other.top));
        Self::new(
            left,
            top,
            self.right.max(other.right),
            self.bottom.max(other.bottom),
        )
    }

    /// The lowest part of it.
    #[must_use]
    pub fn foot(self, height: f64) -> Self {
        Self::new(self.left, self.bottom - height, self.right, self.bottom)
    }

    /// Smaller by a margin on each side.
    #[must_use]
    pub fn shrunk(self, left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self::new(
            self.left + left,
            self.top + top,
            self.right - right,
            self.bottom - bottom,
        )
    }
}
