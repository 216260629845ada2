//! Static files.

use std::fs;

use crate::support::{Server, new_folder};

#[test]
fn clean_urls_right_types_and_nothing_else() {
    let folder = new_folder();
    let (www, pkg) = (folder.join("www"), folder.join("pkg"));
    fs::create_dir_all(www.join("docs")).unwrap();
    fs::create_dir_all(www.join("empty")).unwrap();
    fs::create_dir_all(&pkg).unwrap();
    fs::write(folder.join("secret.txt"), "secret").unwrap();
    for (file, text) in [
        ("index.html", "home"),
        ("verification.html", "verify"),
        ("app.js", "js"),
        ("style.css", "css"),
        ("icon.svg", "<svg/>"),
        ("docs/index.html", "docs"),
    ] {
        fs::write(www.join(file), text).unwrap();
    }
    fs::create_dir_all(www.join(".git")).unwrap();
    fs::create_dir_all(www.join(".well-known/acme-challenge")).unwrap();
    fs::write(www.join(".well-known/assetlinks.json"), "[]").unwrap();
    fs::write(www.join(".well-known/acme-challenge/token"), "proof").unwrap();
    fs::write(www.join(".well-known/.env"), "secret").unwrap();
    fs::create_dir_all(www.join("docs/.well-known")).unwrap();
    fs::write(www.join("docs/.well-known/x"), "secret").unwrap();
    fs::write(www.join(".env"), "secret").unwrap();
    fs::write(www.join(".git/config"), "secret").unwrap();
    fs::write(pkg.join("a.wasm"), "\0asm").unwrap();
    fs::write(pkg.join("a.mjs"), "js").unwrap();
    let prefix = format!("/pkg={}", pkg.display());
    let below = format!("/pkg/old={}", www.join("docs").display());
    let www_path = www.to_str().unwrap();
    let server = Server::start(&["--www", www_path, "--www", &prefix, "--www", &below]);
    let ada = server.browser();
    let js = "text/javascript; charset=utf-8";
    for (path, text, kind) in [
        ("/", "home", "text/html; charset=utf-8"),
        ("/verification", "verify", "text/html; charset=utf-8"),
        ("/verification?__clerk_status=verified", "verify", "text/html; charset=utf-8"),
        ("/docs/", "docs", "text/html; charset=utf-8"),
        ("/app.js", "js", js),
        ("/style.css", "css", "text/css; charset=utf-8"),
        ("/icon.svg", "<svg/>", "image/svg+xml"),
        ("/.well-known/assetlinks.json", "[]", "application/json"),
        ("/.well-known/acme-challenge/token", "proof", "application/octet-stream"),
        ("/pkg/a.wasm", "\0asm", "application/wasm"),
        ("/pkg/a.mjs", "js", js),
        ("/pkg/old/", "docs", "text/html; charset=utf-8"),
    ] {
        let answer = ada.get(path);
        assert_eq!(
            (answer.status, &*answer.text, answer.header("content-type")),
            (200, text, kind),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert_eq!(answer.header("content-security-policy"), "frame-ancestors 'self'");
    }
    let fresh = ada.get("/app.js");
    let since = [("if-modified-since", fresh.header("last-modified"))];
    assert_eq!(ada.send("GET", "/app.js", &since, "").status, 304);
    for path in [
        "/nothing",
        "/empty/",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/pkg/../../secret.txt",
        "/pkg/%2e%2e/www/app.js",
        "/.env",
        "/%2Eenv",
        "/.git/config",
        "/.well-known/.env",
        "/.well-known/%2eenv",
        "/.well-known/../.env",
        "/.well-known%2f..%2f.env",
        "/docs/.well-known/x",
        "/docs%2f..%2f.env",
        "/docs/%2e%2E/.git/config",
        "//etc/passwd",
        "/%00",
    ] {
        let answer = ada.get(path);
        assert!(answer.status == 404 || answer.status == 400, "{path}: {}", answer.status);
        assert!(!answer.text.contains("secret"), "{path}");
    }
    assert_eq!(ada.post("/app.js", &[]).status, 405);
    // The folder does not hide the server's own file.
    assert!(ada.get("/.well-known/jwks.json").json["keys"].is_array());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_folder_without_its_slash_leads_to_itself() {
    let folder = new_folder();
    fs::create_dir_all(folder.join("sub/a:b")).unwrap();
    let www = folder.to_str().unwrap();
    let server = Server::start(&["--www", www, "--www", &format!("/pkg={www}")]);
    for (path, leads_to) in [
        ("/sub", "/sub/"),
        ("//sub", "//sub/"),
        ("/pkg/sub", "/pkg/sub/"),
        ("/pkg//sub", "/pkg//sub/"),
        ("/sub/a:b?c=d", "/sub/a:b/?c=d"),
    ] {
        let answer = server.browser().get(path);
        assert_eq!(answer.status, 307, "{path}");
        let from = url::Url::parse(&format!("{}{path}", server.url)).unwrap();
        let to = from.join(answer.header("location")).unwrap();
        assert_eq!(to.as_str(), format!("{}{leads_to}", server.url), "{path}");
    }
    fs::remove_dir_all(folder).unwrap();
}
