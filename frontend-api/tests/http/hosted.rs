//! The hosted pages, and the SDK's files.

use std::fs;

use crate::support::{Server, new_folder};

/// A server with files of an SDK, and with these options.
fn server(options: &[&str]) -> Server {
    let sdk = new_folder();
    for file in ["clerk.browser.js", "clerk.components.mjs", ".secret.js", "package.json"] {
        fs::write(sdk.join(file), file).unwrap();
    }
    let sdk = sdk.to_str().unwrap();
    Server::start(
        &[&["--sdk", sdk, "--allowed-origin", "https://app.example.com"], options].concat(),
    )
}

#[test]
fn a_page_has_its_first_screen_and_a_strict_policy() {
    let server = server(&["--application-name", "<Acme>"]);
    let ada = server.browser();
    for (path, title, screen) in [
        ("/sign-in", "Sign in · &lt;Acme&gt;", "id=\"cl1-identifier\""),
        ("/sign-in/", "Sign in · &lt;Acme&gt;", "id=\"cl1-identifier\""),
        ("/sign-in/choose", "Sign in · &lt;Acme&gt;", "id=\"cl1-identifier\""),
        ("/sign-in?__clerk_status=verified", "Sign in · &lt;Acme&gt;", "Checking the link"),
        ("/sign-up", "Create your account · &lt;Acme&gt;", "id=\"cl1-email_address\""),
        ("/user", "Your account · &lt;Acme&gt;", "aria-busy=\"true\""),
        ("/user/security", "Your account · &lt;Acme&gt;", "aria-busy=\"true\""),
    ] {
        let answer = ada.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.text.contains(title), "{path}");
        assert!(answer.text.contains(screen), "{path}: {}", answer.text);
        assert!(answer.text.contains("<noscript>"), "{path}");
        // Before its script has come, the browser would put what was typed into the URL.
        let count = |text: &str| answer.text.matches(text).count();
        assert_eq!(count("type=\"submit\""), count("type=\"submit\" disabled"), "{path}");
        for inline in ["style=", "<style", "<script>", " onclick"] {
            assert!(!answer.text.contains(inline), "{path}: {inline}");
        }
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "trusted-types 'none'",
        ] {
            assert!(policy.split("; ").any(|have| have == part), "{policy}");
        }
    }
    for path in ["/sign-in2", "/users", "/"] {
        assert_eq!(ada.get(path).status, 404, "{path}");
    }
}

#[test]
fn what_a_page_loads_is_there() {
    let server = server(&[]);
    let ada = server.browser();
    let page = ada.get("/sign-in").text;
    let urls =
        page.split(['"', ' ']).filter(|part| part.starts_with("/v1/") || part.starts_with("/npm/"));
    let answers = urls.map(|url| ada.get(url));
    let kinds: Vec<_> =
        answers.map(|answer| (answer.status, answer.header("content-type").to_owned())).collect();
    let (css, js) = ("text/css; charset=utf-8", "text/javascript; charset=utf-8");
    assert_eq!(kinds, [css, js, js, js].map(|kind| (200, kind.to_owned())));
    assert!(ada.get("/v1/hosted.css").text.contains("--cl-color-primary:#1c3f94"));
}

#[test]
fn a_page_has_the_applications_colours_before_its_script_runs() {
    let options = ["--color", "#b00020", "--background-color", "#101010", "--color-scheme", "dark"];
    let style = server(&options).browser().get("/v1/hosted.css").text;
    for rule in [
        ".cl-rootBox{--cl-color-primary:#b00020}",
        ".cl-rootBox{--cl-color-background:#101010}",
        ":root{color-scheme:dark}",
    ] {
        assert!(style.contains(rule), "{rule}");
    }
    let style = server(&[]).browser().get("/v1/hosted.css").text;
    assert!(!style.contains("--cl-color-background:"));
}

#[test]
fn a_query_that_leads_to_strangers_is_cut() {
    let server = server(&[]);
    let ada = server.browser();
    for to in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
        "https%3Aevil.example",
        "https%3A%2F%2Fapp.example.com%40evil.example",
        "javascript%3Aalert(1)",
        "data:text/html,x",
    ] {
        let answer =
            ada.get(&format!("/sign-in/choose?a=1&redirect_url={to}&after_sign_up_url={to}"));
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, "/sign-in/choose?a=1"),
            "{to}"
        );
        // Whatever case and escapes its name has: the browser decodes it too.
        let answer = ada.get(&format!("/sign-up?redirect%5Furl={to}"));
        assert_eq!((answer.status, answer.header("location")), (303, "/sign-up"), "{to}");
    }
    for to in ["%2Fdash", "https://app.example.com/dash", "dash", ""] {
        assert_eq!(ada.get(&format!("/sign-in?redirect_url={to}")).status, 200, "{to}");
    }
}

#[test]
fn the_sdk_is_where_a_cdn_and_clerk_react_have_it() {
    let server = server(&["--hosted-pages", "false"]);
    let ada = server.browser();
    let own = concat!("/npm/clerk-wasm@", env!("CARGO_PKG_VERSION"));
    for folder in [own, "/npm/@clerk/clerk-js@2/dist", "/npm/@clerk/clerk-js@next/dist"] {
        let answer = ada.get(&format!("{folder}/clerk.components.mjs"));
        assert_eq!(
            (answer.status, answer.text.as_str()),
            (200, "clerk.components.mjs"),
            "{folder}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        for other in ["package.json", ".secret.js", "none.js", "..%2Fclerk.browser.js", ""] {
            assert_eq!(ada.get(&format!("{folder}/{other}")).status, 404, "{folder}/{other}");
        }
    }
    for other in ["/npm/clerk-wasm@0.0.1", "/npm/@clerk/other@2/dist"] {
        assert_eq!(ada.get(&format!("{other}/clerk.browser.js")).status, 404, "{other}");
    }
    assert_eq!(ada.get("/sign-in").status, 404);
}

#[test]
fn browsers_are_sent_to_the_pages_wherever_they_are() {
    let url = |server: &Server, name: &str| {
        let answer = server.browser().get("/v1/environment");
        answer.json["display_config"][name].as_str().unwrap().to_owned()
    };
    let here = server(&[]);
    assert_eq!(url(&here, "sign_in_url"), format!("{}/sign-in", here.url));
    let accounts = "https://accounts.example.com";
    let there = server(&["--hosted-pages", accounts]);
    for (name, path) in
        [("sign_in_url", "/sign-in"), ("sign_up_url", "/sign-up"), ("user_profile_url", "/user")]
    {
        assert_eq!(url(&there, name), format!("{accounts}{path}"));
    }
    assert_eq!(url(&there, "after_sign_in_url"), format!("{}/", there.url));
    // Their host may use the API, and is led back to.
    let headers = [("origin", accounts)];
    let answer = there.browser().send("GET", "/v1/client", &headers, "");
    assert_eq!(answer.header("access-control-allow-origin"), accounts);
}

#[test]
fn the_settings_link_to_the_pages_wherever_they_are() {
    let links = |options: &[&str]| {
        let page = server(options).browser().get("/settings").text;
        ["/sign-in", "https://accounts.example.com/user"]
            .map(|url| page.contains(&format!("href=\"{url}\"")))
    };
    assert_eq!(links(&[]), [true, false]);
    assert_eq!(links(&["--hosted-pages", "https://accounts.example.com"]), [false, true]);
    assert_eq!(links(&["--hosted-pages", "false"]), [false, false]);
}
