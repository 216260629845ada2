//! What people see: the pages behind a link, the mailbox, and the files of `--www`.

pub(crate) mod files;
pub(crate) mod link;
pub(crate) mod mailbox;
pub(crate) mod settings;
