//! Where to go: what the app's props, the page's query and the configuration say together. Pure.

use crate::facts::Facts;
use crate::route;
use crate::wire::join;

/// The names under which one destination can be given, by where they are looked for.
struct Names {
    force: [&'static str; 2],
    query: [&'static str; 4],
    fallback: [&'static str; 5],
    environment: &'static str,
}

const AFTER_SIGN_IN: Names = Names {
    force: ["forceRedirectUrl", "signInForceRedirectUrl"],
    query: [
        "sign_in_force_redirect_url",
        "after_sign_in_url",
        "redirect_url",
        "sign_in_fallback_redirect_url",
    ],
    fallback: [
        "fallbackRedirectUrl",
        "signInFallbackRedirectUrl",
        "afterSignInUrl",
        "afterSignIn",
        "redirectUrl",
    ],
    environment: "display_config.after_sign_in_url",
};

const AFTER_SIGN_UP: Names = Names {
    force: ["forceRedirectUrl", "signUpForceRedirectUrl"],
    query: [
        "sign_up_force_redirect_url",
        "after_sign_up_url",
        "redirect_url",
        "sign_up_fallback_redirect_url",
    ],
    fallback: [
        "fallbackRedirectUrl",
        "signUpFallbackRedirectUrl",
        "afterSignUpUrl",
        "afterSignUp",
        "redirectUrl",
    ],
    environment: "display_config.after_sign_up_url",
};

impl Facts {
    /// Where somebody goes who has signed in.
    pub(crate) fn after_sign_in(&self) -> String {
        self.destination(&AFTER_SIGN_IN)
    }

    /// Where somebody goes who has signed up.
    pub(crate) fn after_sign_up(&self) -> String {
        self.destination(&AFTER_SIGN_UP)
    }

    fn destination(&self, names: &Names) -> String {
        if let Some(url) = route::href(self.prop(&names.force)) {
            return url.into();
        }
        if let Some(url) = self.query_url(&names.query) {
            return url;
        }
        let given = route::href(self.prop(&names.fallback));
        given.unwrap_or_else(|| self.configured(names.environment)).into()
    }

    /// A URL of the configuration.
    pub(crate) fn configured(&self, name: &str) -> &str {
        route::href(self.environment(name)).unwrap_or("/")
    }

    /// The first URL of the page's query that has one of these names, if somebody may be taken there: to the page's
    /// origin, to those of the configuration, or to one that the app lists.
    fn query_url(&self, names: &[&str]) -> Option<String> {
        for name in names {
            let url = self.query(name);
            if self.is_allowed(&url) {
                return Some(url);
            }
        }
        None
    }

    fn is_allowed(&self, url: &str) -> bool {
        let configured = |name| route::origin(self.environment(name));
        let is_known = |origin: &str| {
            origin == self.origin
                || origin == configured("display_config.home_url")
                || origin == configured("display_config.sign_in_url")
                || self.is_listed(origin)
        };
        route::href(url).is_some()
            && match route::origin(url.trim_ascii()) {
                "" => true,
                origin => is_known(origin),
            }
    }

    fn is_listed(&self, origin: &str) -> bool {
        let mut rest = self.prop(&["allowedRedirectOrigins"]);
        while !rest.is_empty() {
            let listed = route::before(rest, b",");
            if is_of(origin, listed) {
                return true;
            }
            rest = route::after(rest, listed);
        }
        false
    }

    /// Where the one component leads to the other, with what is known: the redirects, and who it is about. Servers
    /// never see what is in a fragment.
    pub(crate) fn twin_url(&self, props: &[&str], environment: &str, identifier: &str) -> String {
        let given = route::href(self.prop(props));
        let url = given.unwrap_or_else(|| self.configured(environment));
        let mut query = self.carried();
        if route::is_address(identifier) {
            route::push(&mut query, "identifier", identifier);
        }
        let fragment = route::after(url, route::before(url, b"#"));
        let has_query = route::before(fragment, b"?").len() < fragment.len();
        match query.get(1..) {
            Some(pairs) if fragment.is_empty() && !url.ends_with("#") => join(&[url, "#/?", pairs]),
            Some(pairs) => join(&[url, if has_query { "&" } else { "?" }, pairs]),
            None => url.into(),
        }
    }

    /// What the address names: typed on the other component, or given by the app.
    pub(crate) fn given_identifier(&self) -> String {
        match self.query("identifier") {
            typed if typed.is_empty() => {
                self.prop(&["initialValues.emailAddress", "initialValues.username"]).into()
            }
            typed => typed,
        }
    }

    /// The page that a link opens: this component, at its route `verify`. A dialog has no address of its own, so it is
    /// the hosted page then.
    pub(crate) fn link_url(&self, environment: &str) -> String {
        let routing = if self.is_modal { "virtual" } else { self.prop(&["routing"]) };
        let carried = self.carried();
        if routing == "path" {
            let place = self.place("verify");
            return join(&[&self.origin, self.prop(&["path"]), "/", &place, &carried]);
        }
        let page: &str =
            if routing == "virtual" { self.configured(environment) } else { &self.href };
        join(&[route::before(page, b"#"), "#/", &self.place("verify"), &carried])
    }
}

/// Whether it is this origin; with `:*` at its end, on any port.
fn is_of(origin: &str, rule: &str) -> bool {
    match rule.strip_suffix(":*") {
        Some(host) => match origin.strip_prefix(host).map(str::as_bytes) {
            Some([b':', port @ ..]) => port.iter().all(u8::is_ascii_digit),
            rest => rest.is_some_and(<[u8]>::is_empty),
        },
        None => origin == rule,
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::Facts;
    use crate::wire::Reader;

    const ENVIRONMENT: [&str; 8] = [
        "display_config.after_sign_in_url",
        "https://app.test/in",
        "display_config.sign_in_url",
        "https://accounts.test/sign-in",
        "display_config.sign_up_url",
        "https://accounts.test/sign-up",
        "display_config.home_url",
        "https://app.test/home",
    ];

    fn facts(route: &str, props: &[(&str, &str)]) -> Facts {
        let props: Vec<_> = props.iter().flat_map(|(name, value)| [*name, *value]).collect();
        let count = |fields: &[&str]| (fields.len() / 2).to_string();
        let (given, configured) = (count(&props), count(&ENVIRONMENT));
        let page = [
            "cl1-",
            "",
            "https://app.test/login?a=b#/factor-one",
            "https://app.test",
            route,
            "ready",
            &given,
        ];
        let fields = [&page[..], &props, &[&configured], &ENVIRONMENT].concat().join("\u{1f}");
        let mut facts = Facts::default();
        facts.start(&mut Reader::new(&fields));
        facts
    }

    #[track_caller]
    fn goes(route: &str, props: &[(&str, &str)], to: &str) {
        assert_eq!(facts(route, props).after_sign_in(), to);
    }

    #[test]
    fn what_is_forced_wins_then_the_query_then_the_props_then_the_configuration() {
        let (force, old) = (("forceRedirectUrl", "/forced"), ("afterSignInUrl", "/old"));
        goes("?redirect_url=%2Fquery", &[force, old], "/forced");
        goes("?redirect_url=%2Fquery", &[old], "/query");
        goes("?redirect_url=%2Fquery&after_sign_in_url=%2Fspecific", &[old], "/specific");
        goes("", &[old, ("fallbackRedirectUrl", "/fallback")], "/fallback");
        goes("", &[old, ("redirectUrl", "/any")], "/old");
        goes("", &[("afterSignIn", "/two")], "/two");
        goes("", &[], "https://app.test/in");
    }

    #[test]
    fn an_address_leads_to_a_known_origin_only() {
        let props = [("allowedRedirectOrigins", "https://a.test,https://b.test,http://any.test:*")];
        for good in [
            "http://any.test",
            "http://any.test:8080/x",
            "/",
            "dash",
            "?a",
            "https://app.test",
            "https://b.test/x?y=https://evil.test",
            "https://accounts.test/",
        ] {
            assert!(facts("", &props).is_allowed(good), "{good}");
        }
        for bad in [
            "",
            "https://evil.test",
            "http://any.test.evil.test",
            "http://any.test:80@evil.test",
            "http://any.test:x",
            "http://any.test1",
            "https://any.test",
            "https://app.test.evil.test/",
            "https://app.test@evil.test/",
            "https://app.test:8080/",
            "http://app.test/",
            "//evil.test",
            "///evil.test",
            "\\\\evil.test",
            "/\\evil.test",
            "https:evil.test",
            "https:/evil.test",
            "https:\\\\evil.test",
            "javascript:alert(1)",
            "mailto:a@b.test",
            "https://evil.test\\@app.test/",
            "https://",
        ] {
            assert!(!facts("", &props).is_allowed(bad), "{bad}");
        }
    }

    #[test]
    fn nobody_is_taken_to_a_script_or_to_a_stranger() {
        goes("?redirect_url=https%3A%2F%2Fevil.test", &[], "https://app.test/in");
        let script = ("afterSignInUrl", "javascript:alert(1)");
        goes("?redirect_url=javascript%3Aalert(1)", &[script], "https://app.test/in");
    }

    #[test]
    fn a_link_opens_this_component_again() {
        let url = |props: &[(&str, &str)]| {
            facts("?redirect_url=%2Fx", props).link_url("display_config.sign_in_url")
        };
        assert_eq!(url(&[]), "https://app.test/login?a=b#/verify?redirect_url=%2Fx");
        let path = [("routing", "path"), ("path", "/sign-in")];
        assert_eq!(url(&path), "https://app.test/sign-in/verify?redirect_url=%2Fx");
        let hosted = "https://accounts.test/sign-in#/verify?redirect_url=%2Fx";
        assert_eq!(url(&[("routing", "virtual")]), hosted);
    }

    #[test]
    fn the_other_component_learns_what_was_typed() {
        let url = |props: &[(&str, &str)], typed| {
            facts("?redirect_url=%2Fx", props).twin_url(
                &["signUpUrl"],
                "display_config.sign_up_url",
                typed,
            )
        };
        assert_eq!(url(&[], ""), "https://accounts.test/sign-up#/?redirect_url=%2Fx");
        let typed = "/up#/?redirect_url=%2Fx&identifier=a%40b.test";
        assert_eq!(url(&[("signUpUrl", "/up")], "a@b.test"), typed);
        assert_eq!(url(&[("signUpUrl", "/up#/")], "ada"), "/up#/?redirect_url=%2Fx");
    }

    #[test]
    fn this_page_is_known_with_and_without_its_origin() {
        let facts = facts("", &[]);
        for here in [
            "",
            "#/x",
            "https://app.test/login?a=b",
            "/login?a=b#/",
            "?a=b",
            "login?a=b",
            "./login?a=b#/",
        ] {
            assert!(facts.is_here(here), "{here}");
        }
        for elsewhere in ["/", "/login", "https://app.test/", ".", "./", "?a", "login"] {
            assert!(!facts.is_here(elsewhere), "{elsewhere}");
        }
        let mut folder = facts;
        folder.href = "https://app.test/a/".into();
        assert!([".", "./", "/a/", "#/x"].iter().all(|here| folder.is_here(here)));
        assert!(["..", "a", "/", "./a"].iter().all(|elsewhere| !folder.is_here(elsewhere)));
    }
}
