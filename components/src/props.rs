//! Where to go: what the app's props, the page's query and the configuration say together. Pure.

use crate::context::Context;
use crate::route::Query;
use crate::wire::Pairs;

/// The names under which one destination can be given, by where they are looked for.
struct Names {
    force: &'static [&'static str],
    query: &'static [&'static str],
    fallback: &'static [&'static str],
    environment: &'static [&'static str],
}

const AFTER_SIGN_IN: Names = Names {
    force: &["forceRedirectUrl", "signInForceRedirectUrl"],
    query: &["sign_in_force_redirect_url", "after_sign_in_url", "redirect_url", "sign_in_fallback_redirect_url"],
    fallback: &["fallbackRedirectUrl", "signInFallbackRedirectUrl", "afterSignInUrl", "afterSignIn", "redirectUrl"],
    environment: &["display_config.after_sign_in_url", "display_config.home_url"],
};

const AFTER_SIGN_UP: Names = Names {
    force: &["forceRedirectUrl", "signUpForceRedirectUrl"],
    query: &["sign_up_force_redirect_url", "after_sign_up_url", "redirect_url", "sign_up_fallback_redirect_url"],
    fallback: &["fallbackRedirectUrl", "signUpFallbackRedirectUrl", "afterSignUpUrl", "afterSignUp", "redirectUrl"],
    environment: &["display_config.after_sign_up_url", "display_config.home_url"],
};

impl Context {
    /// Where somebody goes who has signed in.
    pub(crate) fn after_sign_in(&self) -> String {
        self.destination(&AFTER_SIGN_IN)
    }

    /// Where somebody goes who has signed up.
    pub(crate) fn after_sign_up(&self) -> String {
        self.destination(&AFTER_SIGN_UP)
    }

    fn destination(&self, names: &Names) -> String {
        let query = || self.query_url(names.query);
        let found = self.first_prop(names.force).or_else(query).or_else(|| self.first_prop(names.fallback));
        found.unwrap_or_else(|| self.first_environment(names.environment))
    }

    fn first_prop(&self, names: &[&str]) -> Option<String> {
        self.followed(self.prop(names))
    }

    /// The first URL of the configuration that can be followed.
    pub(crate) fn first_environment(&self, names: &[&str]) -> String {
        let mut urls = names.iter().filter_map(|name| self.followed(self.environment(name)));
        urls.next().unwrap_or_else(|| "/".into())
    }

    /// Where the one component leads to the other, with what is known: the redirects, and who it is about.
    pub(crate) fn twin_url(&self, props: &[&str], environment: &str, identifier: &str) -> String {
        let mut url = self.first_prop(props).unwrap_or_else(|| self.first_environment(&[environment]));
        let mut query = self.route.carried();
        if identifier.contains('@') {
            query.push("identifier", identifier);
        }
        append(&mut url, &query);
        url
    }

    /// What the address names: typed on the other component, or given by the app.
    pub(crate) fn given_identifier(&self) -> String {
        let typed = self.route.query.get("identifier");
        let given = || self.prop(&["initialValues.emailAddress", "initialValues.username"]);
        if typed.is_empty() { given().into() } else { typed.into() }
    }

    /// The page that a link opens: this component, at its route `verify`.
    pub(crate) fn link_url(&self, environment: &str) -> String {
        let mut url = match self.prop(&["routing"]) {
            _ if self.start.is_modal => self.hosted_verify(environment),
            "virtual" => self.hosted_verify(environment),
            "path" => {
                let mut url = self.start.origin.clone();
                let path = self.prop(&["path"]);
                if !path.starts_with('/') {
                    url.push('/');
                }
                url.push_str(path.trim_end_matches('/'));
                url.push_str("/verify");
                url
            }
            _ => with_fragment(&self.start.href),
        };
        url.push_str(&self.route.carried().0);
        url
    }

    fn hosted_verify(&self, environment: &str) -> String {
        with_fragment(&self.first_environment(&[environment]))
    }
}

