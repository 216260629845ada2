//! Plays a component: sends events as JavaScript would, and looks at what comes back.
#![allow(dead_code, reason = "each test and the gallery use a part of it")]

pub(crate) mod html;
pub(crate) mod snapshot;

use clerk_components::Room;

use html::Element;
use snapshot::Snapshot;

/// The start of every test: milliseconds since the Unix epoch.
pub(crate) const NOW: u64 = 1_790_000_000_000;

/// How the application of the tests is configured.
pub(crate) const ENVIRONMENT: [(&str, &str); 14] = [
    ("auth_config.single_session_mode", "true"),
    ("auth_config.magic_link_with_code", "true"),
    ("display_config.application_name", "Demo"),
    ("display_config.after_sign_in_url", "https://app.test/home"),
    ("display_config.after_sign_up_url", "https://app.test/welcome"),
    ("display_config.home_url", "https://app.test/"),
    ("display_config.sign_in_url", "https://accounts.test/sign-in"),
    ("display_config.sign_up_url", "https://accounts.test/sign-up"),
    ("display_config.user_profile_url", "https://accounts.test/user"),
    ("display_config.after_sign_out_all_url", "https://accounts.test/sign-in"),
    ("user_settings.attributes.email_address.enabled", "true"),
    ("user_settings.attributes.email_address.required", "true"),
    ("user_settings.actions.delete_self", "true"),
    ("user_settings.password_settings.min_length", "8"),
];

