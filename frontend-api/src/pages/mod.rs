//! What people see: the pages to sign in, those behind a link, the mailbox, and the files of `--www`. What
//! pages load: the SDK's files.

pub(crate) mod files;
pub(crate) mod first_screen;
mod head;
pub(crate) mod hosted;
pub(crate) mod link;
pub(crate) mod mailbox;
pub(crate) mod sdk;
pub(crate) mod settings;
