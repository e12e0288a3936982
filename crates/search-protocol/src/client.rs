//! The worker as the page calls it: a method a request.

use crate::request::{CurrentMatch, FilterSpec, NearestDirection, PatternSpec, Request, Target};
use crate::response::{
    FilteredLine, Highlight, LineStart, NearestItem, NextAction, Progress, Reply, Response, Ticks,
};
use jobshelf_log::Encoding;

/// A way to the worker.
pub trait Channel {
    /// Sends a request, with bytes beside it, at once; the future resolves to the answer.
    ///
    /// # Errors
    /// When the worker ends or breaks before it answers.
    fn send(
        &self,
        request: &Request,
        bytes: Option<&[u8]>,
    ) -> impl Future<Output = Result<Reply, ClientError>> + use<Self>;
}

/// The worker gives no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientError {
    /// It did not start, ended or broke.
    Disconnected,
    /// Its answer belongs to another request.
    UnexpectedResponse,
}

impl std::fmt::Display for ClientError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Disconnected => "the search worker does not answer",
            Self::UnexpectedResponse => "the search worker answered another request",
        })
    }
}

impl std::error::Error for ClientError {}

/// The worker. Every method sends its request at once, also when its future is dropped.
#[derive(Debug, Clone)]
pub struct Client<C> {
    channel: C,
}

/// Lines that a filter shows, with their bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilteredText {
    lines: Vec<FilteredLine>,
    bytes: Vec<u8>,
}

impl FilteredText {
    /// The lines in order, each with its bytes.
    pub fn iter(&self) -> impl Iterator<Item = (FilteredLine, &[u8])> {
        let mut rest = self.bytes.as_slice();
        self.lines.iter().map_while(move |line| {
            let (bytes, after) = rest.split_at_checked(line.length as usize)?;
            rest = after;
            Some((*line, bytes))
        })
    }
}

/// Writes the methods of [`Client`]: a request, and the response that answers it.
macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),*) -> $answer:ty {
        $request:expr => $response:pat => $value:expr
    })*) => {
        impl<C: Channel> Client<C> {
            $($(#[$doc])*
            ///
            /// # Errors
            /// When the worker does not answer.
            pub fn $name(
                &self,
                $($arg: $type),*
            ) -> impl Future<Output = Result<$answer, ClientError>> + use<C> {
                let reply = self.channel.send(&$request, None);
                async move {
                    match reply.await?.response {
                        $response => Ok($value),
                        _ => Err(ClientError::UnexpectedResponse),
                    }
                }
            })*
        }
    };
}

calls! {
    /// Starts with a log of `total` bytes.
    open(total: u64, encoding: Encoding) -> () {
        Request::Open { total, encoding } => Response::Done => ()
    }
    /// Searches for another pattern; returns what is wrong with it.
    set_pattern(pattern: Option<PatternSpec>) -> Option<String> {
        Request::SetPattern(pattern) => Response::PatternSet { problem } => problem
    }
    /// Collects the lines that pass another filter; returns what is wrong with it.
    set_filter(filter: Option<FilterSpec>) -> Option<String> {
        Request::SetFilter(filter) => Response::PatternSet { problem } => problem
    }
    /// Treats lines that match as errors; returns what is wrong with the expression.
    set_error_pattern(expression: Option<String>) -> Option<String> {
        Request::SetErrorPattern(expression) => Response::PatternSet { problem } => problem
    }
    /// Returns the indices of the lines that match the error pattern.
    classify_errors(lines: Vec<String>) -> Vec<u32> {
        Request::ClassifyErrors { lines } => Response::ErrorLines(indices) => indices
    }
    /// Returns how many lines that ended since the last call match the error pattern.
    take_new_errors() -> u64 {
        Request::TakeNewErrors => Response::Count(n) => n
    }
    /// The log has grown to `total` bytes.
    grow(total: u64) -> () {
        Request::Grow { total } => Response::Done => ()
    }
    /// Asks again for all bytes that were asked for and have not arrived.
    retry_pending() -> () {
        Request::RetryPending => Response::Done => ()
    }
    /// Returns what to do next.
    next_action() -> NextAction {
        Request::NextAction => Response::NextAction(action) => action
    }
    /// Returns how far the search is.
    progress() -> Progress {
        Request::Progress => Response::Progress(progress) => progress
    }
    /// Returns the match or error nearest to byte `from`.
    nearest(target: Target, from: u64, direction: NearestDirection) -> Option<NearestItem> {
        Request::Nearest { target, from, direction } => Response::Nearest(item) => item
    }
    /// Returns how many matches begin in `from..to`.
    count_matches(from: u64, to: u64) -> u64 {
        Request::CountMatches { from, to } => Response::Count(n) => n
    }
    /// Returns marks beside the scroll bar, at most `max` of each kind.
    ticks(max: u32) -> Ticks {
        Request::Ticks { max } => Response::Ticks(ticks) => ticks
    }
    /// Returns where the pattern matches in some lines; of many matches in a line, some.
    highlight(lines: Vec<String>, current: Option<CurrentMatch>) -> Vec<Highlight> {
        Request::Highlight { lines, current } => Response::Highlights(highlights) => highlights
    }
    /// Returns a byte of `from..=to` at which a line begins.
    line_start_in(from: u64, to: u64) -> Option<LineStart> {
        Request::LineStartIn { from, to } => Response::LineStart(start) => start
    }
}

impl<C: Channel> Client<C> {
    /// A client that sends through `channel`.
    pub fn new(channel: C) -> Self {
        Self { channel }
    }

    /// The way to the worker.
    pub fn channel(&self) -> &C {
        &self.channel
    }

    /// Brings bytes of the log that begin at byte `from`; returns whether none is missing between
    /// them and the bytes before.
    ///
    /// # Errors
    /// When the worker does not answer.
    pub fn feed(
        &self,
        from: u64,
        bytes: &[u8],
    ) -> impl Future<Output = Result<bool, ClientError>> + use<C> {
        let reply = self.channel.send(&Request::Feed { from }, Some(bytes));
        async move {
            match reply.await?.response {
                Response::Fed { is_contiguous } => Ok(is_contiguous),
                _ => Err(ClientError::UnexpectedResponse),
            }
        }
    }

    /// Returns the lines that the filter shows.
    ///
    /// # Errors
    /// When the worker does not answer.
    pub fn filtered_lines(
        &self,
    ) -> impl Future<Output = Result<FilteredText, ClientError>> + use<C> {
        let reply = self.channel.send(&Request::FilteredLines, None);
        async move {
            match reply.await? {
                Reply { response: Response::FilteredLines(lines), bytes } => {
                    Ok(FilteredText { lines, bytes })
                }
                _ => Err(ClientError::UnexpectedResponse),
            }
        }
    }
}
