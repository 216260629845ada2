//! Wire protocol 2.5: the link in the email, and who may do what with it.

use crate::support::{Browser, Server, bytes_of, contains, new_address};

/// A sign-up that waits for its link: the browser, the attempt's path, the link.
fn waiting(server: &Server) -> (Browser, String, String) {
    let (ada, address) = (server.browser(), new_address());
    let path = ada.ask_to_sign_up(&address);
    let link = server.link(&address);
    (ada, path, link)
}

fn still_waits(ada: &Browser, path: &str) -> bool {
    ada.poll(path)["verifications"]["email_address"]["status"] == "unverified"
}

#[test]
fn another_device_confirms_and_the_session_is_where_it_was_asked_for() {
    let server = Server::shared();
    let (ada, path, link) = waiting(server);
    let phone = server.browser();
    let page = phone.get(&link);
    assert_eq!(page.status, 200);
    assert!(page.has_button() && page.text.contains("Firefox on Linux"));
    assert!(page.text.contains("whoever asked would be signed in as you"));
    assert!(page.text.contains("a•••@e•••.com") && !page.text.contains("@example.com"));
    assert!(still_waits(&ada, &path));

    let answer = phone.confirm(&link);
    assert_eq!(answer.status, 303);
    assert_eq!(answer.redirect_parameter("__clerk_status").as_deref(), Some("verified"));
    let session = answer.redirect_parameter("__clerk_created_session").unwrap();
    let attempt = ada.poll(&path);
    assert_eq!(
        (&attempt["status"], &attempt["created_session_id"]),
        (&"complete".into(), &session.into())
    );
    let by = &attempt["verifications"]["email_address"]["verified_at_client"];
    assert_ne!(*by, ada.client()["id"], "it was verified elsewhere");
    assert_eq!(phone.client(), serde_json::Value::Null, "the phone is signed out");
}

#[test]
fn a_device_with_a_session_of_its_own_keeps_it_and_is_named_as_the_verifier() {
    let server = Server::shared();
    let (ada, path, link) = waiting(server);
    let bob = server.signed_in(&new_address());
    let before = bob.client()["sessions"].clone();
    bob.confirm(&link);
    assert_eq!(bob.client()["sessions"][0]["id"], before[0]["id"]);
    let by = &ada.poll(&path)["verifications"]["email_address"]["verified_at_client"];
    assert_eq!(*by, bob.client()["id"]);
}

#[test]
fn scanners_and_previews_change_nothing() {
    let server = Server::shared();
    let (ada, path, link) = waiting(server);
    let scanner = server.browser();
    for method in ["HEAD", "GET", "GET", "OPTIONS"] {
        scanner.send(method, &link, &[], "");
        assert!(still_waits(&ada, &path), "{method}");
    }
    // Even in the browser that asked: nobody has opened a page that is only loaded in advance.
    for header in
        [("sec-purpose", "prefetch;prerender"), ("purpose", "prefetch"), ("x-moz", "prefetch")]
    {
        assert_eq!(ada.send("GET", &link, &[header], "").status, 503);
        assert!(still_waits(&ada, &path), "{header:?}");
    }
    assert_eq!(ada.send("HEAD", &link, &[], "").status, 200);
    assert!(still_waits(&ada, &path));
    assert_eq!(ada.get(&link).status, 303);
}

#[test]
fn a_link_that_another_page_loads_was_opened_by_nobody() {
    let server = Server::shared();
    let (ada, path, link) = waiting(server);
    for (mode, dest) in [
        ("no-cors", "image"),
        ("navigate", "iframe"),
        ("navigate", "frame"),
        ("navigate", "object"),
        ("navigate", "embed"),
        ("no-cors", "script"),
        ("no-cors", "empty"),
        ("cors", "empty"),
        ("same-origin", "empty"),
        ("no-cors", "document"),
        ("Zoë", "document"),
    ] {
        let headers =
            [("sec-fetch-site", "same-site"), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)];
        let answer = ada.send("GET", &link, &headers, "");
        // It gets the same as any other browser: a page that cannot be framed.
        assert!(answer.status == 200 && answer.has_button(), "{mode} {dest}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(still_waits(&ada, &path), "{mode} {dest}");
    }
    let opened = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    assert_eq!(ada.send("GET", &link, &opened, "").status, 303);
}

