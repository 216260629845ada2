//! People: avatar, name, address. Pure.

use maud::{Markup, html};

use crate::route;
use crate::snapshot::Person;
use crate::wire::join;

/// The person's picture, or their initials.
pub(crate) fn avatar(name: &str, identifier: &str, image_url: &str) -> Markup {
    html! {
        span class="cl-avatarBox" aria-hidden="true" {
            @if let Some(url) = route::href(image_url) {
                img class="cl-avatarImage" src=(url) alt="";
            } @else {
                // The style sheet shows them. As text they would be a label that is not the button's name.
                span class="cl-avatarInitials" data-initials=(initials(name, identifier)) {}
            }
        }
    }
}

/// Avatar, name and address in a row.
pub(crate) fn preview(person: Person<'_>) -> Markup {
    html! {
        (avatar(person.name, person.identifier, person.image_url))
        span class="cl-userPreviewTextContainer" {
            @if !person.name.is_empty() {
                span class="cl-userPreviewMainIdentifier" { bdi { (person.name) } }
            }
            span class="cl-userPreviewSecondaryIdentifier" dir="ltr" { (person.identifier) }
        }
    }
}

/// Of the first and the last name; without a name the first letter of the address. The style sheet makes them capitals.
fn initials(name: &str, identifier: &str) -> String {
    let name = if name.is_empty() { identifier } else { name };
    let mut last = "";
    let mut rest = route::after(name, route::before(name, b" "));
    while !rest.is_empty() {
        last = route::before(rest, b" ");
        rest = route::after(rest, last);
    }
    join(&[first(name), first(last)])
}

/// The first letter.
fn first(name: &str) -> &str {
    let end = (1..name.len()).find(|end| name.is_char_boundary(*end));
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        assert_eq!(initials("Ada Lovelace", "ada@a.test"), "AL");
        assert_eq!(initials("ada king noel", ""), "an");
        assert_eq!(initials("Ada", ""), "A");
        assert_eq!(initials("", "ada@a.test"), "a");
        assert_eq!(initials("", ""), "");
    }
}
