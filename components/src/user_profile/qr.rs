//! A text as a QR code (ISO/IEC 18004), drawn as a path. Pure.
//!
//! Always bytes, at the lowest level of correction, with one mask: a screen has no dirt on it, and fewer modules are
//! larger ones.

use crate::wire::push_number;

/// How many bytes correct each block, by version from 1 on.
const CORRECTIONS: [u8; 20] =
    [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28];

/// How many blocks there are, by version.
const BLOCKS: [u8; 20] = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8];

/// The level of correction and the mask of ours, as both stand in the symbol.
const FORMAT: usize = 0x789D;

/// What has to stay empty around a symbol.
const QUIET: usize = 4;

/// How wide the picture is in modules, and the path of the dark ones. None if the text is too long.
pub(super) fn qr(text: &str) -> Option<(usize, String)> {
    let mut version = 0;
    loop {
        let correction = usize::from(*CORRECTIONS.get(version)?);
        let blocks = usize::from(*BLOCKS.get(version)?);
        version += 1;
        let mut grid = Grid::of_version(version);
        let room = grid.free / 8 - correction * blocks;
        // The head takes a byte and a half, or two and a half.
        if text.len() + 2 + usize::from(version > 9) <= room {
            let bytes = data(text, version, room);
            grid.fill(&interleaved(&bytes, correction, blocks));
            return Some((grid.side + 2 * QUIET, grid.path()));
        }
    }
}

/// The text with its head, filled up to the room that there is.
fn data(text: &str, version: usize, room: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    // The mode is half a byte, so every byte stands in two.
    let mut before = 4;
    let mut push = |byte: u8| {
        bytes.push(before << 4 | byte >> 4);
        before = byte;
    };
    if version > 9 {
        push((text.len() >> 8) as u8);
    }
    push(text.len() as u8);
    for byte in text.bytes() {
        push(byte);
    }
    push(0);
    let mut padding = 0xEC;
    while bytes.len() < room {
        bytes.push(padding);
        padding ^= 0xEC ^ 0x11;
    }
    bytes
}

/// The blocks in turns, byte by byte; then what corrects them, in turns.
fn interleaved(bytes: &[u8], correction: usize, blocks: usize) -> Vec<u8> {
    let generator = generator(correction);
    let short = bytes.len() / blocks;
    // The last blocks are longer, if it cannot be divided.
    let first_long = blocks - bytes.len() % blocks;
    let mut corrections = Vec::new();
    let mut rest = bytes;
    for block in 0..blocks {
        let length = short + usize::from(block >= first_long);
        let Some((block, others)) = rest.split_at_checked(length) else { break };
        corrections.append(&mut remainder(block, &generator));
        rest = others;
    }
    let mut all = Vec::new();
    for place in 0..=short {
        for block in 0..blocks {
            if place < short || block >= first_long {
                let longer = block.saturating_sub(first_long);
                all.push(at(bytes, block * short + longer + place));
            }
        }
    }
    for place in 0..correction {
        for block in 0..blocks {
            all.push(at(&corrections, block * correction + place));
        }
    }
    all
}

fn at(bytes: &[u8], place: usize) -> u8 {
    bytes.get(place).copied().unwrap_or_default()
}

/// The product of two elements of the field of 256, modulo `x⁸ + x⁴ + x³ + x² + 1`.
fn product(a: u8, b: u8) -> u8 {
    let mut sum = 0;
    for bit in 0..8 {
        sum = (sum << 1) ^ ((sum >> 7) * 0x1D) ^ ((b << bit >> 7) * a);
    }
    sum
}

/// The polynomial with so many powers of 2 as roots, without its first coefficient, which is 1.
fn generator(degree: usize) -> Vec<u8> {
    let mut coefficients = vec![0; degree];
    let mut root = 1;
    for known in 0..degree {
        // Multiplies by `x - root`.
        let mut before = 1;
        for coefficient in coefficients.iter_mut().take(known + 1) {
            let same = *coefficient;
            *coefficient ^= product(before, root);
            before = same;
        }
        root = product(root, 2);
    }
    coefficients
}

/// What is left of a block, divided by the generator.
fn remainder(block: &[u8], generator: &[u8]) -> Vec<u8> {
    let mut rest = vec![0; generator.len()];
    for byte in block {
        let factor = at(&rest, 0) ^ byte;
        rest.rotate_left(1);
        if let Some(last) = rest.last_mut() {
            *last = 0;
        }
        for (to, from) in rest.iter_mut().zip(generator) {
            *to ^= product(*from, factor);
        }
    }
    rest
}

/// A module that nothing was put into.
const FREE: u8 = 2;

/// The modules of a symbol, row by row: light (0), dark (1) or free.
struct Grid {
    side: usize,
    modules: Vec<u8>,
    /// How many are free.
    free: usize,
}

