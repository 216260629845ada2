//! Names cross the wire in snake_case.
//! Pure.

/// `emailAddressId` → `email_address_id`; names that are snake_case already stay as they are.
pub(crate) fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cross_the_wire_in_snake_case() {
        assert_eq!(snake_case("emailAddressId"), "email_address_id");
        assert_eq!(snake_case("email_address_id"), "email_address_id");
    }
}
