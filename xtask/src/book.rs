//! Builds the docs as a book in `target/book`, and checks that every link in it leads somewhere.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::paths;
use crate::setup::Tools;
use crate::shell::{Result, run};

/// Builds the book and follows its links.
pub(crate) fn check(tools: &Tools) -> Result {
    let folder = paths::target().join("book");
    // A page left by an earlier build would hide a broken link to it.
    let _ = fs::remove_dir_all(&folder);
    let mut build = tools.command("mdbook", ["build", "docs", "--dest-dir"]);
    run(build.arg(paths::root().join(&folder)).env("MDBOOK_LOG", "warn"))?;
    let mut pages = HashMap::new();
    read(&folder, &folder, &mut pages)?;
    let broken = broken(&pages);
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n").into()) }
}

/// A file of the book: what can be linked to in it, and where it links to.
#[derive(Default)]
struct Page {
    ids: HashSet<String>,
    targets: Vec<String>,
}

impl Page {
    fn of(html: &str) -> Self {
        let ids = attributes(html, "id").map(str::to_owned).collect();
        let targets = attributes(html, "href").chain(attributes(html, "src"));
        Self { ids, targets: targets.map(|target| target.replace("&amp;", "&")).collect() }
    }
}

/// The values of an attribute. mdBook writes all of them in double quotes; text shows tags as `&lt;…`.
fn attributes<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!(" {name}=\"");
    let tags = html.split('<').skip(1).filter_map(|tag| tag.split('>').next());
    tags.filter_map(move |tag| tag.split_once(&start)?.1.split('"').next())
}

fn read(root: &Path, folder: &Path, pages: &mut HashMap<PathBuf, Page>) -> Result {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(root, &path, pages)?;
            continue;
        }
        let is_html = path.extension().is_some_and(|kind| kind == "html");
        let page = if is_html { Page::of(&fs::read_to_string(&path)?) } else { Page::default() };
        pages.insert(path.strip_prefix(root)?.to_owned(), page);
    }
    Ok(())
}

/// The links that lead nowhere, each with its page.
fn broken(pages: &HashMap<PathBuf, Page>) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, page) in pages {
        // This page links to all others from the root of a site.
        if path == Path::new("404.html") {
            continue;
        }
        for target in page.targets.iter().filter(|target| !target.contains(':')) {
            let (file, id) = target.split_once('#').unwrap_or((target, ""));
            let to = if file.is_empty() { path.clone() } else { beside(path, file) };
            let found = pages.get(&to).is_some_and(|to| id.is_empty() || to.ids.contains(id));
            if !found {
                broken.push(format!("{}: the link to {target} is broken", path.display()));
            }
        }
    }
    broken.sort();
    broken
}

/// The file to which a relative link on a page leads.
fn beside(page: &Path, link: &str) -> PathBuf {
    let mut path = page.parent().unwrap_or(page).to_owned();
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(path.pop()),
            part => path.push(part),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pages: &[(&str, &str)], expected: &[&str]) {
        let pages = pages.iter().map(|(path, html)| (PathBuf::from(path), Page::of(html)));
        assert_eq!(broken(&pages.collect()), expected);
    }

    #[test]
    fn links_to_pages_files_and_ids_are_followed() {
        let a = r##"<a href="b/c.html#x"> <img src="d.png"> <a href="#y" id="y"> <a href="https://e.f">"##;
        let c = r#"<h2 id="x"> <a class="up" href="../a.html">&lt;img src="in-a-text.png"&gt;"#;
        check(&[("a.html", a), ("b/c.html", c), ("d.png", "")], &[]);
    }

    #[test]
    fn a_page_or_an_id_that_is_not_there_is_told() {
        let a = r#"<a href="b.html"> <a href="c.html#x">"#;
        let broken =
            ["a.html: the link to b.html is broken", "a.html: the link to c.html#x is broken"];
        check(&[("a.html", a), ("c.html", "<h2 id=\"y\">")], &broken);
    }
}
