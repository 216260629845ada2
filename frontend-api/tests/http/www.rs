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
    fs::remove_dir_all(folder).unwrap();
}
