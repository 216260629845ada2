//! What a component was given: by the app, by the configuration, by the page, and what is known now. Pure.

use std::rc::Rc;

use crate::route;
use crate::snapshot::Snapshot;
use crate::texts::{Text, Texts, Words};
use crate::wire::{Pairs, Reader, join, put};

/// Where SignIn has its sign-up.
const CREATE: &str = "create";

/// What is given. Only events change it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) texts: Rc<Texts>,
    /// In front of every id.
    pub(crate) prefix: String,
    /// Shown in a dialog.
    pub(crate) is_modal: bool,
    /// `ready`, `loading` or `failed`.
    pub(crate) load: String,
    /// Of the page, with its fragment.
    pub(crate) href: String,
    /// Of the page.
    pub(crate) origin: String,
    /// In front of the routes of the sign-up that is inside SignIn; else empty.
    pub(crate) base: &'static str,
    /// The route that the address names, without its query. The component may have gone on since.
    pub(crate) path: String,
    query: String,
    props: String,
    environment: String,
    snapshot: String,
    /// Milliseconds since the Unix epoch, by this machine's clock.
    pub(crate) now: u64,
}

impl Facts {
    /// Nothing is known yet but the texts.
    pub(crate) fn new(texts: Rc<Texts>) -> Self {
        // With a default for the others, texts would be made to be dropped. A constant text takes no call.
        Self {
            texts,
            prefix: const { String::new() },
            is_modal: false,
            load: const { String::new() },
            href: const { String::new() },
            origin: const { String::new() },
            base: "",
            path: const { String::new() },
            query: const { String::new() },
            props: const { String::new() },
            environment: const { String::new() },
            snapshot: const { String::new() },
            now: 0,
        }
    }

    /// The component was mounted, or the load that was under way at the mount has ended.
    pub(crate) fn start(&mut self, from: &mut Reader<'_>) {
        put(&mut self.prefix, from.text());
        self.is_modal = from.flag();
        put(&mut self.href, from.text());
        put(&mut self.origin, from.text());
        let route = from.text();
        put(&mut self.load, from.text());
        self.give(from.pairs());
        put(&mut self.environment, from.pairs().0);
        self.see(from);
        self.enter(route);
    }

    /// The app gave other props.
    pub(crate) fn give(&mut self, props: Pairs<'_>) {
        put(&mut self.props, props.0);
    }

