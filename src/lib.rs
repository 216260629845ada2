//! A browser SDK for magic links.
