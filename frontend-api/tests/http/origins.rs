//! Wire protocol 1.5: which pages may call.

use serde_json::Value;

use crate::support::{Server, new_address};

const APP: &str = "https://app.example.com";

fn server() -> Server {
    Server::start(&["--allowed-origin", APP, "--allowed-origin", "http://localhost:*"])
}

#[test]
fn an_allowed_origin_may_read_with_credentials() {
    let server = server();
    for origin in [APP, "http://localhost:3000", &server.url.clone()] {
        let answer = server.browser().send("GET", "/v1/client", &[("origin", origin)], "");
        assert_eq!(answer.header("access-control-allow-origin"), origin);
        assert_eq!(answer.header("access-control-allow-credentials"), "true");
        assert!(answer.header("access-control-expose-headers").contains("retry-after"));
        assert_eq!(answer.header("vary"), "Origin");
    }
    // However the origin is written, the answer has its normal form.
    let headers = [("origin", "HTTPS://APP.example.com:443")];
    let answer = server.browser().send("GET", "/v1/client", &headers, "");
    assert_eq!(answer.header("access-control-allow-origin"), APP);
}

#[test]
fn errors_can_be_read_too() {
    let server = server();
    let answer = server.browser().send("POST", "/v1/client/sign_ins", &[("origin", APP)], "");
    answer.refused(422, "form_param_nil");
    assert_eq!(answer.header("access-control-allow-origin"), APP);
}

#[test]
fn any_other_origin_may_change_nothing_and_read_nothing() {
    let server = server();
    let ada = server.signed_in(&new_address());
    let before = ada.client();
    for origin in [
        "https://evil.example",
        "null",
        "https://app.example.com.evil.example",
        "http://app.example.com",
        "https://app.example.com:444",
        "https://localhost:3000",
        "",
        "\u{ff}",
        // These are more than an origin.
        "https://user:pw@app.example.com",
        "https://app.example.com/path?x",
    ] {
        let headers = [("origin", origin), ("content-type", "application/x-www-form-urlencoded")];
        for (method, path) in [
            ("POST", "/v1/client?_method=DELETE"),
            ("DELETE", "/v1/client"),
            ("POST", "/v1/client/sign_ups"),
            ("PATCH", "/v1/me"),
            ("POST", "/v1/client?_method=GET"),
        ] {
            let answer = ada.send(method, path, &headers, "first_name=Eve");
            answer.refused(403, "origin_invalid");
            assert!(answer.headers.get("access-control-allow-origin").is_none());
        }
        let answer = ada.send("GET", "/v1/client", &headers, "");
        assert!(answer.headers.get("access-control-allow-origin").is_none(), "{origin}");
    }
    assert_eq!(ada.client()["updated_at"], before["updated_at"]);
}

#[test]
fn a_preflight_is_answered_for_allowed_origins_only() {
    let server = server();
    let asked = [
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "content-type"),
    ];
    let preflight = |origin| {
        let headers = [&asked[..], &[("origin", origin)]].concat();
        server.browser().send("OPTIONS", "/v1/me", &headers, "")
    };
    let answer = preflight(APP);
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-headers"), "content-type");
    assert!(answer.header("access-control-allow-methods").contains("PATCH"));
    let answer = preflight("https://evil.example");
    assert_eq!(answer.status, 403);
    assert!(answer.headers.get("access-control-allow-origin").is_none());
}

#[test]
fn the_method_that_is_meant_may_be_in_the_query() {
    let server = server();
    let ada = server.browser();
    let made = ada.post("/v1/client?_clerk_js_version=2.17.6&_method=PUT", &[]).ok();
    assert_eq!(ada.client()["id"], made["response"]["id"]);
    ada.post("/v1/client?_method=delete", &[]).ok();
    assert_eq!(ada.client(), Value::Null);
    // A `GET` stays a `GET`: a link must not change anything.
    let bob = server.signed_in(&new_address());
    bob.get("/v1/client?_method=DELETE").ok();
    assert_ne!(bob.client(), Value::Null);
}

#[test]
fn anybody_may_read_the_keys() {
    let server = server();
    let headers = [("origin", "https://evil.example")];
    for path in ["/.well-known/jwks.json", "/v1/jwks"] {
        let answer = server.browser().send("GET", path, &headers, "");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.json["keys"][0]["alg"], "RS256");
    }
}