#[test]
fn a_program_that_keeps_the_cookie_opens_its_link() {
    let server = Server::shared();
    // These are the headers of Node's `fetch`.
    let (ada, _, link) = waiting(server);
    assert_eq!(ada.send("GET", &link, &[("sec-fetch-mode", "cors")], "").status, 303);
    let (ada, path, link) = waiting(server);
    assert_eq!(ada.send("GET", &link, &[("sec-fetch-mode", "no-cors")], "").status, 200);
    assert!(still_waits(&ada, &path));
}

#[test]
fn a_clock_that_is_put_back_repeats_no_answer_for_long() {
    let server = Server::start(&[]);
    let (ada, _, link) = waiting(&server);
    server.pass_seconds(300);
    assert_eq!(ada.get(&link).status, 303);
    server.pass_seconds(-20);
    assert_eq!(ada.get(&link).status, 303);
    server.pass_seconds(-20);
    assert_eq!(ada.get(&link).status, 410);
}

#[test]
fn a_slash_behind_the_path_makes_no_other_link() {
    let server = Server::shared();
    let (ada, path, link) = waiting(server);
    let link = link.replace("/verify?", "/verify/?");
    assert_eq!(ada.send("HEAD", &link, &[], "").status, 200);
    let phone = server.browser();
    let page = phone.get(&link);
    assert!(page.status == 200 && page.has_button());
    // Its form is sent with `Origin: null`, by the page's own referrer policy.
    let body = format!("token={}&nonce={}", page.field("token"), page.field("nonce"));
    let form = ("content-type", "application/x-www-form-urlencoded");
    assert_eq!(phone.send("POST", "/v1/verify/", &[form, ("origin", "null")], body).status, 303);
    assert_eq!(ada.poll(&path)["status"], "complete");
}

#[test]
fn the_pages_are_not_kept_not_framed_not_scripted_and_tell_nobody() {
    let server = Server::shared();
    let (_, _, link) = waiting(server);
    for path in [link.as_str(), "/v1/verify?token=wrong", "/v1/verify"] {
        let page = server.browser().get(path);
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("x-robots-tag"), "noindex, nofollow");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("script-src") && !page.text.contains("<script"));
        assert!(page.text.contains("lang=\"en\"") && page.text.contains("viewport"));
    }
}

