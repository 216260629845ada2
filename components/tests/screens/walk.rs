//! Goes from every screen by everything that can happen there: no dead end, one heading, whole HTML.

use std::collections::{BTreeMap, BTreeSet};

use crate::stage::Stage;
use crate::stage::html::Element;
use crate::stage::snapshot::{
    ADA, BACKUP, CODE, GRACE, LINK, ODD, PASSWORD, SignUp, Snapshot, TOTP, User, Verification,
};

/// Something that can happen.
#[derive(Clone, Debug)]
enum Step {
    /// What is offered at this place is pressed or submitted, with the fields filled in or empty.
    Act(usize, bool),
    /// The last command is performed; what is known then has this place.
    Done(usize),
    /// The last command fails in this way.
    Refuse(usize),
    Progress,
    Tick,
    Change(usize),
    Route(&'static str),
    Type,
}

/// Name, code, seconds, code and parameter of the API's error.
const REFUSALS: [[&str; 5]; 9] = [
    ["ClerkAPIResponseError", "api_response_error", "", "form_identifier_not_found", "identifier"],
    ["ClerkAPIResponseError", "api_response_error", "", "form_identifier_exists", "email_address"],
    ["ClerkAPIResponseError", "api_response_error", "9", "too_many_requests", ""],
    ["ClerkAPIResponseError", "api_response_error", "", "form_code_incorrect", "code"],
    ["ClerkAPIResponseError", "api_response_error", "", "resource_not_found", ""],
    ["ClerkError", "network_error", "", "", ""],
    ["MagicLinkError", "expired", "", "", ""],
    ["MagicLinkError", "superseded", "", "", ""],
    ["MagicLinkError", "signed_in", "", "", ""],
];

fn sign_in_snapshots() -> Vec<Snapshot> {
    vec![
        Snapshot::default(),
        Snapshot::first_factor(&[LINK, CODE, PASSWORD, ODD]),
        Snapshot::first_factor(&[PASSWORD]),
        Snapshot::first_factor(&[ODD]),
        Snapshot::verifying("unverified", "email_link"),
        Snapshot::verifying("expired", "email_link"),
        Snapshot::second_factor(&[TOTP, BACKUP]),
        Snapshot::second_factor(&[ODD]),
        Snapshot::complete(true),
        Snapshot::complete(false).signed_in(&[ADA]),
        Snapshot::default().signed_in(&[ADA, GRACE]),
    ]
}

fn sign_up_snapshots() -> Vec<Snapshot> {
    let attempt = |status, missing: &[&'static str], unverified: &[&'static str], verification| {
        Snapshot::sign_up(SignUp {
            id: "sua_1",
            status,
            email: "ada@gmail.com",
            missing: missing.to_vec(),
            unverified: unverified.to_vec(),
            verification,
            session: if status == "complete" { "sess_1" } else { "" },
        })
    };
    let open = "missing_requirements";
    let verified = Verification("verified", "email_link", true);
    vec![
        Snapshot::default(),
        attempt(open, &[], &["email_address"], Verification::default()),
        attempt(
            open,
            &["first_name"],
            &["email_address"],
            Verification("unverified", "email_link", false),
        ),
        attempt(open, &[], &["email_address"], Verification("expired", "email_link", false)),
        attempt(open, &["first_name"], &[], verified),
        attempt(open, &["phone_number"], &[], verified),
        attempt("complete", &[], &[], verified),
        attempt("abandoned", &[], &[], Verification::default()),
        Snapshot::default().signed_in(&[ADA]),
    ]
}

fn user_snapshots() -> Vec<Snapshot> {
    let user =
        |has_password, has_totp| Snapshot::user(User { has_password, has_totp, ..User::ada() });
    vec![
        user(false, false),
        user(true, true),
        Snapshot::default(),
        Snapshot::default().signed_in(&[ADA, GRACE]),
    ]
}

struct Walk {
    kind: &'static str,
    single_session: bool,
    routes: &'static [&'static str],
    snapshots: Vec<Snapshot>,
    /// Headings, and how each was reached first.
    seen: BTreeMap<String, Vec<Step>>,
    /// States that need not be left again.
    known: BTreeSet<String>,
}

