//! Whatever JavaScript sends, in whatever order: no panic, and an answer that can be read.

use clerk_components::Room;

use crate::stage::html;

/// Parts of events, right and wrong.
const PARTS: [&str; 68] = [
    "start",
    "props",
    "route",
    "act",
    "type",
    "toggle",
    "done",
    "progress",
    "refuse",
    "change",
    "tick",
    "texts",
    "odd",
    "sign_in",
    "sign_up",
    "user_profile",
    "user_button",
    "user",
    "cl1-",
    "",
    "1",
    "0",
    "2",
    "18446744073709551615",
    "-1",
    "99999999999999999999999",
    "ready",
    "loading",
    "failed",
    "factor-one",
    "factor-two?redirect_url=%2F",
    "verify",
    "choose",
    "continue",
    "verify-email-address",
    "security",
    "https://app.test",
    "javascript:alert(1)",
    "needs_first_factor",
    "needs_second_factor",
    "complete",
    "missing_requirements",
    "email_link",
    "email_code",
    "password",
    "totp",
    "unverified",
    "verified",
    "expired",
    "close",
    "edit",
    "back",
    "methods",
    "method",
    "resend",
    "submit",
    "code",
    "123456",
    "a@gmail.com",
    "<b>\"&'",
    "{{",
    "ü\u{1f600}",
    "%",
    "MagicLinkError",
    "?identifier=ada%1Eevil%1F1",
    "factor-one?identifier=%1eevil&redirect_url=%2F%1Eevil",
    "identifier",
    "ada\u{1e}evil",
];

/// What the README lists.
const COMMANDS: [&str; 20] = [
    "create",
    "update",
    "send_link",
    "await_link",
    "resend",
    "cancel",
    "prepare",
    "attempt",
    "verify",
    "set_session",
    "sign_out",
    "user",
    "load",
    "go",
    "route",
    "tick",
    "focus",
    "open",
    "show",
    "close",
];

/// Numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

#[test]
fn any_fields_in_any_order() {
    let mut numbers = Numbers(1);
    for _ in 0..400 {
        let mut room = Room::default();
        for _ in 0..30 {
            let length = numbers.below(24);
            let fields: Vec<_> = (0..length).map(|_| PARTS[numbers.below(PARTS.len())]).collect();
            let mut event = fields.join("\u{1f}");
            // Half of the events begin as one that is known.
            if numbers.below(2) == 0 {
                let kind = PARTS[13 + numbers.below(4)];
                let name = PARTS[numbers.below(12)];
                let route = PARTS[numbers.below(PARTS.len())];
                let page = ["cl1-", "", "", "", route, "ready"].join("\u{1f}");
                event = match name {
                    "start" => [name, "1", kind, &page, &event].join("\u{1f}"),
                    _ => [name, "1", &event].join("\u{1f}"),
                };
            }
            let answer = room.handle(u32::try_from(numbers.below(3)).unwrap(), &event);
            let mut parts = answer.split('\u{1e}');
            let html = parts.next().unwrap();
            assert!(!html.contains('\u{1f}'), "{html}");
            for command in parts {
                let name = command.split('\u{1f}').next().unwrap();
                assert!(COMMANDS.contains(&name), "{command:?}");
            }
            let elements = html::read(html);
            for element in elements {
                for name in ["href", "src"] {
                    assert!(!element.get(name).contains("javascript"), "{html}");
                }
            }
            if numbers.below(20) == 0 {
                room.free(1);
            }
        }
    }
}
