//! Codes as people type them. Pure.

use crate::wire::push_without;

/// Whether it is a whole code, which is handed in by itself: six digits.
pub(crate) fn is_whole(typed: &str) -> bool {
    typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit())
}

/// As it was sent: people type spaces between its digits.
pub(crate) fn without_spaces(typed: &str) -> String {
    let mut code = String::new();
    push_without(&mut code, typed, b" ");
    code
}
