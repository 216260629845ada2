//! Starts the companion server.
fn main() {}