impl Grid {
    /// With what is the same in each symbol of a version.
    fn of_version(version: usize) -> Self {
        let side = version * 4 + 17;
        let mut grid = Self { side, modules: vec![FREE; side * side], free: side * side };
        let last = side - 7;
        for place in 0..side {
            grid.twice(place, 6, place + 1);
        }
        grid.square(3, 3, 4);
        grid.square(side - 4, 3, 4);
        grid.square(3, side - 4, 4);
        let gaps = version / 7 + 1;
        let step = (last - 6).div_ceil(gaps).next_multiple_of(2);
        // From the last place back in even steps, and on the timing pattern.
        let place = |gap| if gap < gaps { last - gap * step } else { 6 };
        for row in 0..=gaps {
            for column in 0..=gaps {
                let (x, y) = (place(column), place(row));
                let is_finder = (x == 6 || y == 6) && (x == y || x == last || y == last);
                if version > 1 && !is_finder {
                    grid.square(x, y, 2);
                }
            }
        }
        for bit in 0..15 {
            // Beside the first finder, but for the timing pattern; and beside the others.
            let is_dark = FORMAT >> bit;
            let near = if bit < 6 { bit } else { bit + 1 };
            if bit < 8 {
                grid.put(8, near, is_dark);
                grid.put(side - 1 - bit, 8, is_dark);
            } else {
                grid.put(if bit == 8 { 7 } else { 14 - bit }, 8, is_dark);
                grid.put(8, side - 15 + bit, is_dark);
            }
        }
        grid.put(8, side - 8, 1);
        if version > 6 {
            let mut rest = version;
            for _ in 0..12 {
                rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
            }
            for bit in 0..18 {
                grid.twice(bit / 3, side - 11 + bit % 3, (version << 12 | rest) >> bit);
            }
        }
        grid
    }

    /// Dark if the last bit is set. What is outside of the grid is left out.
    fn put(&mut self, x: usize, y: usize, bit: usize) {
        if x < self.side
            && let Some(module) = self.modules.get_mut(y.wrapping_mul(self.side).wrapping_add(x))
        {
            self.free -= usize::from(*module == FREE);
            *module = (bit & 1) as u8;
        }
    }

    /// The same across and down.
    fn twice(&mut self, x: usize, y: usize, bit: usize) {
        self.put(x, y, bit);
        self.put(y, x, bit);
    }

    /// A large square around a place has the light rings 2 and 4, a small one the ring 1.
    fn square(&mut self, x: usize, y: usize, radius: usize) {
        for row in 0..=2 * radius {
            for column in 0..=2 * radius {
                let ring = row.abs_diff(radius).max(column.abs_diff(radius));
                let is_light = if radius == 2 { ring == 1 } else { ring == 2 || ring == 4 };
                let (x, y) = ((x + column).wrapping_sub(radius), (y + row).wrapping_sub(radius));
                self.put(x, y, usize::from(!is_light));
            }
        }
    }

    /// Puts bytes where it is free: in columns of two from the right, up and down in turns.
    fn fill(&mut self, bytes: &[u8]) {
        let mut bit = 0;
        let mut right = self.side - 1;
        let mut goes_up = true;
        while right > 0 {
            // The column of the timing pattern is left out.
            if right == 6 {
                right = 5;
            }
            for row in 0..self.side {
                let y = if goes_up { self.side - 1 - row } else { row };
                for x in [right, right - 1] {
                    if at(&self.modules, y * self.side + x) == FREE {
                        let is_masked = (x + y).is_multiple_of(3);
                        let value = at(bytes, bit / 8) >> (7 - bit % 8);
                        self.put(x, y, usize::from(value) ^ usize::from(is_masked));
                        bit += 1;
                    }
                }
            }
            goes_up = !goes_up;
            right = right.saturating_sub(2);
        }
    }

    /// A rectangle for each run of dark modules in a row.
    fn path(&self) -> String {
        let mut path = String::new();
        for y in 0..self.side {
            let mut length = 0;
            for x in 0..=self.side {
                let is_dark = x < self.side && at(&self.modules, y * self.side + x) == 1;
                if is_dark {
                    length += 1;
                } else if length > 0 {
                    let parts = [
                        ("M", x - length + QUIET),
                        (" ", y + QUIET),
                        ("h", length),
                        ("v1h-", length),
                    ];
                    for (name, number) in &parts {
                        path.push_str(name);
                        push_number(&mut path, *number as u64);
                    }
                    path.push('z');
                    length = 0;
                }
            }
        }
        path
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may panic"
)]
mod tests {
    use super::{QUIET, qr};

    /// What a reader makes of the picture, each module being so many pixels wide.
    fn read(text: &str, scale: usize) -> String {
        let (side, path) = qr(text).unwrap();
        let mut dark = vec![false; side * side];
        for run in path.split_terminator('z') {
            let (at, size) = run.trim_start_matches('M').split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let (width, back) = size.split_once("v1h-").unwrap();
            assert_eq!(width, back);
            let start = y * side + x;
            dark[start..start + width.parse::<usize>().unwrap()].fill(true);
        }
        let pixels = side * scale;
        let shade = |x, y| if dark[y / scale * side + x / scale] { 0 } else { 255 };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(pixels, pixels, shade);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "{text}");
        grids[0].decode().unwrap().1
    }

    /// How many bytes fit into each version.
    const FULL: [usize; 20] = [
        17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792,
        858,
    ];

    const URI: &str =
        "otpauth://totp/Demo:ada%40gmail.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Demo";

    #[test]
    fn a_reader_reads_every_version() {
        assert_eq!(read(URI, 4), URI);
        let long = URI.repeat(10);
        for full in FULL {
            assert_eq!(read(&long[..full], 3), &long[..full]);
        }
    }

    #[test]
    fn versions_are_as_large_as_they_need_be() {
        let version = |length| qr(&"a".repeat(length)).map(|(side, _)| (side - 2 * QUIET - 17) / 4);
        for (expected, full) in (1..).zip(FULL) {
            assert_eq!(version(full), Some(expected));
        }
        assert_eq!(version(859), None);
    }
}