/// A component on a page.
pub(crate) struct Stage {
    room: Room,
    kind: &'static str,
    pub(crate) now: u64,
    pub(crate) is_modal: bool,
    pub(crate) load: &'static str,
    pub(crate) route: String,
    pub(crate) props: Vec<(&'static str, String)>,
    pub(crate) environment: Vec<(&'static str, String)>,
    pub(crate) snapshot: Snapshot,
    /// What was shown last.
    pub(crate) html: String,
    /// What was asked for last: fields with a space between.
    pub(crate) commands: Vec<String>,
}

impl Stage {
    pub(crate) fn new(kind: &'static str) -> Self {
        let environment = ENVIRONMENT.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Self {
            room: Room::default(),
            kind,
            now: NOW,
            is_modal: false,
            load: "ready",
            route: String::new(),
            props: Vec::new(),
            environment: environment.collect(),
            snapshot: Snapshot::default(),
            html: String::new(),
            commands: Vec::new(),
        }
    }

    pub(crate) fn prop(mut self, name: &'static str, value: &str) -> Self {
        self.props.push((name, value.into()));
        self
    }

    /// Configures the application otherwise.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.retain(|(known, _)| *known != name);
        self.environment.push((name, value.into()));
        self
    }

    pub(crate) fn at(mut self, route: &str) -> Self {
        self.route = route.into();
        self
    }

    pub(crate) fn modal(mut self) -> Self {
        self.is_modal = true;
        self
    }

    pub(crate) fn seeing(mut self, snapshot: Snapshot) -> Self {
        self.snapshot = snapshot;
        self
    }

    /// Mounts the component.
    pub(crate) fn start(mut self) -> Self {
        self.mount();
        self
    }

    /// In a language: numbers and texts.
    pub(crate) fn speaking(mut self, language: &str, texts: &[(String, String)]) -> Self {
        let texts = pairs(texts.iter().map(|(number, text)| (number.as_str(), text.as_str())));
        self.room.handle(1, &["texts", "0", language, &texts].join("\u{1f}"));
        self
    }

    pub(crate) fn mount(&mut self) {
        let flag = if self.is_modal { "1" } else { "" };
        let props = pairs(self.props.iter().map(|(name, value)| (*name, value.as_str())));
        let environment =
            pairs(self.environment.iter().map(|(name, value)| (*name, value.as_str())));
        let href = format!("https://app.test/login#/{}", self.route);
        let (route, load) = (self.route.clone(), self.load);
        let page = [href.as_str(), "https://app.test", &route, load];
        let snapshot = self.snapshot.text();
        let rest =
            [&[self.kind, "cl1-", flag][..], &page, &[&props, &environment, &snapshot]].concat();
        self.send("start", &rest);
    }

    /// Sends an event with its fields.
    pub(crate) fn send(&mut self, name: &str, fields: &[&str]) {
        let now = self.now.to_string();
        let text = [&[name, &now], fields].concat().join("\u{1f}");
        let answer = self.room.handle(1, &text);
        let mut parts = answer.split('\u{1e}');
        self.html = parts.next().unwrap().into();
        self.commands =
            parts.map(|command| command.replace('\u{1f}', " ").trim_end().to_owned()).collect();
    }

    /// Presses the button, or submits the form, that is there for this.
    #[track_caller]
    pub(crate) fn press(&mut self, what: &str) {
        let found = self.elements().into_iter().find(|element| element.get("data-on") == what);
        let found = found.unwrap_or_else(|| panic!("no {what} in {}", self.html));
        assert_ne!(found.get("aria-disabled"), "true", "{what} is disabled");
        self.act(what.split_once(':').unwrap().1, found.get("data-at"), &[]);
    }

    /// Fills in fields and submits.
    pub(crate) fn submit(&mut self, what: &str, fields: &[(&str, &str)]) {
        self.act(what, "", fields);
    }

    pub(crate) fn act(&mut self, what: &str, at: &str, fields: &[(&str, &str)]) {
        let fields = pairs(fields.iter().copied());
        self.send("act", &[what, at, &fields]);
    }

    pub(crate) fn types(&mut self, value: &str) {
        self.send("type", &["code", value]);
    }

    pub(crate) fn goes_to(&mut self, route: &str) {
        self.send("route", &[route]);
    }

    /// The command of this number was performed; this is what is known now.
    pub(crate) fn done(&mut self, number: u64, snapshot: &Snapshot) {
        self.done_with(number, snapshot, &[]);
    }

    pub(crate) fn done_with(&mut self, number: u64, snapshot: &Snapshot, answer: &[(&str, &str)]) {
        let answer = pairs(answer.iter().copied());
        self.send("done", &[&number.to_string(), &snapshot.text(), &answer]);
    }

    pub(crate) fn changes(&mut self, snapshot: &Snapshot) {
        self.send("change", &[&snapshot.text()]);
    }

    /// The Frontend API refuses: code and parameter.
    pub(crate) fn refuse(&mut self, number: u64, code: &str, param: &str) {
        let number = number.to_string();
        let error = [
            "ClerkAPIResponseError",
            "api_response_error",
            "",
            "1",
            code,
            "The server's words.",
            param,
            "",
        ];
        self.send("refuse", &[&[number.as_str()], &error[..]].concat());
    }

    pub(crate) fn too_many(&mut self, number: u64, seconds: u64) {
        let (number, seconds) = (number.to_string(), seconds.to_string());
        let error = ["1", "too_many_requests", "Too many requests.", "", ""];
        let head = [number.as_str(), "ClerkAPIResponseError", "api_response_error", &seconds];
        self.send("refuse", &[&head[..], &error].concat());
    }

    /// An error that does not come from the Frontend API.
    pub(crate) fn fail(&mut self, number: u64, name: &str, code: &str) {
        self.send("refuse", &[&number.to_string(), name, code, "", "0"]);
    }

    pub(crate) fn hears(&mut self, number: u64, phase: &str, resend_in_ms: u64) {
        let at = (self.now + resend_in_ms).to_string();
        self.send("progress", &[&number.to_string(), phase, "", &at]);
    }

    pub(crate) fn later(&mut self, ms: u64) {
        self.now += ms;
        self.send("tick", &[]);
    }

    pub(crate) fn elements(&self) -> Vec<Element> {
        html::read(&self.html)
    }

    /// The one heading.
    #[track_caller]
    pub(crate) fn heading(&self) -> String {
        let mut headings = self.elements().into_iter().filter(|element| element.tag == "h1");
        let heading = headings.next().unwrap_or_else(|| panic!("no heading in {}", self.html));
        assert!(headings.next().is_none(), "two headings");
        heading.text
    }

    /// Whether there is an element with this text.
    pub(crate) fn shows(&self, text: &str) -> bool {
        self.elements().iter().any(|element| element.text == text)
    }

    /// Whether something can be pressed or submitted for this.
    pub(crate) fn offers(&self, what: &str) -> bool {
        self.elements().iter().any(|element| element.get("data-on") == what)
    }

    #[track_caller]
    pub(crate) fn element(&self, id: &str) -> Element {
        let found = self.elements().into_iter().find(|element| element.get("id") == id);
        found.unwrap_or_else(|| panic!("no {id} in {}", self.html))
    }

    /// What is said to be wrong, above the fields.
    pub(crate) fn alert(&self) -> String {
        let found = self.elements().into_iter().find(|element| element.get("role") == "alert");
        found.map(|element| element.text).unwrap_or_default()
    }

    /// What is said to be wrong with a field.
    #[track_caller]
    pub(crate) fn error(&self, field: &str) -> String {
        let input = self.element(&format!("cl1-{field}"));
        let below = self.element(input.get("aria-describedby"));
        if input.get("aria-invalid") == "true" { below.text } else { String::new() }
    }

    /// What is asked of JavaScript, without moves of the focus and timers.
    pub(crate) fn asks(&self) -> Vec<&str> {
        let quiet =
            |command: &&str| !command.starts_with("focus ") && !command.starts_with("tick ");
        self.commands.iter().map(String::as_str).filter(quiet).collect()
    }

    /// Where the focus goes.
    pub(crate) fn focus(&self) -> Option<&str> {
        self.commands.iter().rev().find_map(|command| command.strip_prefix("focus "))
    }
}

/// A list of pairs, as a field.
pub(crate) fn pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut fields = Vec::new();
    for (name, value) in pairs {
        fields.extend([name, value]);
    }
    let count = (fields.len() / 2).to_string();
    [&[count.as_str()], fields.as_slice()].concat().join("\u{1f}")
}
