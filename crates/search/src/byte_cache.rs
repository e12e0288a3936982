//! The newest bytes of the log, so that another pattern needs no second download of them.

use std::collections::VecDeque;

/// The capacity in bytes.
const CAPACITY: usize = 64 << 20;
/// Appended pieces are joined up to this size.
const PIECE: usize = 1 << 20;

/// Pieces that follow each other in the log.
#[derive(Debug, Clone, Default)]
pub(crate) struct ByteCache {
    pieces: VecDeque<Vec<u8>>,
    from: u64,
    n_bytes: usize,
    capacity: Option<usize>,
}

impl ByteCache {
    /// The byte after the last cached one, if there is one.
    pub(crate) fn end(&self) -> Option<u64> {
        (self.n_bytes > 0).then_some(self.from + self.n_bytes as u64)
    }

    /// Adds a piece at either end. An older piece needs free room; for a newer one the oldest are
    /// dropped. A piece that touches neither end is ignored.
    pub(crate) fn insert(&mut self, from: u64, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let capacity = self.capacity.unwrap_or(CAPACITY);
        let to = from + bytes.len() as u64;
        match self.end() {
            None => self.pieces.push_back(bytes.to_vec()),
            Some(_) if to == self.from => {
                if self.n_bytes + bytes.len() > capacity {
                    return;
                }
                self.pieces.push_front(bytes.to_vec());
            }
            Some(end) if from == end => {
                match self.pieces.back_mut() {
                    Some(last) if last.len() + bytes.len() <= PIECE => {
                        last.extend_from_slice(bytes)
                    }
                    _ => self.pieces.push_back(bytes.to_vec()),
                }
                self.n_bytes += bytes.len();
                while self.n_bytes > capacity && self.pieces.len() > 1 {
                    let oldest = self.pieces.pop_front().unwrap_or_default();
                    self.n_bytes -= oldest.len();
                    self.from += oldest.len() as u64;
                }
                return;
            }
            Some(_) => return,
        }
        self.from = from;
        self.n_bytes += bytes.len();
    }

    /// The part of a piece that ends at byte `end`, and the byte at which it begins.
    pub(crate) fn ending_at(&self, end: u64) -> Option<(u64, &[u8])> {
        let mut from = self.from;
        for piece in &self.pieces {
            let to = from + piece.len() as u64;
            if from < end && end <= to {
                return Some((from, piece.get(..(end - from) as usize)?));
            }
            from = to;
        }
        None
    }

    #[cfg(test)]
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { capacity: Some(capacity), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_bytes_replace_the_oldest() {
        let mut cache = ByteCache::with_capacity(2 << 20);
        let piece = vec![1; 1 << 20];
        cache.insert(10 << 20, &piece);
        cache.insert(9 << 20, &piece);
        cache.insert(8 << 20, &piece);
        assert_eq!(cache.ending_at(9 << 20), None);
        assert_eq!(cache.ending_at((9 << 20) + 5), Some((9 << 20, &piece[..5])));
        cache.insert(11 << 20, b"new");
        assert_eq!(cache.ending_at(10 << 20), None);
        assert_eq!(cache.ending_at(11 << 20).map(|(from, _)| from), Some(10 << 20));
        assert_eq!(cache.end(), Some((11 << 20) + 3));
    }

    #[test]
    fn a_piece_that_touches_neither_end_is_ignored() {
        let mut cache = ByteCache::default();
        cache.insert(5, b"abc");
        cache.insert(9, b"x");
        cache.insert(0, b"y");
        assert_eq!((cache.ending_at(8), cache.end()), (Some((5, &b"abc"[..])), Some(8)));
    }
}