    /// Sessions, attempt or user are others now. Gives what comes after the snapshot.
    pub(crate) fn see<'a>(&mut self, from: &mut Reader<'a>) -> Reader<'a> {
        let all = from.rest();
        let after = Snapshot::read(from).skip();
        // An answer may be a secret: it is not kept.
        let end = all.len() - after.rest().len();
        put(&mut self.snapshot, all.get(..end).unwrap_or_default());
        after
    }

    /// The address changed.
    pub(crate) fn enter(&mut self, route: &str) {
        let path = route::before(route, b"?");
        put(&mut self.query, route::after(route, path));
        let path = path.strip_prefix("/").unwrap_or(path);
        let inner = path.strip_prefix(CREATE).filter(|_| self.has_sign_up());
        let inner = match inner {
            Some("") => Some(""),
            inner => inner.and_then(|inner| inner.strip_prefix("/")),
        };
        self.base = if inner.is_some() { CREATE } else { "" };
        put(&mut self.path, inner.unwrap_or(path));
    }

    /// From SignIn to the first screen of the sign-up inside it, or back.
    pub(crate) fn turn(&mut self) {
        self.base = if self.base.is_empty() { CREATE } else { "" };
        self.path.clear();
    }

    /// A route of the present component, as it is in the address.
    pub(crate) fn place(&self, path: &str) -> String {
        let between = if self.base.is_empty() || path.is_empty() { "" } else { "/" };
        join(&[self.base, between, path])
    }

    /// Whether a sign-up is inside SignIn: the app wants that, and everybody can make an account.
    pub(crate) fn has_sign_up(&self) -> bool {
        cfg!(feature = "sign") && self.prop(&["withSignUp"]) == "true" && self.offers_sign_up()
    }

    /// What is known of sessions, attempt and user.
    pub(crate) fn snapshot(&self) -> Snapshot<'_> {
        Snapshot::read(&mut Reader::new(&self.snapshot))
    }

    /// Words in the language of the page.
    pub(crate) fn text(&self, text: Text) -> Words<'_> {
        self.text_with(text, "")
    }

    /// The same as one text.
    pub(crate) fn plain(&self, text: Text) -> String {
        self.text(text).plain()
    }

    /// The same, with a value for its placeholder.
    pub(crate) fn text_with<'a>(&'a self, text: Text, value: &'a str) -> Words<'a> {
        let application = self.environment("display_config.application_name");
        Words { text: self.texts.get(text), application, value }
    }

    /// A part of the configuration, by its name on the wire.
    pub(crate) fn environment(&self, name: &str) -> &str {
        Pairs(&self.environment).get(name)
    }

    /// A setting of one of the person's attributes: `password`, `enabled`.
    pub(crate) fn attribute(&self, attribute: &str, setting: &str) -> bool {
        let name = join(&["user_settings.attributes.", attribute, ".", setting]);
        self.environment(&name) == "true"
    }

    /// The first of these props that was given.
    pub(crate) fn prop(&self, names: &[&str]) -> &str {
        let mut given = names.iter().map(|name| Pairs(&self.props).get(name));
        given.find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// What is carried along, with `?` in front if there is any.
    pub(crate) fn carried(&self) -> String {
        route::carried(&self.query)
    }

    /// A value of the page's query, decoded; may be empty.
    pub(crate) fn query(&self, name: &str) -> String {
        route::value(&self.query, name)
    }

    /// The id of an element.
    pub(crate) fn id(&self, name: &str) -> String {
        join(&[&self.prefix, name])
    }

    /// Whether there may be one session only.
    pub(crate) fn is_single_session(&self) -> bool {
        self.environment("auth_config.single_session_mode") == "true"
    }

    /// Whether somebody is signed in.
    pub(crate) fn is_signed_in(&self) -> bool {
        !self.snapshot().session_id.is_empty()
    }

    /// Whether everybody can make an account.
    pub(crate) fn offers_sign_up(&self) -> bool {
        !matches!(self.environment("user_settings.sign_up.mode"), "restricted" | "waitlist")
    }

    /// Whether nobody can sign in by what they could type here.
    pub(crate) fn is_without_identifier(&self) -> bool {
        let address = "user_settings.attributes.email_address.used_for_first_factor";
        self.environment(address) == "false" && !self.attribute("username", "used_for_first_factor")
    }

    /// Whether an email with a link has a code as well. This project's server says so; Clerk's emails have either.
    pub(crate) fn links_have_codes(&self) -> bool {
        self.environment("auth_config.magic_link_with_code") == "true"
    }

    /// Whether a URL is that of this page, its fragment aside. A page that was sent to itself would load for ever.
    pub(crate) fn is_here(&self, url: &str) -> bool {
        let here = route::before(&self.href, b"#");
        let url = route::before(url, b"#");
        let path = here.get(self.origin.len()..).unwrap_or_default();
        let page = route::before(path, b"?");
        let slash = page.bytes().rposition(|byte| byte == b'/').unwrap_or_default();
        let folder = page.get(..=slash).unwrap_or_default();
        let in_folder = if url == "." { "" } else { url.strip_prefix("./").unwrap_or(url) };
        url == here
            || url == path
            || url.is_empty()
            || path.strip_prefix(page) == Some(url)
            || path.strip_prefix(folder) == Some(in_folder)
    }
}

#[cfg(test)]
mod tests {
    use super::Facts;
    use crate::wire::Reader;

    #[test]
    fn an_answer_is_not_kept_with_the_snapshot_before_it() {
        let mut facts = Facts::default();
        let mut from = Reader::new("\u{1f}sess_1\u{1f}0\u{1f}\u{1f}1\u{1f}secret\u{1f}JBSWY3DP");
        assert_eq!(facts.see(&mut from).pairs().get("secret"), "JBSWY3DP");
        assert_eq!(facts.snapshot().session_id, "sess_1");
        assert!(!facts.snapshot.contains("JBSWY3DP"));
    }
}