impl Walk {
    fn play(&self, start: usize, steps: &[Step]) -> Option<Stage> {
        let single = if self.single_session { "true" } else { "false" };
        let mut stage = Stage::new(self.kind)
            .with("auth_config.single_session_mode", single)
            .with("user_settings.attributes.first_name.enabled", "true")
            .prop("withSignUp", if self.routes.contains(&"create") { "true" } else { "" })
            .at(self.routes[start % self.routes.len()])
            .seeing(self.snapshots[start / self.routes.len()].clone())
            .start();
        if steps.len() == 1 {
            check(&stage, false, &[]);
        }
        let mut number = last_number(&stage, 0);
        for (index, step) in steps.iter().enumerate() {
            let by_person = match step {
                Step::Act(place, filled) => {
                    let element = offers(&stage).into_iter().nth(*place)?;
                    let (kind, what) = element.get("data-on").split_once(':')?;
                    let fields: Vec<_> =
                        stage.elements().iter().map(|it| it.get("name").to_owned()).collect();
                    let fields: Vec<_> = fields
                        .iter()
                        .filter(|name| !name.is_empty() && *filled)
                        .map(|name| (name.as_str(), "ada@gmail.com"))
                        .collect();
                    if kind == "click" && !filled {
                        return None;
                    }
                    stage.act(what, element.get("data-at"), &fields);
                    true
                }
                Step::Done(place) => {
                    let snapshot = self.snapshots.get(*place)?;
                    stage.done(number, snapshot);
                    matches!(
                        steps.get(index.checked_sub(1)?),
                        Some(Step::Act(..) | Step::Type | Step::Refuse(_))
                    )
                }
                Step::Refuse(place) => {
                    let [name, code, seconds, error, param] = REFUSALS.get(*place)?;
                    let count = if error.is_empty() { "0" } else { "1" };
                    stage.send(
                        "refuse",
                        &[
                            &number.to_string(),
                            name,
                            code,
                            seconds,
                            count,
                            error,
                            "Words.",
                            param,
                            "",
                        ],
                    );
                    // A start is tried again without its password.
                    true
                }
                Step::Progress => {
                    stage.hears(number, "sent", 5_000);
                    false
                }
                Step::Tick => {
                    stage.later(60_000);
                    false
                }
                Step::Change(place) => {
                    let snapshot = self.snapshots.get(*place)?;
                    stage.changes(snapshot);
                    false
                }
                Step::Route(route) => {
                    stage.goes_to(route);
                    false
                }
                Step::Type => {
                    stage.types("123456");
                    true
                }
            };
            // What came before was looked at already.
            if index + 1 == steps.len() {
                check(&stage, by_person, steps);
            }
            number = last_number(&stage, number);
        }
        Some(stage)
    }

    /// All ways of some length from all starts.
    fn go(&mut self) {
        for start in 0..self.snapshots.len() * self.routes.len() {
            let mut ends = vec![vec![]];
            // Far from where everybody starts, near from where a reload can lead.
            for _ in 0..if start == 0 && self.kind.starts_with("sign") { 3 } else { 2 } {
                let mut next = Vec::new();
                for steps in ends {
                    for step in self.steps() {
                        let steps = [&steps[..], &[step]].concat();
                        let Some(stage) = self.play(start, &steps) else { continue };
                        if self.known.insert(stage.html.clone() + &stage.commands.join("|")) {
                            if let Some(heading) = heading(&stage) {
                                self.seen.entry(heading).or_insert_with(|| steps.clone());
                            }
                            next.push(steps);
                        }
                    }
                }
                ends = next;
            }
        }
    }

    fn steps(&self) -> Vec<Step> {
        let acts = (0..12).flat_map(|place| [Step::Act(place, true), Step::Act(place, false)]);
        let snapshots = 0..self.snapshots.len();
        acts.chain(snapshots.clone().map(Step::Done))
            .chain((0..REFUSALS.len()).map(Step::Refuse))
            .chain(snapshots.map(Step::Change))
            .chain(self.routes.iter().map(|route| Step::Route(route)))
            .chain([Step::Progress, Step::Tick, Step::Type])
            .collect()
    }
}

/// What can be pressed or submitted.
fn offers(stage: &Stage) -> Vec<Element> {
    let acts = |element: &Element| {
        let on = element.get("data-on");
        on.starts_with("click:") || on.starts_with("submit:")
    };
    stage.elements().into_iter().filter(acts).collect()
}

