//! The newest bytes that were given, so that another pattern needs no download of them.

use std::collections::VecDeque;

/// So many bytes are kept.
const MOST: usize = 64 << 20;
/// Small pieces are joined up to this size.
const PIECE: usize = 1 << 20;

/// Pieces that follow each other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    pieces: VecDeque<Vec<u8>>,
    from: u64,
    n_bytes: usize,
    most: Option<usize>,
}

impl Kept {
    /// The byte after the last one that is here, if one is.
    pub(crate) fn end(&self) -> Option<u64> {
        (self.n_bytes > 0).then_some(self.from + self.n_bytes as u64)
    }

    /// Takes a piece, if it touches what is here and there is room for it.
    pub(crate) fn take(&mut self, from: u64, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let most = self.most.unwrap_or(MOST);
        let to = from + bytes.len() as u64;
        match self.end() {
            None => self.pieces.push_back(bytes.to_vec()),
            Some(_) if to == self.from => {
                if self.n_bytes + bytes.len() > most {
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
                while self.n_bytes > most && self.pieces.len() > 1 {
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

    /// What ends with byte `end` of the piece that has it, and where that begins.
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
    pub(crate) fn of_at_most(most: usize) -> Self {
        Self { most: Some(most), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_bytes_stay_and_older_ones_make_room() {
        let mut kept = Kept::of_at_most(2 << 20);
        let piece = vec![1; 1 << 20];
        kept.take(10 << 20, &piece);
        kept.take(9 << 20, &piece);
        kept.take(8 << 20, &piece);
        assert_eq!(kept.ending_at(9 << 20), None);
        assert_eq!(kept.ending_at((9 << 20) + 5), Some((9 << 20, &piece[..5])));
        kept.take(11 << 20, b"new");
        assert_eq!(kept.ending_at(10 << 20), None);
        assert_eq!(kept.ending_at(11 << 20).map(|(from, _)| from), Some(10 << 20));
        assert_eq!(kept.end(), Some((11 << 20) + 3));
    }

    #[test]
    fn what_does_not_touch_is_not_kept() {
        let mut kept = Kept::default();
        kept.take(5, b"abc");
        kept.take(9, b"x");
        kept.take(0, b"y");
        assert_eq!((kept.ending_at(8), kept.end()), (Some((5, &b"abc"[..])), Some(8)));
    }
}
