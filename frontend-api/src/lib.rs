//! The companion server.