#[test]
fn only_our_own_page_can_confirm() {
    let server = Server::shared();
    let (ada, path, link) = waiting(server);
    let phone = server.browser();
    let page = phone.get(&link);
    let (token, nonce) = (page.field("token"), page.field("nonce"));
    let form = |nonce: &str| format!("token={token}&nonce={nonce}");
    let kind = ("content-type", "application/x-www-form-urlencoded");

    // A hostile page that got hold of the link submits it in the victim's browser.
    for headers in [
        vec![kind, ("sec-fetch-site", "cross-site")],
        vec![kind, ("sec-fetch-site", "same-site")],
        vec![kind, ("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
        vec![kind],
    ] {
        for nonce in ["", "guess"] {
            assert_eq!(phone.send("POST", "/v1/verify", &headers, form(nonce)).status, 403);
            assert!(still_waits(&ada, &path), "{headers:?}");
        }
    }
    let other = server.browser();
    assert_eq!(other.send("POST", "/v1/verify", &[kind], form(&nonce)).status, 403, "no cookie");
    assert!(still_waits(&ada, &path));

    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.contains(&format!("form-action 'self' {}", server.url)), "{policy}");
    let own = [kind, ("origin", "null"), ("sec-fetch-site", "same-origin")];
    assert_eq!(phone.send("POST", "/v1/verify", &own, form("")).status, 303);
}

#[test]
fn the_page_of_one_link_confirms_no_other() {
    let server = Server::shared();
    let (ada, of_ada, link) = waiting(server);
    let (_, _, other) = waiting(server);
    let phone = server.browser();
    let page = phone.get(&link);
    let of_other = phone.get(&other);
    let fields = [("token", &*page.field("token")), ("nonce", &*of_other.field("nonce"))];
    assert_eq!(phone.post("/v1/verify", &fields).status, 403);
    assert!(still_waits(&ada, &of_ada));
    // The first page still works after the other was opened.
    let fields = [("token", &*page.field("token")), ("nonce", &*page.field("nonce"))];
    assert_eq!(phone.post("/v1/verify", &fields).status, 303);
    assert!(!page.text.contains(&phone.cookie("__verify").unwrap()), "the cookie stays a secret");
}

#[test]
fn a_double_click_gets_the_same_answer_and_a_later_one_does_not() {
    let server = Server::start(&[]);
    let (ada, path, link) = waiting(&server);
    let first = ada.get(&link);
    server.pass_seconds(29);
    let again = ada.get(&link);
    assert_eq!(again.status, 303);
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(ada.client()["sessions"].as_array().unwrap().len(), 1);
    server.pass_seconds(2);
    let late = ada.get(&link);
    assert_eq!(late.status, 410);
    assert!(late.text.contains("has been used") && late.text.contains(&ada.redirect_url()));
    assert_eq!(ada.poll(&path)["status"], "complete");
}

#[test]
fn a_browser_without_a_client_that_presses_the_button_twice_gets_the_same_answer() {
    let server = Server::start(&[]);
    let (ada, _, link) = waiting(&server);
    let (phone, thief) = (server.browser(), server.browser());
    let page = phone.get(&link);
    thief.get(&link);
    let fields = [("token", &*page.field("token")), ("nonce", &*page.field("nonce"))];
    let first = phone.post("/v1/verify", &fields);
    assert_eq!(first.status, 303);
    for again in [phone.post("/v1/verify", &fields), phone.get(&link)] {
        assert_eq!(again.status, 303, "{}", again.text);
        assert_eq!(again.header("location"), first.header("location"));
    }
    assert_eq!(thief.get(&link).status, 410, "another browser is told nothing");
    assert_eq!(ada.client()["sessions"].as_array().unwrap().len(), 1);
    server.pass_seconds(31);
    assert_eq!(phone.post("/v1/verify", &fields).status, 410);
}

#[test]
fn a_used_link_is_worth_nothing_elsewhere() {
    let server = Server::shared();
    let (ada, _, link) = waiting(server);
    ada.get(&link);
    let thief = server.browser();
    let page = thief.get(&link);
    assert_eq!(page.status, 410);
    assert!(page.text.contains("has been used") && !page.has_button());
    assert!(!page.text.contains("sess_"), "not even the session's name");
    assert_eq!(thief.client(), serde_json::Value::Null);
}

#[test]
fn a_link_is_used_once_however_many_confirm_at_the_same_time() {
    let server = Server::shared();
    let (ada, path, link) = waiting(server);
    let phones: Vec<Browser> = (0..8).map(|_| server.browser()).collect();
    let forms: Vec<(String, String)> = phones
        .iter()
        .map(|phone| phone.get(&link))
        .map(|page| (page.field("token"), page.field("nonce")))
        .collect();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = phones
            .iter()
            .zip(&forms)
            .map(|(phone, (token, nonce))| {
                scope.spawn(move || {
                    phone.post("/v1/verify", &[("token", token), ("nonce", nonce)]).status
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert_eq!(ada.client()["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(ada.poll(&path)["status"], "complete");
}

#[test]
fn an_expired_link_says_so_to_the_application_and_to_a_stranger() {
    let server = Server::start(&["--link-ttl-seconds", "60"]);
    let (ada, path, link) = waiting(&server);
    server.pass_seconds(60);
    let own = ada.get(&link);
    assert_eq!(own.redirect_parameter("__clerk_status").as_deref(), Some("expired"));
    assert_eq!(own.redirect_parameter("__clerk_created_session"), None);
    let page = server.browser().get(&link);
    assert_eq!(page.status, 410);
    assert!(page.text.contains("expired") && !page.has_button());
    assert_eq!(ada.poll(&path)["verifications"]["email_address"]["status"], "expired");
}

#[test]
fn the_confirmation_page_does_not_outlive_the_link() {
    let server = Server::start(&["--link-ttl-seconds", "60"]);
    let (ada, path, link) = waiting(&server);
    let phone = server.browser();
    let page = phone.get(&link);
    server.pass_seconds(61);
    let fields = [("token", &*page.field("token")), ("nonce", &*page.field("nonce"))];
    assert_eq!(phone.post("/v1/verify", &fields).status, 410);
    assert_eq!(ada.poll(&path)["status"], "missing_requirements");
}

#[test]
fn a_newer_link_supersedes_the_older() {
    let server = Server::start(&["--resend-cooldown-seconds", "0"]);
    let address = new_address();
    let ada = server.account(&address);
    let path = ada.ask_to_sign_in(&address);
    let older = server.link(&address);
    let id = ada.poll(&path)["supported_first_factors"][0]["email_address_id"].clone();
    ada.prepare_sign_in(&path, id.as_str().unwrap());
    let newer = server.link(&address);
    let page = ada.get(&older);
    assert_eq!(page.status, 410);
    assert!(page.text.contains("newer link"), "{}", page.text);
    assert_eq!(ada.poll(&path)["status"], "needs_first_factor");
    assert_eq!(ada.get(&newer).status, 303);
}

#[test]
fn a_password_typed_instead_is_no_newer_link() {
    let server = Server::shared();
    let address = new_address();
    let ada = server.signed_in(&address);
    ada.post("/v1/me/change_password", &[("new_password", "correct horse")]).ok();
    let phone = server.browser();
    let path = phone.ask_to_sign_in(&address);
    let fields = [("strategy", "password"), ("password", "correct horse")];
    phone.post(&format!("{path}/attempt_first_factor"), &fields).ok();
    let page = phone.get(&server.link(&address));
    assert_eq!(page.status, 410);
    assert!(page.text.contains("Nobody waits for this link"), "{}", page.text);
}

#[test]
fn who_starts_over_or_signs_out_kills_the_link() {
    let server = Server::shared();
    let (ada, _, link) = waiting(server);
    ada.ask_to_sign_up(&new_address());
    assert_eq!(ada.get(&link).status, 410);
    assert_eq!(server.browser().get(&link).status, 410);

    let (eve, _, link) = waiting(server);
    eve.post("/v1/client?_method=DELETE", &[]).ok();
    assert_eq!(eve.get(&link).status, 410);
    assert_eq!(server.browser().get(&link).status, 410);
}

#[test]
fn mangled_links_are_refused_and_leave_the_right_one_alone() {
    let server = Server::shared();
    let (ada, path, link) = waiting(server);
    let short = &link[..link.len() - 2];
    for bad in [
        short,
        "/v1/verify",
        "/v1/verify?",
        "/v1/verify?token=",
        "/v1/verify?token=%FF%00",
        &format!("{link}x"),
        "/v1/verify?Token=x",
    ] {
        let page = ada.get(bad);
        assert_eq!(page.status, 404, "{bad}");
        assert!(!page.has_button());
    }
    assert!(still_waits(&ada, &path));
    assert_eq!(ada.get(&link).status, 303);
}

#[test]
fn the_redirect_keeps_the_query_and_the_hash() {
    let server = Server::shared();
    let (ada, address) = (server.browser(), new_address());
    let attempt = ada.post("/v1/client/sign_ups", &[("email_address", &address)]).ok();
    let path = format!("/v1/client/sign_ups/{}", attempt["response"]["id"].as_str().unwrap());
    let url = format!("{}?a=b%20c&__clerk_status=failed#/verify?x=y", ada.redirect_url());
    let fields = [("strategy", "email_link"), ("redirect_url", &*url)];
    ada.post(&format!("{path}/prepare_verification"), &fields).ok();
    let location = ada.get(&server.link(&address)).header("location").to_owned();
    let (before, hash) = location.split_once('#').unwrap();
    assert_eq!(hash, "/verify?x=y");
    assert!(
        before.starts_with(&format!(
            "{}?a=b%20c&__clerk_status=verified&__clerk_created_session=sess_",
            ada.redirect_url()
        )),
        "{before}"
    );
}

#[test]
fn secrets_are_stored_as_hashes_only() {
    let server = Server::start(&[]);
    let (ada, address) = (server.browser(), new_address());
    ada.ask_to_sign_up(&address);
    let (link, code) = (server.link(&address), server.code(&address));
    let bytes = bytes_of(&server.database());
    assert!(contains(&bytes, &address), "this is the right file");
    let token = link.split_once("token=").unwrap().1;
    assert_eq!(token.len(), 43, "256 random bits");
    assert!(!contains(&bytes, token));
    assert!(!contains(&bytes, &ada.cookie("__client").unwrap()));
    assert_eq!(code.len(), 6);
    ada.get(&link);
    assert!(!contains(&bytes_of(&server.database()), token));
}

#[test]
fn where_the_same_browser_is_required_no_other_can_confirm() {
    let server = Server::start(&["--require-same-client"]);
    let (ada, path, link) = waiting(&server);
    let phone = server.browser();
    let answer = phone.get(&link);
    assert_eq!(answer.redirect_parameter("__clerk_status").as_deref(), Some("client_mismatch"));
    assert_eq!(answer.redirect_parameter("__clerk_created_session"), None);
    let own_page =
        [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
    let token = link.split_once("token=").unwrap().1;
    phone.send("POST", "/v1/verify", &own_page, format!("token={token}"));
    assert!(still_waits(&ada, &path));
    assert_eq!(ada.get(&link).redirect_parameter("__clerk_status").as_deref(), Some("verified"));
}