/// The number of the last command that is answered.
fn last_number(stage: &Stage, before: u64) -> u64 {
    let quiet = ["tick", "cancel", "close", "go", "route", "focus", "open"];
    let asked = stage
        .commands
        .iter()
        .filter(|command| !quiet.contains(&command.split(' ').next().unwrap()));
    asked
        .filter_map(|command| command.split(' ').nth(1)?.parse().ok())
        .next_back()
        .unwrap_or(before)
}

fn heading(stage: &Stage) -> Option<String> {
    stage.elements().into_iter().find(|element| element.tag == "h1").map(|element| element.text)
}

/// What holds on every screen.
#[track_caller]
fn check(stage: &Stage, by_person: bool, steps: &[Step]) {
    let elements = stage.elements();
    assert_eq!(elements[0].get("class").split(' ').next(), Some("cl-rootBox"), "{steps:?}");
    assert_eq!(elements[0].end, elements.len(), "one root");
    let headings = elements.iter().filter(|element| element.tag == "h1").count();
    let is_button = elements[0].get("class").contains("userButton");
    assert_eq!(headings, usize::from(!is_button && elements.len() > 1), "{steps:?} {}", stage.html);
    let mut ids = BTreeSet::new();
    for element in &elements {
        if element.has("id") {
            assert!(element.get("id").starts_with("cl1-"));
            assert!(ids.insert(element.get("id")), "{} twice: {}", element.get("id"), stage.html);
        }
        if element.tag == "button" {
            let name =
                if element.has("aria-label") { element.get("aria-label") } else { &element.text };
            assert!(!name.trim().is_empty(), "a button without a name: {}", stage.html);
        }
    }
    for element in &elements {
        for reference in
            ["for", "aria-describedby", "aria-controls", "popovertarget", "aria-labelledby"]
        {
            let id = element.get(reference);
            assert!(id.is_empty() || ids.contains(id), "{reference} {id}: {}", stage.html);
        }
    }
    // Somebody can always go on, or is taken on.
    let goes_on = elements.iter().any(|element| {
        element.tag == "a" || element.tag == "button" || element.get("class") == "cl-spinner"
    });
    let is_end = ["The link worked", "Signed in on the other tab"]
        .map(String::from)
        .contains(&heading(stage).unwrap_or_default());
    assert!(goes_on || is_end || elements.len() == 1, "a dead end: {steps:?} {}", stage.html);
    // An email is sent because of what somebody did.
    let sends = ["create", "send_link", "resend", "prepare"];
    let sent =
        stage.commands.iter().find(|command| sends.contains(&command.split(' ').next().unwrap()));
    assert!(by_person || sent.is_none(), "{sent:?} after {steps:?}");
    for command in &stage.commands {
        if let Some(id) = command.strip_prefix("focus ") {
            let id = id.split(' ').next().unwrap();
            assert!(ids.contains(id), "focus on {id}: {steps:?} {}", stage.html);
        }
    }
}

fn walk(
    kind: &'static str,
    single_session: bool,
    routes: &'static [&'static str],
    snapshots: Vec<Snapshot>,
) -> Vec<String> {
    let mut walk = Walk {
        kind,
        single_session,
        routes,
        snapshots,
        seen: BTreeMap::new(),
        known: BTreeSet::new(),
    };
    walk.go();
    walk.seen.into_keys().collect()
}

#[test]
fn from_every_screen_of_a_sign_in() {
    let routes = &["", "factor-one", "factor-two", "choose", "verify"];
    let mut seen = walk("sign_in", true, routes, sign_in_snapshots());
    seen.extend(walk("sign_in", false, routes, sign_in_snapshots()));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 14, "{seen:#?}");
}

#[test]
fn from_every_screen_of_a_sign_up() {
    let seen = walk(
        "sign_up",
        true,
        &["", "verify-email-address", "continue", "verify"],
        sign_up_snapshots(),
    );
    assert_eq!(seen.len(), 11, "{seen:#?}");
}

#[test]
fn from_every_screen_of_a_sign_up_inside_a_sign_in() {
    let routes = &["", "create", "create/verify-email-address", "create/continue", "create/verify"];
    let seen = walk("sign_in", true, routes, sign_up_snapshots());
    assert_eq!(seen.len(), 13, "{seen:#?}");
}

#[test]
fn from_every_screen_of_a_profile() {
    walk("user_profile", true, &["", "security", "verify"], user_snapshots());
}

#[test]
fn from_every_screen_of_a_user_button() {
    walk("user_button", true, &[""], user_snapshots());
    walk("user_button", false, &[""], user_snapshots());
}
