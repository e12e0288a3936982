//! Where a picture stands in its view: fitted, or at a scale and a place of the viewer's choice.

/// A width and a height, in pixels of the screen or of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    /// Across.
    pub width: f64,
    /// Down.
    pub height: f64,
}

/// Small pictures are enlarged to fit, but no further than this.
const MAX_FIT: f64 = 4.0;
const MAX_SCALE: f64 = 32.0;
const MIN_SCALE: f64 = 0.02;

/// How a picture is placed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Zoom {
    /// As large as the view allows, in its middle.
    #[default]
    Fit,
    /// At a scale, its upper left corner at a place of the view.
    At {
        /// Pixels of the screen for one of the picture.
        scale: f64,
        /// Across.
        x: f64,
        /// Down.
        y: f64,
    },
}

/// Scale and upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Pixels of the screen for one of the picture.
    pub scale: f64,
    /// Across.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Zoom {
    /// Pixel for pixel, in the middle of the view.
    pub fn actual(view: Size, picture: Size) -> Self {
        let (x, y) = centred(view, picture, 1.0);
        Self::At { scale: 1.0, x, y }
    }

    /// Where that is for a view and a picture of these sizes.
    pub fn place(self, view: Size, picture: Size) -> Placed {
        match self {
            Self::Fit => {
                let scale = fit_scale(view, picture);
                let (x, y) = centred(view, picture, scale);
                Placed { scale, x, y }
            }
            Self::At { scale, x, y } => {
                let x = held(x, view.width, picture.width * scale);
                let y = held(y, view.height, picture.height * scale);
                Placed { scale, x, y }
            }
        }
    }

    /// Enlarged by `factor`; what is under the cursor stays there.
    pub fn zoomed(self, view: Size, picture: Size, cursor: (f64, f64), factor: f64) -> Self {
        let from = self.place(view, picture);
        let scale = (from.scale * factor).clamp(MIN_SCALE, MAX_SCALE);
        let ratio = scale / from.scale;
        let x = cursor.0 - (cursor.0 - from.x) * ratio;
        let y = cursor.1 - (cursor.1 - from.y) * ratio;
        Self::At { scale, x, y }
    }

    /// Moved by so many pixels of the screen.
    pub fn moved(self, view: Size, picture: Size, by: (f64, f64)) -> Self {
        let from = self.place(view, picture);
        let to = Self::At { scale: from.scale, x: from.x + by.0, y: from.y + by.1 };
        let Placed { scale, x, y } = to.place(view, picture);
        Self::At { scale, x, y }
    }
}

fn fit_scale(view: Size, picture: Size) -> f64 {
    if picture.width <= 0.0 || picture.height <= 0.0 {
        return 1.0;
    }
    let scale = (view.width / picture.width).min(view.height / picture.height);
    scale.clamp(MIN_SCALE, MAX_FIT)
}

fn centred(view: Size, picture: Size, scale: f64) -> (f64, f64) {
    ((view.width - picture.width * scale) / 2.0, (view.height - picture.height * scale) / 2.0)
}

/// A side that is smaller than the view is centred; a larger one may not leave a gap.
fn held(start: f64, view: f64, length: f64) -> f64 {
    if length <= view { (view - length) / 2.0 } else { start.clamp(view - length, 0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Size = Size { width: 1000.0, height: 500.0 };
    const PICTURE: Size = Size { width: 2000.0, height: 500.0 };

    #[test]
    fn a_picture_fits_into_the_middle() {
        let placed = Zoom::Fit.place(VIEW, PICTURE);
        assert_eq!(placed, Placed { scale: 0.5, x: 0.0, y: 125.0 });
        let icon = Size { width: 10.0, height: 10.0 };
        assert_eq!(Zoom::Fit.place(VIEW, icon).scale, MAX_FIT);
        assert_eq!(Zoom::Fit.place(VIEW, Size::default()).scale, 1.0);
    }

    #[test]
    fn what_is_under_the_cursor_stays_there() {
        let before = Zoom::actual(VIEW, PICTURE);
        let Placed { scale, x, .. } = before.place(VIEW, PICTURE);
        let pixel = (300.0 - x) / scale;
        let after = before.zoomed(VIEW, PICTURE, (300.0, 250.0), 2.0).place(VIEW, PICTURE);
        assert!((after.x + pixel * after.scale - 300.0).abs() < 1e-9);
        assert_eq!(after.scale, 2.0);
    }

    #[test]
    fn a_picture_cannot_be_lost_out_of_view() {
        let moved = Zoom::actual(VIEW, PICTURE).moved(VIEW, PICTURE, (5_000.0, 40.0));
        assert_eq!(moved, Zoom::At { scale: 1.0, x: 0.0, y: 0.0 });
        let moved = moved.moved(VIEW, PICTURE, (-5_000.0, 0.0));
        assert_eq!(moved, Zoom::At { scale: 1.0, x: -1000.0, y: 0.0 });
    }
}