/// The page's URL with the route `verify` in the place of its fragment.
fn with_fragment(url: &str) -> String {
    let mut url = String::from(crate::route::before(url, &['#']));
    url.push_str("#/verify");
    url
}

/// Adds a query to the fragment of a URL: servers never see it there.
fn append(url: &mut String, query: &Query) {
    let Some(pairs) = query.0.strip_prefix('?') else { return };
    let has_query = url.split_once('#').map(|(_, fragment)| fragment.contains('?'));
    url.push_str(match has_query {
        None => "#/?",
        Some(false) => "?",
        Some(true) => "&",
    });
    url.push_str(pairs);
}

/// Props for the other component in a dialog.
pub(crate) fn twin_props(context: &Context, identifier: &str) -> Pairs {
    let kept = context.start.props.0.iter().filter(|(name, _)| !name.starts_with("initialValues."));
    let props = Pairs(kept.cloned().collect());
    if identifier.contains('@') { props.with("initialValues.emailAddress", identifier) } else { props }
}

#[cfg(test)]
mod tests {
    use crate::context::Context;
    use crate::event::Start;
    use crate::route::Route;
    use crate::wire::Pairs;

    fn context(route: &str, props: &[(&str, &str)]) -> Context {
        let environment = Pairs::default()
            .with("display_config.after_sign_in_url", "https://app.test/in")
            .with("display_config.sign_in_url", "https://accounts.test/sign-in")
            .with("display_config.sign_up_url", "https://accounts.test/sign-up");
        let props = props.iter().fold(Pairs::default(), |pairs, (name, value)| pairs.with(name, value));
        let start = Start {
            origin: "https://app.test".into(),
            href: "https://app.test/login?a=b#/factor-one".into(),
            props,
            environment,
            ..Start::default()
        };
        Context { start, route: Route::read(route), ..Context::default() }
    }

    #[track_caller]
    fn goes(route: &str, props: &[(&str, &str)], to: &str) {
        assert_eq!(context(route, props).after_sign_in(), to);
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
    fn nobody_is_taken_to_a_script_or_to_a_stranger() {
        goes("?redirect_url=https%3A%2F%2Fevil.test", &[], "https://app.test/in");
        goes("?redirect_url=javascript%3Aalert(1)", &[("afterSignInUrl", "javascript:alert(1)")], "https://app.test/in");
        let listed = [("allowedRedirectOrigins", "https://a.test,https://b.test")];
        goes("?redirect_url=https%3A%2F%2Fb.test%2Fx", &listed, "https://b.test/x");
        goes("?redirect_url=https%3A%2F%2Faccounts.test%2Fx", &[], "https://accounts.test/x");
    }

    #[test]
    fn a_link_opens_this_component_again() {
        let url = |props: &[(&str, &str)]| context("?redirect_url=%2Fx", props).link_url("display_config.sign_in_url");
        assert_eq!(url(&[]), "https://app.test/login?a=b#/verify?redirect_url=%2Fx");
        assert_eq!(url(&[("routing", "path"), ("path", "/sign-in/")]), "https://app.test/sign-in/verify?redirect_url=%2Fx");
        assert_eq!(url(&[("routing", "virtual")]), "https://accounts.test/sign-in#/verify?redirect_url=%2Fx");
    }

    #[test]
    fn the_other_component_learns_what_was_typed() {
        let url = |props: &[(&str, &str)], typed| {
            context("?redirect_url=%2Fx", props).twin_url(&["signUpUrl"], "display_config.sign_up_url", typed)
        };
        assert_eq!(url(&[], ""), "https://accounts.test/sign-up#/?redirect_url=%2Fx");
        let typed = "/up#/?redirect_url=%2Fx&identifier=a%40b.test";
        assert_eq!(url(&[("signUpUrl", "/up")], "a@b.test"), typed);
        assert_eq!(url(&[("signUpUrl", "/up#/")], "ada"), "/up#/?redirect_url=%2Fx");
    }
}
