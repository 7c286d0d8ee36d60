//! The lists: a hash set of identifiers, an automaton of phrases, and a bitmap before it.

use std::fs;

use ahash::AHashSet;
use daachorse::DoubleArrayAhoCorasick;

const WINDOW: usize = 8;

pub struct Lists {
    identifiers: AHashSet<String>,
    phrases: DoubleArrayAhoCorasick<u32>,
    windows: Option<Windows>,
}

impl Lists {
    /// Reads both files, a value a line; `windowed`: with a bitmap before the automaton.
    pub fn load(identifiers: &str, phrases: &str, windowed: bool) -> Self {
        let phrases = lines(phrases);
        Lists {
            identifiers: lines(identifiers).into_iter().collect(),
            windows: windowed.then(|| Windows::new(&phrases)),
            phrases: DoubleArrayAhoCorasick::new(&phrases).expect("phrases make an automaton"),
        }
    }

    /// Whether a whole value, trimmed and in lower case, is listed.
    pub fn holds(&self, value: &str) -> bool {
        let value = value.trim();
        if value
            .bytes()
            .any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())
        {
            return self.identifiers.contains(value.to_lowercase().as_str());
        }
        self.identifiers.contains(value)
    }

    /// Whether a listed phrase stands in a text of lower case, between word boundaries.
    pub fn occurs(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        if self
            .windows
            .as_ref()
            .is_some_and(|windows| !windows.may_hold(bytes))
        {
            return false;
        }
        self.phrases.find_overlapping_iter(bytes).any(|found| {
            !text[..found.start()].ends_with(char::is_alphanumeric)
                && !text[found.end()..].starts_with(char::is_alphanumeric)
        })
    }
}

/// Bits for how each phrase begins: two for each first eight bytes.
struct Windows {
    bits: Vec<u64>,
    shift: u32,
}

impl Windows {
    fn new(phrases: &[String]) -> Self {
        assert!(
            phrases.iter().all(|each| each.len() >= WINDOW),
            "a phrase is under eight bytes"
        );
        let size = (phrases.len() * 256)
            .next_power_of_two()
            .clamp(1 << 12, 1 << 28);
        let mut windows = Windows {
            bits: vec![0; size / 64],
            shift: 64 - size.trailing_zeros(),
        };
        for phrase in phrases {
            for bit in windows.places(&phrase.as_bytes()[..WINDOW]) {
                windows.bits[bit / 64] |= 1 << (bit % 64);
            }
        }
        windows
    }

    /// Whether a phrase may begin in this text, which it does only where a word does.
    fn may_hold(&self, text: &[u8]) -> bool {
        text.windows(WINDOW).enumerate().any(|(at, window)| {
            (at == 0 || !text[at - 1].is_ascii_alphanumeric())
                && self.places(window).into_iter().all(|bit| self.holds(bit))
        })
    }

    fn holds(&self, bit: usize) -> bool {
        self.bits[bit / 64] >> (bit % 64) & 1 == 1
    }

    fn places(&self, window: &[u8]) -> [usize; 2] {
        let word = u64::from_le_bytes(window.try_into().expect("eight bytes"));
        let place = |factor: u64| (word.wrapping_mul(factor) >> self.shift) as usize;
        [place(0x9E37_79B9_7F4A_7C15), place(0xC2B2_AE3D_27D4_EB4F)]
    }
}

fn lines(path: &str) -> Vec<String> {
    fs::read_to_string(path)
        .expect("a list")
        .lines()
        .map(str::to_owned)
        .collect()
}
